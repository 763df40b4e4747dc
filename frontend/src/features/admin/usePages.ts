import { useCallback, useEffect, useState } from 'react';
import { problemOf } from '../../conversation/problems';
import type { Problem } from '../../protocol/vocabulary';

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

interface Pages<T> {
  /** Undefined until the first page is there. */
  readonly items: readonly T[] | undefined;
  readonly hasMore: boolean;
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  readonly more: () => void;
  readonly reload: () => void;
  readonly change: (change: (items: readonly T[]) => readonly T[]) => void;
}

interface State<T> {
  readonly items: readonly T[] | undefined;
  readonly next: string | undefined;
  readonly busy: boolean;
  readonly problem: Problem | undefined;
}

interface Asked<T> {
  readonly load: (before: string | undefined) => Promise<Page<T>>;
  readonly before: string | undefined;
}

/** A long list, page by page; another question begins anew, and late answers to the one before are passed over. */
export function usePages<T>(load: Asked<T>['load']): Pages<T> {
  const [state, setState] = useState<State<T>>({
    items: undefined,
    next: undefined,
    busy: true,
    problem: undefined,
  });
  const [asked, setAsked] = useState<Asked<T>>({ load, before: undefined });
  // A place in one list is none in another.
  const before = asked.load === load ? asked.before : undefined;
  useEffect(() => {
    let current = true;
    load(before).then(
      ({ items, next }) => {
        if (!current) return;
        setState(({ items: shown = [] }) => ({
          items: before === undefined ? items : [...shown, ...items],
          next,
          busy: false,
          problem: undefined,
        }));
      },
      (error: unknown) => {
        if (current) setState((last) => ({ ...last, busy: false, problem: problemOf(error) }));
      },
    );
    return () => {
      current = false;
    };
    // The same page may be asked for again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [load, asked]);
  const { next } = state;
  return {
    items: state.items,
    hasMore: next !== undefined,
    busy: state.busy,
    problem: state.problem,
    more: useCallback(() => {
      setState((last) => ({ ...last, busy: true }));
      setAsked({ load, before: next });
    }, [load, next]),
    reload: useCallback(() => {
      setAsked({ load, before: undefined });
    }, [load]),
    change: useCallback((changed) => {
      setState((last) => ({ ...last, items: last.items && changed(last.items) }));
    }, []),
  };
}
