import type { Chat } from '../conversation/chat';
import { isLocal } from '../conversation/keys';

/** The conversation that a location hash names; undefined for a new one. */
export function conversationInHash(hash: string): string | undefined {
  return decoded(/^#\/c\/([^/?]+)$/.exec(hash)?.[1]);
}

/** What a shared copy is reached by. */
export function shareInHash(hash: string): string | undefined {
  return decoded(/^#\/s\/([^/?]+)$/.exec(hash)?.[1]);
}

function decoded(encoded: string | undefined): string | undefined {
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
    const id = conversationInHash(location.hash);
    // The hash of a new conversation may arrive after its first message was sent: that is the one that is open.
    if (id === undefined && isLocal(chat.store.getState().openKey ?? '')) return;
    chat.open(id);
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
