import type { ReactNode } from 'react';

/** Scrolls sideways, so the keyboard must reach it. */
export function TableBox({ children }: { readonly children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" tabIndex={0}>
      {children}
    </div>
  );
}
