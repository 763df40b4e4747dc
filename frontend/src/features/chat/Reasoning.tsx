import { useState } from 'react';
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
  const open = choice ?? thinking;
  const done =
    durationMs === undefined ? t.thought : t.thoughtFor(Math.max(1, Math.round(durationMs / 1000)));
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
        <span>{thinking ? t.thinkingNow : done}</span>
        <ChevronIcon />
      </button>
      {open && <div className="reasoning-text">{text}</div>}
    </div>
  );
}
