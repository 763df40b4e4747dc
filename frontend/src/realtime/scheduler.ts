/** Time and chance, so that tests bring their own. */
export type Cancel = () => void;

export interface Scheduler {
  /** Milliseconds since the epoch. */
  now(): number;
  after(delayMs: number, task: () => void): Cancel;
  /** From 0 (inclusive) to 1 (exclusive). */
  random(): number;
}

export const browserScheduler: Scheduler = {
  now: () => Date.now(),
  after(delayMs, task) {
    const id = setTimeout(task, delayMs);
    return () => {
      clearTimeout(id);
    };
  },
  random: () => Math.random(),
};
