import { beforeEach, describe, expect, it } from 'vitest';
import type { Chat } from '../src/conversation/chat';
import { pathBefore, visiblePath } from '../src/conversation/path';
import { RefusedError, unreachable } from '../src/conversation/problems';
import { pendingFor } from '../src/conversation/state';
import type { ConversationEvent } from '../src/protocol/events';
import type { Rating } from '../src/protocol/vocabulary';
import {
  fakeApi,
  fakeChat,
  FakeNetwork,
  ManualScheduler,
  memoryStore,
  problem,
  welcomeFrame,
} from './support';

const scheduler = new ManualScheduler();
let network: FakeNetwork;
let stored = memoryStore();
let rated: (readonly [string, Rating | null])[];
let rateFails: boolean;
let chat: Chat;

function createChat(): Chat {
  network = new FakeNetwork();
  return fakeChat({
    scheduler,
    openSocket: network.open,
    api: fakeApi({
      rate: (id, rating) => {
        if (rateFails) return Promise.reject(new RefusedError(unreachable));
        rated.push([id, rating]);
        return Promise.resolve();
      },
    }),
    lasting: stored,
  });
}

beforeEach(() => {
  stored = memoryStore();
  rated = [];
  rateFails = false;
  chat = createChat();
});

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

const socket = () => network.current;
const state = () => chat.store.getState();

const message = (id: string, role: 'user' | 'assistant', parentId?: string) =>
  ({ id, role, text: `Text of ${id}`, createdAt: 1, state: 'complete', parentId }) as const;

/** Two questions and two answers, and beside the second answer another one. */
const snapshot = {
  seq: 9,
  conversation: { id: 'c1', title: 'Leases', createdAt: 1, updatedAt: 1 },
  messages: [
    message('u1', 'user'),
    message('a1', 'assistant', 'u1'),
    message('u2', 'user', 'a1'),
    message('a2', 'assistant', 'u2'),
    message('a3', 'assistant', 'u2'),
  ],
} as const;

async function opened(): Promise<void> {
  await chat.start();
  socket().welcome();
  chat.open('c1');
  socket().receive({ type: 'subscribed', conversationId: 'c1', epoch: 'e', recovered: false, snapshot });
  await settled();
}

async function happen(seq: number, ...events: readonly object[]): Promise<void> {
  socket().receive({
    type: 'events',
    conversationId: 'c1',
    from: seq,
    to: seq + events.length - 1,
    events: events.map((event, index) => ({ at: 1, seq: seq + index, ...event }) as ConversationEvent),
  });
  await settled();
}

function shown(): readonly string[] {
  const conversation = state().conversations['c1'];
  if (conversation === undefined) return [];
  const path = visiblePath(conversation, state().branches['c1'] ?? {});
  return pathBefore(path, pendingFor(state(), 'c1')).map(({ message: { id } }) => id);
}

describe('editing', () => {
  it('sends another version beside the message, and shows the path up to it meanwhile', async () => {
    await opened();
    expect(chat.messages.edit('u2', ' Better ')).toBe(true);
    expect(socket().last('send')).toMatchObject({ conversationId: 'c1', parentId: 'a1', text: 'Better' });
    expect(shown()).toEqual(['u1', 'a1']);
  });

  it('says with null that it stands beside the first message', async () => {
    await opened();
    chat.messages.edit('u1', 'Better');
    expect(socket().last('send').parentId).toBeNull();
    expect(shown()).toEqual([]);
  });

  it('keeps its place while an earlier message is acknowledged', async () => {
    await opened();
    chat.send('More');
    chat.messages.edit('u1', 'Better');
    expect(socket().count('send')).toBe(1);
    socket().receive({ type: 'ack', ref: 'key-1', conversationId: 'c1', messageId: 'a4' });
    expect(socket().last('send')).toMatchObject({ text: 'Better', parentId: null });
  });

  it('keeps its place over a reload, null included', async () => {
    await opened();
    socket().lost(1006);
    chat.messages.edit('u1', 'Better');
    chat = createChat();
    await chat.start();
    socket().welcome();
    await settled();
    expect(socket().last('send')).toMatchObject({ conversationId: 'c1', text: 'Better', parentId: null });
  });

  it('shows the new version, and the original is one step away', async () => {
    await opened();
    chat.messages.chooseBranch('a2');
    chat.messages.edit('u2', 'Better');
    socket().receive({ type: 'ack', ref: 'key-1', conversationId: 'c1', messageId: 'a5' });
    await happen(
      10,
      {
        type: 'message-created',
        messageId: 'u5',
        parentId: 'a1',
        role: 'user',
        text: 'Better',
        clientMessageId: 'key-1',
      },
      { type: 'message-created', messageId: 'a5', parentId: 'u5', role: 'assistant', text: '' },
    );
    expect(shown()).toEqual(['u1', 'a1', 'u5', 'a5']);
    chat.messages.chooseBranch('u2');
    expect(shown()).toEqual(['u1', 'a1', 'u2', 'a2']);
  });

  it.each(['', '  ', 'x'.repeat(101)])('does not take %j', async (text) => {
    await opened();
    expect(chat.messages.edit('u2', text)).toBe(false);
    expect(socket().count('send')).toBe(0);
  });
});

