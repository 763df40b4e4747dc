import { createStore } from 'zustand/vanilla';

interface Jump {
  readonly messageId: string;
  /** Tells a second jump to the same message from the first. */
  readonly number: number;
}

let jumps = 0;

/** Where the thread should go as soon as that message is there. */
export const jumpWish = createStore<{ readonly jump: Jump | undefined }>(() => ({ jump: undefined }));

/**
 * Shows a message of the conversation that is open, or as soon as its conversation is open: chooses its branch, scrolls to
 * it and focuses it, once. Only the last wish counts.
 */
export function jumpToMessage(messageId: string): void {
  jumps += 1;
  jumpWish.setState({ jump: { messageId, number: jumps } });
}
