import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';
import { App } from '../src/app/App';
import type { Api } from '../src/conversation/api';
import type { Chat } from '../src/conversation/chat';
import { RefusedError, unreachable } from '../src/conversation/problems';
import { jumpWish } from '../src/features/chat/jumpToMessage';
import { ChatContext } from '../src/features/chat/useChat';
import { chooseLanguage } from '../src/features/settings/preferences';
import { closeDialog, endEditing, endRenaming, notify, shell } from '../src/features/shell/shell';
import { SharedPage } from '../src/features/share/SharedPage';
import type { ConversationEvent } from '../src/protocol/events';
import type { SearchHit } from '../src/protocol/rest';
import type { ConversationSummary } from '../src/protocol/vocabulary';
import { during, press } from './panel';
import { fakeApi, fakeChat, FakeNetwork, installDialogs, problem, welcomeFrame } from './support';

let network: FakeNetwork;
let api: Api;
let list: readonly ConversationSummary[];
let done: string[];
let scrolled: Mock<(options?: boolean | ScrollIntoViewOptions) => void>;
let chat: Chat;

const now = Date.now();
const entry = (id: string, title: string, more: Partial<ConversationSummary> = {}) => ({
  id,
  title,
  createdAt: now,
  updatedAt: now,
  ...more,
});

beforeEach(() => {
  localStorage.clear();
  location.hash = '';
  chooseLanguage('en');
  installDialogs();
  shell.setState({ drawer: false, archive: false });
  closeDialog();
  endRenaming();
  endEditing();
  notify(undefined);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query.includes('pointer') }));
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  jumpWish.setState({ jump: undefined });
  scrolled = vi.fn();
  Element.prototype.scrollIntoView = scrolled;
  network = new FakeNetwork();
  list = [entry('c1', 'Leases'), entry('c2', 'Queues', { updatedAt: now - 1 })];
  done = [];
  api = fakeApi({
    conversations: ({ archived = false } = {}) =>
      Promise.resolve({ conversations: list.filter((one) => (one.archived ?? false) === archived) }),
    change: (id, change) => {
      done.push(`${id} ${JSON.stringify(change)}`);
      list = list.map((one) => (one.id === id ? { ...one, ...change } : one));
      const changed = list.find((one) => one.id === id);
      return changed === undefined ? Promise.reject(new RefusedError(unreachable)) : Promise.resolve(changed);
    },
    remove: (id) => {
      done.push(`remove ${id}`);
      list = list.filter((one) => one.id !== id);
      return Promise.resolve();
    },
    restore: (id) => {
      done.push(`restore ${id}`);
      const back = entry(id, 'Leases');
      list = [back, ...list];
      return Promise.resolve(back);
    },
  });
  chat = fakeChat({ openSocket: network.open, api });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function show(children: ReactNode = <App />): Promise<void> {
  render(<ChatContext value={chat}>{children}</ChatContext>);
  await during(() => void chat.start());
  await during(() => {
    network.current.welcome();
  });
}

const message = (id: string, role: 'user' | 'assistant', parentId?: string) =>
  ({
    id,
    role,
    text: `Text of ${id}`,
    createdAt: 1,
    state: 'complete',
    parentId,
    model: role === 'assistant' ? 'demo-chat' : undefined,
  }) as const;

async function opened(): Promise<void> {
  await show();
  await during(() => {
    chat.open('c1');
    network.current.receive({
      type: 'subscribed',
      conversationId: 'c1',
      epoch: 'e',
      recovered: false,
      snapshot: {
        seq: 3,
        conversation: { id: 'c1', title: 'Leases', createdAt: 1, updatedAt: now },
        messages: [
          message('u1', 'user'),
          {
            ...message('a1', 'assistant', 'u1'),
            usage: { inputTokens: 12, outputTokens: 1_345, reasoningTokens: 7 },
            firstTokenMs: 420,
            durationMs: 12_340,
            traceId: 'trace-a1',
          },
        ],
      },
    });
  });
}

const entries = () => within(screen.getByTestId('conversations')).getAllByRole('link');
const keyDown = (key: string, init: object = {}) => {
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...init });
};
const composer = () => screen.getByTestId<HTMLTextAreaElement>('composer');
const type = (element: HTMLElement, value: string) => fireEvent.change(element, { target: { value } });

