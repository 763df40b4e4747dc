import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConversationEvent } from '../protocol/events';
import type { ServerFrameOf } from '../protocol/frames';
import type { ConversationSummary, Problem, Snapshot } from '../protocol/vocabulary';
import type { ConnectionStatus, Socket } from '../realtime/connection';
import type { ConversationKey, Draft, OutboxEntry } from '../realtime/outbox';
import { Realtime, type Command, type RealtimeListener } from '../realtime/realtime';
import type { Scheduler } from '../realtime/scheduler';
import type { Api } from './api';
import { createBatch, type Batch, type FrameClock } from './batch';
import { runningMessage, type Conversation } from './model';
import { parentKey, visiblePath } from './path';
import { fromSnapshot, reduce } from './reduce';
import { currentModel, initialState, NEW_DRAFT, pendingFor, type ChatState } from './state';
import type { TextStore } from './storage';
import { finishedSince, withConversation } from './summaries';

export interface ChatOptions {
  readonly scheduler: Scheduler;
  readonly frames: FrameClock;
  readonly openSocket: () => Socket;
  readonly api: Api;
  readonly newId: () => string;
  readonly lasting: TextStore;
  readonly perTab: TextStore;
  /** Tells other tabs that the list of conversations changed. */
  readonly announce: () => void;
  readonly clientVersion: string;
}

const MAX_FOLLOWED = 20;
const KEEP_ALIVE_MS = 600_000;
const MODEL_KEY = 'parley.model';
const THINKING_KEY = 'parley.thinking';
const OUTBOX_KEY = 'parley.outbox';
const LOCAL_PREFIX = 'new:';

/**
 * Everything the user can do, and the state that shows it. What arrives is folded at once, so that gaps are
 * noticed at once; the store that the views read is set once per animation frame.
 */
export class Chat implements RealtimeListener {
  readonly store: StoreApi<ChatState>;
  private state: ChatState;
  private readonly batch: Batch;
  private readonly realtime: Realtime;
  private readonly options: ChatOptions;

  constructor(options: ChatOptions) {
    this.options = options;
    this.state = {
      ...initialState,
      modelChoice: options.lasting.get(MODEL_KEY),
      thinking: options.lasting.get(THINKING_KEY) === 'on',
    };
    this.store = createStore(() => this.state);
    this.batch = createBatch(options.frames, () => {
      this.store.setState(this.state, true);
    });
    this.realtime = new Realtime({ ...options, listener: this });
    this.restoreOutbox();
  }

  /**
   * One request comes first: it brings the session's cookie. Socket and list side by side without a cookie would
   * each be given a session of their own, and the next load would know only one of the two.
   */
  async start(): Promise<void> {
    this.keepAlive();
    try {
      this.set({ user: await this.options.api.session() });
    } catch {
      // The socket will say what is wrong.
    }
    this.realtime.connection.start();
    void this.refreshList();
  }

  // What the user does.

  open(key: ConversationKey | undefined): void {
    if (key === this.state.openKey && !this.state.missing) return;
    const unread = Object.fromEntries(Object.entries(this.state.unread).filter(([id]) => id !== key));
    this.set({
      openKey: key,
      draftSlot: { id: key ?? NEW_DRAFT },
      missing: false,
      problem: undefined,
      unread,
      modelChoice: key === undefined ? this.options.lasting.get(MODEL_KEY) : undefined,
    });
    this.follow();
    this.batch.flush();
  }

  /** False when nothing was taken over: the text stays in the composer. */
  send(text: string): boolean {
    const trimmed = text.trim();
    if (trimmed === '' || trimmed.length > this.state.maxTextChars) return false;
    const id = this.options.newId();
    const key = this.state.openKey ?? `${LOCAL_PREFIX}${id}`;
    const model = currentModel(this.state);
    const taken = this.realtime.outbox.add({
      clientMessageId: id,
      conversation: key,
      isNew: isLocal(key),
      text: trimmed,
      model: model?.id,
      options: model?.capabilities.thinking ? { thinking: this.state.thinking } : undefined,
      parentId: this.lastMessageId(key),
    });
    if (taken) this.set({ openKey: key, problem: undefined });
    this.batch.flush();
    return taken;
  }

  /** Stops the running answer of the open conversation; what was not sent yet comes back as text. */
  stop(): string | undefined {
    const { openKey } = this.state;
    if (openKey === undefined) return undefined;
    const entry = pendingFor(this.state, openKey).at(-1);
    if (entry !== undefined && entry.delivery.state !== 'accepted') {
      return this.withdraw(entry.clientMessageId);
    }
    const generationId = this.runningGeneration(openKey);
    if (generationId !== undefined) void this.stopGeneration(generationId);
    return undefined;
  }

  regenerate(messageId: string): Promise<void> {
    const model = currentModel(this.state)?.id;
    return this.ask({ type: 'regenerate', messageId, ...(model === undefined ? {} : { model }) });
  }

  continueAnswer(messageId: string): Promise<void> {
    return this.ask({ type: 'continue', messageId });
  }

  resend(clientMessageId: string): void {
    this.realtime.outbox.retry(clientMessageId);
    this.batch.flush();
  }