describe('branches', () => {
  it('are chosen still after a reload', async () => {
    await opened();
    expect(shown()).toEqual(['u1', 'a1', 'u2', 'a3']);
    chat.messages.chooseBranch('a2');
    expect(shown()).toEqual(['u1', 'a1', 'u2', 'a2']);
    chat = createChat();
    await opened();
    expect(shown()).toEqual(['u1', 'a1', 'u2', 'a2']);
  });

  it('are remembered of a hundred conversations and no more', async () => {
    const { BranchShelf } = await import('../src/conversation/branchShelf');
    const shelf = new BranchShelf(stored);
    shelf.open('u');
    for (let index = 0; index < 130; index += 1) shelf.keep(`c${String(index)}`, { p: 'm' });
    expect(Object.keys(shelf.open('u'))).toHaveLength(100);
    expect(shelf.open('u')['c129']).toEqual({ p: 'm' });
    shelf.keep('c129', {});
    expect(shelf.open('u')['c129']).toBeUndefined();
  });

  it('do not trip over spoilt storage', async () => {
    stored.set('parley.branches.u', '{"c1":{"u2":7},"c2":null');
    chat = createChat();
    await opened();
    stored.set('parley.branches.u', '{"c1":{"u2":7},"c2":null}');
    chat = createChat();
    await opened();
    expect(shown()).toEqual(['u1', 'a1', 'u2', 'a3']);
  });
});

describe('rating', () => {
  it('is given, changed, and taken back by the same thumb', async () => {
    await opened();
    await chat.messages.rate('a3', 'up');
    expect(state().conversations['c1']?.messages.get('a3')?.rating).toBe('up');
    await chat.messages.rate('a3', 'down');
    await chat.messages.rate('a3', 'down');
    expect(rated).toEqual([
      ['a3', 'up'],
      ['a3', 'down'],
      ['a3', null],
    ]);
    expect(state().conversations['c1']?.messages.get('a3')?.rating).toBeUndefined();
  });

  it('is followed from elsewhere', async () => {
    await opened();
    await happen(10, { type: 'message-changed', messageId: 'a3', rating: 'down' });
    expect(state().conversations['c1']?.messages.get('a3')?.rating).toBe('down');
    await happen(11, { type: 'message-changed', messageId: 'a3', rating: null });
    expect(state().conversations['c1']?.messages.get('a3')?.rating).toBeUndefined();
  });

  it('is not shown where it was refused, and can be asked again', async () => {
    await opened();
    rateFails = true;
    await chat.messages.rate('a3', 'up');
    expect(state().conversations['c1']?.messages.get('a3')?.rating).toBeUndefined();
    expect(state().problem?.code).toBe('server-unreachable');
    rateFails = false;
    state().again?.();
    await settled();
    expect(rated).toEqual([['a3', 'up']]);
  });
});

describe('asking again', () => {
  it('goes to the model that was named, else to the chosen one', async () => {
    await opened();
    void chat.messages.regenerate('a3', 'other');
    expect(socket().last('regenerate')).toMatchObject({ messageId: 'a3', model: 'other' });
    void chat.messages.regenerate('a3');
    expect(socket().last('regenerate').model).toBe('demo-chat');
  });

  it('can be repeated after a refusal', async () => {
    await opened();
    void chat.messages.regenerate('a3', 'other');
    socket().receive({
      type: 'error',
      ref: socket().last('regenerate').ref,
      error: problem('too-many-generations', true),
    });
    await settled();
    state().again?.();
    expect(socket().count('regenerate')).toBe(2);
  });
});

describe('a quota that is used up', () => {
  it('is told with its end, and the message is not sent again and again', async () => {
    await opened();
    chat.send('Hello');
    socket().receive({
      type: 'error',
      ref: 'key-1',
      error: problem('quota-reached', true, 3_600_000),
    });
    await settled();
    expect(state().pending).toMatchObject([
      {
        delivery: {
          state: 'refused',
          problem: { code: 'quota-reached', retryAt: scheduler.now() + 3_600_000 },
        },
      },
    ]);
    scheduler.advance(20_000);
    expect(socket().count('send')).toBe(1);
  });
});

describe('settings of a conversation', () => {
  const thinking = { ...welcomeFrame.models[0], capabilities: { thinking: true } };

  it('are kept for a new one, over a reload, and sent with its first message only', async () => {
    await chat.start();
    await chat.settings.change({ temperature: 0.5, systemPrompt: 'Be brief.' });
    chat = createChat();
    await chat.start();
    socket().welcome();
    chat.send('Hello');
    expect(socket().last('send').conversationOptions).toEqual({
      temperature: 0.5,
      systemPrompt: 'Be brief.',
    });
    expect(state().newOptions).toEqual({});
    socket().receive({ type: 'ack', ref: 'key-1', conversationId: 'c1', messageId: 'a1' });
    chat.send('More');
    expect(socket().last('send')).not.toHaveProperty('conversationOptions');
  });

  it('come back when the first message is taken back', async () => {
    await chat.start();
    await chat.settings.change({ maxTokens: 100 });
    chat.send('Hello');
    expect(chat.messages.withdraw('key-1')).toBe('Hello');
    expect(state().newOptions).toEqual({ maxTokens: 100 });
  });

  it('decide whether the model thinks, above the habit', async () => {
    await opened();
    socket().receive({ type: 'models', models: [thinking] });
    chat.settings.setThinking(true);
    chat.send('Hello');
    expect(socket().last('send').options).toEqual({ thinking: true });
    await chat.settings.change({ thinking: false });
    chat.messages.edit('u2', 'Better');
    const edit = state().pending.at(-1);
    expect(edit?.options).toBeUndefined();
    chat.settings.setThinking(true);
    expect(state().conversations['c1']?.options).toEqual({ thinking: true });
  });
});
