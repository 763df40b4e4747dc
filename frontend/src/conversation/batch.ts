/** Runs a task at most once per animation frame; in a hidden page, where no frames come, by a timer. */
export interface Batch {
  request(): void;
  /** At once, if something is waiting. */
  flush(): void;
}

export type FrameClock = (task: () => void) => () => void;

const HIDDEN_PAGE_DELAY_MS = 250;
/** A frame that took longer than this was late, and the next ones are left to the browser. */
const LATE_MS = 24;
const MAX_PAUSE_MS = 200;

/**
 * One frame at a time, and not in the frame's own task, which has style, layout and paint to do. After a late one a pause as
 * long as it took, so that the page stays free for the reader.
 */
export const browserFrames: FrameClock = (() => {
  let notBefore = 0;
  return (task: () => void) => {
    let frame = 0;
    let timer = setTimeout(task, HIDDEN_PAGE_DELAY_MS + MAX_PAUSE_MS);
    const run = () => {
      const began = performance.now();
      task();
      requestAnimationFrame(() => {
        // Behind the layout and the paint of what the task has changed.
        setTimeout(() => {
          const tookMs = performance.now() - began;
          if (tookMs > LATE_MS) notBefore = performance.now() + Math.min(tookMs, MAX_PAUSE_MS);
        });
      });
    };
    const wait = () => {
      frame = requestAnimationFrame(() => {
        if (performance.now() < notBefore) {
          wait();
          return;
        }
        clearTimeout(timer);
        timer = setTimeout(run);
      });
    };
    wait();
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  };
})();

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
