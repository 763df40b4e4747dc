import { useState } from 'react';
import { problemOf } from '../../conversation/problems';
import { told, type ToldProblem } from '../../realtime/told';

interface Attempt {
  readonly busy: boolean;
  readonly problem: ToldProblem | undefined;
  /** True when it was done; what was refused stands in `problem`. */
  readonly attempt: (task: () => Promise<void>) => Promise<boolean>;
}

/** One thing at a time that may be refused. */
export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ToldProblem>();
  return {
    busy,
    problem,
    attempt: async (task) => {
      setBusy(true);
      setProblem(undefined);
      try {
        await task();
        return true;
      } catch (error) {
        setProblem(told(problemOf(error), Date.now()));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
