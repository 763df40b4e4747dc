import { shutsOut } from '../protocol/access';
import type { ClientFrame, ServerFrameOf } from '../protocol/frames';
import type { ConversationOptions, Problem } from '../protocol/vocabulary';
import { backoffMs, resendPolicy } from './backoff';
import type { Cancel, Scheduler } from './scheduler';
import { told, type ToldProblem } from './told';

/** A conversation's id, or a name made here for one that the server does not know yet. */
export type ConversationKey = string;

export interface Draft {
  readonly clientMessageId: string;
  readonly conversation: ConversationKey;
  readonly isNew: boolean;
  readonly text: string;
  readonly model?: string | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** Null: a first message beside the first one. */
  readonly parentId?: string | null | undefined;
  /** Stands beside the message that it edits, whatever is answered meanwhile. */
  readonly branches?: boolean | undefined;
  /** What a new conversation begins with. */
  readonly conversationOptions?: ConversationOptions | undefined;
}

export type OutboxState =
  | { readonly state: 'queued' }
  | { readonly state: 'sent' }
  | { readonly state: 'accepted'; readonly messageId?: string; readonly generationId?: string }
  | {
      readonly state: 'retrying';
      readonly attempt: number;
      readonly of: number;
      readonly retryAt: number;
      readonly problem?: Problem;
    }
  | { readonly state: 'refused'; readonly problem?: ToldProblem };

export type OutboxEntry = Draft & { readonly delivery: OutboxState; readonly attempts: number };

export interface OutboxOptions {
  readonly scheduler: Scheduler;
  readonly send: (frame: ClientFrame) => boolean;
  readonly onChange: (entries: readonly OutboxEntry[]) => void;
  /** The entry as it was before: under the name that the conversation had here. */
  readonly onAccepted: (entry: OutboxEntry, ack: ServerFrameOf<'ack'>) => void;
}

export const OUTBOX_LIMIT = 50;
const MAX_RETRIES = 3;
const ACK_TIMEOUT_MS = 15_000;
/** Whoever is told to come back later than this is not kept waiting: a quota, not a hiccup. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Messages on their way to the server, in order, one at a time per conversation. An entry is sent again after
 * every reconnect until it is answered; the server knows it by its clientMessageId. An accepted entry stays
 * until `settle`, so that the message does not vanish between the ack and its event.
 */
export class Outbox {
  private entries: readonly OutboxEntry[] = [];
  private readonly timers = new Map<string, Cancel>();
  private readonly options: OutboxOptions;

  constructor(options: OutboxOptions) {
    this.options = options;
  }

  /** False when the outbox is full: the text stays where it was typed. */
  add(draft: Draft): boolean {
    if (this.entries.length >= OUTBOX_LIMIT) return false;
    this.update([...this.entries, { ...draft, delivery: { state: 'queued' }, attempts: 0 }]);
    this.flush();
    return true;
  }

  /**
   * Puts what was left from an earlier visit in front of what there is.
   * @param aside what belongs to another user: it is neither sent nor shown
   */
  restore(drafts: readonly Draft[], aside: ReadonlySet<string>): void {
    for (const id of aside) this.cancelTimer(id);
    const present = this.entries.filter(({ clientMessageId }) => !aside.has(clientMessageId));
    const known = new Set(present.map(({ clientMessageId }) => clientMessageId));
    const restored = drafts
      .filter(({ clientMessageId }) => !known.has(clientMessageId))
      .map((draft) => ({ ...draft, delivery: { state: 'queued' }, attempts: 0 }) as const);
    this.update([...restored, ...present]);
    this.flush();
  }

  /**
   * Another tab had this message too, and it was answered or taken back there. One that is under way here waits for
   * its own answer.
   */
  doneElsewhere(clientMessageId: string): OutboxEntry | undefined {
    const state = this.find(clientMessageId)?.delivery.state;
    return state === 'sent' ? undefined : this.withdraw(clientMessageId);
  }

  /** Another tab has learnt to which conversation this message goes. */
  redirected(clientMessageId: string, { conversation, isNew, parentId }: Draft): void {
    const state = this.find(clientMessageId)?.delivery.state;
    if (state === 'queued' || state === 'retrying' || state === 'refused') {
      this.replace(clientMessageId, { conversation, isNew, parentId });
    }
  }

  all(): readonly OutboxEntry[] {
    return this.entries;
  }

  /** Sends the first waiting entry of every conversation that has none under way. */
  flush(): void {
    const busy = new Set<ConversationKey>();
    for (const entry of this.entries) {
      if (entry.delivery.state === 'accepted' || entry.delivery.state === 'refused') continue;
      if (busy.has(entry.conversation)) continue;
      busy.add(entry.conversation);
      if (entry.delivery.state === 'queued') this.transmit(entry);
    }
  }

  disconnected(): void {
    this.cancelTimers();
    this.update(
      this.entries.map((entry) =>
        entry.delivery.state === 'sent' || entry.delivery.state === 'retrying'
          ? { ...entry, delivery: { state: 'queued' } }
          : entry,
      ),
    );
  }

  /** True when the ref was one of this outbox. */
  acked(ack: ServerFrameOf<'ack'>): boolean {
    const entry = this.find(ack.ref);
    if (entry === undefined) return false;
    this.cancelTimer(entry.clientMessageId);
    if (entry.delivery.state === 'accepted') return true;
    const target = ack.conversationId ?? entry.conversation;
    this.update(
      this.entries.map((other) =>
        other === entry
          ? { ...other, conversation: target, isNew: false, delivery: accepted(ack) }
          : behind(entry, other, target, ack.messageId),
      ),
    );
    this.options.onAccepted(entry, ack);
    this.flush();
    return true;
  }

