import { startTransition, useEffect, useState } from 'react';

/** So much of a finished text is rendered at once; the rest follows without keeping the page from its work. */
const AT_ONCE_CHARS = 500;
/** What arrives while the page was busy is shown in steps of this size, one at a time, so that no frame has too much to do. */
const STEP_CHARS = 60;
/** Who is far behind, as after a reload in the middle of a long answer, catches up in a few larger steps. */
const CATCH_UP_STEPS = 8;

const STEP_MS = 20;

/** How much of a text is shown: all of it soon, but not so much more at a time that the page would halt. */
export function usePaced(text: string, streaming: boolean): string {
  const [shown, setShown] = useState(() => Math.min(text.length, AT_ONCE_CHARS));
  const [seen, setSeen] = useState(text);
  if (seen !== text) {
    setSeen(text);
    setShown(text.startsWith(seen) ? next(shown, text) : Math.min(text.length, AT_ONCE_CHARS));
  }
  useEffect(() => {
    if (shown >= text.length) return undefined;
    if (!streaming) {
      startTransition(() => {
        setShown(text.length);
      });
      return undefined;
    }
    const timer = setTimeout(() => {
      setShown(next(shown, text));
    }, STEP_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [shown, text, streaming]);
  return shown >= text.length ? text : text.slice(0, shown);
}

function next(shown: number, text: string): number {
  const step = Math.max(STEP_CHARS, Math.ceil((text.length - shown) / CATCH_UP_STEPS));
  const end = Math.min(text.length, shown + step);
  const splitsPair = end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1));
  return splitsPair ? end + 1 : end;
}
