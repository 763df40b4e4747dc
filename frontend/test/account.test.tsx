import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Entrance } from '../src/conversation/entrance';
import { RefusedError } from '../src/conversation/problems';
import { textStore } from '../src/conversation/storage';
import { AccountDialog } from '../src/features/account/AccountDialog';
import { deviceName } from '../src/features/account/deviceName';
import { ChatContext } from '../src/features/chat/useChat';
import { chooseLanguage } from '../src/features/settings/preferences';
import { RestContext } from '../src/features/shell/useRest';
import { EntranceContext } from '../src/features/signin/useEntrance';
import { during, press, type } from './panel';
import { fakeChat, fakeRest, fakeSignIn, HOSTILE, installDialogs, problem, type Asked } from './support';

const account = {
  user: { id: 'ada', name: HOSTILE, signInName: 'ada', email: 'ada@example.com' },
  password: true,
  sessions: [
    { id: 's2', createdAt: 1, lastUsedAt: 5, agent: HOSTILE, address: HOSTILE },
    { id: 's1', createdAt: 2, agent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0', current: true },
  ],
  usage: { day: { tokens: 750, limit: 1_000, resetsAt: 86_400_000 }, month: { tokens: 1_234 } },
};
const key = {
  id: 'k1',
  name: HOSTILE,
  prefix: 'parley_abcdefgh',
  scopes: ['read'],
  createdAt: 1,
  expiresAt: 2,
};

let left: number;
let told: string[];

beforeEach(() => {
  localStorage.clear();
  chooseLanguage('en');
  installDialogs();
  left = 0;
  told = [];
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function open(
  answers: Readonly<Record<string, (body: unknown) => unknown>> = {},
  role: 'user' | 'admin' = 'user',
): Promise<readonly Asked[]> {
  const { rest, asked } = fakeRest({
    'GET api/account': () => account,
    'GET api/account/keys': () => ({ keys: [key] }),
    ...answers,
  });
  const session = { user: { id: 'ada', name: 'Ada', role }, mode: 'local' } as const;
  const entrance = new Entrance({
    api: fakeSignIn({ session: () => Promise.resolve(session) }),
    lasting: textStore(() => localStorage),
    now: () => 1,
    startAnew: () => {
      left += 1;
    },
    tellTabs: (what) => told.push(what),
  });
  await entrance.start();
  const chat = fakeChat();
  render(
    <EntranceContext value={entrance}>
      <RestContext value={rest}>
        <ChatContext value={chat}>
          <AccountDialog onClose={() => undefined} />
        </ChatContext>
      </RestContext>
    </EntranceContext>,
  );
  await during();
  return asked;
}

describe('the profile', () => {
  it('shows who one is and what is used up, as text only', async () => {
    await open();
    expect(screen.getByTestId('sign-in-name').textContent).toBe('ada');
    expect(screen.getByTestId('display-name')).toHaveProperty('value', HOSTILE);
    const [day, month] = screen.getAllByTestId('usage');
    expect(day?.textContent).toContain('750 of 1,000');
    expect(day?.querySelector('meter')?.value).toBe(750);
    expect(month?.textContent).toContain('1,234 (no limit)');
    expect(document.querySelector('img')).toBeNull();
  });

  it('changes the name that others see', async () => {
    const asked = await open({
      'PATCH api/account': (body) => ({ ...account, user: { ...account.user, name: nameIn(body) } }),
    });
    await type('display-name', ' Ada ');
    await press('save-name');
    expect(asked.at(-1)).toEqual({ method: 'PATCH', path: 'api/account', body: { displayName: 'Ada' } });
    expect(screen.getByText('The name was changed.')).not.toBeNull();
    expect(screen.getByTestId('save-name')).toHaveProperty('disabled', true);
  });

  it('changes the password, and says why it did not', async () => {
    let right = false;
    const asked = await open({
      'POST api/account/password': () => {
        if (!right) throw new RefusedError(problem('sign-in-failed'));
        return undefined;
      },
    });
    await type('current-password', 'old');
    await type('new-password', 'short');
    expect(screen.getByTestId('change-password')).toHaveProperty('disabled', true);
    await type('new-password', 'correct horse');
    await press('change-password');
    expect(screen.getByTestId('form-problem').dataset['code']).toBe('sign-in-failed');
    right = true;
    await press('change-password');
    expect(asked.at(-1)?.body).toEqual({ current: 'old', password: 'correct horse' });
    expect(screen.getByText('The password was changed. Other devices were signed out.')).not.toBeNull();
    expect(screen.getByTestId('new-password')).toHaveProperty('value', '');
  });

  it('says that it could not be loaded, and asks again', async () => {
    let fails = true;
    await open({
      'GET api/account': () => {
        if (fails) throw new RefusedError(problem('storage-unavailable', true));
        return account;
      },
    });
    expect(screen.getByTestId('trouble').dataset['code']).toBe('storage-unavailable');
    fails = false;
    await during(() => {
      fireEvent.click(screen.getByText('Try again'));
    });
    expect(screen.getByTestId('display-name')).not.toBeNull();
    expect(screen.queryByTestId('trouble')).toBeNull();
  });
});

describe('devices', () => {
  it('show this one first, and the others can be signed out', async () => {
    const asked = await open({ 'DELETE api/account/sessions/s2': () => undefined });
    await press('tab-devices');
    const [first, second] = screen.getAllByTestId('device');
    expect(first?.textContent).toContain('Firefox, Windows');
    expect(first?.textContent).toContain('This device');
    expect(second?.textContent).toContain(HOSTILE.slice(0, 40));
    await press('end-session');
    expect(asked.at(-1)?.path).toBe('api/account/sessions/s2');
    expect(screen.getAllByTestId('device')).toHaveLength(1);
    expect(document.querySelector('img')).toBeNull();
  });

  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', 'Chrome, Linux'],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge, Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1', 'Safari, iOS'],
    ['Mozilla/5.0 (Linux; Android 15) Firefox/140.0', 'Firefox, Android'],
    ['curl/8.5.0', 'curl/8.5.0'],
    ['', undefined],
    [undefined, undefined],
  ])('are called as people call them: %j', (agent, name) => {
    expect(deviceName(agent)).toBe(name);
  });
});

