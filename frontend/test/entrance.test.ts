import { beforeEach, describe, expect, it } from 'vitest';
import type { Chat } from '../src/conversation/chat';
import { Entrance } from '../src/conversation/entrance';
import { imageHosts } from '../src/conversation/imageHosts';
import { RefusedError, unreachable } from '../src/conversation/problems';
import type { SignInApi } from '../src/conversation/signInApi';
import { forgetUser, type TextStore } from '../src/conversation/storage';
import type { Session } from '../src/protocol/rest';
import {
  fakeApi,
  fakeChat,
  fakeSignIn,
  FakeNetwork,
  ManualScheduler,
  memoryStore,
  problem,
  welcomeFrame,
} from './support';

const ada: Session = { user: { id: 'ada', name: 'Ada', role: 'user' }, mode: 'local' };
const ben: Session = { user: { id: 'ben', name: 'Ben', role: 'user' }, mode: 'local' };
const guest: Session = { user: { id: 'g1', name: 'Guest', guest: true }, mode: 'demo' };

let stored: TextStore;
let here: Session | string;
let begun: (string | undefined)[];
let told: string[];
let asked: number;

beforeEach(() => {
  stored = memoryStore();
  here = ada;
  begun = [];
  told = [];
  asked = 0;
});

function refusal(code: string): RefusedError {
  return new RefusedError(code === unreachable.code ? unreachable : problem(code));
}

function entranceWith(change: Partial<SignInApi> = {}): Entrance {
  return new Entrance({
    api: fakeSignIn({
      session: () => {
        asked += 1;
        return typeof here === 'string' ? Promise.reject(refusal(here)) : Promise.resolve(here);
      },
      ...change,
    }),
    lasting: stored,
    now: () => 1_000,
    startAnew: (elsewhere) => begun.push(elsewhere),
    tellTabs: (what) => told.push(what),
  });
}

const stateOf = (entrance: Entrance) => entrance.store.getState();

describe('the way in', () => {
  it('is open for whoever the server knows', async () => {
    const entrance = entranceWith();
    expect(stateOf(entrance).entered).toBe(false);
    await entrance.start();
    expect(stateOf(entrance)).toMatchObject({ entered: true, session: ada, refused: undefined });
    expect(stored.get('parley.user')).toBe('ada');
  });

  it.each([
    'sign-in-required',
    'session-invalid',
    'session-expired',
    'signed-out',
    'account-disabled',
    'email-not-verified',
    'terms-not-accepted',
  ])('is shut by %s, and nothing of the last user is shown', async (code) => {
    stored.set('parley.user', 'ada');
    here = code;
    const entrance = entranceWith();
    await entrance.start();
    expect(stateOf(entrance)).toMatchObject({ entered: false, refused: { code } });
    expect(stateOf(entrance).ways?.mode).toBe('local');
  });

  it('is not waited for by a guest who was here before', async () => {
    here = guest;
    await entranceWith().start();
    const again = entranceWith();
    expect(stateOf(again).entered).toBe(true);
    here = 'sign-in-required';
    await again.start();
    expect(stateOf(again).entered).toBe(false);
  });

  it('brings one cookie: whoever is let in from memory asks nothing beside it', async () => {
    here = guest;
    await entranceWith().start();
    asked = 0;
    const again = entranceWith();
    const started = again.start();
    expect(await again.user()).toEqual(guest.user);
    await started;
    expect(asked).toBe(1);
  });

  it('lets the page say itself that the server cannot be reached', async () => {
    stored.set('parley.user', 'ada');
    here = unreachable.code;
    const entrance = entranceWith();
    await entrance.start();
    expect(stateOf(entrance)).toMatchObject({ entered: true, session: undefined });
    here = ben;
    await entrance.look();
    expect(begun).toEqual([undefined]);
  });

  it('learns who is here once the socket says that the server is back', async () => {
    stored.set('parley.user', 'ada');
    here = unreachable.code;
    const entrance = entranceWith();
    await entrance.start();
    here = { ...ada, images: ['img.example.org'] };
    expect(entrance.belongsTo(ada.user)).toBe(true);
    await entrance.user();
    expect(stateOf(entrance).session?.user.name).toBe('Ada');
    expect(imageHosts.getState()).toEqual(['img.example.org']);
  });

  it('asks once where several ask at the same time', async () => {
    const entrance = entranceWith();
    await Promise.all([entrance.look(), entrance.look(), entrance.look()]);
    expect(asked).toBe(1);
  });

  it('stays shut after the right password while terms are to be accepted', async () => {
    here = 'terms-not-accepted';
    const entrance = entranceWith();
    await entrance.signIn('ada', 'secret');
    expect(stateOf(entrance)).toMatchObject({ entered: false, refused: { code: 'terms-not-accepted' } });
    here = ada;
    await entrance.acceptTerms('3');
    expect(stateOf(entrance).entered).toBe(true);
  });

  it('says which terms there are now, also to a page that has learnt others before', async () => {
    let version = '1';
    const terms = () => ({ version, url: `https://example.org/${version}` });
    const entrance = entranceWith({
      ways: () => Promise.resolve({ mode: 'local', terms: terms() }),
      acceptTerms: (accepted) =>
        accepted === version ? Promise.resolve() : Promise.reject(refusal('terms-not-accepted')),
      register: () => Promise.reject(refusal('terms-not-accepted')),
    });
    await entrance.start();
    version = '2';
    here = 'terms-not-accepted';
    await entrance.look();
    expect(stateOf(entrance).ways?.terms).toEqual(terms());
    version = '3';
    await expect(entrance.acceptTerms('2')).rejects.toThrow('terms-not-accepted');
    expect(stateOf(entrance)).toMatchObject({ entered: true, ways: { terms: terms() } });
    here = ada;
    await entrance.acceptTerms('3');
    expect(stateOf(entrance).refused).toBeUndefined();
    expect(told).toEqual(['signed-in']);
    version = '4';
    await expect(entrance.register({ name: 'ben', password: 'secret' })).rejects.toThrow();
    expect(stateOf(entrance).ways?.terms).toEqual(terms());
  });

  it('tells the caller why a password was refused, and stays as it was', async () => {
    here = 'sign-in-required';
    const entrance = entranceWith({ signIn: () => Promise.reject(refusal('sign-in-failed')) });
    await entrance.start();
    await expect(entrance.signIn('ada', 'wrong')).rejects.toThrow('sign-in-failed');
    expect(stateOf(entrance)).toMatchObject({ entered: false, refused: { code: 'sign-in-required' } });
    expect(told).toEqual([]);
  });
});