async function menuOf(index: number, item: string): Promise<void> {
  await during(() => screen.getAllByTestId('entry-menu')[index]?.click());
  await press(`menu-${item}`);
}

describe('renaming in the list', () => {
  it('begins with F2, is saved by Enter and gives the focus back', async () => {
    await show();
    await during(() => {
      entries()[0]?.focus();
      keyDown('F2');
    });
    const field = screen.getByTestId<HTMLInputElement>('rename-field');
    expect(document.activeElement).toBe(field);
    expect(field.value).toBe('Leases');
    type(field, 'What is a lease?');
    await during(() => {
      keyDown('Enter');
    });
    expect(done).toEqual(['c1 {"title":"What is a lease?"}']);
    expect(entries()[0]?.textContent).toBe('What is a lease?');
  });

  it('is left as it was by Escape', async () => {
    await show();
    await during(() => {
      fireEvent.doubleClick(entries()[0] ?? document.body);
    });
    type(screen.getByTestId('rename-field'), 'Other');
    await during(() => {
      keyDown('Escape');
    });
    expect(done).toEqual([]);
    expect(entries()[0]?.textContent).toBe('Leases');
  });

  it('leaves the Enter of an input method alone', async () => {
    await show();
    await during(() => {
      fireEvent.doubleClick(entries()[0] ?? document.body);
    });
    await during(() => {
      keyDown('Enter', { keyCode: 229 });
    });
    expect(screen.getByTestId('rename-field')).toBeTruthy();
  });
});

describe('the menu of a conversation', () => {
  it('is walked with arrows and letters, and Escape gives the focus back', async () => {
    await show();
    const button = screen.getAllByTestId('entry-menu')[0];
    await during(() => button?.click());
    const items = screen.getAllByRole('menuitem').map((item) => item.textContent);
    expect(items).toEqual([
      'Pin',
      'Rename',
      'Archive',
      'Share…',
      'Export as Markdown',
      'Export as JSON',
      'Delete',
    ]);
    expect(document.activeElement?.textContent).toBe('Pin');
    keyDown('ArrowUp');
    expect(document.activeElement?.textContent).toBe('Delete');
    keyDown('r');
    expect(document.activeElement?.textContent).toBe('Rename');
    keyDown('End');
    keyDown('ArrowDown');
    expect(document.activeElement?.textContent).toBe('Pin');
    await during(() => {
      keyDown('Escape');
    });
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it('pins into a group of its own', async () => {
    await show();
    await menuOf(1, 'pin');
    expect(done).toEqual(['c2 {"pinned":true}']);
    expect(screen.getByText('Pinned')).toBeTruthy();
    expect(entries().map(({ textContent }) => textContent)).toEqual(['Queues', 'Leases']);
  });

  it('archives, and the archive view has it', async () => {
    await show();
    await menuOf(0, 'archive');
    expect(shell.getState().notice).toBe('It is in the archive now.');
    expect(entries().map(({ textContent }) => textContent)).toEqual(['Queues']);
    await press('archive-switch');
    expect(within(screen.getByTestId('archive')).getByText('Leases')).toBeTruthy();
    await menuOf(0, 'archive');
    expect(shell.getState().notice).toBe('It is back in the list.');
    expect(screen.getByText(/Conversations that you archive/)).toBeTruthy();
  });

  it('downloads what the server exports', async () => {
    const links: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      links.push(this.href);
    });
    await show();
    await menuOf(0, 'export-markdown');
    await menuOf(0, 'export-json');
    expect(links).toEqual(['http://localhost/api/c1.markdown', 'http://localhost/api/c1.json']);
  });
});

