import { useEffect, type RefObject } from 'react';
import { useStore } from 'zustand';
import type { Conversation } from '../../conversation/model';
import type { PathStep } from '../../conversation/path';
import { jumped, jumpWish, type Jump } from './jumpToMessage';
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
/** Nearer to the edge it would be under the search bar, or nearly cut off. */
const CLEAR_PX = 64;

/** Carries out `jumpToMessage`: chooses the branches that lead there, then scrolls, focuses and marks. */
export function useJump({ steps, scroller, bringNear, onJump }: Options): void {
  const chat = useChat();
  const jump = useStore(jumpWish, (state) => state.jump);
  useEffect(() => {
    // It may have been carried out since this was rendered.
    if (jump === undefined || jumpWish.getState().jump !== jump || steps.length === 0) return;
    const index = steps.findIndex(({ message }) => message.id === jump.messageId);
    if (index < 0) {
      const { openKey, conversations } = chat.store.getState();
      const conversation = conversations[openKey ?? ''];
      for (const id of branchesTo(conversation, jump.messageId)) chat.messages.chooseBranch(id);
      return;
    }
    jumped(jump);
    onJump();
    if (stepOf(scroller, jump.messageId) === undefined) bringNear(index);
    showWhenThere(scroller, jump);
  }, [jump, steps, chat, scroller, bringNear, onJump]);
}

function stepOf(scroller: RefObject<HTMLElement | null>, messageId: string): HTMLElement | undefined {
  const steps = scroller.current?.querySelectorAll<HTMLElement>('.step') ?? [];
  return [...steps].find(({ dataset }) => dataset['messageId'] === messageId);
}

let shows = 0;

function showWhenThere(scroller: RefObject<HTMLElement | null>, { messageId, place }: Jump): void {
  shows += 1;
  const own = shows;
  let frames = 0;
  let shown = 0;
  let focused = place !== undefined;
  const look = () => {
    // The reader has gone on to somewhere else.
    if (own !== shows) return;
    frames += 1;
    const step = stepOf(scroller, messageId);
    if (step !== undefined) {
      const range = place?.(step);
      if (range === undefined) step.scrollIntoView({ block: 'start' });
      else centre(scroller.current, range);
      // Until its height is known it is not visible, and cannot be focused.
      if (!focused) step.focus({ preventScroll: true });
      focused ||= document.activeElement === step;
      if (shown === 0 && range === undefined) mark(step);
      shown += 1;
    } else if (shown > 0) {
      // Its conversation was left.
      return;
    }
    if (frames < MAX_FRAMES && (shown < SETTLE_FRAMES || !focused)) requestAnimationFrame(look);
  };
  look();
}

/** Also once more, on the same message. */
function mark(step: HTMLElement): void {
  step.dataset['found'] = step.dataset['found'] === 'true' ? 'again' : 'true';
}

/** What can be read already stays where it is. */
function centre(scroller: HTMLElement | null, range: Range): void {
  if (scroller === null) return;
  const frame = scroller.getBoundingClientRect();
  const { top, bottom } = range.getBoundingClientRect();
  if (top >= frame.top + CLEAR_PX && bottom <= frame.bottom - CLEAR_PX) return;
  scroller.scrollTop += (top + bottom) / 2 - (frame.top + frame.bottom) / 2;
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
