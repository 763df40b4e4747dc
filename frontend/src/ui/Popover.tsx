import { useEffect, useId, useRef, useState, type ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly button: ReactNode;
  readonly buttonClass: string;
  readonly align: 'start' | 'end';
  readonly testId?: string;
  /** A choice with the pointer closes the panel; with the arrow keys one may go on choosing. */
  readonly closeOnPick?: boolean;
  readonly children: ReactNode;
}

/** A button and the panel it opens; Escape, a press elsewhere or a command in it closes it. */
export function Popover({ label, button, buttonClass, align, testId, closeOnPick = false, children }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const panelId = useId();

  useEffect(() => {
    if (!open) return undefined;
    const panel = root.current?.querySelector<HTMLElement>('.popover-panel');
    (
      panel?.querySelector<HTMLElement>('input:checked') ?? panel?.querySelector<HTMLElement>('input, button')
    )?.focus();
    let byPointer = false;
    const close = () => {
      setOpen(false);
      trigger.current?.focus();
    };
    const pressed = (event: PointerEvent) => {
      byPointer = true;
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) setOpen(false);
    };
    const keyed = (event: KeyboardEvent) => {
      byPointer = false;
      const picked = event.key === 'Enter' && event.target instanceof HTMLInputElement;
      if (event.key !== 'Escape' && !picked) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    const changed = () => {
      if (closeOnPick && byPointer) close();
    };
    document.addEventListener('pointerdown', pressed);
    document.addEventListener('keydown', keyed, true);
    panel?.addEventListener('change', changed);
    return () => {
      document.removeEventListener('pointerdown', pressed);
      document.removeEventListener('keydown', keyed, true);
      panel?.removeEventListener('change', changed);
    };
  }, [open, closeOnPick]);

  return (
    <div className="popover" ref={root}>
      <button
        type="button"
        ref={trigger}
        className={buttonClass}
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? panelId : undefined}
        data-testid={testId}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {button}
      </button>
      {open && (
        <div className="popover-panel" data-align={align} id={panelId} role="dialog" aria-label={label}>
          <div
            role="presentation"
            onClick={(event) => {
              if (!(event.target instanceof Element) || event.target.closest('.menu-item') === null) return;
              setOpen(false);
              trigger.current?.focus();
            }}
          >
            {children}
          </div>
        </div>
      )}
    </div>
  );
}