describe('API keys', () => {
  it('are shown as text, with what they may do and until when', async () => {
    await open();
    await press('tab-keys');
    const shown = screen.getByTestId('api-key');
    expect(shown.textContent).toContain(HOSTILE);
    expect(shown.textContent).toContain('parley_abcdefgh…');
    expect(shown.textContent).toContain('read · expired · never used');
    expect(document.querySelector('img')).toBeNull();
  });

  it('are made with a name, a scope and an end, and shown once', async () => {
    const asked = await open({
      'POST api/account/keys': () => ({ ...key, id: 'k2', secret: 'parley_secret' }),
    });
    await press('tab-keys');
    expect(screen.queryByTestId('scope-admin')).toBeNull();
    await type('key-name', ' Script ');
    await during(() => {
      fireEvent.click(screen.getByTestId('scope-read'));
    });
    await press('create-key');
    expect(asked.at(-1)?.body).toEqual({ name: 'Script', scopes: ['read'], expiresInMs: 90 * 86_400_000 });
    expect(screen.getByTestId('secret-value')).toHaveProperty('value', 'parley_secret');
    await press('secret-done');
    expect(document.body.innerHTML).not.toContain('parley_secret');
    expect(screen.getAllByTestId('api-key')).toHaveLength(2);
  });

  it('of administrators may administrate', async () => {
    const asked = await open({ 'POST api/account/keys': () => ({ ...key, id: 'k2', secret: 's' }) }, 'admin');
    await press('tab-keys');
    await type('key-name', 'Script');
    await during(() => {
      fireEvent.click(screen.getByTestId('scope-admin'));
    });
    await press('create-key');
    expect(asked.at(-1)?.body).toMatchObject({ scopes: ['read', 'chat', 'admin'] });
  });

  it('are taken back', async () => {
    const asked = await open({ 'DELETE api/account/keys/k1': () => undefined });
    await press('tab-keys');
    await press('revoke-key');
    expect(asked.at(-1)?.method).toBe('DELETE');
    expect(screen.queryByTestId('api-key')).toBeNull();
  });
});

describe('one’s data', () => {
  it('is downloaded from the server', async () => {
    await open();
    await press('tab-data');
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    await press('export-account');
    expect(clicked.mock.contexts[0]).toHaveProperty('href', 'http://localhost/parley/api/account/export');
  });

  it('goes for good only with the password, and with it what lies in this browser', async () => {
    let right = false;
    const asked = await open({
      'POST api/account/delete': () => {
        if (!right) throw new RefusedError(problem('sign-in-failed'));
        return undefined;
      },
    });
    localStorage.setItem('parley.draft.ada.new', 'x');
    await press('tab-data');
    await press('delete-account');
    expect(screen.getByTestId('delete-now')).toHaveProperty('disabled', true);
    await type('delete-proof', 'wrong');
    await press('delete-now');
    expect(screen.getByTestId('form-problem')).not.toBeNull();
    expect(left).toBe(0);
    right = true;
    await press('delete-now');
    expect(asked.at(-1)?.body).toEqual({ password: 'wrong' });
    expect(localStorage.getItem('parley.draft.ada.new')).toBeNull();
    expect(left).toBe(1);
    expect(told).toEqual(['signed-out']);
  });

  it('of an account without a password goes with its sign-in name', async () => {
    const asked = await open({
      'GET api/account': () => ({ ...account, password: undefined }),
      'POST api/account/delete': () => undefined,
    });
    await press('tab-data');
    await press('delete-account');
    await type('delete-proof', 'ad');
    expect(screen.getByTestId('delete-now')).toHaveProperty('disabled', true);
    await type('delete-proof', 'ada');
    await press('delete-now');
    expect(asked.at(-1)?.body).toEqual({ confirm: 'ada' });
  });
});

it('goes from tab to tab with the arrow keys', async () => {
  await open();
  const tabs = screen.getByRole('tablist');
  const first = within(tabs).getByTestId('tab-profile');
  first.focus();
  await during(() => {
    fireEvent.keyDown(first, { key: 'ArrowLeft' });
  });
  expect(document.activeElement).toBe(screen.getByTestId('tab-data'));
  expect(screen.getByTestId('tab-data').getAttribute('aria-selected')).toBe('true');
  expect(first.tabIndex).toBe(-1);
});

function nameIn(body: unknown): string {
  return (body as { displayName: string }).displayName;
}
