import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Chat } from '../../conversation/chat';
import type { ChatState } from '../../conversation/state';

export const ChatContext = createContext<Chat | undefined>(undefined);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (chat === undefined) throw new Error('ChatContext is missing');
  return chat;
}

export function useChatState<T>(select: (state: ChatState) => T): T {
  return useStore(useChat().store, select);
}
