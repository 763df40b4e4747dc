import type { Message, RetryNotice } from '../../conversation/model';
import { useSecondsUntil } from '../../ui/useSecondsUntil';
import { useText } from '../settings/preferences';

/** The sign of life of an answer that has no text yet, or that waits. */
export function AnswerStatus({ message }: { readonly message: Message }) {
  const t = useText();
  if (message.state === 'retrying' && message.retry !== undefined) return <Retrying retry={message.retry} />;
  if (message.state === 'streaming' || message.reasoning !== '') return null;
  return <Pulse label={message.state === 'queued' ? t.queued : t.connectingToModel} />;
}

export function Pulse({ label }: { readonly label: string }) {
  return (
    <p className="status-line" data-testid="pulse">
      <span className="pulse" aria-hidden="true" />
      <span className="status-late">{label}</span>
    </p>
  );
}

function Retrying({ retry }: { readonly retry: RetryNotice }) {
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
    </p>
  );
}
