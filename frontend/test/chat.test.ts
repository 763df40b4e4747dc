import { beforeEach, describe, expect, it } from 'vitest';
import type { Chat } from '../src/conversation/chat';
import { visiblePath } from '../src/conversation/path';
import { currentModel, initialState, pendingFor } from '../src/conversation/state';
import type { TextStore } from '../src/conversation/storage';
import type { ConversationEvent } from '../src/protocol/events';
import type { ConversationSummary, User } from '../src/protocol/vocabulary';
import {
  fakeApi,
  fakeChat,
  FakeNetwork,
  ManualScheduler,
  memoryStore,
  problem,
  welcomeFrame,
} from './support';

let scheduler: ManualScheduler;
let network: FakeNetwork;
let frames: (() => void)[];
let list: readonly ConversationSummary[];
let listed: number;
let announced: number;
let stored: TextStore;
let session: Promise<User>;
let chat: Chat;

function createChat(): Chat {
  const api = fakeApi({
    conversations: () => {
      listed += 1;
      return Promise.resolve({ conversations: list });
    },
    session: () => session,
  });
  return fakeChat({
    scheduler,
    frames: (task) => {
      frames.push(task);
      return () => undefined;
    },
    openSocket: network.open,
    api,
    lasting: stored,
    announce: () => {
      announced += 1;
    },
  });
}

beforeEach(() => {
  scheduler = new ManualScheduler();
  network = new FakeNetwork();
  frames = [];
  list = [];
  listed = 0;
  announced = 0;
  stored = memoryStore();
  session = Promise.resolve({ id: 'u', name: 'Guest' });
  chat = createChat();
});

/** One animation frame. */
function paint(): void {
  const due = frames;
  frames = [];
  for (const task of due) task();
}
async function settled(): Promise<void> {
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  paint();
}
const state = () => chat.store.getState();
const socket = () => network.current;

async function online(): Promise<void> {
  await chat.start();
  socket().welcome();
  await settled();
}

const created = (id: string, role: 'user' | 'assistant', parentId?: string, key?: string) =>
  ({ type: 'message-created', messageId: id, role, text: '', parentId, clientMessageId: key }) as const;
const started = { type: 'generation-started', generationId: 'g1', messageId: 'a1' } as const;

function receiveEvents(from: number, ...events: readonly object[]): void {
  socket().receive({
    type: 'events',
    conversationId: 'c1',
    from,
    to: from + events.length - 1,
    events: events.map((event, index) => ({ at: 0, seq: from + index, ...event }) as ConversationEvent),
  });
}

function receiveSnapshot(): void {
  socket().receive({
    type: 'subscribed',
    conversationId: 'c1',
    epoch: 'e',
    recovered: false,
    snapshot: {
      seq: 1,
      conversation: { id: 'c1', title: 'Title', createdAt: 1, updatedAt: 1 },
      messages: [],
    },
  });
}

function accept(key: string): void {
  socket().receive({
    type: 'ack',
    ref: key,
    conversationId: 'c1',
    userMessageId: 'u1',
    messageId: 'a1',
    generationId: 'g1',
  });
}

/** A new conversation whose first answer is streaming. */
async function answering(): Promise<void> {
  await online();
  chat.send('Hello');
  accept('key-1');
  receiveSnapshot();
  receiveEvents(2, created('u1', 'user', undefined, 'key-1'), created('a1', 'assistant', 'u1'), started);
  paint();
}

describe('starting', () => {
  it('opens the socket only when the session is there, so that both belong to the same user', async () => {
    let arrive: (user: User) => void = () => undefined;
    session = new Promise((resolve) => {
      arrive = resolve;
    });
    const starting = chat.start();
    expect([network.sockets.length, listed]).toEqual([0, 0]);
    arrive({ id: 'u', name: 'Guest' });
    await starting;
    expect([network.sockets.length, listed]).toEqual([1, 1]);
  });

  it('connects all the same when the session cannot be had', async () => {
    session = Promise.reject(new Error('HTTP 503'));
    await chat.start();
    expect(network.sockets).toHaveLength(1);
  });
});

