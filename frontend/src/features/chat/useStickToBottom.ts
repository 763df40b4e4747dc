import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

const NEAR_PX = 40;

interface StickToBottom {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  readonly away: boolean;
  readonly jump: () => void;
  /** The reader goes somewhere else. */
  readonly leave: () => void;
}

/**
 * Follows the end of a growing content until the reader scrolls away, and again once they are back.
 *
 * @param fromTop what is read from its beginning is not followed
 */
export function useStickToBottom(resetKey: string, fromTop: boolean): StickToBottom {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [away, setAway] = useState(false);

  const jump = useCallback(() => {
    stuck.current = true;
    setAway(false);
    const element = scroller.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, []);

  const leave = useCallback(() => {
    stuck.current = false;
  }, []);

  useLayoutEffect(() => {
    stuck.current = !fromTop;
    const element = scroller.current;
    if (element !== null) element.scrollTop = fromTop ? 0 : element.scrollHeight;
  }, [resetKey, fromTop]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (element === null || inner === null) return undefined;
    let lastTop = element.scrollTop;
    let lastHeight = element.scrollHeight;
    const distance = () => element.scrollHeight - element.scrollTop - element.clientHeight;
    const scrolled = () => {
      // Where the content has become shorter, it is not the reader who went up.
      const wentUp = element.scrollTop < lastTop - 1 && element.scrollHeight >= lastHeight;
      if (distance() <= NEAR_PX) stuck.current = true;
      else if (wentUp) leave();
      lastTop = element.scrollTop;
      lastHeight = element.scrollHeight;
      setAway(!stuck.current && distance() > NEAR_PX);
    };
    const wheeled = (event: WheelEvent) => {
      if (event.deltaY < 0 && element.scrollHeight > element.clientHeight) leave();
    };
    const resized = () => {
      if (stuck.current) element.scrollTop = element.scrollHeight;
      else setAway(distance() > NEAR_PX);
    };
    const observer = new ResizeObserver(resized);
    observer.observe(inner);
    observer.observe(element);
    element.addEventListener('scroll', scrolled, { passive: true });
    element.addEventListener('wheel', wheeled, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', scrolled);
      element.removeEventListener('wheel', wheeled);
    };
  }, [leave]);

  return { scroller, content, away, jump, leave };
}
