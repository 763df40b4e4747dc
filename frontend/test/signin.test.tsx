import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gate } from '../src/app/Gate';
import type { Chat } from '../src/conversation/chat';
import { Entrance } from '../src/conversation/entrance';
import { RefusedError } from '../src/conversation/problems';
import type { Acceptance, NewAccount, SignInApi } from '../src/conversation/signInApi';
import { textStore } from '../src/conversation/storage';
import { chooseLanguage } from '../src/features/settings/preferences';
import { closeDialog, notify, shell } from '../src/features/shell/shell';
import { safeAddress } from '../src/features/signin/safeAddress';
import { EntranceContext } from '../src/features/signin/useEntrance';
import { WelcomePage } from '../src/features/signin/WelcomePage';
import type { Session, SignInWays } from '../src/protocol/rest';
import type { Problem } from '../src/protocol/vocabulary';
import { during } from './panel';
import {
  fakeChat,
  FakeNetwork,
  fakeRest,
  fakeSignIn,
  HOSTILE,
  installDialogs,
  problem,
  welcomeFrame,
} from './support';

const ada: Session = { user: { id: 'ada', name: 'Ada', role: 'admin' }, mode: 'local' };
let here: Session | Problem;
let ways: SignInWays;
let network: FakeNetwork;
let entrance: Entrance;
let begun: number;

beforeEach(() => {
  localStorage.clear();
  location.hash = '';
  chooseLanguage('en');
  installDialogs();
  closeDialog();
  notify(undefined);
  shell.setState({ drawer: false, archive: false });
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query.includes('pointer') }));
  here = problem('sign-in-required');
  ways = { mode: 'local', registration: 'closed' };
  network = new FakeNetwork();
  begun = 0;
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function entranceWith(change: Partial<SignInApi> = {}, failed?: string): Entrance {
  return new Entrance({
    api: fakeSignIn({
      ways: () => Promise.resolve(ways),
      session: () => ('code' in here ? Promise.reject(new RefusedError(here)) : Promise.resolve(here)),
      ...change,
    }),
    lasting: textStore(() => localStorage),
    now: () => Date.now(),
    startAnew: () => {
      begun += 1;
    },
    tellTabs: () => undefined,
    failed,
  });
}

async function show(change: Partial<SignInApi> = {}, failed?: string): Promise<void> {
  entrance = entranceWith(change, failed);
  let chat: Chat | undefined;
  const startChat = () => {
    if (chat !== undefined) return chat;
    const made = fakeChat({ openSocket: network.open, access: entrance });
    entrance.onReturn(() => {
      made.connectNow();
    });
    void made.start(() => entrance.user());
    chat = made;
    return made;
  };
  render(<Gate entrance={entrance} rest={fakeRest({}).rest} startChat={startChat} />);
  await during(() => void entrance.start());
}

async function type(testId: string, value: string): Promise<void> {
  await during(() => {
    fireEvent.change(screen.getByTestId(testId), { target: { value } });
  });
}

async function press(testId: string): Promise<void> {
  await during(() => {
    fireEvent.click(screen.getByTestId(testId));
  });
}

async function welcome(): Promise<void> {
  await during(() => {
    network.current.onopen?.();
    network.current.receive({ ...welcomeFrame, user: { id: 'ada', name: 'Ada' } });
  });
}

