import type { ConversationOptions, ConversationSummary, Problem, User } from '../protocol/vocabulary';
import type { ConnectionStatus } from '../realtime/connection';
import type { ConversationKey, OutboxEntry } from '../realtime/outbox';
import type { ToldProblem } from '../realtime/told';
import type { Conversation } from './model';
import type { OfferedModel } from './models';
import type { BranchChoices } from './path';

/** Where the text in the composer belongs; a new conversation's slot is renamed when the server names it. */
export interface DraftSlot {
  readonly id: string;
  readonly renamedFrom?: string;
}

export const NEW_DRAFT = 'new';

export interface ChatState {
  readonly connection: ConnectionStatus;
  readonly online: boolean;
  /** Why the server did not let the socket in, where it is no matter of signing in. */
  readonly refusal: Problem | undefined;
  readonly user: User | undefined;
  /** Whose drafts and habits these are: known from the last visit before the server says who is here. */
  readonly owner: string | undefined;
  readonly models: readonly OfferedModel[];
  readonly maxTextChars: number;
  /** Undefined until the first answer. */
  readonly list: readonly ConversationSummary[] | undefined;
  /** Where what is not in the list yet begins; undefined when all of it is there. */
  readonly listNext: string | undefined;
  readonly listFailed: boolean;
  /** Undefined until it is looked at. */
  readonly archive: readonly ConversationSummary[] | undefined;
  readonly archiveNext: string | undefined;
  readonly loadingMore: boolean;
  readonly moreFailed: boolean;
  /** The conversation that was deleted last from here, and whether Undo is offered beside the list. */
  readonly deleted: { readonly id: string; readonly title: string } | undefined;
  readonly undoOffered: boolean;
  readonly conversations: Readonly<Record<string, Conversation>>;
  readonly pending: readonly OutboxEntry[];
  /** The conversation on screen; undefined for a new one without a message. */
  readonly openKey: ConversationKey | undefined;
  readonly draftSlot: DraftSlot;
  /** The open conversation does not exist (any more). */
  readonly missing: boolean;
  /** Conversations that the server cannot read right now, and when each is asked for again. */
  readonly delayed: Readonly<Record<string, number>>;
  readonly branches: Readonly<Record<string, BranchChoices>>;
  readonly unread: Readonly<Record<string, true>>;
  readonly stopping: Readonly<Record<string, true>>;
  readonly modelChoice: string | undefined;
  readonly thinking: boolean;
  /** What the next new conversation begins with. */
  readonly newOptions: ConversationOptions;
  readonly problem: ToldProblem | undefined;
  /** The quota is used up: nothing is sent before it begins anew. */
  readonly quota: ToldProblem | undefined;
  /** What the problem is about, to be asked once more. */
  readonly again: (() => void) | undefined;
}

export const initialState: ChatState = {
  connection: { state: 'idle' },
  online: true,
  refusal: undefined,
  user: undefined,
  owner: undefined,
  models: [],
  maxTextChars: 32_000,
  list: undefined,
  listNext: undefined,
  listFailed: false,
  archive: undefined,
  archiveNext: undefined,
  loadingMore: false,
  moreFailed: false,
  deleted: undefined,
  undoOffered: false,
  conversations: {},
  pending: [],
  openKey: undefined,
  draftSlot: { id: NEW_DRAFT },
  missing: false,
  delayed: {},
  branches: {},
  unread: {},
  stopping: {},
  modelChoice: undefined,
  thinking: false,
  newOptions: {},
  problem: undefined,
  quota: undefined,
  again: undefined,
};

/** The model that the next message goes to. */
export function currentModel(state: ChatState): OfferedModel | undefined {
  const open = state.openKey === undefined ? undefined : state.conversations[state.openKey];
  const wanted = [state.modelChoice, open?.model];
  for (const id of wanted) {
    const found = state.models.find((model) => model.id === id);
    if (found !== undefined) return found;
  }
  return state.models.find((model) => model.isDefault) ?? state.models[0];
}

/** What the open conversation's answers are asked with; of a new one, what it will begin with. */
export function currentOptions(state: ChatState): ConversationOptions | undefined {
  if (state.openKey === undefined) return state.newOptions;
  return state.conversations[state.openKey]?.options;
}

/** Whether the next answer is asked to think first: the conversation decides, else the reader's habit. */
export function thinksFirst(state: ChatState): boolean {
  return currentOptions(state)?.thinking ?? state.thinking;
}

export function titleOf(state: ChatState, id: string): string {
  const title = state.conversations[id]?.title;
  if (title !== undefined && title !== '') return title;
  const known = [...(state.list ?? []), ...(state.archive ?? [])].find((summary) => summary.id === id);
  return known?.title ?? '';
}

export function pendingFor(state: ChatState, key: ConversationKey | undefined): readonly OutboxEntry[] {
  return state.pending.filter((entry) => entry.conversation === key);
}
