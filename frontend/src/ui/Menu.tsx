import { useCallback, useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Floating } from './Floating';

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly hint?: string;
  readonly icon?: ReactNode;
  readonly danger?: boolean;
  readonly onSelect: () => void;
}

interface Props {
  readonly label: string;
  readonly icon: ReactNode;
  readonly buttonClass?: string;
  readonly align: 'start' | 'end';
  readonly testId?: string;
  /** With a line between one group and the next. */
  readonly groups: readonly (readonly MenuItem[])[];
}

/** A button with a menu of commands: arrows, first letters, Enter and Escape do what they do in every menu. */
export function MenuButton({ label, icon, buttonClass = 'icon-button', align, testId, groups }: Props) {
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const [anchor, setAnchor] = useState<HTMLButtonElement | null>(null);
  const menuId = useId();
  const close = useCallback(() => {
    setOpen(false);
  }, []);
  return (
    <>
      <button
        type="button"
        ref={(element) => {
          trigger.current = element;
          setAnchor(element);
        }}
        className={buttonClass}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? menuId : undefined}
        data-testid={testId}
        onClick={(event) => {
          event.preventDefault();
          setOpen(!open);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {icon}
      </button>
      {open && anchor !== null && (
        <Floating anchor={anchor} align={align} role="menu" label={label} id={menuId} onClose={close}>
          <Items
            groups={groups.filter((group) => group.length > 0)}
            onPick={(item) => {
              close();
              trigger.current?.focus();
              item.onSelect();
            }}
          />
        </Floating>
      )}
    </>
  );
}

interface ItemsProps {
  readonly groups: Props['groups'];
  readonly onPick: (item: MenuItem) => void;
}

function Items({ groups, onPick }: ItemsProps) {
  const root = useRef<HTMLDivElement>(null);
  const all = () => [...(root.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
  useEffect(() => {
    root.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
  }, []);
  const keyDown = (event: KeyboardEvent) => {
    const items = all();
    const at = items.findIndex((item) => item === document.activeElement);
    const target = targetOf(event.key, items, at);
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
  };
  return (
    <div ref={root} role="presentation" onKeyDown={keyDown}>
      {groups.map((group, index) => (
        <div key={group[0]?.key} role="group" className="menu-group" data-first={index === 0}>
          {group.map((item) => (
            <button
              key={item.key}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className="menu-item"
              data-danger={item.danger}
              data-testid={`menu-${item.key}`}
              onClick={() => {
                onPick(item);
              }}
            >
              {item.icon}
              <span className="menu-label">{item.label}</span>
              {item.hint !== undefined && <small>{item.hint}</small>}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

function targetOf(key: string, items: readonly HTMLElement[], at: number): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return items[(at + 1) % items.length];
    case 'ArrowUp':
      return items[(at - 1 + items.length) % items.length];
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
    default:
      return key.length === 1 && key !== ' ' ? beginningWith(key, items, at) : undefined;
  }
}

function beginningWith(key: string, items: readonly HTMLElement[], at: number): HTMLElement | undefined {
  const fromHere = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return fromHere.find((item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
}
