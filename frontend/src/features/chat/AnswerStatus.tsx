import { useEffect, useState } from 'react';
import type { Message, RetryNotice } from '../../conversation/model';
import { useSecondsUntil } from '../../ui/useSecondsUntil';
import { useText } from '../settings/preferences';
import { CopyButton } from './CopyButton';
import { useChat, useChatState } from './useChat';

/** The sign of life of an answer that has no text yet, or that waits. */
export function AnswerStatus({ message }: { readonly message: Message }) {
  const t = useText();
  if (message.state === 'retrying' && message.retry !== undefined) {
    return <Retrying message={message} retry={message.retry} />;
  }
  if (message.state === 'connecting' && message.text !== '') return <Pulse label={t.goingOn} />;
  if (message.state === 'streaming' || message.reasoning !== '') return null;
  return (
    <>
      <Pulse label={message.state === 'queued' ? t.queued : t.connectingToModel} late />
      <LongWait key={message.generationId} message={message} />
    </>
  );
}

/** @param late whether the words come only when the wait is long enough to read them */
export function Pulse({ label, late = false }: { readonly label: string; readonly late?: boolean }) {
  return (
    <p className="status-line" data-testid="pulse">
      <span className="pulse" aria-hidden="true" />
      <span className={late ? 'status-late' : undefined}>{label}</span>
    </p>
  );
}

interface RetryingProps {
  readonly message: Message;
  readonly retry: RetryNotice;
}

function Retrying({ message, retry }: RetryingProps) {
  const t = useText();
  const seconds = useSecondsUntil(retry.retryAt);
  return (
    <p className="status-line" data-testid="retrying">
      <span className="pulse" aria-hidden="true" />
      <span>
        {t.retryReasons[retry.code] ?? t.retryReason}{' '}
        {seconds > 0
          ? t.retryingIn(seconds, retry.attempt, retry.of)
          : t.retryingNow(retry.attempt, retry.of)}
      </span>
      <StopWaiting message={message} />
    </p>
  );
}

/** So long without a sign is worth a word and a way out. */
const LONG_WAIT_MS = 8_000;

function LongWait({ message }: { readonly message: Message }) {
  const t = useText();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const id = setTimeout(() => {
      setLong(true);
    }, LONG_WAIT_MS);
    return () => {
      clearTimeout(id);
    };
  }, []);
  if (!long) return null;
  return (
    <p className="status-line" data-testid="long-wait">
      <span>{t.longWait}</span>
      <StopWaiting message={message} />
    </p>
  );
}

/** The way out of a wait, and the id under which the operator finds why. */
function StopWaiting({ message }: { readonly message: Message }) {
  const t = useText();
  const chat = useChat();
  const { generationId, traceId } = message;
  const stopping = useChatState(
    (state) => generationId !== undefined && state.stopping[generationId] === true,
  );
  if (generationId === undefined) return null;
  return (
    <>
      <button
        type="button"
        className="link-button"
        disabled={stopping}
        data-testid="cancel-retry"
        onClick={() => void chat.messages.stopGeneration(generationId)}
      >
        {stopping ? t.stopping : t.cancel}
      </button>
      {traceId !== undefined && <CopyButton text={traceId} label={t.copyTrace} />}
    </>
  );
}
