import { beforeEach, describe, expect, it } from 'vitest';
import type { Chat } from '../src/conversation/chat';
import { OutboxShelf } from '../src/conversation/outboxShelf';
import { textStore, type TextStore } from '../src/conversation/storage';
import type { Draft } from '../src/realtime/outbox';
import { fakeApi, fakeChat, FakeNetwork, ManualScheduler, problem } from './support';

/** A browser's storage: every tab hears of what the others write, and not of what changes nothing. */
class SharedStorage {
  readonly values = new Map<string, string>();
  private readonly tabs: Tab[] = [];

  add(tab: Tab): void {
    this.tabs.push(tab);
  }

  close(tab: Tab): void {
    this.tabs.splice(this.tabs.indexOf(tab), 1);
  }

  viewOf(tab: () => Tab): TextStore {
    return {
      get: (key) => this.values.get(key),
      set: (key, value) => {
        if (this.values.get(key) === value) return;
        if (value === undefined) this.values.delete(key);
        else this.values.set(key, value);
        for (const other of this.tabs) if (other !== tab()) other.chat.storageChanged(key, value ?? null);
      },
      keys: () => [...this.values.keys()],
    };
  }
}

let scheduler: ManualScheduler;
let storage: SharedStorage;
let user: string;
let ids: number;

class Tab {
  readonly network = new FakeNetwork();
  readonly chat: Chat;
  private readonly frames: (() => void)[] = [];

  constructor(store: TextStore = storage.viewOf(() => this)) {
    this.chat = fakeChat({
      scheduler,
      frames: (task) => {
        this.frames.push(task);
        return () => undefined;
      },
      openSocket: this.network.open,
      api: fakeApi({ session: () => Promise.resolve({ id: user, name: 'Guest' }) }),
      newId: () => {
        ids += 1;
        return `key-${String(ids)}`;
      },
      lasting: store,
    });
    storage.add(this);
  }

  /** What the page shows after its next frame. */
  private get shown() {
    for (const task of this.frames.splice(0)) task();
    return this.chat.store.getState();
  }

  get pending() {
    return this.shown.pending;
  }

  get openKey() {
    return this.shown.openKey;
  }

  get socket() {
    return this.network.current;
  }

  async online(): Promise<this> {
    await this.chat.start();
    this.welcome();
    return this;
  }

  welcome(): void {
    this.socket.onopen?.();
    this.socket.receive({ ...welcome, user: { id: user, name: 'Guest' } });
  }

  accept(key: string, conversationId = 'c1'): void {
    this.socket.receive({ type: 'ack', ref: key, conversationId, messageId: 'a1', generationId: 'g1' });
  }

  refuse(key: string, code: string, retryable: boolean, retryAfterMs?: number): void {
    this.socket.receive({ type: 'error', ref: key, error: problem(code, retryable, retryAfterMs) });
  }

  sent(): readonly string[] {
    return this.network.sockets.flatMap((socket) =>
      socket.sent.flatMap((frame) => (frame.type === 'send' ? [frame.clientMessageId] : [])),
    );
  }

  closeTab(): void {
    storage.close(this);
  }
}

const welcome = {
  type: 'welcome',
  ref: '1',
  limits: { maxTextChars: 100 },
  models: [],
  heartbeat: { clientPingAfterMs: 25_000, clientPingTimeoutMs: 3_000 },
} as const;

beforeEach(() => {
  scheduler = new ManualScheduler();
  storage = new SharedStorage();
  user = 'u1';
  ids = 0;
});

const kept = () => [...storage.values.keys()].filter((key) => key.startsWith('parley.outbox.'));

