import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Chat } from '../src/conversation/chat';
import { ConnectionBanner } from '../src/features/banner/ConnectionBanner';
import { Announcer } from '../src/features/chat/Announcer';
import { jumpToMessage } from '../src/features/chat/jumpToMessage';
import { Thread } from '../src/features/chat/Thread';
import { ChatContext } from '../src/features/chat/useChat';
import { Composer } from '../src/features/composer/Composer';
import { chooseLanguage, chooseTheme } from '../src/features/settings/preferences';
import { SettingsMenu } from '../src/features/settings/SettingsMenu';
import type { ConversationEvent } from '../src/protocol/events';
import type { Model } from '../src/protocol/vocabulary';
import { during } from './panel';
import { fakeChat, FakeNetwork, ManualScheduler, problem, welcomeFrame } from './support';

let scheduler: ManualScheduler;
let network: FakeNetwork;
let chat: Chat;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  chooseLanguage('en');
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  scheduler = new ManualScheduler();
  network = new FakeNetwork();
  chat = fakeChat({ scheduler, openSocket: network.open });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function show(children: ReactNode): Promise<void> {
  render(<ChatContext value={chat}>{children}</ChatContext>);
  await act(() => chat.start());
}
async function online(): Promise<void> {
  await during(() => {
    network.current.welcome();
  });
}

async function answer(...events: readonly object[]): Promise<void> {
  await during(() => {
    network.current.receive({
      type: 'ack',
      ref: 'key-1',
      conversationId: 'c1',
      userMessageId: 'u1',
      messageId: 'a1',
      generationId: 'g1',
    });
    network.current.receive({
      type: 'subscribed',
      conversationId: 'c1',
      epoch: 'e',
      recovered: false,
      snapshot: {
        seq: 1,
        conversation: { id: 'c1', createdAt: 1, updatedAt: 1 },
        messages: [
          {
            id: 'u1',
            role: 'user',
            text: 'Hello',
            createdAt: 1,
            state: 'complete',
            clientMessageId: 'key-1',
          },
          {
            id: 'a1',
            parentId: 'u1',
            role: 'assistant',
            text: '',
            createdAt: 1,
            state: 'queued',
            model: 'demo-chat',
          },
        ],
      },
    });
  });
  await happen(2, ...events);
}

async function happen(from: number, ...events: readonly object[]): Promise<void> {
  await during(() => {
    network.current.receive({
      type: 'events',
      conversationId: 'c1',
      from,
      to: from + events.length - 1,
      events: events.map((event, index) => ({ at: 1, seq: from + index, ...event }) as ConversationEvent),
    });
  });
}

const field = () => screen.getByTestId<HTMLTextAreaElement>('composer');
const type = (text: string) => fireEvent.change(field(), { target: { value: text } });
const started = { type: 'generation-started', generationId: 'g1', messageId: 'a1' };
const delta = { type: 'delta', messageId: 'a1', offset: 0, text: 'Hi **there**' };
const ended = (state: string, error?: object) => ({
  type: 'generation-ended',
  generationId: 'g1',
  messageId: 'a1',
  state,
  ...(error === undefined ? {} : { error }),
});