describe('deleting', () => {
  it('can be taken back from the toast, and by keyboard', async () => {
    await show();
    await menuOf(0, 'delete');
    expect(screen.getByTestId('undo-toast').textContent).toContain('“Leases” was deleted.');
    await during(() => {
      screen.getByText('Undo').click();
    });
    expect(done).toEqual(['remove c1', 'restore c1']);
    expect(screen.queryByTestId('undo-toast')).toBeNull();
    await menuOf(0, 'delete');
    await during(() => {
      fireEvent.keyDown(composer(), { key: 'z', ctrlKey: true });
    });
    expect(done.slice(2)).toEqual(['remove c1', 'restore c1']);
    expect(entries().map(({ textContent }) => textContent)).toContain('Leases');
  });

  it('offers it for eight seconds, and longer while the focus is there', async () => {
    vi.useFakeTimers();
    await show();
    await menuOf(0, 'delete');
    const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
    await pass(7_900);
    act(() => {
      screen.getByText('Undo').focus();
    });
    await pass(60_000);
    expect(screen.getByTestId('undo-toast')).toBeTruthy();
    act(() => {
      screen.getByText('Undo').blur();
    });
    await pass(8_100);
    expect(screen.queryByTestId('undo-toast')).toBeNull();
  });

  it('leaves a page that says so, from which it can be restored', async () => {
    await opened();
    await press('conversation-menu');
    await press('menu-delete');
    expect(screen.getByTestId('missing').textContent).toContain('This conversation was deleted');
    expect(screen.queryByTestId('composer'), 'nothing can be sent to it').toBeNull();
    await during(() => {
      screen.getByText('Restore').click();
    });
    expect(done).toEqual(['remove c1', 'restore c1']);
    expect(screen.queryByTestId('missing')).toBeNull();
    expect(screen.getByTestId('composer')).toBeTruthy();
  });
});

describe('search', () => {
  const hit: SearchHit = {
    conversationId: 'c1',
    title: 'Leases',
    messageId: 'u1',
    role: 'user',
    at: 1,
    snippet: { text: '什么是租约？ a lease', matches: [{ from: 3, to: 5 }] },
  };

  it('is reached with Ctrl+K, marks what was found, and leads to the message', async () => {
    vi.useFakeTimers();
    const asked: string[] = [];
    api.search = (text) => {
      asked.push(text);
      return Promise.resolve([hit]);
    };
    await opened();
    await during(() => {
      fireEvent.keyDown(composer(), { key: 'k', ctrlKey: true });
    });
    const field = screen.getByTestId('search');
    expect(document.activeElement).toBe(field);
    type(field, '租');
    type(field, ' 租约 ');
    await act(() => vi.advanceTimersByTimeAsync(250));
    expect(asked).toEqual(['租约']);
    const found = screen.getByTestId('hit');
    expect(found.querySelector('mark')?.textContent).toBe('租约');
    expect(found.textContent).toContain('You: 什么是租约？ a lease');
    await during(() => {
      keyDown('ArrowDown');
    });
    expect(document.activeElement).toBe(found);
    await during(() => {
      found.click();
    });
    const shown = screen.getByTestId('user-message').closest<HTMLElement>('[data-message-id]');
    expect(shown?.dataset).toMatchObject({ messageId: 'u1', found: 'true' });
    expect(scrolled).toHaveBeenCalled();
    expect(document.activeElement).toBe(shown);
  });

  it('says when nothing was found, when it failed, and tries again', async () => {
    vi.useFakeTimers();
    await show();
    type(screen.getByTestId('search'), 'nothing');
    await act(() => vi.advanceTimersByTimeAsync(250));
    expect(screen.getByText('Nothing was found for “nothing”.')).toBeTruthy();
    api.search = () => Promise.reject(new RefusedError(unreachable));
    type(screen.getByTestId('search'), 'other');
    await act(() => vi.advanceTimersByTimeAsync(250));
    expect(screen.getByTestId('search-results').textContent).toContain('cannot be reached');
    api.search = () => Promise.resolve([hit]);
    await during(() => {
      screen.getByText('Try again').click();
    });
    await act(() => vi.advanceTimersByTimeAsync(250));
    expect(screen.getByTestId('hit')).toBeTruthy();
    fireEvent.keyDown(screen.getByTestId('search'), { key: 'Escape' });
    expect(entries()).toHaveLength(2);
  });

  it('leaves out marks that lie outside the text or over each other', async () => {
    vi.useFakeTimers();
    const matches = [
      { from: 4, to: 900 },
      { from: 0, to: 3 },
      { from: 1, to: 4 },
    ];
    api.search = () => Promise.resolve([{ ...hit, snippet: { text: 'lease', matches } }]);
    await show();
    type(screen.getByTestId('search'), 'lea');
    await act(() => vi.advanceTimersByTimeAsync(250));
    const marks = [...screen.getByTestId('hit').querySelectorAll('mark')];
    expect(marks.map(({ textContent }) => textContent)).toEqual(['lea']);
    expect(screen.getByTestId('hit').textContent).toContain('lease');
  });
});

