import { useEffect } from 'react';
import { CloseIcon } from '../../ui/icons';
import { useText } from '../settings/preferences';
import { notify, useShell } from './shell';

const SHOWN_MS = 6_000;

/** A short word about what was done. */
export function Notice() {
  const t = useText();
  const notice = useShell((state) => state.notice);
  useEffect(() => {
    if (notice === undefined) return undefined;
    const id = setTimeout(() => {
      notify(undefined);
    }, SHOWN_MS);
    return () => {
      clearTimeout(id);
    };
  }, [notice]);
  return (
    <div className="notice-frame" role="status" aria-live="polite">
      {notice !== undefined && (
        <div className="notice" data-testid="notice">
          <span className="notice-words">{notice}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={t.dismiss}
            onClick={() => {
              notify(undefined);
            }}
          >
            <CloseIcon />
          </button>
        </div>
      )}
    </div>
  );
}