describe('composer', () => {
  it('sends with Enter and is empty afterwards', async () => {
    await show(<Composer />);
    await online();
    type('Hello');
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(network.current.last('send').text).toBe('Hello');
    expect(field().value).toBe('');
  });

  it('does not send with Shift+Enter, nor with the Enter of an input method', async () => {
    await show(<Composer />);
    await online();
    type('ni hao');
    fireEvent.keyDown(field(), { key: 'Enter', shiftKey: true });
    fireEvent.keyDown(field(), { key: 'Enter', isComposing: true });
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 });
    fireEvent.compositionStart(field());
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(network.current.count('send')).toBe(0);
    expect(field().value).toBe('ni hao');
  });

  it('keeps a draft per conversation', async () => {
    await show(<Composer />);
    type('for later');
    await during(() => {
      chat.open('c1');
    });
    expect(field().value).toBe('');
    type('other');
    await during(() => {
      chat.open(undefined);
    });
    expect(field().value).toBe('for later');
    await during(() => {
      chat.open('c1');
    });
    expect(field().value).toBe('other');
  });

  it('keeps the drafts over a reload', async () => {
    await show(<Composer />);
    type('for a new one');
    await during(() => {
      chat.open('c1');
    });
    type('for this one');
    cleanup();
    await show(<Composer />);
    expect(field().value).toBe('for this one');
    await during(() => {
      chat.open(undefined);
    });
    expect(field().value).toBe('for a new one');
  });

  it('keeps what is typed while a new conversation gets its name', async () => {
    await show(<Composer />);
    await online();
    type('Hello');
    fireEvent.keyDown(field(), { key: 'Enter' });
    type('and then');
    await answer(started);
    expect(field().value).toBe('and then');
    await during(() => {
      chat.open(undefined);
    });
    expect(field().value).toBe('');
  });

  it('counts near the limit and does not send beyond it', async () => {
    await show(<Composer />);
    await online();
    type('x'.repeat(89));
    expect(screen.queryByTestId('counter')).toBeNull();
    type('x'.repeat(95));
    expect(screen.getByTestId('counter').textContent).toBe('5 characters left');
    type('x'.repeat(103));
    expect(screen.getByTestId('counter').textContent).toBe('3 characters too many');
    expect(screen.getByTestId<HTMLButtonElement>('send').disabled).toBe(true);
  });

  it('has Stop in place of Send while answering, both once there is text, and Escape stops', async () => {
    await show(<Composer />);
    await online();
    type('Hello');
    fireEvent.keyDown(field(), { key: 'Enter' });
    await answer(started);
    expect(screen.queryByTestId('send')).toBeNull();
    type('More');
    expect(screen.getByTestId('send')).toBeTruthy();
    expect(screen.getByTestId('stop')).toBeTruthy();
    fireEvent.keyDown(field(), { key: 'Escape' });
    expect(network.current.last('stop').generationId).toBe('g1');
    await during(() => {
      network.current.receive({ type: 'ack', ref: network.current.last('stop').ref });
    });
    await happen(3, ended('stopped'));
    expect(screen.queryByTestId('stop')).toBeNull();
  });

  it('offers what was stopped before its first word once more, not to go on with it', async () => {
    await show(<Thread />);
    await online();
    await during(() => void chat.send('Hello'));
    await answer(started, ended('stopped'));
    expect(screen.getByTestId('stopped').textContent).toBe('You stopped this answer. Try again');
  });

  it('says that the model is a demo', async () => {
    await show(<Composer />);
    await online();
    expect(screen.getByTestId('composer-note').textContent).toContain('/fault help');
  });
});

describe('thread', () => {
  it('shows a sign of life as soon as a message is sent', async () => {
    await show(<Thread />);
    await online();
    await during(() => void chat.send('Hello'));
    expect(screen.getByTestId('pulse')).toBeTruthy();
    expect(screen.getByTestId('user-message').textContent).toContain('Hello');
  });

  it('tells that a message waits for the connection, and lets it be cancelled', async () => {
    await show(<Thread />);
    await during(() => void chat.send('Hello'));
    expect(screen.getByText('Waiting to be sent')).toBeTruthy();
    fireEvent.click(screen.getByText('Cancel'));
    await during(() => undefined);
    expect(screen.getByTestId('empty-state')).toBeTruthy();
  });

  it('shows a cut answer with its text, the error in the language of the page, and the next steps', async () => {
    await show(<Thread />);
    await online();
    await during(() => void chat.send('Hello'));
    await answer(started, delta, ended('interrupted', problem('answer-cut-off', true)));
    expect(screen.getByTestId('answer-text').textContent).toBe('Hi there');
    const trouble = screen.getByTestId('trouble');
    expect(trouble.textContent).toContain('English answer-cut-off');
    expect(trouble.textContent).toContain('trace-1');
    await during(() => {
      chooseLanguage('zh-CN');
    });
    expect(screen.getByTestId('trouble').textContent).toContain('中文 answer-cut-off');
    fireEvent.click(screen.getByText('继续'));
    expect(network.current.last('continue').messageId).toBe('a1');
    fireEvent.click(screen.getByText('重试'));
    expect(network.current.last('regenerate').messageId).toBe('a1');
  });

  it('offers no Continue after a failure', async () => {
    await show(<Thread />);
    await online();
    await during(() => void chat.send('Hello'));
    await answer(started, ended('failed', problem('model-unavailable', true)));
    expect(screen.getByText('Try again')).toBeTruthy();
    expect(screen.queryByText('Continue')).toBeNull();
  });

  it('opens the reasoning while the model thinks and closes it when the answer begins', async () => {
    await show(<Thread />);
    await online();
    await during(() => void chat.send('Hello'));
    await answer(started, { type: 'reasoning-delta', messageId: 'a1', offset: 0, text: 'Hm' });
    expect(screen.getByText('Hm')).toBeTruthy();
    await happen(4, { ...delta, at: 4_001 });
    expect(screen.queryByText('Hm')).toBeNull();
    fireEvent.click(screen.getByText('Thought for 4 seconds'));
    expect(screen.getByText('Hm')).toBeTruthy();
  });

  it('switches between the versions of an answer', async () => {
    await show(<Thread />);
    await online();
    await during(() => void chat.send('Hello'));
    await answer(
      started,
      delta,
      ended('complete'),
      { type: 'message-created', messageId: 'a2', parentId: 'u1', role: 'assistant', text: '' },
      { ...started, messageId: 'a2' },
      { ...delta, messageId: 'a2', text: 'Second' },
      { ...ended('complete'), messageId: 'a2' },
    );
    expect(screen.getByTestId('branch').textContent).toBe('2/2');
    expect(screen.getByTestId('answer-text').textContent).toBe('Second');
    fireEvent.click(screen.getByLabelText('Previous version'));
    await during(() => undefined);
    expect(screen.getByTestId('answer-text').textContent).toBe('Hi there');
  });
});

