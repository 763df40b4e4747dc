import { isLocal, type Chat } from '../conversation/chat';

/** The conversation that a location hash names; undefined for a new one. */
export function conversationInHash(hash: string): string | undefined {
  const encoded = /^#\/c\/([^/?]+)$/.exec(hash)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** Keeps the location hash and the open conversation the same. */
export function bindLocation(chat: Chat): void {
  const read = () => {
    chat.open(conversationInHash(location.hash));
  };
  const named = conversationInHash(location.hash);
  if (named !== undefined) chat.open(named);
  window.addEventListener('hashchange', read);
  let shown = chat.store.getState().openKey;
  chat.store.subscribe(({ openKey }) => {
    if (openKey === shown) return;
    shown = openKey;
    if (openKey === undefined || isLocal(openKey)) return;
    const hash = `#/c/${encodeURIComponent(openKey)}`;
    if (location.hash !== hash) history.pushState(null, '', hash);
  });
}
