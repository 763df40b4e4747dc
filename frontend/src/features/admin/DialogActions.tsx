import type { ReactNode } from 'react';
import { useText } from '../settings/preferences';

/** Below a dialog: back, or what it is about. */
export function DialogActions({ onCancel, children }: { onCancel: () => void; children: ReactNode }) {
  const t = useText();
  return (
    <div className="dialog-actions">
      <button type="button" className="button" onClick={onCancel}>
        {t.cancel}
      </button>
      {children}
    </div>
  );
}
