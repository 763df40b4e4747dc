import type { ConversationSummary, Problem, User } from '../protocol/vocabulary';
import type { ConnectionStatus } from '../realtime/connection';
import type { ConversationKey, OutboxEntry } from '../realtime/outbox';
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
  readonly user: User | undefined;
  readonly models: readonly OfferedModel[];
  readonly maxTextChars: number;
  /** Undefined until the first answer. */
  readonly list: readonly ConversationSummary[] | undefined;
  readonly listFailed: boolean;
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
  readonly problem: Problem | undefined;
}

export const initialState: ChatState = {
  connection: { state: 'idle' },
  online: true,
  user: undefined,
  models: [],
  maxTextChars: 32_000,
  list: undefined,
  listFailed: false,
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
  problem: undefined,
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

export function pendingFor(state: ChatState, key: ConversationKey | undefined): readonly OutboxEntry[] {
  return state.pending.filter((entry) => entry.conversation === key);
}
