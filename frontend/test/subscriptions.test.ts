import { beforeEach, describe, expect, it } from 'vitest';
import type { ConversationEvent } from '../src/protocol/events';
import type { ClientFrame, ServerFrameOf } from '../src/protocol/frames';
import { Subscriptions } from '../src/realtime/subscriptions';
import { ManualScheduler, problem } from './support';

let scheduler: ManualScheduler;
let sent: ClientFrame[];
let connected: boolean;
let seen: number[];
let snapshots: number[];
let gone: string[];
let delays: (number | undefined)[];
let stuck: number;
let fits: boolean;
let subscriptions: Subscriptions;

beforeEach(() => {
  scheduler = new ManualScheduler();
  sent = [];
  connected = true;
  seen = [];
  snapshots = [];
  gone = [];
  delays = [];
  stuck = 0;
  fits = true;
  let refs = 0;
  subscriptions = new Subscriptions({
    scheduler,
    send: (frame) => {
      if (connected) sent.push(frame);
      return connected;
    },
    nextRef: () => {
      refs += 1;
      return `r${String(refs)}`;
    },
    onSnapshot: (_, snapshot) => snapshots.push(snapshot.seq),
    onEvents: (_, events) => {
      if (fits) seen.push(...events.map(({ seq }) => seq));
      return fits;
    },
    onGone: (id) => gone.push(id),
    onDelayed: (_, retryAt) => delays.push(retryAt === undefined ? undefined : retryAt - scheduler.now()),
    onStuck: () => {
      stuck += 1;
    },
  });
});

const reset = (seq: number, epoch = 'e1'): ServerFrameOf<'subscribed'> => ({
  type: 'subscribed',
  conversationId: 'c',
  epoch,
  recovered: false,
  snapshot: { seq, conversation: { id: 'c', createdAt: 0, updatedAt: 0 }, messages: [] },
});
const recovered = (after: number): ServerFrameOf<'subscribed'> => ({
  type: 'subscribed',
  conversationId: 'c',
  epoch: 'e1',
  recovered: true,
  after,
});
const events = (from: number, to: number, type = 'message-restarted'): ServerFrameOf<'events'> => ({
  type: 'events',
  conversationId: 'c',
  from,
  to,
  events: [{ seq: to, at: 0, type, messageId: 'm' } as ConversationEvent],
});

function followed(seq = 10): void {
  subscriptions.follow('c');
  subscriptions.subscribed(reset(seq));
  sent.length = 0;
}

