import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Chat } from '../src/conversation/chat';
import { textStore } from '../src/conversation/storage';
import { ConnectionBanner } from '../src/features/banner/ConnectionBanner';
import { Announcer } from '../src/features/chat/Announcer';
import { Thread } from '../src/features/chat/Thread';
import { ChatContext } from '../src/features/chat/useChat';
import { Composer } from '../src/features/composer/Composer';
import { chooseLanguage, chooseTheme } from '../src/features/settings/preferences';
import { SettingsMenu } from '../src/features/settings/SettingsMenu';
import type { ConversationEvent } from '../src/protocol/events';
import { FakeNetwork, ManualScheduler, problem } from './support';

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
  let ids = 0;
  chat = new Chat({
    scheduler,
    frames: (task) => {
      queueMicrotask(task);
      return () => undefined;
    },
    openSocket: network.open,
    api: {
      conversations: () => Promise.resolve([]),
      models: () => Promise.resolve([]),
      session: () => Promise.resolve({ id: 'u', name: 'Guest' }),
    },
    newId: () => {
      ids += 1;
      return `key-${String(ids)}`;
    },
    lasting: textStore(() => localStorage),
    perTab: textStore(() => sessionStorage),
    announce: () => undefined,
    clientVersion: '0.0.0',
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** Lets React and the frame that was asked for follow a step. */
async function during(step: () => void): Promise<void> {
  await act(async () => {
    step();
    await Promise.resolve();
  });
}

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
    expect(screen.getByTestId('banner').textContent).toContain('signed out');
    expect(screen.getByText('Reload')).toBeTruthy();
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
