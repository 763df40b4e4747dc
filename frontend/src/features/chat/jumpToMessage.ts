import { createStore } from 'zustand/vanilla';

/** A place within a message that is on screen; undefined where there is none. */
export type PlaceIn = (step: HTMLElement) => Range | undefined;

export interface Jump {
  readonly messageId: string;
  /** Where in the message; without one, its beginning, which is focused. */
  readonly place: PlaceIn | undefined;
  /** Tells a second jump to the same message from the first. */
  readonly number: number;
}

let jumps = 0;

/** Where the thread should go as soon as that message is there. */
export const jumpWish = createStore<{ readonly jump: Jump | undefined }>(() => ({ jump: undefined }));

/**
 * Shows a message of the conversation that is open, or as soon as its conversation is open: chooses its branch, scrolls to
 * it and focuses it, once. Only the last wish counts.
 *
 * @param place what is to be seen instead of the beginning; the focus stays where it is
 */
export function jumpToMessage(messageId: string, place?: PlaceIn): void {
  jumps += 1;
  jumpWish.setState({ jump: { messageId, place, number: jumps } });
}

/** Carried out: whatever shows the thread anew does not go there again. */
export function jumped(jump: Jump): void {
  if (jumpWish.getState().jump === jump) jumpWish.setState({ jump: undefined });
}
