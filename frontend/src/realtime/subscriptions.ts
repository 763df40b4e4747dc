import type { ClientFrame, ResumeCursor, ServerFrameOf } from '../protocol/frames';
import type { ConversationEvent } from '../protocol/events';
import type { Problem, Snapshot } from '../protocol/vocabulary';
import { backoffMs, resendPolicy } from './backoff';
import { judge, type Cursor } from './cursor';
import type { Cancel, Scheduler } from './scheduler';

export interface SubscriptionsOptions {
  readonly scheduler: Scheduler;
  readonly send: (frame: ClientFrame) => boolean;
  readonly nextRef: () => string;
  readonly onSnapshot: (conversationId: string, snapshot: Snapshot) => void;
  /** False when the events do not fit what is known: the conversation is asked for anew. */
  readonly onEvents: (conversationId: string, events: readonly ConversationEvent[]) => boolean;
  readonly onGone: (conversationId: string) => void;
  /** The server cannot say right now; it is asked again at that time. Undefined when that is over. */
  readonly onDelayed: (conversationId: string, retryAt: number | undefined) => void;
  /** The server does not answer, or its answers never fit. */
  readonly onStuck: () => void;
}

interface Subscription {
  cursor: Cursor | undefined;
  /** Waiting for `subscribed`: what arrives before it is of an earlier subscription. */
  pending: boolean;
  ref: string | undefined;
  misfits: number;
  /** Temporary errors in a row. */
  failures: number;
  cancelTimeout: Cancel;
}

const ANSWER_TIMEOUT_MS = 10_000;
const MAX_MISFITS = 5;
const LEAST_DELAY_MS = 1_000;
const nothing: Cancel = () => undefined;

/** The conversations that are followed, and how far each has been read. */
export class Subscriptions {
  private readonly byId = new Map<string, Subscription>();
  private readonly options: SubscriptionsOptions;

  constructor(options: SubscriptionsOptions) {
    this.options = options;
  }

  follow(conversationId: string): void {
    if (this.byId.has(conversationId)) return;
    this.byId.set(conversationId, {
      cursor: undefined,
      pending: true,
      ref: undefined,
      misfits: 0,
      failures: 0,
      cancelTimeout: nothing,
    });
    this.ask(conversationId);
  }

  unfollow(conversationId: string): void {
    if (!this.forget(conversationId)) return;
    this.options.send({ type: 'unsubscribe', ref: this.options.nextRef(), conversationId });
  }

  /** The user asked: a wait for the next question to the server ends. */
  askNow(conversationId: string): void {
    const subscription = this.byId.get(conversationId);
    if (subscription === undefined || subscription.failures === 0) return;
    subscription.cancelTimeout();
    this.options.onDelayed(conversationId, this.options.scheduler.now());
    this.ask(conversationId);
  }

  followed(): ReadonlySet<string> {
    return new Set(this.byId.keys());
  }

  cursorOf(conversationId: string): Cursor | undefined {
    return this.byId.get(conversationId)?.cursor;
  }

  /** The cursors that go into `hello`; each of them will be answered. */
  resume(): readonly ResumeCursor[] {
    return [...this.byId].flatMap(([conversationId, { cursor }]) =>
      cursor === undefined ? [] : [{ conversationId, ...cursor }],
    );
  }

  connected(): void {
    for (const [conversationId, subscription] of this.byId) {
      subscription.pending = true;
      if (subscription.cursor === undefined) this.ask(conversationId);
      else this.awaitAnswer(conversationId, subscription);
    }
  }

  disconnected(): void {
    for (const [conversationId, subscription] of this.byId) {
      subscription.cancelTimeout();
      this.recovered(conversationId, subscription);
      subscription.pending = true;
      subscription.ref = undefined;
    }
  }

