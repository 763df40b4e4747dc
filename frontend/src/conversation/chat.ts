import type { StoreApi } from 'zustand/vanilla';
import type { ConversationEvent } from '../protocol/events';
import type { ServerFrameOf } from '../protocol/frames';
import { shutsOut } from '../protocol/access';
import type { Problem, Snapshot, User } from '../protocol/vocabulary';
import type { ConnectionStatus, Socket } from '../realtime/connection';
import type { ConversationKey, OutboxEntry } from '../realtime/outbox';
import { Realtime, type RealtimeListener } from '../realtime/realtime';
import type { Scheduler } from '../realtime/scheduler';
import { told, type ToldProblem } from '../realtime/told';
import type { Api } from './api';
import { USER_KEY, type Look } from './entrance';
import type { FrameClock } from './batch';
import { BranchShelf } from './branchShelf';
import { isLocal } from './keys';
import { Library } from './library';
import { Messages } from './messages';
import type { Conversation } from './model';
import { offered } from './models';
import { OutboxShelf } from './outboxShelf';
import { PageState } from './pageState';
import { problemOf, QUOTA_REACHED } from './problems';
import { fromSnapshot, reduce } from './reduce';
import { Settings } from './settings';
import { initialState, NEW_DRAFT, type ChatState } from './state';
import type { TextStore } from './storage';

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
  /** Absent where nobody signs in: then whoever the server says is here, is. */
  readonly access?: Access;
}

/** Knows who is here, and finds out why the server lets nobody in. */
export interface Access {
  look(): Promise<Look>;
  /** False when the page belongs to somebody else: it is about to be loaded anew. */
  belongsTo(user: User): boolean;
}

const MAX_FOLLOWED = 20;
const KEEP_ALIVE_MS = 600_000;
/** A server that ends sockets and says that all is well is not asked without a pause. */
const EXCUSED_MS = 30_000;

/**
 * One page of the chat: what the browser and the server say is folded here, at once, so that gaps are noticed at
 * once. What the user does is in the three parts below.
 */
export class Chat implements RealtimeListener {
  readonly store: StoreApi<ChatState>;
  readonly api: Api;
  readonly library: Library;
  readonly messages: Messages;
  readonly settings: Settings;
  private readonly page: PageState;
  private readonly realtime: Realtime;
  private readonly shelf: OutboxShelf;
  private readonly branches: BranchShelf;
  private owner: string | undefined;
  private excusedAt = Number.NEGATIVE_INFINITY;
  /** Messages of an earlier visit: whoever wrote them is not known from this page. */
  private restored: ReadonlySet<string> = new Set();
  private readonly options: ChatOptions;

  constructor(options: ChatOptions) {
    const { api, lasting, announce, newId } = options;
    const branches = new BranchShelf(lasting);
    this.options = options;
    this.api = api;
    this.page = new PageState(initialState, options.frames, () => options.scheduler.now());
    const page = this.page;
    this.store = page.store;
    this.shelf = new OutboxShelf(lasting, () => options.scheduler.now());
    this.realtime = new Realtime({ ...options, listener: this });
    const onListed = () => {
      this.follow();
    };
    this.branches = branches;
    this.library = new Library({ page, api, lasting, announce, onListed });
    this.settings = new Settings(page, lasting, this.library);
    this.messages = new Messages({
      page,
      api,
      branches,
      newId,
      realtime: this.realtime,
      settings: this.settings,
    });
    const lastUser = lasting.get(USER_KEY);
    if (lastUser !== undefined) this.belongTo(lastUser);
    page.show();
  }

  /**
   * One request comes first: it brings the session's cookie. Socket and list side by side without a cookie would
   * each be given a session of their own, and the next load would know only one of the two.
   * @param who where somebody else has asked already
   */
  async start(who: () => Promise<User> = () => this.options.api.session()): Promise<void> {
    this.keepAlive();
    try {
      this.entered(await who());
    } catch {
      // The socket will say what is wrong.
    }
    this.realtime.connection.start();
    void this.library.refresh();
  }

  // What the user does.

  open(key: ConversationKey | undefined): void {
    const { openKey, missing } = this.page.get();
    if (key === openKey && !missing) return;
    this.page.set({
      openKey: key,
      draftSlot: { id: key ?? NEW_DRAFT },
      missing: false,
      problem: undefined,
      again: undefined,
      modelChoice: key === undefined ? this.settings.habitualModel() : undefined,
    });
    if (key !== undefined) this.library.markRead(key);
    this.follow();
    this.page.show();
  }

  /** False when nothing was taken over: the text stays in the composer. */
  send(text: string): boolean {
    return this.messages.send(text);
  }