describe('a provider that rests', () => {
  const [demo] = welcomeFrame.models;
  const resting = {
    ...demo,
    fallback: 'other',
    circuit: { state: 'open', halfOpensInMs: 8_000 },
  } as const;
  const other = { id: 'other', label: 'Other', provider: 'p', capabilities: {} };

  async function told(...models: readonly object[]): Promise<void> {
    await during(() => {
      network.current.receive({ type: 'models', models: models as readonly Model[] });
    });
  }

  beforeEach(() => {
    vi.spyOn(Date, 'now').mockImplementation(() => scheduler.now());
  });

  it('is told before anything is sent, with the time and who answers in its place', async () => {
    await show(<Composer />);
    await online();
    expect(screen.queryByTestId('circuit-notice')).toBeNull();
    await told(resting, other);
    const notice = screen.getByTestId('circuit-notice');
    expect(notice.textContent).toContain('The provider of Demo has failed several times in a row');
    expect(notice.textContent).toContain('Next try in 8 s.');
    expect(notice.textContent).toContain('Until then, Other answers in its place.');
    expect(notice.textContent).toContain('You can choose another model.');
    expect(notice.closest('[role="status"]')).not.toBeNull();
    expect(screen.getByRole('timer').textContent).toBe('Next try in 8 s.');
    await during(() => {
      chooseLanguage('zh-CN');
    });
    expect(screen.getByTestId('circuit-notice').textContent).toContain(
      '8 秒后再试。 在此期间由 Other 代为回答。',
    );
  });

  it('promises no stand-in where none is declared or it rests too', async () => {
    await show(<Composer />);
    await online();
    await told({ ...resting, fallback: undefined }, other);
    expect(screen.getByTestId('circuit-notice').textContent).not.toContain('in its place');
    await told(resting, { ...other, circuit: resting.circuit });
    expect(screen.getByTestId('circuit-notice').textContent).not.toContain('in its place');
  });

  it('is told to be tried again, and no more once it is well', async () => {
    await show(<Composer />);
    await online();
    await told({ ...resting, circuit: { state: 'half-open' } }, other);
    expect(screen.getByTestId('circuit-notice').textContent).toContain(
      'The next message finds out whether it is back.',
    );
    expect(screen.queryByRole('timer')).toBeNull();
    await told(demo, other);
    expect(screen.queryByTestId('circuit-notice')).toBeNull();
    await told({ ...resting, circuit: { state: 'open', halfOpensInMs: 0 } }, other);
    expect(screen.getByTestId('circuit-notice').textContent).toContain('finds out');
  });

  it('shows in the list of models, in words, and another one can be chosen', async () => {
    await show(<Composer />);
    await online();
    await told(
      resting,
      { ...other, circuit: { state: 'half-open' } },
      { ...other, id: 'third', label: 'Third' },
    );
    const picker = screen.getByTestId('model-picker');
    expect(picker.getAttribute('aria-label')).toBe('Choose a model: Demo – Resting');
    expect(picker.textContent).toContain('Resting');
    fireEvent.click(picker);
    expect(screen.getAllByTestId('circuit-state').map((state) => state.textContent)).toEqual([
      'Resting, next try in 8 s',
      'Being tried again',
    ]);
    await during(() => {
      fireEvent.click(screen.getByText('Third'));
    });
    expect(screen.queryByTestId('circuit-notice')).toBeNull();
    expect(picker.getAttribute('aria-label')).toBe('Choose a model: Third');
  });

  it('is no end where the provider breaks off: the answer goes on, and says so', async () => {
    await show(<Thread />);
    await online();
    await during(() => void chat.send('Hello'));
    await answer(started, delta, {
      type: 'generation-continued',
      generationId: 'g1',
      messageId: 'a1',
      attempt: 2,
    });
    expect(screen.getByTestId('pulse').textContent).toBe('Going on where it broke off…');
  });

  it('is what a retry waits for, in words', async () => {
    await show(<Thread />);
    await online();
    await during(() => void chat.send('Hello'));
    await answer(started, {
      type: 'generation-retrying',
      generationId: 'g1',
      messageId: 'a1',
      attempt: 2,
      of: 3,
      delayMs: 8_000,
      code: 'circuit-open',
    });
    expect(screen.getByTestId('retrying').textContent).toBe(
      'The provider has failed several times in a row and is given a pause. Trying again in 8 s (attempt 2 of 3)Cancel',
    );
  });

  it('is named beside the answer that another model gives, with the reason', async () => {
    await show(<Thread />);
    await online();
    await told(resting, other);
    await during(() => void chat.send('Hello'));
    await answer(started, {
      type: 'generation-fallback',
      generationId: 'g1',
      messageId: 'a1',
      from: 'demo-chat',
      model: 'other',
      code: 'circuit-open',
    });
    expect(screen.getByTestId('fallback-note').textContent).toBe(
      'Other was asked because Demo was not available (its provider had failed several times in a row).',
    );
    await happen(4, delta, ended('complete'));
    expect(screen.getByTestId('fallback-note').textContent).toBe(
      'Answered by Other because Demo was not available (its provider had failed several times in a row).',
    );
    await during(() => {
      chooseLanguage('zh-CN');
    });
    expect(screen.getByTestId('fallback-note').textContent).toBe(
      '由 Other 回答，因为 Demo 当时不可用（服务商连续多次出错）。',
    );
  });

  it('is not named beside an answer of the model that was asked', async () => {
    await show(<Thread />);
    await online();
    await during(() => void chat.send('Hello'));
    await answer(started, delta, ended('complete'));
    expect(screen.queryByTestId('fallback-note')).toBeNull();
  });
});

