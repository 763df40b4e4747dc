import { useEffect } from 'react';
import type { Chat } from '../../conversation/chat';
import { visiblePath } from '../../conversation/path';
import { isMac } from '../../ui/isMac';
import { useChat } from '../chat/useChat';
import { isVirtual } from '../chat/virtual';
import { insertIntoComposer } from '../composer/inbox';
import { isFindField } from '../find/FindBar';
import { openDialog, shell, startFinding, startSearch } from '../shell/shell';

/** The keys that work everywhere on the page; a dialog has its own. */
export function useShortcuts(): void {
  const chat = useChat();
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isModal()) return;
      if (act(event, chat)) event.preventDefault();
    };
    document.addEventListener('keydown', keyed);
    return () => {
      document.removeEventListener('keydown', keyed);
    };
  }, [chat]);
}

/** Also one that no command has opened: to sign in again. */
function isModal(): boolean {
  return shell.getState().dialog !== undefined || document.querySelector('dialog[open]') !== null;
}

/** True when the key was one of these. */
function act(event: KeyboardEvent, chat: Chat): boolean {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (event.altKey) return false;
    if (key === 'f' && !event.shiftKey) return find(event, chat);
    if (key === 'k' && !event.shiftKey) startSearch();
    else if (key === 'o' && event.shiftKey) location.hash = '#/';
    else if (key === 'z' && !event.shiftKey) return undo(event, chat);
    else return false;
    return true;
  }
  if (isField(event.target)) return false;
  if (key === '?') openDialog({ kind: 'shortcuts' });
  else if (key === 'escape') return stop(chat);
  else return false;
  return true;
}

/**
 * The browser finds only what is in the page, so a long conversation has a search of its own; asked for in its field,
 * the browser's comes.
 */
function find(event: KeyboardEvent, chat: Chat): boolean {
  if (isMac !== event.metaKey || isFindField(event.target)) return false;
  if (!shell.getState().finding && !isVirtual(shownMessages(chat))) return false;
  startFinding();
  return true;
}

function shownMessages(chat: Chat): number {
  const { openKey, conversations, branches, missing } = chat.store.getState();
  const conversation = missing ? undefined : conversations[openKey ?? ''];
  return conversation === undefined ? 0 : visiblePath(conversation, branches[conversation.id] ?? {}).length;
}

/** In a field that has text, these keys take back what was typed. */
function undo(event: KeyboardEvent, chat: Chat): boolean {
  const { undoOffered, deleted } = chat.store.getState();
  const typing = isField(event.target) && (event.target as HTMLInputElement).value !== '';
  if (!undoOffered || deleted === undefined || typing) return false;
  void chat.library.restore(deleted.id);
  return true;
}

function stop(chat: Chat): boolean {
  const unsent = chat.messages.stop();
  if (unsent !== undefined) insertIntoComposer(unsent);
  return unsent !== undefined;
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}
