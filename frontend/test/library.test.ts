import { beforeEach, describe, expect, it } from 'vitest';
import type { Api, ConversationChange } from '../src/conversation/api';
import type { Chat } from '../src/conversation/chat';
import { RefusedError, unreachable } from '../src/conversation/problems';
import { withFirstPage } from '../src/conversation/summaries';
import type { ConversationsAnswer } from '../src/protocol/rest';
import type { ConversationSummary } from '../src/protocol/vocabulary';
import { fakeApi, fakeChat, FakeNetwork, memoryStore } from './support';

const entry = (id: string, updatedAt: number, more: Partial<ConversationSummary> = {}) =>
  ({ id, title: `Title ${id}`, createdAt: 1, updatedAt, ...more }) as const;

let network: FakeNetwork;
let stored = memoryStore();
let answers: { current: ConversationsAnswer; archived: ConversationsAnswer };
let changes: (ConversationChange & { id: string })[];
let announced: number;
let refuses: boolean;
let api: Api;
let chat: Chat;

const refused = () => Promise.reject(new RefusedError(unreachable));

function createChat(): Chat {
  network = new FakeNetwork();
  return fakeChat({
    openSocket: network.open,
    api,
    lasting: stored,
    announce: () => {
      announced += 1;
    },
  });
}

beforeEach(() => {
  stored = memoryStore();
  changes = [];
  announced = 0;
  refuses = false;
  answers = {
    current: { conversations: [entry('a', 30), entry('b', 20), entry('c', 10)] },
    archived: { conversations: [] },
  };
  api = fakeApi({
    conversations: ({ archived = false } = {}) =>
      Promise.resolve(archived ? answers.archived : answers.current),
    change: (id, change) => {
      if (refuses) return refused();
      changes.push({ id, ...change });
      const all = [...answers.current.conversations, ...answers.archived.conversations];
      const before = all.find((summary) => summary.id === id) ?? entry(id, 1);
      const after = { ...before, ...change };
      const others = answers.current.conversations.filter((summary) => summary.id !== id);
      answers.current = { conversations: after.archived === true ? others : [...others, after] };
      return Promise.resolve(after);
    },
  });
  chat = createChat();
});

const state = () => chat.store.getState();
const titles = () => state().list?.map(({ title }) => title);
const ids = () => state().list?.map(({ id }) => id);