describe('following', () => {
  it('begins without a cursor and goes on from the snapshot', () => {
    subscriptions.follow('c');
    expect(sent).toEqual([{ type: 'subscribe', ref: 'r1', conversationId: 'c' }]);
    subscriptions.subscribed(reset(10));
    expect(snapshots).toEqual([10]);
    subscriptions.events(events(11, 14));
    subscriptions.events(events(15, 15));
    expect(seen).toEqual([14, 15]);
    expect(subscriptions.cursorOf('c')).toEqual({ epoch: 'e1', after: 15 });
  });

  it('asks once for a conversation, however often it is followed', () => {
    subscriptions.follow('c');
    subscriptions.follow('c');
    expect(sent).toHaveLength(1);
  });

  it('drops events that it has', () => {
    followed();
    subscriptions.events(events(9, 10));
    expect(seen).toEqual([]);
    expect(sent).toEqual([]);
  });

  it.each([
    ['a gap', 12, 13],
    ['an overlap', 10, 12],
  ])('asks again from its cursor after %s, and ignores what comes before the answer', (_, from, to) => {
    followed();
    subscriptions.events(events(from, to));
    expect(sent).toMatchObject([{ type: 'subscribe', conversationId: 'c', epoch: 'e1', after: 10 }]);
    subscriptions.events(events(11, 11));
    expect(seen).toEqual([]);
    subscriptions.subscribed(recovered(10));
    subscriptions.events(events(11, 13));
    expect(seen).toEqual([13]);
  });

  it('asks without a cursor when events do not fit', () => {
    followed();
    fits = false;
    subscriptions.events(events(11, 11));
    expect(sent).toHaveLength(1);
    expect(sent[0]).not.toHaveProperty('after');
    fits = true;
    subscriptions.subscribed(reset(11, 'e2'));
    expect(subscriptions.cursorOf('c')).toEqual({ epoch: 'e2', after: 11 });
  });

  it('does not believe a recovery beyond its cursor', () => {
    followed();
    subscriptions.connected();
    subscriptions.subscribed(recovered(12));
    expect(sent).toHaveLength(1);
    expect(sent[0]).not.toHaveProperty('after');
  });

  it('gives the connection up when nothing ever fits', () => {
    followed();
    fits = false;
    for (let round = 0; round < 6; round += 1) {
      subscriptions.events(events(11, 11));
      subscriptions.subscribed(reset(10));
    }
    expect(stuck).toBe(1);
  });

  it('asks again when nobody answers', () => {
    subscriptions.follow('c');
    scheduler.advance(10_000);
    expect(sent).toHaveLength(2);
    scheduler.advance(60_000);
    expect(stuck).toBeGreaterThan(0);
  });

  it('lets go of a conversation that was deleted, after its last events', () => {
    followed();
    subscriptions.events({
      ...events(11, 12),
      events: [...events(11, 11).events, ...events(12, 12, 'conversation-deleted').events],
    });
    expect(seen).toEqual([11]);
    expect(gone).toEqual(['c']);
    expect(subscriptions.followed().size).toBe(0);
  });

  it('lets go of a conversation that is not found, by ref or by name', () => {
    subscriptions.follow('c');
    expect(subscriptions.failed({ type: 'error', ref: 'r1', error: problem('conversation-not-found') })).toBe(
      true,
    );
    subscriptions.follow('d');
    expect(
      subscriptions.failed({ type: 'error', conversationId: 'd', error: problem('conversation-not-found') }),
    ).toBe(true);
    expect(gone).toEqual(['c', 'd']);
  });

  it('asks later where the refusal is temporary', () => {
    subscriptions.follow('c');
    subscriptions.failed({ type: 'error', ref: 'r1', error: problem('overloaded', true, 4_000) });
    scheduler.advance(3_999);
    expect(sent).toHaveLength(1);
    scheduler.advance(1);
    expect(sent).toHaveLength(2);
  });

  it('waits for a server that cannot read it now, longer each time, and never calls it gone', () => {
    followed();
    scheduler.chance = 1;
    const refuse = () =>
      subscriptions.failed({
        type: 'error',
        conversationId: 'c',
        error: problem('storage-unavailable', true),
      });
    for (const delayMs of [1_000, 2_000, 4_000, 5_000, 5_000, 5_000]) {
      expect(refuse()).toBe(true);
      expect(delays.at(-1)).toBe(delayMs);
      scheduler.advance(delayMs);
      expect(sent.at(-1)).toMatchObject({ type: 'subscribe', conversationId: 'c', epoch: 'e1', after: 10 });
    }
    expect(sent).toHaveLength(6);
    expect(gone).toEqual([]);
    subscriptions.subscribed(recovered(10));
    expect(delays.at(-1)).toBeUndefined();
    subscriptions.events(events(11, 11));
    expect(seen).toEqual([11]);
    refuse();
    expect(delays.at(-1)).toBe(1_000);
  });

  it('no longer waits for what is not followed, or when the connection is lost', () => {
    subscriptions.follow('c');
    subscriptions.follow('d');
    subscriptions.failed({ type: 'error', conversationId: 'c', error: problem('overloaded', true) });
    subscriptions.failed({ type: 'error', conversationId: 'd', error: problem('overloaded', true) });
    subscriptions.unfollow('c');
    subscriptions.disconnected();
    expect(delays).toEqual([1_000, 1_000, undefined, undefined]);
    sent = [];
    scheduler.advance(60_000);
    expect(sent).toEqual([]);
  });

  it('says goodbye when it stops following', () => {
    followed();
    subscriptions.unfollow('c');
    expect(sent).toMatchObject([{ type: 'unsubscribe', conversationId: 'c' }]);
    subscriptions.events(events(11, 11));
    expect(seen).toEqual([]);
  });
});

describe('a new connection', () => {
  it('resumes with cursors, and subscribes to what has none', () => {
    followed();
    connected = false;
    subscriptions.disconnected();
    subscriptions.follow('new');
    expect(subscriptions.resume()).toEqual([{ conversationId: 'c', epoch: 'e1', after: 10 }]);
    connected = true;
    subscriptions.connected();
    expect(sent).toMatchObject([{ type: 'subscribe', conversationId: 'new' }]);
  });

  it('replays nothing twice after a recovery', () => {
    followed();
    subscriptions.disconnected();
    subscriptions.events(events(11, 11));
    subscriptions.connected();
    subscriptions.subscribed(recovered(10));
    subscriptions.events(events(11, 12));
    expect(seen).toEqual([12]);
  });
});
