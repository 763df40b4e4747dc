import { useEffect, useRef } from 'react';
import { useText } from '../settings/preferences';
import type { Command } from './commands';

export const COMMAND_LIST_ID = 'command-list';

export function optionId(command: Command): string {
  return `command-${command.id}`;
}

interface Props {
  readonly commands: readonly Command[];
  readonly active: number;
  readonly onActive: (index: number) => void;
  readonly onPick: (command: Command) => void;
}

/** The focus stays in the message field: the list shows which command its keys have reached. */
export function CommandList({ commands, active, onActive, onPick }: Props) {
  const t = useText();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const option = list.current?.children[active] as Partial<HTMLElement> | undefined;
    option?.scrollIntoView?.({ block: 'nearest' });
  }, [active]);
  return (
    <div
      className="command-list"
      id={COMMAND_LIST_ID}
      ref={list}
      role="listbox"
      tabIndex={-1}
      aria-label={t.commands}
      data-testid="commands"
    >
      {commands.map((command, index) => (
        <div
          key={command.id}
          id={optionId(command)}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className="command"
          onPointerMove={() => {
            onActive(index);
          }}
          onPointerDown={(event) => {
            event.preventDefault();
          }}
          onClick={() => {
            onPick(command);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onPick(command);
          }}
        >
          <code>{command.text}</code>
          <span>{t.commandTexts[command.id].hint}</span>
        </div>
      ))}
    </div>
  );
}
