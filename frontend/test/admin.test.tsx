import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RefusedError } from '../src/conversation/problems';
import { AdminPage } from '../src/features/admin/AdminPage';
import { adminHash, adminInHash, adminSections, type AdminSection } from '../src/features/admin/sections';
import { ChatContext } from '../src/features/chat/useChat';
import { chooseLanguage } from '../src/features/settings/preferences';
import { closeDialog, notify } from '../src/features/shell/shell';
import { RestContext } from '../src/features/shell/useRest';
import { during, press, type } from './panel';
import { fakeChat, fakeRest, HOSTILE, installDialogs, problem, type Asked } from './support';

const ada = {
  id: 'ada',
  name: 'Ada',
  signInName: 'ada',
  role: 'admin',
  source: 'local',
  createdAt: 1,
  lastSeenAt: 2,
  usedDay: 1_500,
  usedMonth: 20_000,
  dayTokens: 10_000,
  conversations: 3,
};
const hostile = { ...ada, id: 'x', name: HOSTILE, signInName: HOSTILE, email: HOSTILE, role: 'user' };
const overview = {
  node: 'node-1',
  version: '0.1.0',
  upSince: 1,
  sockets: 1_234,
  streams: 0,
  generations: 5,
  users: { total: 2, signedIn: 1 },
  models: [
    { id: 'm1', label: HOSTILE },
    { id: 'm2', label: 'Two', circuit: { state: 'open' } },
  ],
  errors: [{ at: 1, level: 'WARNING', traceId: 'trace-1', message: HOSTILE }],
  nodes: [],
};

