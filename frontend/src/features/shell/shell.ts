import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';

export type OpenDialog =
  | { readonly kind: 'options'; readonly focus?: 'model' }
  | { readonly kind: 'share'; readonly conversationId: string }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'account' };

interface Shell {
  readonly drawer: boolean;
  /** Whether the list shows what is archived. */
  readonly archive: boolean;
  readonly dialog: OpenDialog | undefined;
  /** The conversation whose name is being changed, and where on the page. */
  readonly renaming: { readonly id: string; readonly at: 'list' | 'title' } | undefined;
  /** The message of the user's that is being edited. */
  readonly editing: string | undefined;
  /** Counts the times that somebody wanted to search. */
  readonly searches: number;
  /** Whether the open conversation is being searched, and how often somebody wanted to. */
  readonly finding: boolean;
  readonly finds: number;
  /** A short word about what was done. */
  readonly notice: string | undefined;
}

/** What stands open on the page right now: nothing of it outlives a reload. */
export const shell = createStore<Shell>(() => ({
  drawer: false,
  archive: false,
  dialog: undefined,
  renaming: undefined,
  editing: undefined,
  searches: 0,
  finding: false,
  finds: 0,
  notice: undefined,
}));

export function useShell<T>(select: (state: Shell) => T): T {
  return useStore(shell, select);
}

export function openDialog(dialog: OpenDialog): void {
  shell.setState({ dialog });
}

export function closeDialog(): void {
  shell.setState({ dialog: undefined });
}

export function startRenaming(id: string, at: 'list' | 'title'): void {
  shell.setState({ renaming: { id, at } });
}

export function endRenaming(): void {
  shell.setState({ renaming: undefined });
}

export function startEditing(messageId: string): void {
  shell.setState({ editing: messageId });
}

export function endEditing(): void {
  shell.setState({ editing: undefined });
}

/** On a narrow page the search box is in the drawer. */
export function startSearch(): void {
  shell.setState(({ searches }) => ({ searches: searches + 1, drawer: isNarrow() }));
}

export function startFinding(): void {
  shell.setState(({ finds }) => ({ finding: true, finds: finds + 1, drawer: false }));
}

export function endFinding(): void {
  shell.setState({ finding: false });
}

export function notify(notice: string | undefined): void {
  shell.setState({ notice });
}

function isNarrow(): boolean {
  return matchMedia('(width <= 760px)').matches;
}