describe('announcer', () => {
  it('says once that the answer begins and once how it ended', async () => {
    await show(<Announcer />);
    await online();
    await during(() => void chat.send('Hello'));
    await answer(started);
    expect(screen.getByTestId('announcer').textContent).toBe('');
    await happen(3, delta);
    expect(screen.getByTestId('announcer').textContent).toBe('The answer begins.');
    await happen(4, ended('stopped'));
    expect(screen.getByTestId('announcer').textContent).toBe('The answer was stopped.');
  });

  it('keeps silent about answers that were there before', async () => {
    await show(<Announcer />);
    await online();
    await during(() => {
      chat.open('c1');
      network.current.receive({
        type: 'subscribed',
        conversationId: 'c1',
        epoch: 'e',
        recovered: false,
        snapshot: {
          seq: 9,
          conversation: { id: 'c1', createdAt: 1, updatedAt: 1 },
          messages: [{ id: 'a1', role: 'assistant', text: 'Hi', createdAt: 1, state: 'complete' }],
        },
      });
    });
    expect(chat.store.getState().conversations['c1']?.order).toEqual(['a1']);
    expect(screen.getByTestId('announcer').textContent).toBe('');
  });
});

describe('the messages', () => {
  it('are a feed whose articles know their places', async () => {
    await show(<Thread />);
    await online();
    await during(() => {
      chat.send('Hello');
    });
    expect(screen.getByRole('feed').getAttribute('aria-busy')).toBe('true');
    await answer(started, delta);
    const feed = screen.getByRole('feed', { name: 'Messages' });
    expect(feed.getAttribute('aria-busy')).toBe('false');
    const articles = screen.getAllByRole('article');
    const places = articles.map((article) =>
      ['aria-label', 'aria-posinset', 'aria-setsize', 'aria-busy'].map((name) => article.getAttribute(name)),
    );
    expect(places).toEqual([
      ['You', '1', '2', 'false'],
      ['Assistant', '2', '2', 'true'],
    ]);
  });

  it('are walked with the keys of a feed, from message to message', async () => {
    Element.prototype.scrollIntoView = vi.fn();
    await show(<Thread />);
    await online();
    await during(() => {
      chat.send('Hello');
    });
    await answer(started, delta, ended('complete'));
    const [question, reply] = screen.getAllByRole('article');
    question?.focus();
    await during(() => {
      fireEvent.keyDown(question ?? document.body, { key: 'PageDown' });
    });
    expect(document.activeElement).toBe(reply);
    await during(() => {
      fireEvent.keyDown(reply ?? document.body, { key: 'PageUp' });
    });
    expect(document.activeElement).toBe(question);
  });
});

