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
 * Shows a message of the conversation that is open, or that is being opened: chooses its branch, scrolls to it and focuses
 * it. A later jump, and a message that the conversation does not have, end the wish.
 */
export function jumpToMessage(messageId: string): void {
  jumps += 1;
  jumpWish.setState({ jump: { messageId, number: jumps } });
}