/** Until all that was asked for has been answered and shown. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

async function online(): Promise<void> {
  await chat.start();
  network.current.welcome();
  await settled();
}

describe('the model of a conversation', () => {
  const messages = { seq: 1, conversation: { ...entry('b', 20), model: 'demo-chat' }, messages: [] };

  async function opened(): Promise<void> {
    await online();
    chat.open('b');
    network.current.receive({
      type: 'subscribed',
      conversationId: 'b',
      epoch: 'e',
      recovered: false,
      snapshot: messages,
    });
    await settled();
  }

  it('is kept on the server, and then another device may choose another one', async () => {
    await opened();
    await chat.settings.chooseModel('demo-thinking');
    expect(changes).toEqual([{ id: 'b', model: 'demo-thinking' }]);
    expect(state()).toMatchObject({ modelChoice: undefined });
    expect(state().conversations['b']?.model).toBe('demo-thinking');
    const change = { type: 'conversation-changed', model: 'demo-chat', seq: 2, at: 1 } as const;
    network.current.receive({ type: 'events', conversationId: 'b', from: 2, to: 2, events: [change] });
    await settled();
    expect(state().conversations['b']?.model).toBe('demo-chat');
    expect(state().modelChoice).toBeUndefined();
  });

  it('is chosen for the next message where the server cannot be told', async () => {
    await opened();
    refuses = true;
    await chat.settings.chooseModel('demo-thinking');
    expect(state()).toMatchObject({ modelChoice: 'demo-thinking', problem: undefined });
  });

  it('of a new conversation is told with its first message', async () => {
    await online();
    await chat.settings.chooseModel('demo-thinking');
    expect(changes).toEqual([]);
    expect(state().modelChoice).toBe('demo-thinking');
  });
});

describe('changing a conversation', () => {
  it('renames at once, trims, and tells other tabs', async () => {
    await online();
    const done = chat.library.rename('b', '  Leases  ');
    expect(titles()).toEqual(['Title a', 'Leases', 'Title c']);
    expect(await done).toBe(true);
    expect(changes).toEqual([{ id: 'b', title: 'Leases' }]);
    expect(announced).toBe(1);
  });

  it.each(['', '   ', 'Title b'])('asks for nothing when the name stays: %j', async (name) => {
    await online();
    await chat.library.rename('b', name);
    expect(changes).toEqual([]);
    expect(titles()).toContain('Title b');
  });

  it('takes a refused change back, says so, and can be asked again', async () => {
    await online();
    refuses = true;
    expect(await chat.library.rename('b', 'Leases')).toBe(false);
    await settled();
    expect(titles()).toContain('Title b');
    expect(state().problem?.code).toBe('server-unreachable');
    refuses = false;
    state().again?.();
    await settled();
    expect(titles()).toContain('Leases');
  });

  it('puts what is pinned first', async () => {
    await online();
    await chat.library.pin('c', true);
    expect(ids()).toEqual(['c', 'a', 'b']);
    await chat.library.pin('c', false);
    expect(ids()).toEqual(['a', 'b', 'c']);
  });

  it('moves between the list and the archive', async () => {
    await online();
    await chat.library.openArchive();
    const done = chat.library.archive('b', true);
    expect(ids()).toEqual(['a', 'c']);
    expect(state().archive?.map(({ id }) => id)).toEqual(['b']);
    await done;
    await chat.library.archive('b', false);
    expect(ids()).toContain('b');
    expect(state().archive).toEqual([]);
  });

  it('is not undone by a list that was asked for before', async () => {
    await online();
    let arrive: (answer: ConversationsAnswer) => void = () => undefined;
    const late = new Promise<ConversationsAnswer>((resolve) => {
      arrive = resolve;
    });
    const old = answers.current;
    api.conversations = () => late;
    const refreshed = chat.library.refresh();
    api.conversations = () => Promise.resolve(answers.current);
    await chat.library.rename('b', 'Leases');
    arrive(old);
    await refreshed;
    expect(titles()).toContain('Leases');
  });
});

describe('deleting', () => {
  it('takes it out of the list and offers to take that back', async () => {
    await online();
    chat.open('b');
    const done = chat.library.remove('b');
    expect(ids()).toEqual(['a', 'c']);
    answers.current = { conversations: [entry('a', 30), entry('c', 10)] };
    await done;
    expect(state()).toMatchObject({
      missing: true,
      undoOffered: true,
      deleted: { id: 'b', title: 'Title b' },
    });
    answers.current = { conversations: [entry('a', 30), entry('b', 20), entry('c', 10)] };
    const subscribed = network.current.count('subscribe');
    await chat.library.restore('b');
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(state()).toMatchObject({ missing: false, undoOffered: false, deleted: undefined });
    expect(network.current.count('subscribe')).toBe(subscribed + 1);
    expect(network.current.last('subscribe').conversationId).toBe('b');
  });

  it('brings it back when the server refuses', async () => {
    await online();
    api.remove = refused;
    await chat.library.remove('b');
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(state()).toMatchObject({ undoOffered: false, problem: { code: 'server-unreachable' } });
  });

  it('shows again what another tab has restored', async () => {
    await online();
    chat.open('b');
    chat.onGone('b');
    await settled();
    expect(ids()).toEqual(['a', 'c']);
    await chat.library.refresh();
    expect(state().missing).toBe(false);
  });
});

describe('an endless list', () => {
  const first = { conversations: [entry('a', 30), entry('b', 20)], next: 'after-b' };
  const second = { conversations: [entry('c', 10), entry('d', 5)] };

  it('adds the next page, and keeps it when the first one is fetched again', async () => {
    const asked: (string | undefined)[] = [];
    api.conversations = ({ before } = {}) => {
      asked.push(before);
      return Promise.resolve(before === undefined ? first : second);
    };
    await online();
    expect(state().listNext).toBe('after-b');
    await chat.library.more('current');
    expect(ids()).toEqual(['a', 'b', 'c', 'd']);
    expect(state().listNext).toBeUndefined();
    await chat.library.more('current');
    expect(asked.filter((before) => before !== undefined)).toEqual(['after-b']);
    await chat.library.refresh();
    expect(ids()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('says when a page could not be loaded, and loads it afterwards', async () => {
    api.conversations = ({ before } = {}) =>
      before === undefined ? Promise.resolve(first) : Promise.reject(new RefusedError(unreachable));
    await online();
    await chat.library.more('current');
    expect(state()).toMatchObject({ moreFailed: true, loadingMore: false, listNext: 'after-b' });
    api.conversations = () => Promise.resolve(second);
    await chat.library.more('current');
    expect(state().moreFailed).toBe(false);
    expect(ids()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('drops from the first page what is no longer there, and moves up what changed', () => {
    const list = [entry('a', 30), entry('b', 20), entry('c', 10), entry('d', 5)];
    const answer = { conversations: [entry('d', 40), entry('a', 30)], next: 'after-a' };
    expect(withFirstPage(list, answer).map(({ id }) => id)).toEqual(['d', 'a', 'b', 'c']);
    expect(withFirstPage(list, { conversations: [entry('b', 20)], next: 'x' }).map(({ id }) => id)).toEqual([
      'b',
      'c',
      'd',
    ]);
    expect(withFirstPage(list, { conversations: [entry('c', 10)] }).map(({ id }) => id)).toEqual(['c']);
  });
});

describe('unread answers', () => {
  const running = entry('b', 20, { generating: true });

  it('stay unread over a reload, until the conversation is opened', async () => {
    answers.current = { conversations: [running] };
    await online();
    answers.current = { conversations: [entry('b', 20)] };
    await chat.library.refresh();
    expect(state().unread).toEqual({ b: true });
    chat = createChat();
    await online();
    expect(state().unread).toEqual({ b: true });
    chat.open('b');
    chat = createChat();
    await online();
    expect(state().unread).toEqual({});
  });

  it('include those that ended while the page was closed', async () => {
    answers.current = { conversations: [running] };
    await online();
    answers.current = { conversations: [entry('b', 20)] };
    chat = createChat();
    await online();
    expect(state().unread).toEqual({ b: true });
  });

  it('are read in this tab once another one has opened them', async () => {
    answers.current = { conversations: [running] };
    await online();
    answers.current = { conversations: [entry('b', 20)] };
    await chat.library.refresh();
    chat.storageChanged('parley.unread.u', JSON.stringify({ unread: [], answering: [] }));
    await settled();
    expect(state().unread).toEqual({});
  });

  it('do not trip over spoilt storage', async () => {
    stored.set('parley.unread.u', '{"unread":7');
    await online();
    expect(state().unread).toEqual({});
  });
});

describe('importing', () => {
  const file = (json: string) => ({ size: json.length, text: () => Promise.resolve(json) });

  it('fetches the list anew and says what came in', async () => {
    await online();
    api.importJson = (json) => {
      answers.current = { conversations: [entry('x', 50)] };
      return Promise.resolve([entry(json, 50)]);
    };
    const imported = await chat.library.importFile(file('x'));
    expect(imported?.map(({ id }) => id)).toEqual(['x']);
    expect(ids()).toEqual(['x']);
  });

  it('passes on what exactly is wrong with a file', async () => {
    await online();
    const detail = 'conversations[0].messages[3].role: must be user or assistant';
    api.importJson = () =>
      Promise.reject(new RefusedError({ ...unreachable, code: 'import-invalid', retryable: false, detail }));
    expect(await chat.library.importFile(file('{}'))).toBeUndefined();
    expect(state().problem).toMatchObject({ code: 'import-invalid', detail });
  });

  it('does not send a file that is too large', async () => {
    await online();
    api.importJson = () => Promise.reject(new Error('was sent'));
    await chat.library.importFile({ ...file('{}'), size: 20 * 1024 * 1024 + 1 });
    expect(state().problem?.code).toBe('file-too-large');
  });
});

describe('events of a conversation that is followed', () => {
  it('rename, pin and archive it in the list', async () => {
    await online();
    chat.open('b');
    network.current.receive({
      type: 'subscribed',
      conversationId: 'b',
      epoch: 'e',
      recovered: false,
      snapshot: { seq: 1, conversation: entry('b', 20), messages: [] },
    });
    const happen = (seq: number, change: object) => {
      network.current.receive({
        type: 'events',
        conversationId: 'b',
        from: seq,
        to: seq,
        events: [{ seq, at: 1, type: 'conversation-changed', ...change }],
      });
    };
    happen(2, { title: 'Leases', pinned: true });
    await settled();
    expect(titles()).toEqual(['Leases', 'Title a', 'Title c']);
    happen(3, { archived: true });
    await settled();
    expect(ids()).toEqual(['a', 'c']);
    expect(state().missing).toBe(false);
  });
});