describe('the sign-in', () => {
  it('shows nothing else, lets password managers help, and opens the chat', async () => {
    const signIn = vi.fn(() => {
      here = ada;
      return Promise.resolve(ada);
    });
    await show({ signIn });
    expect(screen.queryByTestId('composer')).toBeNull();
    expect(network.sockets).toHaveLength(0);
    expect(screen.getByTestId('sign-in-name').getAttribute('autocomplete')).toBe('username');
    expect(screen.getByTestId('sign-in-password').getAttribute('autocomplete')).toBe('current-password');
    await type('sign-in-name', ' ada ');
    await type('sign-in-password', ' secret ');
    await press('sign-in-submit');
    expect(signIn).toHaveBeenCalledWith('ada', ' secret ');
    expect(screen.getByTestId('composer')).not.toBeNull();
    expect(screen.getByTestId('user-name').textContent).toBe('Ada');
    expect(screen.getByText('Administrator')).not.toBeNull();
  });

  it('shows and hides the password', async () => {
    await show();
    const field = screen.getByTestId('sign-in-password');
    expect(field.getAttribute('type')).toBe('password');
    await press('sign-in-password-show');
    expect(field.getAttribute('type')).toBe('text');
    await press('sign-in-password-show');
    expect(field.getAttribute('type')).toBe('password');
  });

  it('says that name or password is wrong, and empties only the password', async () => {
    await show({ signIn: () => Promise.reject(new RefusedError(problem('sign-in-failed'))) });
    await type('sign-in-name', 'ada');
    await type('sign-in-password', 'wrong');
    await press('sign-in-submit');
    expect(screen.getByTestId('form-problem').textContent).toContain('English sign-in-failed');
    expect(screen.getByTestId('sign-in-name')).toHaveProperty('value', 'ada');
    expect(screen.getByTestId('sign-in-password')).toHaveProperty('value', '');
  });

  it('counts down after too many attempts, and then lets one try again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval', 'clearTimeout', 'Date'] });
    await show({ signIn: () => Promise.reject(new RefusedError(problem('too-many-attempts', true, 3_000))) });
    await type('sign-in-name', 'ada');
    await type('sign-in-password', 'wrong');
    await press('sign-in-submit');
    const button = screen.getByTestId('sign-in-submit');
    expect(button).toHaveProperty('disabled', true);
    expect(button.textContent).toBe('Try again in 3 s');
    await during(() => vi.advanceTimersByTime(3_100));
    expect(button).toHaveProperty('disabled', false);
    expect(button.textContent).toBe('Sign in');
  });

  it('says where the first link is while there is no account', async () => {
    ways = { mode: 'local', registration: 'open', setUp: true };
    await show();
    expect(screen.getByTestId('set-up-hint').textContent).toContain('one-time link');
    expect(screen.queryByTestId('register')).toBeNull();
  });

  it('creates an account where everybody may, once the terms are accepted', async () => {
    ways = { mode: 'local', registration: 'open', terms: { version: '3', url: 'https://example.com/terms' } };
    const accounts: NewAccount[] = [];
    await show({
      register: (account) => {
        accounts.push(account);
        here = ada;
        return Promise.resolve(ada);
      },
    });
    await press('register');
    await type('account-name', 'ada');
    await type('account-password', 'short');
    await press('accept-terms');
    await press('account-submit');
    expect(accounts).toEqual([]);
    await type('account-password', 'correct horse');
    await press('account-submit');
    expect(accounts).toEqual([{ name: 'ada', password: 'correct horse', acceptTerms: '3' }]);
    expect(screen.getByTestId('composer')).not.toBeNull();
  });

  it('goes to the provider and comes back to the same conversation', async () => {
    ways = { mode: 'oidc', oidc: { label: HOSTILE, url: 'auth/oidc' } };
    location.hash = '#/c/c1';
    await show();
    const link = screen.getByTestId('provider-sign-in');
    expect(link.getAttribute('href')).toBe('http://localhost/auth/oidc?return=%23%2Fc%2Fc1');
    expect(link.textContent).toBe(`Sign in with ${HOSTILE}`);
    expect(document.querySelector('img')).toBeNull();
  });

  it.each([
    ['email-not-verified', 'Your e-mail address is not confirmed yet'],
    ['account-disabled', 'Your account is disabled'],
    ['not-allowed', 'You are not allowed'],
    ['sign-in-failed', 'The sign-in did not work'],
    ['something-else', 'The sign-in did not work'],
  ])('explains what became of the sign-in at the provider: %s', async (code, words) => {
    ways = { mode: 'oidc', oidc: { label: 'Example', url: 'auth/oidc' } };
    await show({}, code);
    expect(screen.getByTestId('sign-in-reason').textContent).toContain(words);
  });

  it('asks to accept the terms, and opens the chat then', async () => {
    here = { ...problem('terms-not-accepted'), detail: '3' };
    ways = { mode: 'local', terms: { version: '3', url: 'javascript:alert(1)' } };
    const accepted: string[] = [];
    await show({
      acceptTerms: (version) => {
        accepted.push(version);
        here = ada;
        return Promise.resolve();
      },
    });
    expect(screen.getByTestId('terms').querySelector('a')).toBeNull();
    await press('terms-accept');
    expect(accepted).toEqual(['3']);
    expect(screen.getByTestId('composer')).not.toBeNull();
  });

  it('lets nobody accept terms that the server has not named, and asks for them again', async () => {
    here = problem('terms-not-accepted');
    let known = false;
    await show({
      ways: () =>
        known
          ? Promise.resolve({ mode: 'local', terms: { version: '3', url: 'https://example.org/3' } })
          : Promise.reject(new RefusedError(problem('internal'))),
    });
    expect(screen.getByTestId('terms-accept').textContent).toBe('Try again');
    known = true;
    await press('terms-accept');
    expect(screen.getByTestId('terms').querySelector('a')?.href).toBe('https://example.org/3');
    expect(screen.getByTestId('terms-accept').textContent).toBe('Accept and go on');
  });

  it.each(['account-disabled', 'email-not-verified'])('says what to do about %s', async (code) => {
    here = problem(code);
    await show();
    expect(screen.getByTestId('barred').dataset['code']).toBe(code);
    await during(() => {
      fireEvent.click(screen.getByText('Sign in as somebody else'));
    });
    expect(begun).toBe(1);
  });

  it('asks again how one signs in when that was not said', async () => {
    let known = false;
    await show({
      ways: () => (known ? Promise.resolve(ways) : Promise.reject(new RefusedError(problem('internal')))),
    });
    known = true;
    await during(() => {
      fireEvent.click(screen.getByText('Try again'));
    });
    expect(screen.getByTestId('sign-in-form')).not.toBeNull();
  });

  it('speaks the language that is chosen there', async () => {
    await show();
    await during(() => {
      fireEvent.click(screen.getByText('简体中文'));
    });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('登录');
    expect(document.documentElement.lang).toBe('zh-CN');
  });
});

