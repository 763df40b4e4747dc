import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { ImeGuard } from '../composer/imeGuard';
import { useText } from '../settings/preferences';
import { endEditing } from '../shell/shell';
import { useChat, useChatState } from './useChat';

interface Props {
  readonly messageId: string;
  readonly text: string;
}

/** Another version of a message of the user's, written in its place: Enter sends it, Escape leaves it as it was. */
export function MessageEditor({ messageId, text }: Props) {
  const t = useText();
  const chat = useChat();
  const limit = useChatState((state) => state.maxTextChars);
  const [edited, setEdited] = useState(text);
  const [full, setFull] = useState(false);
  const [guard] = useState(() => new ImeGuard());
  const field = useRef<HTMLTextAreaElement>(null);
  const over = edited.trim().length - limit;
  const sendable = edited.trim() !== '' && over <= 0;
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, [text]);
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${String(element.scrollHeight)}px`;
  }, [edited]);
  const send = () => {
    if (!sendable) return;
    const taken = chat.messages.edit(messageId, edited);
    setFull(!taken);
    if (taken) endEditing();
  };
  return (
    <form
      className="message-editor"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        value={edited}
        aria-label={t.editField}
        aria-describedby={`hint-${messageId}`}
        data-testid="message-editor"
        onChange={(event) => {
          setEdited(event.target.value);
        }}
        onCompositionStart={() => {
          guard.compositionStarted();
        }}
        onCompositionEnd={(event) => {
          guard.compositionEnded(event.timeStamp);
        }}
        onKeyDown={(event) => {
          if (guard.owns(event.nativeEvent)) return;
          if (event.key === 'Escape') {
            event.preventDefault();
            endEditing();
          } else if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            send();
          }
        }}
      />
      <p className="message-editor-hint" id={`hint-${messageId}`}>
        {full ? t.outboxFull : over > 0 ? t.tooLong(over) : t.editHint}
      </p>
      <div className="message-editor-row">
        <button type="button" className="button" onClick={endEditing}>
          {t.cancel}
        </button>
        <button type="submit" className="button primary" disabled={!sendable} data-testid="send-edited">
          {t.sendEdited}
        </button>
      </div>
    </form>
  );
}