  subscribed(frame: ServerFrameOf<'subscribed'>): void {
    const subscription = this.byId.get(frame.conversationId);
    if (subscription === undefined) return;
    subscription.cancelTimeout();
    this.recovered(frame.conversationId, subscription);
    if (frame.recovered) {
      const after = frame.after ?? 0;
      if (subscription.cursor === undefined || after > subscription.cursor.after) {
        this.again(frame.conversationId, subscription, 'from-start');
        return;
      }
      subscription.cursor = { epoch: frame.epoch, after };
      subscription.pending = false;
    } else if (frame.snapshot !== undefined) {
      subscription.cursor = { epoch: frame.epoch, after: frame.snapshot.seq };
      subscription.pending = false;
      this.options.onSnapshot(frame.conversationId, frame.snapshot);
    } else {
      this.again(frame.conversationId, subscription, 'from-start');
    }
  }

  events(frame: ServerFrameOf<'events'>): void {
    const subscription = this.byId.get(frame.conversationId);
    if (subscription?.cursor === undefined || subscription.pending) return;
    const verdict = judge(subscription.cursor, frame);
    if (verdict === 'old') return;
    if (verdict === 'gap') {
      this.again(frame.conversationId, subscription, 'from-cursor');
      return;
    }
    const events = frame.events.filter((event) => event.type !== 'conversation-deleted');
    if (!this.options.onEvents(frame.conversationId, events)) {
      this.again(frame.conversationId, subscription, 'from-start');
      return;
    }
    subscription.misfits = 0;
    subscription.cursor = { epoch: subscription.cursor.epoch, after: frame.to };
    if (events.length < frame.events.length) this.gone(frame.conversationId);
  }

  /** True when the error answered a subscription. */
  failed(frame: ServerFrameOf<'error'>): boolean {
    for (const [conversationId, subscription] of this.byId) {
      const mine =
        frame.conversationId === undefined
          ? frame.ref !== undefined && subscription.ref === frame.ref
          : frame.conversationId === conversationId;
      if (!mine) continue;
      if (frame.error.retryable) this.askLater(conversationId, subscription, frame.error);
      else this.gone(conversationId);
      return true;
    }
    return false;
  }

  private gone(conversationId: string): void {
    this.forget(conversationId);
    this.options.onGone(conversationId);
  }

  private forget(conversationId: string): boolean {
    const subscription = this.byId.get(conversationId);
    if (subscription === undefined) return false;
    subscription.cancelTimeout();
    this.recovered(conversationId, subscription);
    return this.byId.delete(conversationId);
  }

  private again(
    conversationId: string,
    subscription: Subscription,
    from: 'from-cursor' | 'from-start',
  ): void {
    subscription.misfits += 1;
    if (from === 'from-start') subscription.cursor = undefined;
    if (subscription.misfits > MAX_MISFITS) {
      subscription.misfits = 0;
      this.options.onStuck();
      return;
    }
    this.ask(conversationId);
  }

  private ask(conversationId: string): void {
    const subscription = this.byId.get(conversationId);
    if (subscription === undefined) return;
    subscription.pending = true;
    subscription.ref = this.options.nextRef();
    const { cursor, ref } = subscription;
    if (this.options.send({ type: 'subscribe', ref, conversationId, ...cursor })) {
      this.awaitAnswer(conversationId, subscription);
    }
  }

  /** For as long as it takes: the conversation is there, only not now. */
  private askLater(conversationId: string, subscription: Subscription, problem: Problem): void {
    const { scheduler } = this.options;
    subscription.failures += 1;
    const delayMs = Math.max(
      problem.retryAfterMs ?? LEAST_DELAY_MS,
      backoffMs(resendPolicy, subscription.failures, scheduler),
    );
    subscription.cancelTimeout();
    subscription.cancelTimeout = scheduler.after(delayMs, () => {
      this.ask(conversationId);
    });
    this.options.onDelayed(conversationId, scheduler.now() + delayMs);
  }

  private recovered(conversationId: string, subscription: Subscription): void {
    if (subscription.failures === 0) return;
    subscription.failures = 0;
    this.options.onDelayed(conversationId, undefined);
  }

  private awaitAnswer(conversationId: string, subscription: Subscription): void {
    subscription.cancelTimeout();
    subscription.cancelTimeout = this.options.scheduler.after(ANSWER_TIMEOUT_MS, () => {
      this.again(conversationId, subscription, 'from-cursor');
    });
  }
}