describe('a sign-in that ends', () => {
  it('is asked for over the conversation, whose draft stays; put aside, it comes back from the banner', async () => {
    here = ada;
    await show({
      signIn: () => {
        here = ada;
        return Promise.resolve(ada);
      },
    });
    await welcome();
    await type('composer', 'A draft');
    here = problem('session-expired');
    await during(() => {
      network.current.lost(4401);
    });
    expect(screen.getByTestId('sign-in-dialog').textContent).toContain('English session-expired');
    expect(screen.getByTestId('composer')).toHaveProperty('value', 'A draft');
    await during(() => {
      fireEvent.click(screen.getByLabelText('Close'));
    });
    expect(screen.queryByTestId('sign-in-dialog')).toBeNull();
    await during(() => {
      fireEvent.click(screen.getByText('Sign in again'));
    });
    await type('sign-in-name', 'ada');
    await type('sign-in-password', 'secret');
    await press('sign-in-submit');
    await welcome();
    expect(screen.queryByTestId('sign-in-dialog')).toBeNull();
    expect(screen.queryByTestId('banner')).toBeNull();
    expect(screen.getByTestId('composer')).toHaveProperty('value', 'A draft');
    expect(localStorage.getItem('parley.draft.ada.new')).toBe('A draft');
  });

  it('says in the banner that terms are to be accepted, whatever the connection tries', async () => {
    here = ada;
    ways = { mode: 'local', terms: { version: '3', url: 'https://example.org/3' } };
    await show();
    await welcome();
    await during(() => {
      network.current.lost(1012);
    });
    here = problem('terms-not-accepted');
    await during(() => void entrance.look());
    await during(() => {
      fireEvent.click(screen.getByLabelText('Close'));
    });
    expect(screen.getByTestId('banner').textContent).toContain('English terms-not-accepted');
    await during(() => {
      fireEvent.click(within(screen.getByTestId('banner')).getByRole('button'));
    });
    expect(screen.getByTestId('terms')).not.toBeNull();
  });

  it('offers no commands of the page behind the dialog', async () => {
    here = ada;
    await show();
    await welcome();
    here = problem('signed-out');
    await during(() => {
      network.current.lost(4401);
    });
    await during(() => {
      fireEvent.keyDown(document.body, { key: '?' });
    });
    expect(shell.getState().dialog).toBeUndefined();
  });
});

describe('the menu of the user', () => {
  it('is not there for guests', async () => {
    here = { user: { id: 'g', name: 'Guest', guest: true }, mode: 'demo' };
    await show();
    expect(screen.queryByTestId('user-menu')).toBeNull();
    expect(screen.getByTestId('user-name').textContent).toBe('Guest');
  });

  it('offers the administration to administrators only', async () => {
    here = { user: { id: 'ben', name: HOSTILE, role: 'user' }, mode: 'local' };
    await show();
    await press('user-menu');
    expect(screen.queryByTestId('menu-admin')).toBeNull();
    expect(screen.getByTestId('menu-account')).not.toBeNull();
    expect(screen.getByTestId('user-name').textContent).toBe(HOSTILE);
    expect(document.querySelector('.sidebar img')).toBeNull();
  });

  it('signs out, and says so where that did not work', async () => {
    here = ada;
    let reachable = false;
    await show({
      signOut: () =>
        reachable ? Promise.resolve({}) : Promise.reject(new RefusedError(problem('server-unreachable'))),
    });
    await press('user-menu');
    await press('menu-sign-out');
    expect(screen.getByTestId('notice').textContent).toContain('English server-unreachable');
    expect(begun).toBe(0);
    reachable = true;
    await press('user-menu');
    await press('menu-sign-out');
    expect(begun).toBe(1);
  });

  it('does not open the administration to anybody else by its address', async () => {
    here = { user: { id: 'ben', name: 'Ben', role: 'user' }, mode: 'local' };
    location.hash = '#/admin';
    await show();
    expect(screen.queryByTestId('admin')).toBeNull();
    expect(screen.getByTestId('composer')).not.toBeNull();
  });
});