describe('waiting for the server', () => {
  it('says so where the conversation stands, and never that it is missing', async () => {
    await show(<Thread />);
    await online();
    await during(() => {
      chat.open('c1');
    });
    await during(() => {
      network.current.receive({
        type: 'error',
        conversationId: 'c1',
        error: problem('storage-unavailable', true, 4_000),
      });
    });
    expect(screen.getByTestId('delayed').textContent).toContain('cannot read this conversation right now');
    expect(screen.queryByText('This conversation is not here')).toBeNull();
    expect(screen.queryByText('Loading…')).toBeNull();
    const asked = network.current.count('subscribe');
    await during(() => {
      screen.getByText('Try now').click();
    });
    expect(network.current.count('subscribe')).toBe(asked + 1);
    await during(() => {
      chooseLanguage('zh-CN');
    });
    expect(screen.getByTestId('delayed').textContent).toContain('服务器暂时无法读取这个对话');
    await during(() => {
      network.current.receive({
        type: 'subscribed',
        conversationId: 'c1',
        epoch: 'e',
        recovered: false,
        snapshot: { seq: 1, conversation: { id: 'c1', createdAt: 1, updatedAt: 1 }, messages: [] },
      });
    });
    expect(screen.queryByTestId('delayed')).toBeNull();
  });

  it('counts down to the next attempt of a message, which can be cancelled into the composer', async () => {
    await show(
      <>
        <Thread />
        <Composer />
      </>,
    );
    await online();
    type('Hello');
    fireEvent.keyDown(field(), { key: 'Enter' });
    await during(() => {
      network.current.receive({
        type: 'error',
        ref: 'key-1',
        error: problem('too-many-generations', true, 3_000),
      });
    });
    expect(screen.getByTestId('user-message').textContent).toMatch(/Sending again in \d+ s \(1 of 3\)/);
    await during(() => {
      fireEvent.click(screen.getByText('Cancel'));
    });
    expect(screen.queryByTestId('user-message')).toBeNull();
    expect(field().value).toBe('Hello');
  });
});

