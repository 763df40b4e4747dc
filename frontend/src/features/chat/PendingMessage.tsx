import type { OutboxEntry } from '../../realtime/outbox';
import { useSecondsUntil } from '../../ui/useSecondsUntil';
import { insertIntoComposer } from '../composer/inbox';
import { useLanguage, useText } from '../settings/preferences';
import { Pulse } from './AnswerStatus';
import { ErrorBlock } from './ErrorBlock';
import { useChat, useChatState } from './useChat';

interface Props {
  readonly entry: OutboxEntry;
  readonly position: number;
  readonly count: number;
}

/** A message on its way: shown at once, and told truly while it waits. */
export function PendingMessage({ entry, position, count }: Props) {
  const t = useText();
  return (
    <article
      className="message user"
      aria-label={t.you}
      aria-posinset={position}
      aria-setsize={count}
      data-testid="user-message"
      data-delivery={entry.delivery.state}
    >
      <div className="bubble-row">
        <div className="bubble">{entry.text}</div>
      </div>
      <Delivery entry={entry} />
    </article>
  );
}

function Delivery({ entry }: { readonly entry: OutboxEntry }) {
  const t = useText();
  const language = useLanguage();
  const chat = useChat();
  const connected = useChatState((state) => state.connection.state === 'open');
  const { delivery } = entry;
  const takeBack = () => {
    const text = chat.messages.withdraw(entry.clientMessageId);
    if (text !== undefined) insertIntoComposer(text);
  };
  if (delivery.state === 'accepted' || delivery.state === 'sent') return <Pulse label={t.sending} late />;
  if (delivery.state === 'refused') {
    return (
      <ErrorBlock title={t.notSent} problem={delivery.problem} tone="error">
        <button
          type="button"
          className="button"
          onClick={() => {
            chat.messages.resend(entry.clientMessageId);
          }}
        >
          {t.tryAgain}
        </button>
        <button type="button" className="button" onClick={takeBack}>
          {t.edit}
        </button>
      </ErrorBlock>
    );
  }
  return (
    <p className="status-line waiting">
      {delivery.state === 'retrying' ? (
        <span>
          {delivery.problem !== undefined && `${delivery.problem.message[language]} `}
          <Countdown retryAt={delivery.retryAt} attempt={delivery.attempt} of={delivery.of} />
        </span>
      ) : (
        <span>{connected ? t.queued : t.waitingToBeSent}</span>
      )}
      <button type="button" className="link-button" onClick={takeBack}>
        {t.cancel}
      </button>
    </p>
  );
}

interface CountdownProps {
  readonly retryAt: number;
  readonly attempt: number;
  readonly of: number;
}

function Countdown({ retryAt, attempt, of }: CountdownProps) {
  const t = useText();
  return <span>{t.sendingAgain(useSecondsUntil(retryAt), attempt, of)}</span>;
}
