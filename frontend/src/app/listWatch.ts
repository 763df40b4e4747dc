import type { Chat } from '../conversation/chat';

const EVERY_MS = 15_000;

/** Other devices change the list too: it is fetched when the page gets the focus, and from time to time while seen. */
export function watchList(chat: Chat): void {
  const refresh = () => void chat.library.refresh();
  window.addEventListener('focus', refresh);
  setInterval(() => {
    if (document.visibilityState === 'visible') refresh();
  }, EVERY_MS);
}
