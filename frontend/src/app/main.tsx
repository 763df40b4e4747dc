import { lazy, StrictMode, Suspense, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { createApi } from '../conversation/api';
import { browserFrames } from '../conversation/batch';
import { Chat } from '../conversation/chat';
import { Entrance } from '../conversation/entrance';
import { createRest } from '../conversation/rest';
import { createSignInApi } from '../conversation/signInApi';
import { lasting } from '../conversation/storage';
import { isDebugging } from '../features/diagnostics/debugging';
import { warmUp } from '../features/markdown/warmUp';
import { Part } from '../features/shell/Part';
import { safeAddress } from '../features/signin/safeAddress';
import { EntranceContext } from '../features/signin/useEntrance';
import { browserScheduler } from '../realtime/scheduler';
import { openBrowserSocket } from '../realtime/webSocket';
import { Gate } from './Gate';
import { watchList } from './listWatch';
import { bindLocation, shareInHash, signInErrorInHash, welcomeInHash } from './routing';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/chat.css';
import './styles/markdown.css';

const SharedPage = lazy(async () => ({
  default: (await import('../features/share/SharedPage')).SharedPage,
}));

const WelcomePage = lazy(async () => ({
  default: (await import('../features/signin/WelcomePage')).WelcomePage,
}));

const baseUri = new URL('.', document.baseURI).href;
const shared = shareInHash(location.hash);
const welcome = welcomeInHash(location.hash);
const failed = signInErrorInHash(location.hash);
if (failed !== undefined) forgetAddress();

// Off in production: nothing of it is loaded, and nothing is written down.
const debug = isDebugging(location.search, lasting.get('parley.debug'))
  ? await import('../features/diagnostics')
  : undefined;
const eventLog = debug && new debug.EventLog(() => Date.now());

const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('parley');
const entrance = new Entrance({
  api: createSignInApi(createRest(baseUri)),
  lasting,
  now: () => Date.now(),
  startAnew,
  tellTabs: (what) => tabs?.postMessage(what),
  failed,
});
const rest = createRest(baseUri, () => void entrance.look());
const api = createApi(rest);
let chat: Chat | undefined;

const place = document.getElementById('root');
if (place === null) throw new Error('#root is missing');
createRoot(place).render(<StrictMode>{page()}</StrictMode>);

/** These are pages of their own: whoever reads a copy begins no session, whoever opens a link is nobody yet. */
window.addEventListener('hashchange', () => {
  if (shareInHash(location.hash) !== shared || welcomeInHash(location.hash) !== welcome) location.reload();
});

function page(): ReactElement {
  if (shared !== undefined) {
    return (
      <Suspense>
        <SharedPage token={shared} api={api} />
      </Suspense>
    );
  }
  if (welcome !== undefined) {
    void entrance.learnWays();
    return (
      <EntranceContext value={entrance}>
        <Part>
          <WelcomePage
            token={welcome}
            entrance={entrance}
            onSpent={forgetAddress}
            onDone={() => {
              startAnew();
            }}
          />
        </Part>
      </EntranceContext>
    );
  }
  tabs?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === 'signed-out') entrance.left();
    if (data === 'signed-in') void entrance.look();
  });
  void entrance.start();
  return (
    <>
      <Gate entrance={entrance} rest={rest} startChat={startChat} />
      {debug !== undefined && eventLog !== undefined && <debug.EventLogPanel log={eventLog} />}
    </>
  );
}

/** A token or an error code does its work once: it stays neither in the address nor in the history. */
function forgetAddress(): void {
  history.replaceState(null, '', '#/');
}

/** What the next user of this page sees is nothing of the last one's. */
function startAnew(elsewhere?: string): void {
  forgetAddress();
  const address = elsewhere === undefined ? undefined : safeAddress(elsewhere);
  if (address === undefined) location.reload();
  else location.assign(address);
}

function startChat(): Chat {
  return (chat ??= createChat());
}

function createChat(): Chat {
  const chat = new Chat({
    scheduler: browserScheduler,
    frames: browserFrames,
    openSocket: () => {
      const socket = openBrowserSocket(baseUri);
      return eventLog?.watch(socket) ?? socket;
    },
    api,
    newId,
    lasting,
    announce: () => tabs?.postMessage('conversations-changed'),
    clientVersion: __APP_VERSION__,
    access: entrance,
  });

  tabs?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === 'conversations-changed') void chat.library.refresh();
  });
  entrance.onReturn(() => {
    chat.connectNow();
    void chat.library.refresh();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') chat.wake();
  });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) chat.wake();
  });
  window.addEventListener('online', () => {
    chat.networkChanged(true);
  });
  window.addEventListener('offline', () => {
    chat.networkChanged(false);
  });
  window.addEventListener('storage', ({ key, newValue, storageArea }) => {
    if (key !== null && storageArea === localStorage) chat.storageChanged(key, newValue);
  });
  watchList(chat);
  bindLocation(chat);
  void chat.start(() => entrance.user());
  return chat;
}

warmUp();

/** Pages without TLS have no crypto.randomUUID. */
function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