describe('sending', () => {
  it('shows the message at once and opens the conversation that the ack names', async () => {
    await online();
    expect(chat.send('  Hello  ')).toBe(true);
    expect(state().pending).toMatchObject([{ text: 'Hello', delivery: { state: 'sent' } }]);
    expect(socket().last('send')).toMatchObject({
      new: true,
      clientMessageId: 'key-1',
      text: 'Hello',
      model: 'demo-chat',
    });
    accept('key-1');
    paint();
    expect(state()).toMatchObject({ openKey: 'c1', draftSlot: { id: 'c1', renamedFrom: 'new' } });
    expect(pendingFor(state(), 'c1')).toMatchObject([{ delivery: { state: 'accepted' } }]);
    expect(socket().last('subscribe').conversationId).toBe('c1');
    expect(announced).toBe(1);
  });

  it('keeps the pending message until it is in the conversation, so that it never vanishes', async () => {
    await online();
    chat.send('Hello');
    accept('key-1');
    receiveSnapshot();
    paint();
    expect(state().pending).toHaveLength(1);
    receiveEvents(2, created('u1', 'user', undefined, 'key-1'));
    paint();
    expect(state().pending).toHaveLength(0);
  });

  it('sends the same message again after a lost ack, and once only in the conversation', async () => {
    await online();
    chat.send('Hello');
    socket().lost(1006);
    paint();
    expect(state().pending).toMatchObject([{ delivery: { state: 'queued' } }]);
    scheduler.advance(1_000);
    socket().welcome();
    expect(network.sockets).toHaveLength(2);
    expect(socket().last('send').clientMessageId).toBe('key-1');
    accept('key-1');
    accept('key-1');
    paint();
    expect(state().pending).toHaveLength(1);
  });

  it('queues while disconnected, and sends in order with the right parent', async () => {
    await chat.start();
    chat.send('one');
    chat.send('two');
    expect(state().pending.map(({ delivery }) => delivery.state)).toEqual(['queued', 'queued']);
    socket().welcome();
    expect(socket().count('send')).toBe(1);
    accept('key-1');
    expect(socket().last('send')).toMatchObject({ conversationId: 'c1', parentId: 'a1', text: 'two' });
    expect(socket().last('send')).not.toHaveProperty('new');
    await settled();
  });

  it('puts what waits behind an answer that arrives before the ack of its question', async () => {
    await answering();
    chat.send('two');
    chat.send('three');
    expect(socket().count('send')).toBe(2);
    receiveEvents(5, created('u2', 'user', 'a1', 'key-2'), created('a2', 'assistant', 'u2'));
    expect(socket().count('send')).toBe(3);
    expect(socket().last('send')).toMatchObject({ text: 'three', parentId: 'a2' });
  });

  it('names the last message of the visible path as parent', async () => {
    await answering();
    chat.send('More');
    expect(socket().last('send')).toMatchObject({ conversationId: 'c1', parentId: 'a1' });
  });

  it('asks again when no ack comes', async () => {
    await online();
    chat.send('Hello');
    scheduler.advance(15_000);
    paint();
    expect(state().pending).toMatchObject([{ delivery: { state: 'retrying', attempt: 1, of: 3 } }]);
    socket().receive({ type: 'pong' });
    scheduler.advance(500);
    expect(socket().count('send')).toBe(2);
  });

  it('retries a temporary refusal three times, then leaves it to the user', async () => {
    await online();
    chat.send('Hello');
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      socket().receive({ type: 'error', ref: 'key-1', error: problem('rate-limited', true, 1_000) });
      paint();
      expect(state().pending).toMatchObject([{ delivery: { state: 'retrying', attempt } }]);
      scheduler.advance(5_000);
    }
    socket().receive({ type: 'error', ref: 'key-1', error: problem('rate-limited', true) });
    paint();
    expect(state().pending).toMatchObject([
      { delivery: { state: 'refused', problem: { code: 'rate-limited' } } },
    ]);
    expect(socket().count('send')).toBe(4);
    chat.messages.resend('key-1');
    expect(socket().count('send')).toBe(5);
  });

  it('gives the text back when a refused message is withdrawn', async () => {
    await online();
    chat.send('Hello');
    socket().receive({ type: 'error', ref: 'key-1', error: problem('text-too-long') });
    expect(chat.messages.withdraw('key-1')).toBe('Hello');
    expect(state()).toMatchObject({ pending: [], openKey: undefined });
  });

  it.each(['', '   \n', 'x'.repeat(101)])('does not take %j', async (text) => {
    await online();
    expect(chat.send(text)).toBe(false);
    expect(state().pending).toEqual([]);
  });

  it('takes no more than fifty messages at a time', async () => {
    await chat.start();
    const taken = Array.from({ length: 60 }, () => chat.send('x')).filter(Boolean);
    expect(taken).toHaveLength(50);
  });
});

