import { useEffect, useRef, type RefObject } from 'react';
import { useStore } from 'zustand';
import type { Conversation } from '../../conversation/model';
import type { PathStep } from '../../conversation/path';
import { jumpWish } from './jumpToMessage';
import { useChat } from './useChat';

interface Options {
  readonly steps: readonly PathStep[];
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly bringNear: (index: number) => void;
  readonly onJump: () => void;
}

/** A message that is far away is there after a few frames; later than this it will not come. */
const MAX_FRAMES = 60;
/** The heights above it are known only now, so it is put in its place once more. */
const SETTLE_FRAMES = 8;

/** Carries out `jumpToMessage`: chooses the branches that lead there, then scrolls, focuses and marks. */
export function useJump({ steps, scroller, bringNear, onJump }: Options): void {
  const chat = useChat();
  const jump = useStore(jumpWish, (state) => state.jump);
  const done = useRef(0);
  useEffect(() => {
    if (jump === undefined || jump.number <= done.current || steps.length === 0) return undefined;
    const index = steps.findIndex(({ message }) => message.id === jump.messageId);
    if (index < 0) {
      const { openKey, conversations } = chat.store.getState();
      const conversation = conversations[openKey ?? ''];
      for (const id of branchesTo(conversation, jump.messageId)) chat.messages.chooseBranch(id);
      return undefined;
    }
    done.current = jump.number;
    onJump();
    bringNear(index);
    showWhenThere(scroller, jump.messageId);
    return undefined;
  }, [jump, steps, chat, scroller, bringNear, onJump]);
}

function showWhenThere(scroller: RefObject<HTMLDivElement | null>, messageId: string): void {
  let frames = 0;
  let shown = 0;
  const look = () => {
    frames += 1;
    const steps = scroller.current?.querySelectorAll<HTMLElement>('.step') ?? [];
    const element = [...steps].find(({ dataset }) => dataset['messageId'] === messageId);
    if (element !== undefined) {
      element.scrollIntoView({ block: 'start' });
      if (shown === 0) {
        element.focus({ preventScroll: true });
        element.dataset['found'] = 'true';
      }
      shown += 1;
    }
    if (frames < MAX_FRAMES && shown < SETTLE_FRAMES) requestAnimationFrame(look);
  };
  look();
}

/** The message and those before it, the first one first; empty where it does not exist. */
function branchesTo(conversation: Conversation | undefined, messageId: string): readonly string[] {
  const ids: string[] = [];
  let message = conversation?.messages.get(messageId);
  while (message !== undefined && !ids.includes(message.id)) {
    ids.unshift(message.id);
    message = message.parentId === undefined ? undefined : conversation?.messages.get(message.parentId);
  }
  return ids;
}
