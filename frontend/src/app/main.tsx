import { lazy, StrictMode, Suspense, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { createApi } from '../conversation/api';
import { browserFrames } from '../conversation/batch';
import { Chat } from '../conversation/chat';
import { lasting } from '../conversation/storage';
import { ChatContext } from '../features/chat/useChat';
import { isDebugging } from '../features/diagnostics/debugging';
import { warmUp } from '../features/markdown/warmUp';
import { browserScheduler } from '../realtime/scheduler';
import { openBrowserSocket } from '../realtime/webSocket';
import { App } from './App';
import { watchList } from './listWatch';
import { bindLocation, shareInHash } from './routing';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/chat.css';
import './styles/markdown.css';

const SharedPage = lazy(async () => ({
  default: (await import('../features/share/SharedPage')).SharedPage,
}));

const baseUri = new URL('.', document.baseURI).href;
const api = createApi(baseUri);
const shared = shareInHash(location.hash);

// Off in production: nothing of it is loaded, and nothing is written down.
const debug = isDebugging(location.search, lasting.get('parley.debug'))
  ? await import('../features/diagnostics')
  : undefined;
const eventLog = debug && new debug.EventLog(() => Date.now());

const place = document.getElementById('root');
if (place === null) throw new Error('#root is missing');
createRoot(place).render(
  <StrictMode>
    {shared === undefined ? (
      chatPage()
    ) : (
      <Suspense>
        <SharedPage token={shared} api={api} />
      </Suspense>
    )}
  </StrictMode>,
);

/** Chat and shared copy are two pages: whoever reads a copy begins no session. */
window.addEventListener('hashchange', () => {
  if (shareInHash(location.hash) !== shared) location.reload();
});

function chatPage(): ReactElement {
  const chat = startChat();
  return (
    <ChatContext value={chat}>
      <App />
      {debug !== undefined && eventLog !== undefined && <debug.EventLogPanel log={eventLog} />}
    </ChatContext>
  );
}

function startChat(): Chat {
  const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('parley');
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
  });

  tabs?.addEventListener('message', () => void chat.library.refresh());
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
  void chat.start();
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