  dismissProblem(): void {
    this.page.show({ problem: undefined, again: undefined });
  }

  connectNow(): void {
    this.realtime.connection.connectNow();
    this.page.show();
  }

  /** Asks for the open conversation again, where the server could not read it. */
  readNow(): void {
    const { openKey } = this.page.get();
    if (openKey === undefined) return;
    this.realtime.subscriptions.askNow(openKey);
    this.page.show();
  }

  // What the browser reports.

  wake(): void {
    this.realtime.connection.wake();
    void this.library.refresh();
  }

  networkChanged(online: boolean): void {
    this.page.set({ online });
    this.realtime.connection.wake();
  }

  /** Another tab has changed a key of the lasting storage. */
  storageChanged(key: string, value: string | null): void {
    this.library.storageChanged(key, value);
    const change = this.shelf.changed(key, value);
    if (change === undefined) return;
    if (change.draft === undefined) {
      const entry = this.realtime.outbox.doneElsewhere(change.clientMessageId);
      if (entry !== undefined) this.messages.leaveIfEmpty(entry.conversation);
    } else {
      this.realtime.outbox.redirected(change.clientMessageId, change.draft);
    }
  }

  // What the server says.

  onStatus(status: ConnectionStatus): void {
    const { connection: before, refusal } = this.page.get();
    this.page.set({ connection: status });
    if (status.state === 'open' && refusal !== undefined) this.page.set({ refusal: undefined });
    if (status.state !== 'open') this.page.set({ stopping: {} });
    if (wasRefused(before, status)) void this.findOutWhy();
  }

  onWelcome(frame: ServerFrameOf<'welcome'>): void {
    if (!this.entered(frame.user)) {
      // Nothing of the one is sent in the name of the other.
      this.realtime.connection.stop('signed-out');
      return;
    }
    this.page.set({
      models: offered(frame.models, this.options.scheduler.now()),
      maxTextChars: frame.limits.maxTextChars,
    });
    void this.library.refresh();
  }

  onModels(frame: ServerFrameOf<'models'>): void {
    this.page.set({ models: offered(frame.models, this.options.scheduler.now()) });
  }

  onSnapshot(conversationId: string, snapshot: Snapshot): void {
    this.changed(fromSnapshot(snapshot), snapshot.conversation.updatedAt);
    if (conversationId === this.page.get().openKey) this.page.set({ missing: false });
  }

  onEvents(conversationId: string, events: readonly ConversationEvent[]): boolean {
    const before = this.page.get().conversations[conversationId];
    if (before === undefined) return false;
    const { conversation, fits } = reduce(before, events, this.options.scheduler.now());
    if (!fits) return false;
    this.messages.forgetChoices(conversation, created(events));
    this.changed(conversation, lastActivity(events));
    if (events.some((event) => event.type === 'generation-ended')) this.library.markUnread([conversationId]);
    return true;
  }

  onGone(conversationId: string): void {
    const { missing, openKey, conversations } = this.page.get();
    const wasKnown = conversations[conversationId] !== undefined;
    this.library.forget(conversationId);
    this.page.set({ missing: missing || openKey === conversationId });
    if (wasKnown) this.options.announce();
  }

  onDelayed(conversationId: string, retryAt: number | undefined): void {
    const others = Object.entries(this.page.get().delayed).filter(([id]) => id !== conversationId);
    const delayed = Object.fromEntries(others);
    this.page.set({ delayed: retryAt === undefined ? delayed : { ...delayed, [conversationId]: retryAt } });
  }

  onOutbox(entries: readonly OutboxEntry[]): void {
    this.page.set({ pending: entries, quota: quotaIn(entries) ?? this.page.get().quota });
    this.shelf.keep(entries.filter((entry) => entry.delivery.state !== 'accepted'));
  }

  onAccepted(entry: OutboxEntry, ack: ServerFrameOf<'ack'>): void {
    this.page.set({ quota: undefined });
    const id = ack.conversationId;
    if (id === undefined || !entry.isNew) return;
    const { openKey, draftSlot } = this.page.get();
    if (openKey === entry.conversation) {
      this.page.set({ openKey: id, draftSlot: { id, renamedFrom: draftSlot.id } });
    }
    const now = this.options.scheduler.now();
    const title = entry.text.split('\n', 1)[0]?.slice(0, 60);
    this.library.begun({ id, title, model: entry.model, createdAt: now, updatedAt: now, generating: true });
    this.follow();
  }

