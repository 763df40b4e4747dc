/** Runs a task at most once per animation frame; in a hidden page, where no frames come, by a timer. */
export interface Batch {
  request(): void;
  /** At once, if something is waiting. */
  flush(): void;
}

export type FrameClock = (task: () => void) => () => void;

const HIDDEN_PAGE_DELAY_MS = 250;

export const browserFrames: FrameClock = (task) => {
  const frame = requestAnimationFrame(task);
  const timer = setTimeout(task, HIDDEN_PAGE_DELAY_MS);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
};

export function createBatch(frames: FrameClock, task: () => void): Batch {
  let cancel: (() => void) | undefined;
  const run = () => {
    cancel?.();
    cancel = undefined;
    task();
  };
  return {
    request() {
      cancel ??= frames(run);
    },
    flush() {
      if (cancel !== undefined) run();
    },
  };
}
