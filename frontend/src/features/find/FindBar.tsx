import {
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import type { PathStep } from '../../conversation/path';
import { CloseIcon, DownIcon, SearchIcon, UpIcon } from '../../ui/icons';
import { jumpToMessage } from '../chat/jumpToMessage';
import { useText } from '../settings/preferences';
import { endFinding, useShell } from '../shell/shell';
import { foldedQuery } from './fold';
import { findHits, MAX_HITS, rangesIn, type Hit } from './hits';
import { useHighlights } from './useHighlights';

interface Props {
  readonly steps: readonly PathStep[];
  readonly scroller: RefObject<HTMLDivElement | null>;
}

const FIELD_ID = 'find-field';
const MAX_QUERY_CHARS = 200;

export function isFindField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.id === FIELD_ID;
}

/** Searches the open branch of the conversation: all of it, also what is not in the page. */
export function FindBar({ steps, scroller }: Props) {
  const t = useText();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<Hit>();
  const field = useRef<HTMLInputElement>(null);
  const finds = useShell((state) => state.finds);
  const query = useDeferredValue(foldedQuery(typed));
  const hits = useMemo(() => findHits(steps, query), [steps, query]);
  const index = chosen === undefined ? -1 : hits.findIndex((hit) => isSame(hit, chosen));
  const current = hits[index];
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [finds]);
  const go = (hit: Hit | undefined) => {
    setChosen(hit);
    if (hit === undefined) return;
    jumpToMessage(hit.messageId, (step) => {
      const ranges = rangesIn(step, query);
      return ranges[Math.min(hit.nth, ranges.length - 1)];
    });
  };
  useFirstHit(query, hits, () => chosen?.position ?? positionInView(scroller.current), go);
  useHighlights(scroller, hits, query, current);
  const walk = (by: number) => {
    if (hits.length > 0) go(hits[(Math.max(index, by < 0 ? 0 : -1) + by + hits.length) % hits.length]);
  };
  const close = () => {
    endFinding();
    if (current === undefined) document.getElementById('message')?.focus();
    else focusStep(scroller.current, current);
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && isFindField(event.target)) walk(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  };
  const words =
    query === ''
      ? ''
      : hits.length === 0
        ? t.findNothing
        : t.findPosition(index + 1, hits.length, hits.length === MAX_HITS);
  return (
    // Escape closes it from each of its parts.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div className="find-bar" role="search" aria-label={t.find} data-testid="find-bar" onKeyDown={keyed}>
      <SearchIcon />
      <input
        ref={field}
        id={FIELD_ID}
        type="text"
        value={typed}
        maxLength={MAX_QUERY_CHARS}
        placeholder={t.find}
        aria-label={t.find}
        aria-describedby="find-words"
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
        data-testid="find-field"
        onChange={(event) => {
          setTyped(event.target.value);
        }}
      />
      <span className="find-words" id="find-words" role="status" data-testid="find-words">
        {words}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label={t.findPrevious}
        title={`${t.findPrevious} (Shift+Enter)`}
        disabled={hits.length === 0}
        data-testid="find-previous"
        onClick={() => {
          walk(-1);
        }}
      >
        <UpIcon />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={t.findNext}
        title={`${t.findNext} (Enter)`}
        disabled={hits.length === 0}
        data-testid="find-next"
        onClick={() => {
          walk(1);
        }}
      >
        <DownIcon />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={t.close}
        title={`${t.close} (Esc)`}
        data-testid="find-close"
        onClick={close}
      >
        <CloseIcon />
      </button>
    </div>
  );
}

/** What is typed shows its next place from where the reader is. */
function useFirstHit(
  query: string,
  hits: readonly Hit[],
  place: () => number,
  go: (hit: Hit | undefined) => void,
): void {
  useEffect(() => {
    const from = place();
    go(hits.find(({ position }) => position >= from) ?? hits[0]);
    // What arrives later moves nobody.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [query]);
}

function isSame(one: Hit, other: Hit): boolean {
  return one.messageId === other.messageId && one.nth === other.nth;
}

/** The index of the first message that can be seen. */
function positionInView(scroller: HTMLElement | null): number {
  const top = scroller?.getBoundingClientRect().top ?? 0;
  const steps = scroller?.querySelectorAll<HTMLElement>('.step') ?? [];
  const seen = [...steps].find((step) => step.getBoundingClientRect().bottom > top);
  return Number(seen?.dataset['position'] ?? 1) - 1;
}

function focusStep(scroller: HTMLElement | null, { messageId }: Hit): void {
  const steps = scroller?.querySelectorAll<HTMLElement>('.step') ?? [];
  [...steps].find(({ dataset }) => dataset['messageId'] === messageId)?.focus({ preventScroll: true });
}