describe('a sign-in that ends', () => {
  async function expired(): Promise<Entrance> {
    const entrance = entranceWith();
    await entrance.start();
    here = 'session-expired';
    await entrance.look();
    return entrance;
  }

  it('is asked for over the conversation, which goes on with the same user', async () => {
    const entrance = await expired();
    let returns = 0;
    entrance.onReturn(() => {
      returns += 1;
    });
    expect(stateOf(entrance)).toMatchObject({ entered: true, refused: { code: 'session-expired' } });
    here = ada;
    await entrance.signIn('ada', 'secret');
    expect(stateOf(entrance).refused).toBeUndefined();
    expect(returns).toBe(1);
    expect(begun).toEqual([]);
    expect(told).toEqual(['signed-in']);
  });

  it('begins anew with another user, whose page it is from then on', async () => {
    const entrance = await expired();
    here = ben;
    await entrance.signIn('ben', 'secret');
    expect(begun).toEqual([undefined]);
    expect(stateOf(entrance).session).toEqual(ada);
    expect(stored.get('parley.user')).toBe('ben');
    const next = entranceWith();
    await next.start();
    expect(begun).toHaveLength(1);
    expect(stateOf(next)).toMatchObject({ entered: true, session: ben });
  });

  it('does not begin anew again and again when a guest becomes somebody', async () => {
    here = guest;
    const entrance = entranceWith();
    await entrance.start();
    here = ada;
    await entrance.look();
    expect(begun).toHaveLength(1);
    const next = entranceWith();
    await next.start();
    expect(begun).toHaveLength(1);
  });

  it('can be put aside, and comes back when there is another reason', async () => {
    const entrance = await expired();
    entrance.putAside(true);
    await entrance.look();
    expect(stateOf(entrance).aside).toBe(true);
    here = 'account-disabled';
    await entrance.look();
    expect(stateOf(entrance)).toMatchObject({ aside: false, refused: { code: 'account-disabled' } });
  });
});

describe('signing out', () => {
  it('tells the other tabs, forgets who was here, and goes where the provider wants', async () => {
    const entrance = entranceWith({ signOut: () => Promise.resolve({ redirect: 'https://id.example/out' }) });
    await entrance.start();
    await entrance.signOut();
    expect(told).toEqual(['signed-out']);
    expect(stored.get('parley.user')).toBeUndefined();
    expect(begun).toEqual(['https://id.example/out']);
  });

  it('stays where it is when the server cannot be reached', async () => {
    const entrance = entranceWith({ signOut: () => Promise.reject(new RefusedError(unreachable)) });
    await entrance.start();
    await expect(entrance.signOut()).rejects.toThrow();
    expect(begun).toEqual([]);
    expect(stored.get('parley.user')).toBe('ada');
  });

  it('takes what lies in the browser with a deleted account, and leaves the others alone', () => {
    stored.set('parley.draft.ada.new', 'x');
    stored.set('parley.outbox.ada.key-1', 'x');
    stored.set('parley.draft.ben.new', 'y');
    stored.set('parley.theme', 'dark');
    forgetUser(stored, 'ada');
    expect([...stored.keys()].sort()).toEqual(['parley.draft.ben.new', 'parley.theme']);
  });
});

