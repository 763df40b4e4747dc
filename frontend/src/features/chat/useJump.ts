import { useEffect, type RefObject } from 'react';
import { useChat, useChatState } from './useChat';

/** So long a message that was jumped to stands out. */
const HIGHLIGHT_MS = 2_600;

/**
 * Brings the message that a search has found into view, once it is on the path that is shown.
 * @param show for a list that does not hold all its messages at once
 */
export function useJump(scroller: RefObject<HTMLElement | null>, show?: (messageId: string) => void): void {
  const chat = useChat();
  const openKey = useChatState((state) => state.openKey);
  const jump = useChatState((state) => state.jump);
  const messageId = jump?.ready === true && jump.conversationId === openKey ? jump.messageId : undefined;
  useEffect(() => {
    if (messageId === undefined) return undefined;
    if (show === undefined) messageIn(scroller.current, messageId)?.scrollIntoView({ block: 'center' });
    else show(messageId);
    const id = setTimeout(() => {
      chat.messages.revealed();
    }, HIGHLIGHT_MS);
    return () => {
      clearTimeout(id);
    };
  }, [chat, messageId, scroller, show]);
}

function messageIn(root: HTMLElement | null, messageId: string): Element | undefined {
  return [...(root?.querySelectorAll('[data-message-id]') ?? [])].find(
    (element) => element.getAttribute('data-message-id') === messageId,
  );
}
