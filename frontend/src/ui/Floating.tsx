import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

interface Props {
  readonly anchor: HTMLElement;
  readonly align: 'start' | 'end';
  readonly role: 'menu' | 'dialog';
  readonly label: string;
  readonly id?: string;
  readonly testId?: string;
  /** Where nothing inside asks for the focus. */
  readonly takesFocus?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const GAP_PX = 6;
const EDGE_PX = 8;

/** A panel beside its button, above everything that scrolls or clips; Escape or a press elsewhere closes it. */
export function Floating(props: Props) {
  const { anchor, align, role, label, id, testId, takesFocus = false, onClose, children } = props;
  const panel = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const follow = () => {
      const element = panel.current;
      if (element === null) return;
      if (anchor.isConnected && isInView(anchor)) place(element, anchor, align);
      else onClose();
    };
    if (panel.current !== null) place(panel.current, anchor, align);
    if (takesFocus) panel.current?.focus();
    window.addEventListener('resize', follow);
    document.addEventListener('scroll', follow, { capture: true, passive: true });
    return () => {
      window.removeEventListener('resize', follow);
      document.removeEventListener('scroll', follow, { capture: true });
    };
  }, [anchor, align, takesFocus, onClose]);

  useEffect(() => {
    const pressed = (event: PointerEvent) => {
      if (!(event.target instanceof Node)) return;
      if (panel.current?.contains(event.target) !== true && !anchor.contains(event.target)) onClose();
    };
    const keyed = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' && event.key !== 'Tab') return;
      if (event.key === 'Tab' && role === 'dialog' && staysInside(panel.current, event.shiftKey)) return;
      if (event.key === 'Escape') event.preventDefault();
      event.stopPropagation();
      anchor.focus();
      onClose();
    };
    document.addEventListener('pointerdown', pressed);
    document.addEventListener('keydown', keyed, true);
    return () => {
      document.removeEventListener('pointerdown', pressed);
      document.removeEventListener('keydown', keyed, true);
    };
  }, [anchor, role, onClose]);

  return createPortal(
    <div
      className="floating"
      ref={panel}
      id={id}
      role={role}
      aria-label={label}
      tabIndex={-1}
      data-testid={testId}
    >
      {children}
    </div>,
    document.body,
  );
}

/** Whether Tab goes to something else in the panel; the panel is the last thing of the page, not the next one. */
function staysInside(panel: HTMLElement | null, backwards: boolean): boolean {
  const stops = [...(panel?.querySelectorAll<HTMLElement>('button, a[href], input, textarea, select') ?? [])];
  const edge = backwards ? stops[0] : stops.at(-1);
  if (edge === undefined || edge === document.activeElement) return false;
  return !(backwards && document.activeElement === panel);
}

function isInView(anchor: HTMLElement): boolean {
  const { bottom, top } = anchor.getBoundingClientRect();
  return bottom >= 0 && top <= window.innerHeight;
}

/** Below the button, or above it where there is more room; never out of the window. */
function place(panel: HTMLElement, anchor: HTMLElement, align: Props['align']): void {
  const around = anchor.getBoundingClientRect();
  const below = window.innerHeight - around.bottom - GAP_PX - EDGE_PX;
  const above = around.top - GAP_PX - EDGE_PX;
  panel.style.maxHeight = '';
  const height = panel.offsetHeight;
  const under = height <= below || below >= above;
  panel.style.maxHeight = `${String(Math.max(under ? below : above, 0))}px`;
  const top = under ? around.bottom + GAP_PX : around.top - GAP_PX - Math.min(height, above);
  const left = align === 'start' ? around.left : around.right - panel.offsetWidth;
  const rightmost = document.documentElement.clientWidth - panel.offsetWidth - EDGE_PX;
  panel.style.top = `${String(top)}px`;
  panel.style.left = `${String(Math.max(EDGE_PX, Math.min(left, rightmost)))}px`;
}
