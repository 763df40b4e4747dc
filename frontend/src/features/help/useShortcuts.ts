import { useEffect } from 'react';
import type { Chat } from '../../conversation/chat';
import { useChat } from '../chat/useChat';
import { insertIntoComposer } from '../composer/inbox';
import { openDialog, shell, startSearch } from '../shell/shell';

/** The keys that work everywhere on the page; a dialog has its own. */
export function useShortcuts(): void {
  const chat = useChat();
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || shell.getState().dialog !== undefined) return;
      if (act(event, chat)) event.preventDefault();
    };
    document.addEventListener('keydown', keyed);
    return () => {
      document.removeEventListener('keydown', keyed);
    };
  }, [chat]);
}

/** True when the key was one of these. */
function act(event: KeyboardEvent, chat: Chat): boolean {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (event.altKey) return false;
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