  onProblem(problem: Problem): void {
    if (shutsOut(problem.code)) {
      void this.findOutWhy();
      return;
    }
    if (problem.code === 'conversation-not-found') return;
    this.page.set({ problem: told(problem, this.options.scheduler.now()), again: undefined });
  }

  // How it is done.

  private changed(conversation: Conversation, updatedAt: number): void {
    const { conversations, openKey } = this.page.get();
    const before = conversations[conversation.id];
    if (conversation.id === openKey && before !== undefined && before.model !== conversation.model) {
      // Chosen last, here or on another device, which is what the next message is to go to.
      this.page.set({ modelChoice: undefined });
    }
    this.page.set({
      conversations: bounded({ ...conversations, [conversation.id]: conversation }, openKey),
    });
    this.library.followed(conversation, updatedAt);
    this.messages.arrived(conversation);
  }

  /** The open conversation and those that are answering. */
  private follow(): void {
    const { openKey, list, missing } = this.page.get();
    const wanted = new Set<string>(openKey === undefined || missing || isLocal(openKey) ? [] : [openKey]);
    for (const summary of list ?? []) {
      if (wanted.size < MAX_FOLLOWED && summary.generating) wanted.add(summary.id);
    }
    for (const id of this.realtime.subscriptions.followed()) {
      if (!wanted.has(id)) this.realtime.subscriptions.unfollow(id);
    }
    for (const id of wanted) this.realtime.subscriptions.follow(id);
  }

  /** What a browser is not told about a socket that is refused or ended, a request is. */
  private async findOutWhy(): Promise<void> {
    const look = await this.options.access?.look();
    const { connection } = this.page.get();
    if (look === undefined || connection.state === 'open') return;
    if (look.kind === 'out') {
      if (connection.state !== 'stopped') this.realtime.connection.stop('signed-out');
    } else if (look.kind === 'unknown') {
      this.page.set({ refusal: look.problem });
    } else if (connection.state === 'waiting') {
      await this.askForRoom();
    } else if (connection.state === 'stopped' && connection.reason === 'signed-out') {
      const now = this.options.scheduler.now();
      if (now - this.excusedAt < EXCUSED_MS) return;
      this.excusedAt = now;
      this.connectNow();
    }
  }

  /** Whoever may be here may still find no room for their socket. */
  private async askForRoom(): Promise<void> {
    const refusal = await this.options.api.askForRoom().then(
      () => undefined,
      (error: unknown) => problemOf(error),
    );
    if (this.page.get().connection.state !== 'waiting') return;
    this.page.set({ refusal });
    this.realtime.connection.waitAtLeast(refusal?.retryAfterMs ?? 0);
  }

  private keepAlive(): void {
    this.options.scheduler.after(KEEP_ALIVE_MS, () => {
      this.options.api.session().catch(() => undefined);
      this.keepAlive();
    });
  }

  private entered(user: User): boolean {
    if (this.options.access?.belongsTo(user) === false) return false;
    this.page.set({ user });
    this.belongTo(user.id);
    return true;
  }

  /** Everybody sees and sends what they wrote themselves; what was written just now goes with whoever is here. */
  private belongTo(owner: string): void {
    if (owner === this.owner) return;
    this.owner = owner;
    this.options.lasting.set(USER_KEY, owner);
    this.library.belongTo(owner);
    this.settings.belongTo(owner);
    this.page.set({ owner, branches: this.branches.open(owner) });
    const others = this.restored;
    const { pending, openKey } = this.page.get();
    const own = pending.map(({ clientMessageId }) => clientMessageId).filter((id) => !others.has(id));
    const drafts = this.shelf.open(owner, new Set(own));
    this.restored = new Set(drafts.map(({ clientMessageId }) => clientMessageId));
    this.realtime.outbox.restore(drafts, others);
    const local = drafts.find((draft) => draft.isNew);
    if (local !== undefined && openKey === undefined) this.page.set({ openKey: local.conversation });
    this.messages.leaveIfEmpty(this.page.get().openKey);
  }
}

/** Why the last message was refused, where that holds for the next one too. */
function quotaIn(entries: readonly OutboxEntry[]): ToldProblem | undefined {
  const delivery = entries.at(-1)?.delivery;
  const problem = delivery?.state === 'refused' ? delivery.problem : undefined;
  return problem?.code === QUOTA_REACHED ? problem : undefined;
}

/** Before it was open, or by a code that says so. */
function wasRefused(before: ConnectionStatus, now: ConnectionStatus): boolean {
  if (now.state === 'stopped') return now.reason === 'signed-out' || now.reason === 'forbidden';
  return before.state === 'connecting' && now.state === 'waiting';
}

function created(events: readonly ConversationEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'message-created' ? [event.messageId] : []));
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
