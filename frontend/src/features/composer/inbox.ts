import { createStore } from 'zustand/vanilla';

/** Text that goes back into the composer: what was withdrawn, or is to be edited. */
export const composerInbox = createStore(() => ({ text: '', serial: 0 }));

export function insertIntoComposer(text: string): void {
  composerInbox.setState(({ serial }) => ({ text, serial: serial + 1 }));
}