  failed(ref: string | undefined, problem: Problem): boolean {
    const entry = ref === undefined ? undefined : this.find(ref);
    if (entry === undefined) return false;
    this.cancelTimer(entry.clientMessageId);
    // Goes with the next connection, once whoever wrote it is signed in again.
    if (shutsOut(problem.code)) this.replace(entry.clientMessageId, { delivery: { state: 'queued' } });
    else if (problem.retryable && (problem.retryAfterMs ?? 0) <= LONGEST_WAIT_MS)
      this.retryLater(entry, problem);
    else this.refuse(entry, problem);
    return true;
  }

  /** The user asked to send a refused entry again. */
  retry(clientMessageId: string): void {
    this.cancelTimer(clientMessageId);
    this.replace(clientMessageId, { delivery: { state: 'queued' }, attempts: 0 });
    this.flush();
  }

  /** Returns what was taken out, unless the server already has it. */
  withdraw(clientMessageId: string): OutboxEntry | undefined {
    const entry = this.find(clientMessageId);
    if (entry === undefined || entry.delivery.state === 'accepted') return undefined;
    this.remove(clientMessageId);
    this.flush();
    return entry;
  }

  /**
   * The message has arrived in the conversation itself, at times before its ack.
   * @param answerId what answers it; needed where the ack has not said it
   */
  settle(clientMessageId: string, answerId?: string): void {
    const entry = this.find(clientMessageId);
    if (entry === undefined) return;
    this.remove(clientMessageId);
    if (entry.delivery.state !== 'accepted') {
      this.update(this.entries.map((other) => behind(entry, other, entry.conversation, answerId)));
    }
    this.flush();
  }

  private transmit(entry: OutboxEntry): void {
    if (!this.options.send(frameOf(entry))) return;
    this.replace(entry.clientMessageId, { delivery: { state: 'sent' } });
    this.timers.set(
      entry.clientMessageId,
      this.options.scheduler.after(ACK_TIMEOUT_MS, () => {
        const current = this.find(entry.clientMessageId);
        if (current?.delivery.state === 'sent') this.retryLater(current, undefined);
      }),
    );
  }

  private retryLater(entry: OutboxEntry, problem: Problem | undefined): void {
    const attempt = entry.attempts + 1;
    if (attempt > MAX_RETRIES) {
      this.refuse(entry, problem);
      return;
    }
    const { scheduler } = this.options;
    const delayMs = Math.max(problem?.retryAfterMs ?? 0, backoffMs(resendPolicy, attempt, scheduler));
    const retryAt = scheduler.now() + delayMs;
    this.replace(entry.clientMessageId, {
      attempts: attempt,
      delivery: { state: 'retrying', attempt, of: MAX_RETRIES, retryAt, ...(problem && { problem }) },
    });
    this.timers.set(
      entry.clientMessageId,
      scheduler.after(delayMs, () => {
        this.replace(entry.clientMessageId, { delivery: { state: 'queued' } });
        this.flush();
      }),
    );
  }

  private refuse(entry: OutboxEntry, problem: Problem | undefined): void {
    this.replace(entry.clientMessageId, {
      delivery:
        problem === undefined
          ? { state: 'refused' }
          : { state: 'refused', problem: told(problem, this.options.scheduler.now()) },
    });
    this.flush();
  }

  private find(clientMessageId: string): OutboxEntry | undefined {
    return this.entries.find((entry) => entry.clientMessageId === clientMessageId);
  }

  private replace(clientMessageId: string, change: Partial<OutboxEntry>): void {
    this.update(
      this.entries.map((entry) =>
        entry.clientMessageId === clientMessageId ? { ...entry, ...change } : entry,
      ),
    );
  }

  private remove(clientMessageId: string): void {
    this.cancelTimer(clientMessageId);
    this.update(this.entries.filter((entry) => entry.clientMessageId !== clientMessageId));
  }

  private cancelTimer(clientMessageId: string): void {
    this.timers.get(clientMessageId)?.();
    this.timers.delete(clientMessageId);
  }

  private cancelTimers(): void {
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }

  private update(entries: readonly OutboxEntry[]): void {
    this.entries = entries;
    this.options.onChange(entries);
  }
}

/** What was written after a message follows its answer, unless it edits an earlier one. */
function behind(
  entry: OutboxEntry,
  other: OutboxEntry,
  conversation: ConversationKey,
  answerId: string | undefined,
): OutboxEntry {
  if (other.conversation !== entry.conversation) return other;
  const parentId = other.branches === true ? other.parentId : (answerId ?? other.parentId);
  return { ...other, conversation, isNew: false, parentId };
}

function accepted(ack: ServerFrameOf<'ack'>): OutboxState {
  return {
    state: 'accepted',
    ...(ack.messageId === undefined ? {} : { messageId: ack.messageId }),
    ...(ack.generationId === undefined ? {} : { generationId: ack.generationId }),
  };
}

/** The clientMessageId is the ref too: a late answer to an earlier transmission still finds its entry. */
function frameOf(entry: OutboxEntry): ClientFrame {
  return {
    type: 'send',
    ref: entry.clientMessageId,
    ...(entry.isNew ? { new: true } : { conversationId: entry.conversation }),
    clientMessageId: entry.clientMessageId,
    ...(entry.parentId === undefined || entry.isNew ? {} : { parentId: entry.parentId }),
    text: entry.text,
    ...(entry.model === undefined ? {} : { model: entry.model }),
    ...(entry.options === undefined ? {} : { options: entry.options }),
    ...(entry.isNew && entry.conversationOptions !== undefined
      ? { conversationOptions: entry.conversationOptions }
      : {}),
  };
}
