import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { runningMessage } from '../../conversation/model';
import { currentModel, type ChatState } from '../../conversation/state';
import { SendIcon, StopIcon } from '../../ui/icons';
import { useChat, useChatState } from '../chat/useChat';
import { CircuitNotice } from '../models/CircuitNotice';
import { ModelPicker } from '../models/ModelPicker';
import { ThinkingToggle } from '../models/ThinkingToggle';
import { OptionsButton } from '../options/OptionsButton';
import { useText } from '../settings/preferences';
import { QuotaNotice, usePaused } from './QuotaNotice';
import { COMMAND_LIST_ID, CommandList, optionId } from './CommandList';
import { commandsFor, editLast, type Command } from './commands';
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
  const { commands, active, setActive, dismiss } = useCommands(text);
  const [guard] = useState(() => new ImeGuard());
  const field = useAutoGrow(text);
  useFocus(field, slot.id);

  const current = commands[active];
  const length = text.trim().length;
  const paused = usePaused();
  const sendable = length > 0 && length <= limit && !paused;

  const sendText = (what: string) => {
    const taken = chat.send(what);
    setFull(!taken);
    if (taken) setText('');
  };
  const pick = (command: Command) => {
    if (command.run === undefined) {
      sendText(command.text);
      return;
    }
    setText('');
    command.run(chat);
  };
  const send = () => {
    const command = commands[active];
    if (command !== undefined) pick(command);
    else if (sendable) sendText(text);
  };
  const stop = () => {
    const unsent = chat.messages.stop();
    if (unsent !== undefined) setText(text.trim() === '' ? unsent : `${unsent}\n${text}`);
  };
  const listKeyed = (event: KeyboardEvent): boolean => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') dismiss();
    else if (step !== undefined) setActive((active + step + commands.length) % commands.length);
    else return false;
    event.preventDefault();
    return true;
  };
  const keyDown = (event: KeyboardEvent) => {
    if (guard.owns(event.nativeEvent)) return;
    if (commands.length > 0 && listKeyed(event)) return;
    if (event.key === 'Escape' && answering) {
      event.preventDefault();
      stop();
    } else if (event.key === 'ArrowUp' && text === '' && editLast(chat.store.getState())) {
      event.preventDefault();
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
      <QuotaNotice />
      <div className="composer-box">
        {commands.length > 0 && (
          <CommandList commands={commands} active={active} onActive={setActive} onPick={pick} />
        )}
        <textarea
          ref={field}
          id="message"
          rows={1}
          value={text}
          placeholder={t.messagePlaceholder}
          aria-label={t.messageField}
          aria-describedby="composer-hint"
          aria-autocomplete="list"
          aria-controls={commands.length > 0 ? COMMAND_LIST_ID : undefined}
          aria-activedescendant={current === undefined ? undefined : optionId(current)}
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
          <OptionsButton />
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

/** The commands that fit what is typed, until Escape; whatever is typed next is looked at anew. */
function useCommands(text: string) {
  const chat = useChat();
  const openKey = useChatState((state) => state.openKey);
  const demo = useChatState((state) => currentModel(state)?.demo === true);
  const [dismissed, setDismissed] = useState<string>();
  const [choice, setChoice] = useState({ text: '', index: 0 });
  const commands = useMemo(
    () => (text.startsWith('/') && dismissed !== text ? commandsFor(text, chat.store.getState()) : []),
    // What is offered depends on these two parts of the state.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [chat, text, dismissed, openKey, demo],
  );
  const active = choice.text === text ? Math.min(choice.index, commands.length - 1) : 0;
  return {
    commands,
    active,
    setActive: (index: number) => {
      setChoice({ text, index });
    },
    dismiss: () => {
      setDismissed(text);
    },
  };
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
