import type { ClientFrame, ServerFrameOf } from '../protocol/frames';
import type { Problem } from '../protocol/vocabulary';
import type { Cancel, Scheduler } from './scheduler';

export type Outcome =
  | { readonly kind: 'done'; readonly ack: ServerFrameOf<'ack'> }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** Nobody knows whether it was done: the conversation's events will tell. */
  | { readonly kind: 'unanswered' };

interface Waiting {
  readonly settle: (outcome: Outcome) => void;
  readonly cancelTimeout: Cancel;
}

const TIMEOUT_MS = 15_000;

/** Commands that are sent once (stop, regenerate, continue) and their answers. */
export class Requests {
  private readonly waiting = new Map<string, Waiting>();
  private readonly scheduler: Scheduler;
  private readonly send: (frame: ClientFrame) => boolean;

  constructor(scheduler: Scheduler, send: (frame: ClientFrame) => boolean) {
    this.scheduler = scheduler;
    this.send = send;
  }

  request(frame: ClientFrame): Promise<Outcome> {
    if (!this.send(frame)) return Promise.resolve({ kind: 'unanswered' });
    return new Promise((resolve) => {
      this.waiting.set(frame.ref, {
        settle: resolve,
        cancelTimeout: this.scheduler.after(TIMEOUT_MS, () => {
          this.settle(frame.ref, { kind: 'unanswered' });
        }),
      });
    });
  }

  acked(ack: ServerFrameOf<'ack'>): boolean {
    return this.settle(ack.ref, { kind: 'done', ack });
  }

  failed(ref: string | undefined, problem: Problem): boolean {
    return ref !== undefined && this.settle(ref, { kind: 'refused', problem });
  }

  disconnected(): void {
    for (const ref of [...this.waiting.keys()]) this.settle(ref, { kind: 'unanswered' });
  }

  private settle(ref: string, outcome: Outcome): boolean {
    const waiting = this.waiting.get(ref);
    if (waiting === undefined) return false;
    this.waiting.delete(ref);
    waiting.cancelTimeout();
    waiting.settle(outcome);
    return true;
  }
}