describe('the messages', () => {
  it('are edited in their place: Enter sends, Escape leaves the original', async () => {
    await opened();
    await press('edit-message');
    const editor = screen.getByTestId<HTMLTextAreaElement>('message-editor');
    expect(document.activeElement).toBe(editor);
    expect(editor.value).toBe('Text of u1');
    type(editor, 'Other');
    await during(() => {
      keyDown('Escape');
    });
    expect(screen.getByTestId('user-message').textContent).toContain('Text of u1');
    await press('edit-message');
    type(screen.getByTestId('message-editor'), 'Better');
    await during(() => {
      keyDown('Enter', { shiftKey: true });
      keyDown('Enter', { keyCode: 229 });
    });
    expect(network.current.count('send')).toBe(0);
    await during(() => {
      keyDown('Enter');
    });
    expect(network.current.last('send')).toMatchObject({ text: 'Better', parentId: null });
    expect(screen.queryByTestId('message-editor')).toBeNull();
  });

  it('edit the last one with Up in an empty composer only', async () => {
    await opened();
    type(composer(), 'draft');
    await during(() => {
      fireEvent.keyDown(composer(), { key: 'ArrowUp' });
    });
    expect(screen.queryByTestId('message-editor')).toBeNull();
    type(composer(), '');
    await during(() => {
      fireEvent.keyDown(composer(), { key: 'ArrowUp' });
    });
    expect(screen.getByTestId('message-editor')).toBeTruthy();
  });

  it('are switched between versions of a question', async () => {
    await opened();
    await during(() => {
      network.current.receive({
        type: 'events',
        conversationId: 'c1',
        from: 4,
        to: 4,
        events: [
          { seq: 4, at: 1, type: 'message-created', messageId: 'u2', role: 'user', text: 'Better' },
        ] as readonly ConversationEvent[],
      });
    });
    expect(screen.getByTestId('user-message').textContent).toContain('Better');
    await during(() => {
      screen.getByLabelText('Previous version').click();
    });
    expect(screen.getByTestId('user-message').textContent).toContain('Text of u1');
    expect(screen.getByTestId('branch').textContent).toBe('1/2');
  });

  it('are rated, and the thumb shows it', async () => {
    await opened();
    const up = screen.getByTestId('rate-up');
    expect(up.getAttribute('aria-pressed')).toBe('false');
    await during(() => {
      up.click();
    });
    expect(screen.getByTestId('rate-up').getAttribute('aria-pressed')).toBe('true');
    expect(screen.getByTestId('rate-down').getAttribute('aria-pressed')).toBe('false');
  });

  it('are answered again by the same model or another', async () => {
    await opened();
    const other = { id: 'other', label: 'Other', provider: 'p', capabilities: {} };
    await during(() => {
      network.current.receive({ type: 'models', models: [...welcomeFrame.models, other] });
    });
    await press('regenerate');
    expect(screen.getAllByRole('menuitem').map(({ textContent }) => textContent)).toEqual([
      'Demo (same model)',
      'Other',
    ]);
    await during(() => {
      screen.getByText('Other').click();
    });
    expect(network.current.last('regenerate')).toMatchObject({ messageId: 'a1', model: 'other' });
  });

  it('tell who answered, how much it took and how long', async () => {
    await opened();
    await press('details');
    const panel = screen.getByTestId('details-panel');
    expect(
      [...panel.querySelectorAll('dt')].map((term, index) => [
        term.textContent,
        panel.querySelectorAll('dd')[index]?.textContent,
      ]),
    ).toEqual([
      ['Model', 'Demo'],
      ['Tokens in', '12'],
      ['Tokens out', '1,345'],
      ['of which reasoning', '7'],
      ['To the first token', '0.42 s'],
      ['Duration', '12.3 s'],
      ['Trace id', 'trace-a1'],
    ]);
    expect(within(panel).getByLabelText('Copy trace id')).toBeTruthy();
    await during(() => {
      keyDown('Escape');
    });
    expect(screen.queryByTestId('details-panel')).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId('details'));
  });
});