describe('banner', () => {
  it('is not there while all is well', async () => {
    await show(<ConnectionBanner />);
    expect(screen.getByTestId('banner').textContent).toBe('Connecting…');
    await online();
    expect(screen.queryByTestId('banner')).toBeNull();
  });

  it('counts down and lets the user try now', async () => {
    await show(<ConnectionBanner />);
    await online();
    await during(() => {
      network.current.lost(1006);
    });
    expect(screen.getByTestId('banner').textContent).toContain('Connection lost. Reconnecting in');
    fireEvent.click(screen.getByText('Try now'));
    await during(() => undefined);
    expect(network.sockets).toHaveLength(2);
  });

  it('says in the server’s words why it has no room, with the id of that', async () => {
    await show(<ConnectionBanner />);
    await online();
    await during(() => {
      network.current.lost(1006);
    });
    await during(() => {
      chat.store.setState({ refusal: problem('too-many-sockets', true) });
    });
    expect(screen.getByTestId('banner').textContent).toMatch(
      /^English too-many-sockets Next attempt in \d+ s/,
    );
    expect(screen.getByLabelText('Copy trace id')).toBeTruthy();
  });

  it('says when the device is offline', async () => {
    await show(<ConnectionBanner />);
    await during(() => {
      network.current.lost(1006);
      chat.networkChanged(false);
      network.current.lost(1006);
    });
    expect(screen.getByTestId('banner').textContent).toContain('offline');
  });

  it('asks for a reload where trying again is of no use', async () => {
    await show(<ConnectionBanner />);
    await online();
    await during(() => {
      network.current.lost(4401);
    });
    expect(screen.getByTestId('banner').textContent).toContain('session has expired');
    expect(screen.getByText('Sign in again')).toBeTruthy();
  });

  it('says nothing of a restart that was announced and takes no longer than two seconds', async () => {
    vi.useFakeTimers();
    try {
      await show(<ConnectionBanner />);
      await online();
      await during(() => {
        network.current.receive({ type: 'bye', reason: 'restarting', reconnectAfterMs: 500 });
        network.current.lost(1012);
      });
      await act(() => vi.advanceTimersByTimeAsync(1_999));
      expect(screen.queryByTestId('banner')).toBeNull();
      await during(() => {
        scheduler.advance(2_000);
      });
      await act(() => vi.advanceTimersByTimeAsync(1));
      expect(screen.getByTestId('banner').textContent).toBe('Reconnecting…');
      expect(screen.getByTestId('banner').dataset['tone']).toBe('calm');
      await online();
      expect(screen.queryByTestId('banner')).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });

  it('calls it trouble when the server does not come back', async () => {
    await show(<ConnectionBanner />);
    await online();
    await during(() => {
      network.current.receive({ type: 'bye', reason: 'restarting', reconnectAfterMs: 500 });
      network.current.lost(1012);
    });
    for (let attempt = 1; attempt < 5; attempt += 1) {
      await during(() => {
        scheduler.advance(15_000);
        network.current.lost(1006);
      });
    }
    expect(screen.getByTestId('banner').textContent).toContain('The server cannot be reached');
  });
});

describe('settings', () => {
  it('switches language and theme, and remembers both', async () => {
    await show(<SettingsMenu />);
    fireEvent.click(screen.getByLabelText('Settings'));
    fireEvent.click(screen.getByText('简体中文'));
    expect(screen.getByRole('dialog').getAttribute('aria-label')).toBe('设置');
    fireEvent.click(screen.getByText('深色'));
    expect(document.documentElement).toMatchObject({ lang: 'zh-CN', dataset: { theme: 'dark' } });
    expect(localStorage.getItem('parley.language')).toBe('zh-CN');
    expect(localStorage.getItem('parley.theme')).toBe('dark');
    fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
    expect(screen.queryByRole('dialog')).toBeNull();
    act(() => {
      chooseTheme('system');
    });
    expect(localStorage.getItem('parley.theme')).toBeNull();
  });
});

describe('jumpToMessage', () => {
  it('chooses the branch of the message, scrolls there and focuses it', async () => {
    const scrolled = vi.fn();
    Element.prototype.scrollIntoView = scrolled;
    await show(<Thread />);
    await online();
    await during(() => {
      chat.send('Hello');
    });
    await answer(
      { type: 'delta', messageId: 'a1', offset: 0, text: 'The first' },
      { type: 'generation-ended', generationId: 'g1', messageId: 'a1', state: 'complete' },
      { type: 'message-created', messageId: 'a2', parentId: 'u1', role: 'assistant', text: '' },
      { type: 'generation-started', generationId: 'g2', messageId: 'a2' },
      { type: 'delta', messageId: 'a2', offset: 0, text: 'The second' },
    );
    expect(screen.queryByText('The first')).toBeNull();
    await during(() => {
      jumpToMessage('a1');
    });
    const step = screen.getByText('The first').closest('.step');
    expect(document.activeElement).toBe(step);
    expect(scrolled.mock.contexts[0]).toBe(step);
  });

  it('waits for a message that is not there yet, and leaves the reader alone afterwards', async () => {
    Element.prototype.scrollIntoView = vi.fn();
    await show(<Thread />);
    await online();
    await during(() => {
      chat.send('Hello');
      jumpToMessage('u1');
    });
    await answer({ type: 'delta', messageId: 'a1', offset: 0, text: 'Hi' });
    expect(document.activeElement?.getAttribute('data-message-id')).toBe('u1');
    (document.activeElement as HTMLElement).blur();
    await happen(3, { type: 'delta', messageId: 'a1', offset: 2, text: ' there' });
    expect(document.activeElement).toBe(document.body);
  });

  it('goes there once: a thread that is shown anew leaves the reader alone', async () => {
    const scrolled = vi.fn();
    Element.prototype.scrollIntoView = scrolled;
    await show(<Thread />);
    await online();
    await during(() => {
      chat.send('Hello');
      jumpToMessage('u1');
    });
    await answer({ type: 'delta', messageId: 'a1', offset: 0, text: 'Hi' });
    expect(scrolled).toHaveBeenCalled();
    cleanup();
    scrolled.mockClear();
    await show(<Thread />);
    expect(screen.getByText('Hi')).toBeTruthy();
    expect(scrolled).not.toHaveBeenCalled();
  });
});