describe('a one-time link', () => {
  let spent: number;
  let done: number;

  async function open(change: Partial<SignInApi>): Promise<void> {
    spent = 0;
    done = 0;
    entrance = entranceWith(change);
    await entrance.learnWays();
    render(
      <EntranceContext value={entrance}>
        <WelcomePage
          token="t1"
          entrance={entrance}
          onSpent={() => {
            spent += 1;
          }}
          onDone={() => {
            done += 1;
          }}
        />
      </EntranceContext>,
    );
    await during();
  }

  it.each([
    ['set-up', 'Set up Parley'],
    ['invitation', 'Welcome to Parley'],
  ] as const)('makes an account: %s', async (kind, title) => {
    const accepted: Acceptance[] = [];
    await open({
      openInvitation: () => Promise.resolve({ kind, role: 'admin' }),
      acceptInvitation: (acceptance) => {
        accepted.push(acceptance);
        return Promise.resolve(ada);
      },
    });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(title);
    expect(spent).toBe(0);
    await type('account-name', 'ada');
    await type('account-display-name', 'Ada');
    await type('account-password', 'correct horse');
    await press('account-submit');
    expect(accepted).toEqual([{ token: 't1', name: 'ada', displayName: 'Ada', password: 'correct horse' }]);
    expect([spent, done]).toEqual([1, 1]);
    expect(localStorage.getItem('parley.user')).toBe('ada');
  });

  it('sets a new password', async () => {
    const accepted: Acceptance[] = [];
    await open({
      openInvitation: () => Promise.resolve({ kind: 'reset', name: HOSTILE }),
      acceptInvitation: (acceptance) => {
        accepted.push(acceptance);
        return Promise.resolve(ada);
      },
    });
    expect(screen.queryByTestId('account-name')).toBeNull();
    expect(screen.getByText(`Choose a new password for ${HOSTILE}.`, { exact: false })).not.toBeNull();
    expect(document.querySelector('img')).toBeNull();
    await type('account-password', 'correct horse');
    await press('account-submit');
    expect(accepted).toEqual([{ token: 't1', password: 'correct horse' }]);
  });

  it('says what is wrong with a name, and keeps the link', async () => {
    const refusal = { ...problem('name-taken'), detail: 'ada' };
    await open({ acceptInvitation: () => Promise.reject(new RefusedError(refusal)) });
    await type('account-name', 'ada');
    await type('account-password', 'correct horse');
    await press('account-submit');
    expect(screen.getByTestId('form-problem').dataset['code']).toBe('name-taken');
    expect(screen.getByTestId('account-name').getAttribute('aria-invalid')).toBe('true');
    expect([spent, done]).toEqual([0, 0]);
  });

  it('leaves the address when it is spent, and stays when the server cannot be reached', async () => {
    await open({
      openInvitation: () => Promise.reject(new RefusedError(problem('invitation-not-found'))),
    });
    expect(screen.getByTestId('welcome-gone').textContent).toContain('English invitation-not-found');
    expect(spent).toBe(1);
    await during(() => {
      fireEvent.click(screen.getByText('To the sign-in'));
    });
    expect(done).toBe(1);
    cleanup();
    await open({
      openInvitation: () => Promise.reject(new RefusedError(problem('server-unreachable', true))),
    });
    expect(spent).toBe(0);
    expect(screen.getByText('Try again')).not.toBeNull();
  });
});

it.each([
  ['https://example.com/terms', 'https://example.com/terms'],
  ['/terms.html', 'http://localhost:3000/terms.html'],
  ['javascript:alert(1)', undefined],
  [' jAvAsCrIpT:alert(1)', undefined],
  ['data:text/html,<script>alert(1)</script>', undefined],
  ['http://', undefined],
])('an address of the operator leads to a page or nowhere: %j', (address, safe) => {
  expect(safeAddress(address)).toBe(safe);
});