describe('commands', () => {
  const names = () =>
    screen.queryAllByRole('option').map((option) => option.querySelector('code')?.textContent);

  it('are offered at the beginning, filtered by typing, and run with Enter', async () => {
    await opened();
    type(composer(), '/');
    expect(names()).toEqual([
      '/new',
      '/search',
      '/model',
      '/settings',
      '/rename',
      '/export',
      '/share',
      '/help',
      '/fault help',
      '/long 2000',
    ]);
    type(composer(), '/se');
    expect(names()).toEqual(['/search', '/settings']);
    fireEvent.keyDown(composer(), { key: 'ArrowDown' });
    const active = composer().getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(active)?.getAttribute('aria-selected')).toBe('true');
    await during(() => {
      fireEvent.keyDown(composer(), { key: 'Enter' });
    });
    expect(screen.getByTestId('options-dialog')).toBeTruthy();
    expect(composer().value).toBe('');
    expect(network.current.count('send')).toBe(0);
  });

  it('offer of a conversation only what there is', async () => {
    await show();
    type(composer(), '/');
    expect(names()).not.toContain('/rename');
    expect(names()).not.toContain('/share');
  });

  it('send the suggestions of the demo model as text', async () => {
    await opened();
    type(composer(), '/fa');
    await during(() => {
      fireEvent.keyDown(composer(), { key: 'Enter' });
    });
    expect(network.current.last('send').text).toBe('/fault help');
  });

  it('stay closed after Escape, and do not catch other texts', async () => {
    await opened();
    type(composer(), '/');
    fireEvent.keyDown(composer(), { key: 'Escape' });
    expect(names()).toEqual([]);
    expect(composer().value).toBe('/');
    type(composer(), '/fault cut 12');
    expect(names()).toEqual([]);
    await during(() => {
      fireEvent.keyDown(composer(), { key: 'Enter' });
    });
    expect(network.current.last('send').text).toBe('/fault cut 12');
  });

  it('rename in the title', async () => {
    await opened();
    type(composer(), '/rename');
    await during(() => {
      fireEvent.keyDown(composer(), { key: 'Enter' });
    });
    type(screen.getByTestId('rename-field'), 'Other');
    await during(() => {
      keyDown('Enter');
    });
    expect(screen.getByTestId('title').textContent).toBe('Other');
    expect(document.activeElement).toBe(composer());
  });
});

describe('settings of a conversation', () => {
  async function openOptions(): Promise<void> {
    await press('options');
  }

  it('are refused in place where a number is out of range', async () => {
    await opened();
    await openOptions();
    const field = screen.getByTestId('option-temperature');
    type(field, '3');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await press('save-options');
    expect(done).toEqual([]);
    expect(document.activeElement).toBe(field);
    type(field, '0.3');
    type(screen.getByTestId('option-system-prompt'), ' Be brief. ');
    await press('save-options');
    expect(done).toEqual(['c1 {"options":{"systemPrompt":"Be brief.","temperature":0.3}}']);
    expect(screen.queryByTestId('options-dialog')).toBeNull();
    expect(screen.getByTestId('options').dataset['changed']).toBe('true');
  });

  it('go with the first message of a new one', async () => {
    await show();
    await openOptions();
    expect(screen.getByTestId('options-dialog').textContent).toContain('begin next');
    type(screen.getByTestId('option-maxTokens'), '200');
    await press('save-options');
    type(composer(), 'Hello');
    await during(() => {
      fireEvent.keyDown(composer(), { key: 'Enter' });
    });
    expect(network.current.last('send').conversationOptions).toEqual({ maxTokens: 200 });
  });
});

