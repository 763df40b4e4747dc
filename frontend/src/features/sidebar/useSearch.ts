import { useEffect, useState } from 'react';
import { problemOf } from '../../conversation/problems';
import type { SearchHit } from '../../protocol/rest';
import type { Problem } from '../../protocol/vocabulary';
import { useChat } from '../chat/useChat';

export type SearchState =
  | { readonly kind: 'searching' }
  | { readonly kind: 'found'; readonly hits: readonly SearchHit[] }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** So long after the last key nobody is still typing. */
const PAUSE_MS = 200;
const MAX_QUERY_CHARS = 200;

/** What was found for a query; while the next one is on its way the one before stays. */
export function useSearch(query: string): { readonly state: SearchState; readonly again: () => void } {
  const chat = useChat();
  const [state, setState] = useState<SearchState>({ kind: 'searching' });
  const [attempt, setAttempt] = useState(0);
  const asked = query.trim().slice(0, MAX_QUERY_CHARS);
  useEffect(() => {
    if (asked === '') return undefined;
    const abort = new AbortController();
    const id = setTimeout(() => {
      chat.api.search(asked, abort.signal).then(
        (hits) => {
          if (!abort.signal.aborted) setState({ kind: 'found', hits });
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setState({ kind: 'failed', problem: problemOf(error) });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(id);
      abort.abort();
    };
  }, [chat, asked, attempt]);
  return {
    state,
    again: () => {
      setState({ kind: 'searching' });
      setAttempt(attempt + 1);
    },
  };
}