beforeEach(() => {
  localStorage.clear();
  chooseLanguage('en');
  installDialogs();
  closeDialog();
  notify(undefined);
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function open(
  section: AdminSection,
  answers: Readonly<Record<string, (body: unknown) => unknown>>,
): Promise<readonly Asked[]> {
  const { rest, asked } = fakeRest(answers);
  const chat = fakeChat();
  render(
    <RestContext value={rest}>
      <ChatContext value={chat}>
        <AdminPage section={section} />
      </ChatContext>
    </RestContext>,
  );
  await during();
  return asked;
}

const rowsOf = (testId: string) => within(screen.getByTestId(testId)).getAllByRole('row').slice(1);

it('has an address for each part', () => {
  for (const section of adminSections) expect(adminInHash(adminHash(section))).toBe(section);
  expect(adminInHash('#/admin/unknown')).toBe('overview');
  expect(adminInHash('#/c/admin')).toBeUndefined();
  expect(adminInHash('#/admin/users/1')).toBeUndefined();
});

describe('the overview', () => {
  it('shows the server at work, as text only', async () => {
    await open('overview', { 'GET api/admin/overview': () => overview });
    const figures = screen.getByTestId('figures');
    expect(figures.textContent).toContain('1,234');
    expect(figures.textContent).toContain('2 (1 signed in)');
    const [first, second] = rowsOf('models');
    expect(first?.textContent).toContain(HOSTILE);
    expect(first?.textContent).toContain('closed: all is well');
    expect(second?.textContent).toContain('open: given a pause');
    const [error] = rowsOf('errors');
    expect(error?.textContent).toContain('trace-1');
    expect(within(screen.getByTestId('errors')).getByLabelText('Copy trace id')).not.toBeNull();
    expect(document.querySelector('main img')).toBeNull();
  });

  it('looks again from time to time', async () => {
    vi.useFakeTimers();
    const asked = await open('overview', { 'GET api/admin/overview': () => overview });
    await during(() => vi.advanceTimersByTime(10_000));
    expect(asked.filter(({ path }) => path === 'api/admin/overview')).toHaveLength(2);
  });

  it('leads from an error, and from an id that is pasted, to what happened', async () => {
    await open('overview', { 'GET api/admin/overview': () => overview });
    expect(screen.getByTestId('errors').querySelector('a')?.getAttribute('href')).toBe('#/traces/trace-1');
    const field = screen.getByTestId('find-trace');
    fireEvent.change(field, { target: { value: 'nonsense' } });
    await during(() => {
      fireEvent.click(screen.getByTestId('find-trace-open'));
    });
    expect(field.getAttribute('aria-invalid')).toBe('true');
    fireEvent.change(field, { target: { value: ' 4BF92F3577B34DA6A3CE929D0E0E4736 ' } });
    await during(() => {
      fireEvent.click(screen.getByTestId('find-trace-open'));
    });
    expect(location.hash).toBe('#/traces/4bf92f3577b34da6a3ce929d0e0e4736');
    location.hash = '';
  });

  it('changes log levels, and takes them back', async () => {
    let levels: Record<string, string> = { 'dev.parley': 'INFO' };
    const asked = await open('overview', {
      'GET api/admin/overview': () => overview,
      'GET api/admin/log-levels': () => ({ levels }),
      'PUT api/admin/log-levels': (body) => {
        levels = { 'dev.parley': 'INFO', ...(body as { levels: Record<string, string> }).levels };
        return { levels };
      },
    });
    const logger = screen.getByTestId('log-logger');
    fireEvent.change(logger, { target: { value: 'org.other' } });
    await during(() => {
      fireEvent.click(screen.getByTestId('log-level-set'));
    });
    expect(logger.getAttribute('aria-invalid')).toBe('true');
    fireEvent.change(logger, { target: { value: 'dev.parley.chat' } });
    await during(() => {
      fireEvent.click(screen.getByTestId('log-level-set'));
    });
    expect(asked.at(-1)).toMatchObject({ method: 'PUT', body: { levels: { 'dev.parley.chat': 'FINE' } } });
    expect(screen.getByTestId('log-levels').textContent).toContain('dev.parley.chat');
    await during(() => {
      fireEvent.click(
        within(screen.getByTestId('log-levels')).getAllByText('As configured')[0] ?? document.body,
      );
    });
    expect(asked.at(-1)).toMatchObject({ body: { levels: { 'dev.parley': null } } });
  });
});

describe('users', () => {
  it('are found, shown as text, and read on', async () => {
    const asked = await open('users', {
      'GET api/admin/users': () => ({ users: [ada], next: 'n1' }),
      'GET api/admin/users?before=n1': () => ({ users: [hostile] }),
      'GET api/admin/users?q=ada': () => ({ users: [ada] }),
    });
    expect(rowsOf('users')[0]?.textContent).toContain('1,500 of 10,000');
    await during(() => {
      fireEvent.click(screen.getByText('Show more'));
    });
    expect(rowsOf('users')).toHaveLength(2);
    expect(rowsOf('users')[1]?.textContent).toContain(HOSTILE);
    expect(document.querySelector('main img')).toBeNull();
    expect(screen.queryByText('Show more')).toBeNull();
    vi.useFakeTimers();
    await type('user-search', 'ada');
    await during(() => vi.advanceTimersByTime(300));
    expect(asked.at(-1)?.path).toBe('api/admin/users?q=ada');
    expect(rowsOf('users')).toHaveLength(1);
  });

  it('are made administrators, disabled and enabled', async () => {
    let user: object = hostile;
    const asked = await open('users', {
      'GET api/admin/users': () => ({ users: [hostile] }),
      'PATCH api/admin/users/x': (body) => {
        user = { ...user, ...(body as object) };
        return user;
      },
    });
    await press('user-actions');
    await press('menu-role');
    expect(asked.at(-1)?.body).toEqual({ role: 'admin' });
    expect(rowsOf('users')[0]?.textContent).toContain('Administrator');
    await press('user-actions');
    await press('menu-disable');
    expect(asked.at(-1)?.body).toEqual({ disabled: true });
    expect(rowsOf('users')[0]?.textContent).toContain('disabled');
    await press('user-actions');
    await press('menu-disable');
    expect(asked.at(-1)?.body).toEqual({ disabled: false });
  });

  it('stay as they were where the server refuses, and it is said why', async () => {
    await open('users', {
      'GET api/admin/users': () => ({ users: [ada] }),
      'PATCH api/admin/users/ada': () => {
        throw new RefusedError(problem('last-admin'));
      },
    });
    await press('user-actions');
    await press('menu-role');
    expect(screen.getByTestId('notice').textContent).toContain('English last-admin');
    expect(rowsOf('users')[0]?.textContent).toContain('Administrator');
  });

  it('get limits of their own, and lose them', async () => {
    const asked = await open('users', {
      'GET api/admin/users': () => ({ users: [ada] }),
      'PATCH api/admin/users/ada': () => ({ ...ada, dayTokens: undefined, monthTokens: 500_000 }),
    });
    await press('user-actions');
    await press('menu-limits');
    expect(screen.getByTestId('day-tokens')).toHaveProperty('value', '10000');
    await type('day-tokens', 'many');
    expect(screen.getByTestId('save-limits')).toHaveProperty('disabled', true);
    await type('day-tokens', '');
    await type('month-tokens', '500,000');
    await press('save-limits');
    expect(asked.at(-1)?.body).toEqual({ dayTokens: null, monthTokens: 500_000 });
    expect(rowsOf('users')[0]?.textContent).not.toContain('of 10,000');
    expect(rowsOf('users')[0]?.textContent).toContain('20,000 of 500,000');
  });

  it('get a link for a new password, except where a provider knows it', async () => {
    await open('users', {
      'GET api/admin/users': () => ({ users: [ada, { ...hostile, source: 'oidc' }] }),
      'POST api/admin/users/ada/reset': () => ({ token: 't/1', expiresAt: 5 }),
    });
    const [first, second] = screen.getAllByTestId('user-actions');
    await during(() => {
      second?.click();
    });
    expect(screen.queryByTestId('menu-reset')).toBeNull();
    await during(() => {
      fireEvent.pointerDown(document.body);
    });
    await during(() => {
      first?.click();
    });
    await press('menu-reset');
    await press('make-reset');
    const link = screen.getByTestId<HTMLInputElement>('link-value').value;
    expect(link).toMatch(/#\/welcome\/t%2F1$/);
    await press('link-done');
    expect(screen.queryByTestId('user-reset')).toBeNull();
  });

  it('are deleted after a question', async () => {
    const asked = await open('users', {
      'GET api/admin/users': () => ({ users: [ada, hostile] }),
      'DELETE api/admin/users/x': () => undefined,
    });
    await during(() => {
      screen.getAllByTestId('user-actions')[1]?.click();
    });
    await press('menu-remove');
    expect(asked).toHaveLength(1);
    expect(screen.getByRole('heading', { level: 2 }).textContent).toBe(`Delete ${HOSTILE}?`);
    await press('remove-user');
    expect(rowsOf('users')).toHaveLength(1);
    expect(document.querySelector('img')).toBeNull();
  });
});

describe('invitations', () => {
  it('are made, shown once, and revoked', async () => {
    let open1 = [
      { id: 'i1', kind: 'invitation', role: 'user', createdAt: 1, expiresAt: 2, createdBy: HOSTILE },
    ];
    const asked = await open('invitations', {
      'GET api/admin/invitations': () => ({ invitations: open1 }),
      'POST api/admin/invitations': () => ({ id: 'i2', token: 't2', role: 'user', expiresAt: 3 }),
      'DELETE api/admin/invitations/i1': () => {
        open1 = [];
        return undefined;
      },
    });
    await press('invite');
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
      role: 'user',
      expiresInMs: 7 * 86_400_000,
    });
    expect(screen.getByTestId<HTMLInputElement>('link-value').value).toMatch(/#\/welcome\/t2$/);
    await press('link-done');
    expect(document.body.innerHTML).not.toContain('t2');
    expect(document.querySelector('main img')).toBeNull();
    await press('revoke-invitation');
    expect(screen.getByText('No link is open.')).not.toBeNull();
  });
});

describe('usage', () => {
  const rows = [
    {
      userId: 'ada',
      name: 'Ada',
      model: 'm1',
      answers: 2,
      promptTokens: 1_000,
      completionTokens: 3_000,
      cost: 0.5,
    },
    {
      userId: 'x',
      name: HOSTILE,
      model: HOSTILE,
      answers: 1,
      promptTokens: 10,
      completionTokens: 20,
      cost: 0.25,
    },
  ];

  it('is listed and added up, with what it cost', async () => {
    const asked = await open('usage', {
      'GET api/admin/usage?days=30': () => ({ currency: 'USD', rows }),
      'GET api/admin/usage?days=7': () => ({ rows: [] }),
    });
    const shown = rowsOf('usage-table');
    expect(shown).toHaveLength(3);
    expect(shown[2]?.textContent).toBe('All31,0103,020$0.75');
    expect(document.querySelector('main img')).toBeNull();
    await during(() => {
      fireEvent.click(screen.getByLabelText('7 days'));
    });
    expect(asked.at(-1)?.path).toBe('api/admin/usage?days=7');
    expect(screen.getByText('No answer was asked for in this time.')).not.toBeNull();
  });

  it('has no costs where no prices are set, and takes any name for a currency', async () => {
    await open('usage', {
      'GET api/admin/usage?days=30': () => ({ rows: rows.map((row) => ({ ...row, cost: undefined })) }),
    });
    expect(screen.queryByText('Cost')).toBeNull();
    cleanup();
    await open('usage', { 'GET api/admin/usage?days=30': () => ({ currency: 'credits', rows }) });
    expect(rowsOf('usage-table')[2]?.textContent).toContain('0.75 credits');
  });
});

describe('the audit log', () => {
  const entry = (id: string, more: object = {}) => ({ id, at: 1, action: 'sign-in', outcome: 'ok', ...more });

  it('is shown as text, read on, filtered and exported', async () => {
    const asked = await open('audit', {
      'GET api/admin/audit': () => ({
        entries: [
          entry('e1', { userId: 'x', name: HOSTILE, target: HOSTILE, detail: HOSTILE, outcome: 'refused' }),
        ],
        next: 'n1',
      }),
      'GET api/admin/audit?before=n1': () => ({ entries: [entry('e2', { traceId: 'trace-2' })] }),
      'GET api/admin/audit?action=share': () => ({ entries: [] }),
      'GET api/admin/audit?user=x': () => ({ entries: [entry('e1')] }),
    });
    expect(rowsOf('audit')[0]?.textContent).toContain('refused');
    await press('audit-more');
    expect(rowsOf('audit')).toHaveLength(2);
    expect(document.querySelector('main img')).toBeNull();
    await type('audit-action', ' share ');
    await press('audit-filter');
    expect(screen.getByText('No entry fits.')).not.toBeNull();
    await during(() => {
      fireEvent.click(screen.getByText('Clear'));
    });
    await during(() => {
      fireEvent.click(screen.getByText(HOSTILE, { selector: 'button' }));
    });
    expect(asked.at(-1)?.path).toBe('api/admin/audit?user=x');
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    await press('audit-export');
    expect(clicked.mock.contexts[0]).toHaveProperty('href', 'http://localhost/parley/api/admin/audit/export');
  });
});
