import { useEffect, useRef, useState } from 'react';
import { MAX_TITLE_CHARS } from '../../conversation/library';
import { useChat } from '../chat/useChat';
import { ImeGuard } from '../composer/imeGuard';
import { useText } from '../settings/preferences';
import { endRenaming } from '../shell/shell';

interface Props {
  readonly id: string;
  readonly title: string;
  /** Where the focus goes afterwards. */
  readonly onDone: () => void;
}

/** A conversation's name, changed in its place: Enter and leaving save, Escape does not. */
export function RenameField({ id, title, onDone }: Props) {
  const t = useText();
  const chat = useChat();
  const [name, setName] = useState(title);
  const [guard] = useState(() => new ImeGuard());
  const field = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const end = (save: boolean) => {
    if (ended.current) return;
    ended.current = true;
    endRenaming();
    if (save) void chat.library.rename(id, name);
  };
  return (
    <input
      ref={field}
      className="rename-field"
      value={name}
      maxLength={MAX_TITLE_CHARS}
      aria-label={t.renameField}
      data-testid="rename-field"
      onChange={(event) => {
        setName(event.target.value);
      }}
      onCompositionStart={() => {
        guard.compositionStarted();
      }}
      onCompositionEnd={(event) => {
        guard.compositionEnded(event.timeStamp);
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (guard.owns(event.nativeEvent)) return;
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        end(event.key === 'Enter');
        onDone();
      }}
      onBlur={() => {
        end(true);
      }}
    />
  );
}