  withdraw(clientMessageId: string): string | undefined {
    const entry = this.realtime.outbox.withdraw(clientMessageId);
    if (
      entry !== undefined &&
      isLocal(entry.conversation) &&
      pendingFor(this.state, entry.conversation).length === 0
    ) {
      if (this.state.openKey === entry.conversation) this.set({ openKey: undefined });
    }
    this.batch.flush();
    return entry?.text;
  }

  chooseBranch(messageId: string): void {
    const { openKey } = this.state;
    const conversation = openKey === undefined ? undefined : this.state.conversations[openKey];
    const message = conversation?.messages.get(messageId);
    if (conversation === undefined || message === undefined) return;
    const choices = {
      ...this.state.branches[conversation.id],
      [parentKey(conversation, message)]: messageId,
    };
    this.set({ branches: { ...this.state.branches, [conversation.id]: choices } });
    this.batch.flush();
  }

  chooseModel(id: string): void {
    this.options.lasting.set(MODEL_KEY, id);
    this.set({ modelChoice: id });
    this.batch.flush();
  }

  setThinking(thinking: boolean): void {
    this.options.lasting.set(THINKING_KEY, thinking ? 'on' : undefined);
    this.set({ thinking });
    this.batch.flush();
  }

  dismissProblem(): void {
    this.set({ problem: undefined });
    this.batch.flush();
  }

  connectNow(): void {
    this.realtime.connection.connectNow();
    this.batch.flush();
  }

  // What the browser reports.

  wake(): void {
    this.realtime.connection.wake();
    void this.refreshList();
  }

  networkChanged(online: boolean): void {
    this.set({ online });
    this.realtime.connection.wake();
  }

  async refreshList(): Promise<void> {
    try {
      this.listArrived(await this.options.api.conversations());
    } catch {
      this.set({ listFailed: true });
    }
  }

  // What the server says.

  onStatus(status: ConnectionStatus): void {
    this.set({ connection: status });
    if (status.state !== 'open') this.set({ stopping: {} });
  }

  onWelcome(frame: ServerFrameOf<'welcome'>): void {
    this.set({ user: frame.user, models: frame.models, maxTextChars: frame.limits.maxTextChars });
    void this.refreshList();
  }

  onSnapshot(conversationId: string, snapshot: Snapshot): void {
    this.changed(fromSnapshot(snapshot), snapshot.conversation.updatedAt);
    if (conversationId === this.state.openKey) this.set({ missing: false });
  }

  onEvents(conversationId: string, events: readonly ConversationEvent[]): boolean {
    const before = this.state.conversations[conversationId];
    if (before === undefined) return false;
    const { conversation, fits } = reduce(before, events, this.options.scheduler.now());
    if (!fits) return false;
    this.forgetChoicesAtNewBranches(conversation, events);
    this.changed(conversation, lastActivity(events));
    if (events.some((event) => event.type === 'generation-ended')) this.markUnread([conversationId]);
    return true;
  }

  onGone(conversationId: string): void {
    const { [conversationId]: gone, ...conversations } = this.state.conversations;
    this.set({
      conversations,
      list: this.state.list?.filter((summary) => summary.id !== conversationId),
      missing: this.state.missing || this.state.openKey === conversationId,
    });
    if (gone !== undefined) this.options.announce();
  }

  onOutbox(entries: readonly OutboxEntry[]): void {
    this.set({ pending: entries });
    this.saveOutbox(entries);
  }

  onAccepted(entry: OutboxEntry, ack: ServerFrameOf<'ack'>): void {
    const id = ack.conversationId;
    if (id === undefined || !entry.isNew) return;
    if (this.state.openKey === entry.conversation) {
      this.set({ openKey: id, draftSlot: { id, renamedFrom: this.state.draftSlot.id } });
    }
    const now = this.options.scheduler.now();
    const title = entry.text.split('\n', 1)[0]?.slice(0, 60);
    const summary = { id, title, model: entry.model, createdAt: now, updatedAt: now, generating: true };
    this.set({ list: [summary, ...(this.state.list ?? []).filter((other) => other.id !== id)] });
    this.follow();
    this.options.announce();
  }

  onProblem(problem: Problem): void {
    if (problem.code !== 'conversation-not-found') this.set({ problem });
  }

  // How it is done.

