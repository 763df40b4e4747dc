import type { Chat } from '../conversation/chat';
import { isLocal } from '../conversation/keys';
import { adminInHash } from '../features/admin/sections';
import { traceInHash } from '../features/trace/address';

/** The conversation that a location hash names; undefined for a new one. */
export function conversationInHash(hash: string): string | undefined {
  return decoded(/^#\/c\/([^/?]+)$/.exec(hash)?.[1]);
}

/** What a shared copy is reached by. */
export function shareInHash(hash: string): string | undefined {
  return decoded(/^#\/s\/([^/?]+)$/.exec(hash)?.[1]);
}

/** The one-time link of an invitation, of the set-up, or of a new password. */
export function welcomeInHash(hash: string): string | undefined {
  return decoded(/^#\/welcome\/([^/?]+)$/.exec(hash)?.[1]);
}

/** What became of a sign-in at the provider, as an error code. */
export function signInErrorInHash(hash: string): string | undefined {
  return /^#\/sign-in\?error=([a-z-]{1,40})$/.exec(hash)?.[1];
}

function decoded(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** What is shown in place of the conversation, which stays open behind it. */
function isPageOfItsOwn(hash: string): boolean {
  return adminInHash(hash) !== undefined || traceInHash(hash) !== undefined;
}

/** Keeps the location hash and the open conversation the same. */
export function bindLocation(chat: Chat): void {
  const read = () => {
    if (isPageOfItsOwn(location.hash)) return;
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
    if (openKey === undefined || isLocal(openKey) || isPageOfItsOwn(location.hash)) return;
    const hash = `#/c/${encodeURIComponent(openKey)}`;
    if (location.hash !== hash) history.pushState(null, '', hash);
  });
}
