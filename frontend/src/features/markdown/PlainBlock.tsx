import { memo, useState } from 'react';
import { useText } from '../settings/preferences';

const STEP_CHARS = 20_000;

/** A block that would take too long to format: its text as it is, a part at a time. */
export const PlainBlock = memo(function PlainBlock({ text }: { readonly text: string }) {
  const t = useText();
  const [chars, setChars] = useState(STEP_CHARS);
  const hidden = text.length - chars;
  return (
    <div className="plain-block" data-testid="plain-block">
      <p className="plain-note">{t.shownUnformatted}</p>
      <p className="plain-text">{text.slice(0, chars)}</p>
      {hidden > 0 && (
        <button
          type="button"
          className="button"
          onClick={() => {
            setChars(chars + STEP_CHARS * 5);
          }}
        >
          {t.showMore(hidden)}
        </button>
      )}
    </div>
  );
});