describe('sharing', () => {
  it('makes a link with an end, lists it, and revokes it', async () => {
    const asked: unknown[] = [];
    const revoked: string[] = [];
    api.share = (_, request) => {
      asked.push(request);
      return Promise.resolve({ id: 's1', token: 'tok/en', createdAt: now, expiresAt: now + 86_400_000 });
    };
    api.revoke = (id) => {
      revoked.push(id);
      return Promise.resolve();
    };
    await opened();
    await press('conversation-menu');
    await press('menu-share');
    expect(screen.getByText('There is no link yet.')).toBeTruthy();
    await during(() => {
      screen.getByText('1 day').click();
    });
    await press('create-share');
    expect(asked).toEqual([{ leafId: 'a1', expiresInMs: 86_400_000 }]);
    expect(screen.getByLabelText<HTMLInputElement>('Link').value).toMatch(/#\/s\/tok%2Fen$/);
    expect(screen.queryByTestId('trouble')).toBeNull();
    await during(() => {
      screen.getByText('Revoke').click();
    });
    expect(revoked).toEqual(['s1']);
    expect(screen.queryByTestId('share')).toBeNull();
  });

  it('says in the dialog what went wrong', async () => {
    api.shares = () => Promise.reject(new RefusedError(unreachable));
    await opened();
    await press('conversation-menu');
    await press('menu-share');
    const dialog = screen.getByTestId('share-dialog');
    expect(dialog.textContent).toContain('cannot be reached');
    api.shares = () => Promise.resolve([]);
    await during(() => {
      within(dialog).getByText('Try again').click();
    });
    expect(dialog.textContent).toContain('There is no link yet.');
  });
});

describe('a shared copy', () => {
  it('shows the messages, says what it is and when it ends, and offers nothing to write', async () => {
    api.shared = () =>
      Promise.resolve({
        title: 'Leases',
        sharedAt: Date.UTC(2026, 0, 2, 12),
        expiresAt: Date.UTC(2026, 1, 3, 12),
        messages: [
          { role: 'user', text: 'Why?', createdAt: 1, state: 'complete' },
          { role: 'assistant', text: '**So**', createdAt: 1, state: 'complete', model: 'Demo' },
        ],
      });
    render(<SharedPage token="t" api={api} />);
    await during();
    expect(screen.getByTestId('shared-note').textContent).toContain('January 2, 2026');
    expect(screen.getByTestId('shared-note').textContent).toContain('until February 3, 2026');
    expect(screen.getAllByTestId('shared-message').map(({ textContent }) => textContent)).toEqual([
      'Why?',
      'DemoSo',
    ]);
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(document.title).toBe('Leases – Parley');
  });

  it('is friendly when it is gone, and can be asked again when the server was away', async () => {
    api.shared = () => Promise.reject(new RefusedError(unreachable));
    render(<SharedPage token="t" api={api} />);
    await during();
    api.shared = () => Promise.reject(new RefusedError(problem('share-not-found')));
    await during(() => {
      screen.getByText('Try again').click();
    });
    expect(screen.getByTestId('shared-gone').textContent).toContain('This link does not work any more');
    expect(screen.queryByText('Try again')).toBeNull();
  });
});

describe('keys', () => {
  it('? opens the overview, unless somebody is writing', async () => {
    await show();
    await during(() => {
      fireEvent.keyDown(composer(), { key: '?' });
    });
    expect(screen.queryByTestId('shortcuts-dialog')).toBeNull();
    await during(() => {
      fireEvent.keyDown(document.body, { key: '?' });
    });
    expect(screen.getByTestId('shortcuts-dialog')).toBeTruthy();
    await during(() => {
      screen.getByLabelText('Close').click();
    });
    expect(screen.queryByTestId('shortcuts-dialog')).toBeNull();
  });
});

describe('the settings menu', () => {
  it('closes with a command, so that Escape belongs to the dialog alone', async () => {
    await show();
    await press('settings');
    await press('shortcuts');
    expect(screen.getByTestId('shortcuts-dialog')).toBeTruthy();
    expect(screen.queryByTestId('export-all')).toBeNull();
  });

  it('says how many conversations a file brought, and opens the first', async () => {
    api.importJson = () => Promise.resolve([entry('x1', 'One'), entry('x2', 'Two')]);
    await show();
    const file = new File(['{}'], 'x.json');
    Object.defineProperty(file, 'text', { value: () => Promise.resolve('{}') });
    await during(() => {
      fireEvent.change(screen.getByTestId('import-file'), { target: { files: [file] } });
    });
    expect(screen.getByTestId('notice').textContent).toContain('2 conversations were imported.');
    expect(location.hash).toBe('#/c/x1');
  });
});

describe('trouble', () => {
  const running = async (...events: readonly object[]) => {
    await opened();
    await during(() => {
      network.current.receive({
        type: 'events',
        conversationId: 'c1',
        from: 4,
        to: 3 + events.length,
        events: events.map(
          (event, index) => ({ seq: 4 + index, at: 1, messageId: 'a1', ...event }) as ConversationEvent,
        ),
      });
    });
  };
  const started = { type: 'generation-started', generationId: 'g1', traceId: 'trace-9' };

  it('lets a retry be cancelled right there, and its trace id be copied', async () => {
    await running(started, {
      type: 'generation-retrying',
      generationId: 'g1',
      attempt: 2,
      of: 3,
      delayMs: 9_000,
      code: 'rate-limited',
    });
    const status = screen.getByTestId('retrying');
    expect(within(status).getByLabelText('Copy trace id')).toBeTruthy();
    await during(() => {
      within(status).getByText('Cancel').click();
    });
    expect(network.current.last('stop').generationId).toBe('g1');
  });

  it('says until when a quota is used up', async () => {
    await opened();
    await during(() => void chat.send('Hello'));
    await during(() => {
      network.current.receive({
        type: 'error',
        ref: 'key-1',
        error: problem('quota-reached', false, 3_600_000),
      });
    });
    expect(screen.getByTestId('quota-until').textContent).toMatch(/^You can go on from .+\.$/);
  });

  it('pauses the conversation while the quota is used up, and keeps the draft', async () => {
    await opened();
    await during(() => void chat.send('Hello'));
    await during(() => {
      // The scheduler's clock stands near 1970; the page counts on the real one.
      network.current.receive({
        type: 'error',
        ref: 'key-1',
        error: { ...problem('quota-reached', false, Date.now() + 3_600_000), detail: 'month' },
      });
    });
    expect(screen.getByTestId('quota-notice').textContent).toContain(
      'Your tokens for this month are used up. Your draft is kept.',
    );
    const composer = screen.getByTestId('composer');
    await during(() => {
      fireEvent.change(composer, { target: { value: 'A draft' } });
    });
    expect(screen.getByTestId('send')).toHaveProperty('disabled', true);
    await during(() => {
      fireEvent.keyDown(composer, { key: 'Enter' });
    });
    expect(composer).toHaveProperty('value', 'A draft');
    expect(network.current.count('send')).toBe(1);
    await during(() => {
      chat.messages.resend('key-1');
      network.current.receive({ type: 'ack', ref: 'key-1', conversationId: 'c1', messageId: 'a9' });
    });
    expect(screen.queryByTestId('quota-notice')).toBeNull();
    expect(screen.getByTestId('send')).toHaveProperty('disabled', false);
  });

  it('says why a message is sent again later', async () => {
    await opened();
    await during(() => void chat.send('Hello'));
    await during(() => {
      network.current.receive({
        type: 'error',
        ref: 'key-1',
        error: problem('too-many-messages', true, 20_000),
      });
    });
    const waiting = screen.getByText('English too-many-messages', { exact: false });
    expect(waiting.textContent).toMatch(/Sending again in \d+ s \(1 of 3\)/);
  });

  it('is not asked again before the server wants to hear of it', async () => {
    await opened();
    await during(() => void chat.messages.regenerate('a1'));
    await during(() => {
      network.current.receive({
        type: 'error',
        ref: network.current.last('regenerate').ref,
        error: problem('too-many-answers', true, Date.now() + 20_000),
      });
    });
    expect(screen.getByTestId('problem').textContent).toContain('English too-many-answers');
    expect(screen.getByTestId('again')).toHaveProperty('disabled', true);
  });

  it('that was refused can be tried again from the toast, with its detail in words', async () => {
    await opened();
    api.importJson = () =>
      Promise.reject(new RefusedError({ ...problem('import-invalid'), detail: 'conversations[0].title' }));
    const file = new File(['{}'], 'x.json');
    Object.defineProperty(file, 'text', { value: () => Promise.resolve('{}') });
    await during(() => {
      fireEvent.change(screen.getByTestId('import-file'), { target: { files: [file] } });
    });
    const toast = screen.getByTestId('problem');
    expect(toast.textContent).toContain('English import-invalid');
    expect(toast.textContent).toContain('conversations[0].title');
    expect(within(toast).queryByText('Try again')).toBeNull();
  });
});