describe('receiving', () => {
  it('commits once per animation frame', async () => {
    await answering();
    let commits = 0;
    chat.store.subscribe(() => {
      commits += 1;
    });
    for (let index = 0; index < 100; index += 1) {
      receiveEvents(5 + index, { type: 'delta', messageId: 'a1', offset: index, text: 'x' });
    }
    expect(commits).toBe(0);
    paint();
    expect(commits).toBe(1);
    expect(state().conversations['c1']?.messages.get('a1')?.text).toBe('x'.repeat(100));
  });

  it('takes over what the server says of the models later, on its own clock', async () => {
    await online();
    expect(currentModel(state())?.circuit).toBeUndefined();
    const [model] = welcomeFrame.models;
    scheduler.advance(500);
    socket().receive({
      type: 'models',
      models: [{ ...model, circuit: { state: 'open', halfOpensInMs: 8_000 } }],
    });
    paint();
    expect(currentModel(state())).toMatchObject({
      id: 'demo-chat',
      circuit: { state: 'open', halfOpensAt: scheduler.now() + 8_000 },
    });
    socket().receive({ type: 'models', models: [model] });
    paint();
    expect(currentModel(state())?.circuit).toBeUndefined();
  });

  it('asks anew for a conversation whose deltas have a hole', async () => {
    await answering();
    const before = socket().count('subscribe');
    receiveEvents(5, { type: 'delta', messageId: 'a1', offset: 7, text: 'x' });
    expect(socket().count('subscribe')).toBe(before + 1);
    expect(socket().last('subscribe')).not.toHaveProperty('after');
  });

  it('resumes with its cursor after a loss', async () => {
    await answering();
    socket().lost(1006);
    chat.connectNow();
    socket().welcome();
    expect(socket().last('hello').resume).toEqual([{ conversationId: 'c1', epoch: 'e', after: 4 }]);
    socket().receive({ type: 'subscribed', conversationId: 'c1', epoch: 'e', recovered: true, after: 4 });
    receiveEvents(5, { type: 'delta', messageId: 'a1', offset: 0, text: 'On' });
    paint();
    expect(state().conversations['c1']?.messages.get('a1')?.text).toBe('On');
  });

  it('follows what is answering elsewhere, and marks it unread when it ends', async () => {
    list = [{ id: 'c1', title: 'Other', createdAt: 1, updatedAt: 1, generating: true }];
    await online();
    expect(socket().last('subscribe').conversationId).toBe('c1');
    receiveSnapshot();
    receiveEvents(2, created('u1', 'user'), created('a1', 'assistant', 'u1'), started);
    receiveEvents(5, { type: 'generation-ended', generationId: 'g1', messageId: 'a1', state: 'complete' });
    paint();
    expect(state().unread).toEqual({ c1: true });
    expect(state().list).toMatchObject([{ id: 'c1', generating: false }]);
    chat.open('c1');
    expect(state().unread).toEqual({});
  });

  it('says that an open conversation is missing', async () => {
    await online();
    chat.open('c1');
    const { ref } = socket().last('subscribe');
    socket().receive({ type: 'error', ref, error: problem('conversation-not-found') });
    paint();
    expect(state().missing).toBe(true);
    await chat.library.refresh();
    expect(socket().count('subscribe')).toBe(1);
    chat.open(undefined);
    expect(state().missing).toBe(false);
  });

  it('waits for a server that cannot read the open conversation now', async () => {
    await online();
    chat.open('c1');
    const { ref } = socket().last('subscribe');
    socket().receive({
      type: 'error',
      ref,
      conversationId: 'c1',
      error: problem('storage-unavailable', true, 3_000),
    });
    paint();
    expect(state()).toMatchObject({ missing: false, problem: undefined });
    expect(state().delayed).toEqual({ c1: scheduler.now() + 3_000 });
    scheduler.advance(3_000);
    expect(socket().count('subscribe')).toBe(2);
    receiveSnapshot();
    paint();
    expect(state().delayed).toEqual({});
    expect(state().conversations['c1']?.title).toBe('Title');
  });

  it('shows the newest branch again after a new answer', async () => {
    await answering();
    receiveEvents(5, created('a2', 'assistant', 'u1'));
    paint();
    chat.messages.chooseBranch('a1');
    const shown = () => {
      const conversation = state().conversations['c1'];
      return conversation && visiblePath(conversation, state().branches['c1'] ?? {}).at(-1)?.message.id;
    };
    expect(shown()).toBe('a1');
    receiveEvents(6, created('a3', 'assistant', 'u1'));
    paint();
    expect(shown()).toBe('a3');
  });

  it('fetches the list at the start, after every connection and when the page wakes', async () => {
    await online();
    expect(listed).toBe(2);
    chat.wake();
    expect(listed).toBe(3);
  });
});

describe('commands', () => {
  it('stops the running generation', async () => {
    await answering();
    expect(chat.messages.stop()).toBeUndefined();
    expect(socket().last('stop').generationId).toBe('g1');
    expect(state().stopping).toEqual({ g1: true });
  });

  it('stops an accepted message whose events have not come yet', async () => {
    await online();
    chat.send('Hello');
    accept('key-1');
    chat.messages.stop();
    expect(socket().last('stop').generationId).toBe('g1');
  });

  it('takes a message back that was not sent yet', async () => {
    await chat.start();
    chat.send('Hello');
    expect(chat.messages.stop()).toBe('Hello');
    expect(state().pending).toEqual([]);
  });

  it('tells a refusal, and forgets it with the next step', async () => {
    await answering();
    const asked = chat.messages.regenerate('a1');
    expect(socket().last('regenerate')).toMatchObject({ messageId: 'a1', model: 'demo-chat' });
    socket().receive({
      type: 'error',
      ref: socket().last('regenerate').ref,
      error: problem('quota-reached'),
    });
    await asked;
    paint();
    expect(state().problem?.code).toBe('quota-reached');
    chat.dismissProblem();
    expect(state().problem).toBe(initialState.problem);
  });

  it('continues an answer', async () => {
    await answering();
    void chat.messages.continueAnswer('a1');
    expect(socket().last('continue').messageId).toBe('a1');
  });
});
