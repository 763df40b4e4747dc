import type { Problem } from '../protocol/vocabulary';

/** A problem as it was told to this page. */
export interface ToldProblem extends Problem {
  /** When it is worth trying again, on this browser's clock. */
  readonly retryAt?: number;
}

/** The server says how long from now; what is shown later must count from now. */
export function told(problem: Problem, now: number): ToldProblem {
  return problem.retryAfterMs === undefined ? problem : { ...problem, retryAt: now + problem.retryAfterMs };
}