describe('the conversation', () => {
  let scheduler: ManualScheduler;
  let network: FakeNetwork;
  let entrance: Entrance;
  let chat: Chat;
  let room: () => Promise<void>;

  beforeEach(async () => {
    room = () => Promise.resolve();
    scheduler = new ManualScheduler();
    scheduler.chance = 0;
    network = new FakeNetwork();
    entrance = entranceWith();
    await entrance.start();
    chat = fakeChat({
      scheduler,
      openSocket: network.open,
      api: fakeApi({ askForRoom: () => room() }),
      lasting: stored,
      access: entrance,
    });
    entrance.onReturn(() => {
      chat.connectNow();
    });
    await chat.start(() => entrance.user());
    welcome('ada');
  });

  function welcome(id: string): void {
    network.current.onopen?.();
    network.current.receive({ ...welcomeFrame, user: { id, name: id } });
  }

  async function settled(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }

  it('waits while nobody is signed in, and sends afterwards what was written meanwhile', async () => {
    here = 'session-expired';
    network.current.lost(4401);
    await settled();
    expect(chat.store.getState().connection).toMatchObject({ state: 'stopped', reason: 'signed-out' });
    chat.send('Meanwhile');
    expect(network.sockets).toHaveLength(1);
    here = ada;
    await entrance.signIn('ada', 'secret');
    welcome('ada');
    expect(network.sockets).toHaveLength(2);
    expect(network.current.last('send').text).toBe('Meanwhile');
  });

  it('keeps a message that was refused because the sign-in ended', async () => {
    chat.send('Hello');
    here = 'session-expired';
    network.current.receive({ type: 'error', ref: 'key-1', error: problem('session-expired') });
    await settled();
    expect(chat.store.getState().pending[0]?.delivery.state).toBe('queued');
    expect(entrance.store.getState().refused?.code).toBe('session-expired');
    network.current.lost(4401);
    here = ada;
    await entrance.signIn('ada', 'secret');
    welcome('ada');
    expect(network.current.last('send').clientMessageId).toBe('key-1');
  });

  it('asks why a handshake was refused, and does not try on while the answer is to sign in', async () => {
    network.current.lost(1006);
    scheduler.advance(1);
    here = 'terms-not-accepted';
    network.current.lost(1006);
    await settled();
    expect(entrance.store.getState().refused?.code).toBe('terms-not-accepted');
    const opened = network.sockets.length;
    scheduler.advance(120_000);
    expect(network.sockets).toHaveLength(opened);
  });

  it('says why a handshake was refused where it is no matter of signing in', async () => {
    room = () => Promise.reject(new RefusedError(problem('too-many-sockets', true, 10_000)));
    network.current.lost(1006);
    scheduler.advance(1_000);
    network.current.lost(1006);
    await settled();
    expect(chat.store.getState().refusal?.code).toBe('too-many-sockets');
    const opened = network.sockets.length;
    scheduler.advance(9_999);
    expect(network.sockets).toHaveLength(opened);
    scheduler.advance(2_000);
    expect(network.sockets).toHaveLength(opened + 1);
    room = () => Promise.resolve();
    network.current.lost(1006);
    await settled();
    expect(chat.store.getState().refusal).toBeUndefined();
    scheduler.advance(60_000);
    welcome('ada');
    await settled();
    expect(chat.store.getState().refusal).toBeUndefined();
  });

  it('comes back at once, but not again and again, when the server ends it and says that all is well', async () => {
    network.current.lost(4401);
    await settled();
    expect(network.sockets).toHaveLength(2);
    network.current.lost(4401);
    await settled();
    expect(network.sockets).toHaveLength(2);
  });

  it('sends nothing of the one in the name of the other', async () => {
    network.current.lost(1006);
    chat.send('Only from Ada');
    scheduler.advance(1);
    here = ben;
    welcome('ben');
    await settled();
    welcome('ben');
    await settled();
    expect(network.sockets.flatMap(({ sent }) => sent).some(({ type }) => type === 'send')).toBe(false);
    expect(begun).toEqual([undefined]);
    expect(stored.keys().some((key) => key.startsWith('parley.outbox.ben'))).toBe(false);
  });
});
