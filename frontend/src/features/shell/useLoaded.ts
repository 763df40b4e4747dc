import { useCallback, useEffect, useState } from 'react';
import { problemOf } from '../../conversation/problems';
import type { Problem } from '../../protocol/vocabulary';

export interface Loaded<T> {
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  readonly reload: () => void;
  readonly change: (change: (value: T) => T) => void;
}

/** What a request answers, asked when it is first shown and whenever the request is another one. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [value, setValue] = useState<T>();
  const [problem, setProblem] = useState<Problem>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let current = true;
    load().then(
      (loaded) => {
        if (!current) return;
        setValue(() => loaded);
        setProblem(undefined);
      },
      (error: unknown) => {
        if (current) setProblem(problemOf(error));
      },
    );
    return () => {
      current = false;
    };
  }, [load, asked]);
  const reload = useCallback(() => {
    setAsked((times) => times + 1);
  }, []);
  const change = useCallback((changed: (value: T) => T) => {
    setValue((before) => (before === undefined ? before : changed(before)));
  }, []);
  return { value, problem, reload, change };
}
