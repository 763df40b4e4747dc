import type { Scheduler } from './scheduler';

export interface BackoffPolicy {
  readonly baseMs: number;
  readonly factor: number;
  readonly capMs: number;
}

export const reconnectPolicy: BackoffPolicy = { baseMs: 500, factor: 2, capMs: 15_000 };
export const resendPolicy: BackoffPolicy = { baseMs: 1_000, factor: 2, capMs: 5_000 };

/** Full jitter: anything from nothing to the exponential delay of this attempt (from 1). */
export function backoffMs(policy: BackoffPolicy, attempt: number, scheduler: Scheduler): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * policy.factor ** Math.max(0, attempt - 1));
  return Math.round(scheduler.random() * ceiling);
}
