import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { runningMessage } from '../../conversation/model';
import { currentModel, type ChatState } from '../../conversation/state';
import { SendIcon, StopIcon } from '../../ui/icons';
import { useChat, useChatState } from '../chat/useChat';
import { CircuitNotice } from '../models/CircuitNotice';
import { ModelPicker } from '../models/ModelPicker';
import { ThinkingToggle } from '../models/ThinkingToggle';
import { useText } from '../settings/preferences';
import { ImeGuard } from './imeGuard';
import { composerInbox } from './inbox';
import { useDraft } from './useDraft';

/** The counter shows itself when this share of the limit is used. */
const COUNTER_FROM = 0.9;

export function Composer() {
  const t = useText();
  const chat = useChat();
  const slot = useChatState((state) => state.draftSlot);
  const limit = useChatState((state) => state.maxTextChars);
  const answering = useChatState(isAnswering);
  const stopping = useChatState(isStopping);
  const demo = useChatState((state) => currentModel(state)?.demo === true);
  const [text, setText] = useDraft(slot);
  const [full, setFull] = useState(false);
  const [guard] = useState(() => new ImeGuard());
  const field = useAutoGrow(text);
  useFocus(field, slot.id);

  const length = text.trim().length;
  const sendable = length > 0 && length <= limit;

  const send = () => {
    if (!sendable) return;
    const taken = chat.send(text);
    setFull(!taken);
    if (taken) setText('');
  };
  const stop = () => {
    const unsent = chat.messages.stop();
    if (unsent !== undefined) setText(text.trim() === '' ? unsent : `${unsent}\n${text}`);
  };
  const keyDown = (event: KeyboardEvent) => {
    if (guard.owns(event.nativeEvent)) return;
    if (event.key === 'Escape' && answering) {
      event.preventDefault();
      stop();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <CircuitNotice />
      <div className="composer-box">
        <textarea
          ref={field}
          id="message"
          rows={1}
          value={text}
          placeholder={t.messagePlaceholder}
          aria-label={t.messageField}
          aria-describedby="composer-hint"
          data-testid="composer"
          enterKeyHint="send"
          onChange={(event) => {
            setText(event.target.value);
            setFull(false);
          }}
          onKeyDown={keyDown}
          onCompositionStart={() => {
            guard.compositionStarted();
          }}
          onCompositionEnd={(event) => {
            guard.compositionEnded(event.timeStamp);
          }}
        />
        <div className="composer-row">
          <ModelPicker />
          <ThinkingToggle />
          <Counter length={length} limit={limit} />
          {answering && (
            <button
              type="button"
              className="round-button"
              data-kind="stop"
              aria-label={stopping ? t.stopping : t.stop}
              title={`${t.stop} (Esc)`}
              data-testid="stop"
              disabled={stopping}
              onClick={stop}
            >
              <StopIcon />
            </button>
          )}
          {(!answering || length > 0) && (
            <button
              type="submit"
              className="round-button"
              data-kind="send"
              aria-label={t.send}
              title={t.send}
              data-testid="send"
              disabled={!sendable}
            >
              <SendIcon />
            </button>
          )}
        </div>
      </div>
      <p className="composer-note" id="composer-hint" data-testid="composer-note">
        {full ? <span role="alert">{t.outboxFull}</span> : demo ? t.demoNote : t.sendHint}
      </p>
    </form>
  );
}

function Counter({ length, limit }: { readonly length: number; readonly limit: number }) {
  const t = useText();
  const over = length - limit;
  if (length < limit * COUNTER_FROM) return <span className="counter" />;
  return (
    <span className="counter" data-over={over > 0} role="status" data-testid="counter">
      {over > 0 ? t.tooLong(over) : t.charactersLeft(-over)}
    </span>
  );
}

function useAutoGrow(text: string) {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${String(element.scrollHeight)}px`;
  }, [text]);
  return field;
}

/** With a mouse the field is ready at once; on a touch screen that would open the keyboard. */
function useFocus(field: { readonly current: HTMLTextAreaElement | null }, slot: string): void {
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, [field, slot]);
  useEffect(
    () =>
      composerInbox.subscribe(() => {
        field.current?.focus();
      }),
    [field],
  );
}

function isAnswering(state: ChatState): boolean {
  const { openKey } = state;
  if (openKey === undefined) return false;
  const conversation = state.conversations[openKey];
  if (conversation !== undefined && runningMessage(conversation) !== undefined) return true;
  return state.pending.some(
    (entry) =>
      entry.conversation === openKey &&
      (entry.delivery.state === 'sent' || entry.delivery.state === 'accepted'),
  );
}

function isStopping(state: ChatState): boolean {
  const conversation = state.openKey === undefined ? undefined : state.conversations[state.openKey];
  const generation = conversation === undefined ? undefined : runningMessage(conversation)?.generationId;
  return generation !== undefined && state.stopping[generation] === true;
}