  private set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    this.batch.request();
  }

  private changed(conversation: Conversation, updatedAt: number): void {
    const { conversations, list } = this.state;
    this.set({
      conversations: bounded({ ...conversations, [conversation.id]: conversation }, this.state.openKey),
      list: list === undefined ? undefined : withConversation(list, conversation, updatedAt),
    });
    for (const entry of pendingFor(this.state, conversation.id)) {
      if (arrived(conversation, entry)) this.realtime.outbox.settle(entry.clientMessageId);
    }
  }

  private listArrived(list: readonly ConversationSummary[]): void {
    this.markUnread(finishedSince(this.state.list ?? [], list));
    this.set({ list, listFailed: false });
    this.follow();
  }

  private markUnread(ids: readonly string[]): void {
    const others = ids.filter((id) => id !== this.state.openKey);
    if (others.length === 0) return;
    const added = Object.fromEntries(others.map((id) => [id, true as const]));
    this.set({ unread: { ...this.state.unread, ...added } });
  }

  /** The open conversation and those that are answering. */
  private follow(): void {
    const { openKey, list, missing } = this.state;
    const wanted = new Set<string>(openKey === undefined || missing || isLocal(openKey) ? [] : [openKey]);
    for (const summary of list ?? []) {
      if (wanted.size < MAX_FOLLOWED && summary.generating) wanted.add(summary.id);
    }
    for (const id of this.realtime.subscriptions.followed()) {
      if (!wanted.has(id)) this.realtime.subscriptions.unfollow(id);
    }
    for (const id of wanted) this.realtime.subscriptions.follow(id);
  }

  private forgetChoicesAtNewBranches(conversation: Conversation, events: readonly ConversationEvent[]): void {
    const choices = this.state.branches[conversation.id];
    if (choices === undefined) return;
    const created = new Set<string>();
    for (const event of events) {
      const message =
        event.type === 'message-created' ? conversation.messages.get(event.messageId) : undefined;
      if (message !== undefined) created.add(parentKey(conversation, message));
    }
    const kept = Object.fromEntries(Object.entries(choices).filter(([parent]) => !created.has(parent)));
    this.set({ branches: { ...this.state.branches, [conversation.id]: kept } });
  }

  private lastMessageId(key: ConversationKey): string | undefined {
    const conversation = this.state.conversations[key];
    if (conversation === undefined) return undefined;
    return visiblePath(conversation, this.state.branches[key] ?? {}).at(-1)?.message.id;
  }

  private runningGeneration(key: ConversationKey): string | undefined {
    const conversation = this.state.conversations[key];
    const running = conversation === undefined ? undefined : runningMessage(conversation);
    if (running?.generationId !== undefined) return running.generationId;
    const delivery = pendingFor(this.state, key).at(-1)?.delivery;
    return delivery?.state === 'accepted' ? delivery.generationId : undefined;
  }

  private async stopGeneration(generationId: string): Promise<void> {
    this.set({ stopping: { ...this.state.stopping, [generationId]: true } });
    this.batch.flush();
    const outcome = await this.realtime.request({ type: 'stop', generationId });
    if (outcome.kind === 'done') return;
    const stopping = Object.entries(this.state.stopping).filter(([id]) => id !== generationId);
    this.set({ stopping: Object.fromEntries(stopping) });
    if (outcome.kind === 'refused') this.set({ problem: outcome.problem });
  }

  private async ask(command: Command): Promise<void> {
    this.set({ problem: undefined });
    const outcome = await this.realtime.request(command);
    if (outcome.kind === 'refused') this.set({ problem: outcome.problem });
  }

  private keepAlive(): void {
    this.options.scheduler.after(KEEP_ALIVE_MS, () => {
      this.options.api.session().catch(() => undefined);
      this.keepAlive();
    });
  }

  private saveOutbox(entries: readonly OutboxEntry[]): void {
    const unsent = entries.filter((entry) => entry.delivery.state !== 'accepted');
    this.options.perTab.set(OUTBOX_KEY, unsent.length === 0 ? undefined : JSON.stringify(unsent));
  }

  private restoreOutbox(): void {
    const drafts = readDrafts(this.options.perTab.get(OUTBOX_KEY));
    if (drafts.length === 0) return;
    this.realtime.outbox.restore(drafts);
    const local = drafts.find((draft) => draft.isNew);
    if (local !== undefined) this.set({ openKey: local.conversation });
    this.batch.flush();
  }
}

export function isLocal(key: ConversationKey): boolean {
  return key.startsWith(LOCAL_PREFIX);
}

function arrived(conversation: Conversation, entry: OutboxEntry): boolean {
  for (const message of conversation.messages.values()) {
    if (message.clientMessageId === entry.clientMessageId) return true;
  }
  return false;
}

function lastActivity(events: readonly ConversationEvent[]): number {
  const counted = events.filter(
    (event) => event.type === 'message-created' || event.type === 'generation-ended',
  );
  return counted.at(-1)?.at ?? 0;
}

function bounded(
  conversations: Readonly<Record<string, Conversation>>,
  openKey: ConversationKey | undefined,
): Readonly<Record<string, Conversation>> {
  const ids = Object.keys(conversations);
  if (ids.length <= MAX_FOLLOWED * 2) return conversations;
  const victim = ids.find((id) => id !== openKey);
  return Object.fromEntries(Object.entries(conversations).filter(([id]) => id !== victim));
}

function readDrafts(json: string | undefined): readonly Draft[] {
  if (json === undefined) return [];
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter(isDraft) : [];
  } catch {
    return [];
  }
}

function isDraft(value: unknown): value is Draft {
  const draft = value as Partial<Draft> | null;
  return (
    typeof draft === 'object' &&
    typeof draft?.clientMessageId === 'string' &&
    typeof draft.conversation === 'string' &&
    typeof draft.isNew === 'boolean' &&
    typeof draft.text === 'string'
  );
}
