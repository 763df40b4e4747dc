import { useEffect, useState } from 'react';
import { ChevronIcon, ThoughtIcon } from '../../ui/icons';
import { useText } from '../settings/preferences';

interface Props {
  readonly text: string;
  readonly thinking: boolean;
  readonly durationMs: number | undefined;
}

/** Open while the model thinks, closed when the answer begins, unless the reader decided otherwise. */
export function Reasoning({ text, thinking, durationMs }: Props) {
  const t = useText();
  const [choice, setChoice] = useState<boolean>();
  const watchedSeconds = useSecondsWhile(thinking);
  const open = choice ?? thinking;
  const seconds = durationMs === undefined ? watchedSeconds : Math.max(1, Math.round(durationMs / 1000));
  return (
    <div className="reasoning" data-testid="reasoning" data-open={open}>
      <button
        type="button"
        className="reasoning-toggle"
        aria-expanded={open}
        data-thinking={thinking}
        onClick={() => {
          setChoice(!open);
        }}
      >
        <ThoughtIcon />
        {thinking ? (
          <>
            <span>{t.thinkingNow}</span>
            {watchedSeconds > 0 && (
              <span className="reasoning-seconds" aria-hidden="true">
                {t.seconds(watchedSeconds)}
              </span>
            )}
          </>
        ) : (
          <span>{seconds > 0 ? t.thoughtFor(seconds) : t.thought}</span>
        )}
        <ChevronIcon />
      </button>
      {open && <div className="reasoning-text">{text}</div>}
    </div>
  );
}

/** How long it has been so, as far as this page has seen it. */
function useSecondsWhile(thinking: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!thinking) return undefined;
    const began = Date.now();
    const timer = setInterval(() => {
      setSeconds(Math.floor((Date.now() - began) / 1000));
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [thinking]);
  return seconds;
}