describe('a message that was not acknowledged', () => {
  it('survives a closed tab, and is sent again under the same id', async () => {
    const first = await new Tab().online();
    first.chat.send('Hello');
    expect(first.sent()).toEqual(['key-1']);
    first.closeTab();
    const second = new Tab();
    expect(second.pending).toMatchObject([
      { text: 'Hello', clientMessageId: 'key-1', delivery: { state: 'queued' } },
    ]);
    expect(second.openKey).toBe('new:key-1');
    await second.online();
    expect(second.socket.last('send')).toMatchObject({ clientMessageId: 'key-1', new: true, text: 'Hello' });
    second.accept('key-1');
    expect(second.openKey).toBe('c1');
    expect(kept()).toEqual([]);
  });

  it('is remembered from the first moment, before anybody knows who writes', async () => {
    const tab = new Tab();
    tab.chat.send('Early');
    expect(kept()).toEqual([]);
    await tab.chat.start();
    expect(kept()).toEqual(['parley.outbox.u1.key-1']);
  });

  it('keeps its place among others', async () => {
    const first = new Tab();
    await first.chat.start();
    for (const text of ['one', 'two', 'three']) first.chat.send(text);
    first.closeTab();
    const second = await new Tab().online();
    expect(second.pending.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(second.sent()).toEqual(['key-1']);
    second.accept('key-1');
    expect(second.socket.last('send')).toMatchObject({ text: 'two', conversationId: 'c1', parentId: 'a1' });
    second.closeTab();
    const third = await new Tab().online();
    expect(third.socket.last('send')).toMatchObject({ text: 'two', conversationId: 'c1', parentId: 'a1' });
  });

  it('is forgotten when it is taken back', async () => {
    const tab = new Tab();
    await tab.chat.start();
    tab.chat.send('Hello');
    expect(tab.chat.messages.withdraw('key-1')).toBe('Hello');
    expect(kept()).toEqual([]);
    expect(new Tab().pending).toEqual([]);
  });

  it('is tried three times with growing pauses, and then left to the user, its text kept', async () => {
    const tab = await new Tab().online();
    scheduler.chance = 1;
    tab.chat.send('Hello');
    for (const [index, delayMs] of [1_000, 2_000, 4_000].entries()) {
      tab.refuse('key-1', 'storage-unavailable', true);
      expect(tab.pending[0]?.delivery).toEqual({
        state: 'retrying',
        attempt: index + 1,
        of: 3,
        retryAt: scheduler.now() + delayMs,
        problem: problem('storage-unavailable', true),
      });
      scheduler.advance(delayMs);
      expect(tab.sent()).toHaveLength(index + 2);
    }
    tab.refuse('key-1', 'storage-unavailable', true);
    expect(tab.pending[0]?.delivery.state).toBe('refused');
    expect(kept()).toHaveLength(1);
    tab.chat.messages.resend('key-1');
    expect(tab.sent()).toEqual(Array.from({ length: 5 }, () => 'key-1'));
  });

  it('waits as long as the server asks', async () => {
    const tab = await new Tab().online();
    tab.chat.send('Hello');
    tab.refuse('key-1', 'too-many-generations', true, 9_000);
    scheduler.advance(8_999);
    expect(tab.sent()).toHaveLength(1);
    scheduler.advance(1);
    expect(tab.sent()).toHaveLength(2);
  });
});

describe('two tabs', () => {
  async function twoTabs(...texts: readonly string[]): Promise<readonly [Tab, Tab]> {
    const first = new Tab();
    await first.chat.start();
    for (const text of texts) first.chat.send(text);
    const second = new Tab();
    await second.chat.start();
    expect(second.pending.map(({ text }) => text)).toEqual(texts);
    return [first, second];
  }

  it('do not tell each other to send', async () => {
    const first = await new Tab().online();
    const second = await new Tab().online();
    first.chat.send('Hello');
    expect(second.pending).toEqual([]);
    expect(second.sent()).toEqual([]);
  });

  it('what is answered in one disappears in the other', async () => {
    const [first, second] = await twoTabs('Hello');
    first.welcome();
    first.accept('key-1');
    expect(second.pending).toEqual([]);
    expect(second.openKey).toBeUndefined();
    second.welcome();
    expect(second.sent()).toEqual([]);
  });

  it('what is under way in both is answered in both, and is one message for the server', async () => {
    const [first, second] = await twoTabs('Hello');
    first.welcome();
    second.welcome();
    expect([...first.sent(), ...second.sent()]).toEqual(['key-1', 'key-1']);
    first.accept('key-1');
    expect(second.pending).toMatchObject([{ delivery: { state: 'sent' } }]);
    second.accept('key-1');
    expect(second.openKey).toBe('c1');
    expect(kept()).toEqual([]);
  });

  it('what follows goes where the first message went, whichever tab sends it', async () => {
    const [first, second] = await twoTabs('one', 'two');
    first.welcome();
    first.accept('key-1');
    expect(second.pending).toMatchObject([{ text: 'two', conversation: 'c1', isNew: false }]);
    second.welcome();
    expect(second.socket.last('send')).toMatchObject({ text: 'two', conversationId: 'c1', parentId: 'a1' });
    expect(second.socket.last('send')).not.toHaveProperty('new');
  });

  it('what is taken back in one is taken back in the other', async () => {
    const [first, second] = await twoTabs('Hello');
    first.chat.messages.withdraw('key-1');
    expect(second.pending).toEqual([]);
  });
});

describe('another user in the same browser', () => {
  it('neither sees nor sends what was left, and whoever wrote it finds it again', async () => {
    const first = new Tab();
    await first.chat.start();
    first.chat.send('Mine');
    first.closeTab();
    user = 'u2';
    const stranger = await new Tab().online();
    expect(stranger.pending).toEqual([]);
    expect(stranger.openKey).toBeUndefined();
    stranger.chat.send('Hers');
    expect(stranger.sent()).toEqual(['key-2']);
    stranger.closeTab();
    user = 'u1';
    const back = await new Tab().online();
    expect(back.sent()).toEqual(['key-1']);
  });

  it('what is typed before it is known who is there goes with whoever is there', async () => {
    await new Tab().chat.start();
    user = 'u2';
    const tab = new Tab();
    tab.chat.send('Hello');
    await tab.online();
    expect(tab.sent()).toEqual(['key-1']);
    expect(kept()).toEqual(['parley.outbox.u2.key-1']);
  });
});

describe('storage', () => {
  const draft = (id: string): Draft => ({
    clientMessageId: id,
    conversation: 'c1',
    isNew: false,
    text: 'x',
    model: 'm',
    options: { thinking: true },
    parentId: 'p',
  });
  const shelf = (store: TextStore) => new OutboxShelf(store, () => 1);
  const nobody: ReadonlySet<string> = new Set();

  it('gives back what it was given', () => {
    const store = storage.viewOf(() => new Tab());
    const before = shelf(store);
    before.open('u', nobody);
    before.keep([draft('b'), draft('a')]);
    expect(shelf(store).open('u', nobody)).toEqual([draft('b'), draft('a')]);
  });

  it.each(['', '{', 'null', '7', '[]', '{}', '{"text":7}', '{"text":"x","conversation":"c"}'])(
    'that holds %j is passed over',
    (spoilt) => {
      storage.values.set('parley.user', 'u1');
      storage.values.set('parley.outbox.u1.key-9', spoilt);
      expect(new Tab().pending).toEqual([]);
    },
  );

  it('that is absent, forbidden or full costs the memory, not the message', async () => {
    const tab = new Tab(
      textStore(() => {
        throw new DOMException('forbidden', 'SecurityError');
      }),
    );
    await tab.online();
    tab.chat.send('Hello');
    expect(tab.pending).toMatchObject([{ text: 'Hello', delivery: { state: 'sent' } }]);
    tab.accept('key-1');
    expect(tab.openKey).toBe('c1');
  });

  it('gives back no more than the outbox takes, the oldest first', () => {
    storage.values.set('parley.user', 'u1');
    for (let index = 0; index < 60; index += 1) {
      const { clientMessageId, ...rest } = draft(`key-${String(index)}`);
      storage.values.set(
        `parley.outbox.u1.${clientMessageId}`,
        JSON.stringify({ ...rest, at: 1_000 - index }),
      );
    }
    const { pending } = new Tab();
    expect(pending).toHaveLength(50);
    expect(pending[0]?.clientMessageId).toBe('key-59');
    expect(kept()).toHaveLength(60);
  });
});
