import { useEffect, type RefObject } from 'react';
import { rangesIn, type Hit } from './hits';

const FOUND = 'found';
const CURRENT = 'found-current';

/** Marks what was found in the messages that are in the page, without touching them; browsers that cannot, do not. */
export function useHighlights(
  scroller: RefObject<HTMLElement | null>,
  hits: readonly Hit[],
  query: string,
  current: Hit | undefined,
): void {
  useEffect(() => {
    const place = scroller.current;
    const registry = highlights();
    if (place === null || registry === undefined || hits.length === 0) return undefined;
    const wanted = new Set(hits.map(({ messageId }) => messageId));
    const paint = () => {
      const ranges: Range[] = [];
      let chosen: Range | undefined;
      for (const step of place.querySelectorAll<HTMLElement>('.step')) {
        const id = step.dataset['messageId'];
        if (id === undefined || !wanted.has(id)) continue;
        const own = rangesIn(step, query);
        ranges.push(...own);
        if (id === current?.messageId) chosen = own[Math.min(current.nth, own.length - 1)];
      }
      registry.set(FOUND, new Highlight(...ranges));
      const mark = new Highlight(...(chosen === undefined ? [] : [chosen]));
      mark.priority = 1;
      registry.set(CURRENT, mark);
    };
    let frame = 0;
    const observer = new MutationObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(paint);
    });
    observer.observe(place, { childList: true, characterData: true, subtree: true });
    paint();
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      registry.delete(FOUND);
      registry.delete(CURRENT);
    };
  }, [scroller, hits, query, current]);
}

function highlights(): HighlightRegistry | undefined {
  return typeof CSS === 'undefined' ? undefined : (CSS as { highlights?: HighlightRegistry }).highlights;
}
