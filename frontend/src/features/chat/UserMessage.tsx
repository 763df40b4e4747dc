import { memo, useEffect, useRef } from 'react';
import type { Message } from '../../conversation/model';
import type { PathStep } from '../../conversation/path';
import { PencilIcon } from '../../ui/icons';
import { useText } from '../settings/preferences';
import { startEditing, useShell } from '../shell/shell';
import { Branches } from './Branches';
import { CopyButton } from './CopyButton';
import { MessageEditor } from './MessageEditor';

interface Props {
  readonly message: Message;
  readonly siblings: PathStep['siblings'];
  readonly index: number;
}

export const UserMessage = memo(function UserMessage({ message, siblings, index }: Props) {
  const t = useText();
  const { id, text } = message;
  const editing = useShell((state) => state.editing === id);
  const editButton = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(editing);
  useEffect(() => {
    if (wasEditing.current && !editing && document.activeElement === document.body) {
      editButton.current?.focus();
    }
    wasEditing.current = editing;
  }, [editing]);
  return (
    <div className="message user" data-testid="user-message">
      {editing ? (
        <MessageEditor messageId={id} text={text} />
      ) : (
        <>
          <div className="bubble">{text}</div>
          <div className="message-actions">
            <Branches siblings={siblings} index={index} />
            <button
              type="button"
              ref={editButton}
              className="icon-button"
              aria-label={t.editMessage}
              title={t.editMessage}
              data-testid="edit-message"
              onClick={() => {
                startEditing(id);
              }}
            >
              <PencilIcon />
            </button>
            <CopyButton text={text} label={t.copyMessage} />
          </div>
        </>
      )}
    </div>
  );
});
