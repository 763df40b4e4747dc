import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConversationEvent } from '../protocol/events';
import type { ServerFrameOf } from '../protocol/frames';
import type { ConversationSummary, Problem, Snapshot, User } from '../protocol/vocabulary';
import type { ConnectionStatus, Socket } from '../realtime/connection';
import type { ConversationKey, OutboxEntry } from '../realtime/outbox';
import { Realtime, type Command, type RealtimeListener } from '../realtime/realtime';
import type { Scheduler } from '../realtime/scheduler';
import type { Api } from './api';
import { createBatch, type Batch, type FrameClock } from './batch';
import { runningMessage, type Conversation } from './model';
import { offered } from './models';
import { OutboxShelf } from './outboxShelf';
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
  /** Tells other tabs that the list of conversations changed. */
  readonly announce: () => void;
  readonly clientVersion: string;
}

const MAX_FOLLOWED = 20;
const KEEP_ALIVE_MS = 600_000;
const MODEL_KEY = 'parley.model';
const THINKING_KEY = 'parley.thinking';
const USER_KEY = 'parley.user';
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
  private readonly shelf: OutboxShelf;
  private owner: string | undefined;
  /** Messages of an earlier visit: whoever wrote them is not known from this page. */
  private restored: ReadonlySet<string> = new Set();
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
    this.shelf = new OutboxShelf(options.lasting, () => options.scheduler.now());
    this.realtime = new Realtime({ ...options, listener: this });
    const lastUser = options.lasting.get(USER_KEY);
    if (lastUser !== undefined) this.belongTo(lastUser);
    this.batch.flush();
  }

  /**
   * One request comes first: it brings the session's cookie. Socket and list side by side without a cookie would
   * each be given a session of their own, and the next load would know only one of the two.
   */
  async start(): Promise<void> {
    this.keepAlive();
    try {
      this.entered(await this.options.api.session());
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
    if (entry !== undefined) this.leaveIfEmpty(entry.conversation);
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

  /** Another tab has changed a key of the lasting storage. */
  storageChanged(key: string, value: string | null): void {
    const change = this.shelf.changed(key, value);
    if (change === undefined) return;
    if (change.draft === undefined) {
      const entry = this.realtime.outbox.doneElsewhere(change.clientMessageId);
      if (entry !== undefined) this.leaveIfEmpty(entry.conversation);
    } else {
      this.realtime.outbox.redirected(change.clientMessageId, change.draft);
    }
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
    this.entered(frame.user);
    this.set({
      models: offered(frame.models, this.options.scheduler.now()),
      maxTextChars: frame.limits.maxTextChars,
    });
    void this.refreshList();
  }

  onModels(frame: ServerFrameOf<'models'>): void {
    this.set({ models: offered(frame.models, this.options.scheduler.now()) });
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

  onDelayed(conversationId: string, retryAt: number | undefined): void {
    const others = Object.entries(this.state.delayed).filter(([id]) => id !== conversationId);
    const delayed = Object.fromEntries(others);
    this.set({ delayed: retryAt === undefined ? delayed : { ...delayed, [conversationId]: retryAt } });
  }

  onOutbox(entries: readonly OutboxEntry[]): void {
    this.set({ pending: entries });
    this.shelf.keep(entries.filter((entry) => entry.delivery.state !== 'accepted'));
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

  private entered(user: User): void {
    this.set({ user });
    this.belongTo(user.id);
  }

  /** Everybody sees and sends what they wrote themselves; what was written just now goes with whoever is here. */
  private belongTo(owner: string): void {
    if (owner === this.owner) return;
    this.owner = owner;
    this.options.lasting.set(USER_KEY, owner);
    const others = this.restored;
    const pending = this.state.pending.map(({ clientMessageId }) => clientMessageId);
    const drafts = this.shelf.open(owner, new Set(pending.filter((id) => !others.has(id))));
    this.restored = new Set(drafts.map(({ clientMessageId }) => clientMessageId));
    this.realtime.outbox.restore(drafts, others);
    const local = drafts.find((draft) => draft.isNew);
    if (local !== undefined && this.state.openKey === undefined) this.set({ openKey: local.conversation });
    this.leaveIfEmpty(this.state.openKey);
  }

  /** A conversation that only ever was on its way here ends with its last message. */
  private leaveIfEmpty(key: ConversationKey | undefined): void {
    if (key === undefined || !isLocal(key) || key !== this.state.openKey) return;
    if (pendingFor(this.state, key).length === 0) this.set({ openKey: undefined });
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
