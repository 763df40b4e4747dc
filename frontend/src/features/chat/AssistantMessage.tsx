import { memo } from 'react';
import { isRunning, type Message } from '../../conversation/model';
import type { PathStep } from '../../conversation/path';
import { Markdown } from '../markdown/Markdown';
import { useText } from '../settings/preferences';
import { AnswerActions } from './AnswerActions';
import { AnswerStatus } from './AnswerStatus';
import { ErrorBlock } from './ErrorBlock';
import { FallbackNote } from './FallbackNote';
import { Reasoning } from './Reasoning';
import { useChat, useChatState } from './useChat';

interface Props {
  readonly message: Message;
  readonly siblings: PathStep['siblings'];
  readonly index: number;
  readonly isLast: boolean;
}

export const AssistantMessage = memo(function AssistantMessage({ message, siblings, index, isLast }: Props) {
  const t = useText();
  const running = isRunning(message);
  const model = useChatState((state) => state.models.find(({ id }) => id === message.model));
  const label = model?.label ?? message.model ?? t.assistant;
  return (
    <div
      className="message assistant"
      data-testid="assistant-message"
      data-state={message.state}
      data-last={isLast}
    >
      <div className="message-label">{label}</div>
      {message.fallbackFrom !== undefined && <FallbackNote message={message} asked={message.fallbackFrom} />}
      {message.reasoning !== '' && (
        <Reasoning
          text={message.reasoning}
          thinking={running && message.text === ''}
          durationMs={message.reasoningMs}
        />
      )}
      {message.text !== '' && (
        <div data-testid="answer-text">
          <Markdown text={message.text} streaming={running} />
        </div>
      )}
      {running && <AnswerStatus message={message} />}
      {!running && <Ending message={message} />}
      {!running && <AnswerActions message={message} siblings={siblings} index={index} />}
    </div>
  );
});

/** How an answer ended, where that is not the ordinary way, and what can be done. */
function Ending({ message }: { readonly message: Message }) {
  const t = useText();
  if (message.state === 'complete') {
    return message.finishReason === 'length' ? (
      <p className="ending-note">
        {t.lengthReached} <Continue message={message} />
      </p>
    ) : null;
  }
  if (message.state === 'stopped') {
    return (
      <p className="ending-note" data-testid="stopped">
        {t.stopped}{' '}
        {message.text === '' ? <TryAgain messageId={message.id} /> : <Continue message={message} />}
      </p>
    );
  }
  return (
    <ErrorBlock
      title={message.state === 'interrupted' ? t.interrupted : t.failed}
      problem={message.error}
      traceId={message.traceId}
      tone={message.state === 'interrupted' ? 'notice' : 'error'}
    >
      {message.state === 'interrupted' && <Continue message={message} />}
      <TryAgain messageId={message.id} />
    </ErrorBlock>
  );
}

function TryAgain({ messageId }: { readonly messageId: string }) {
  const t = useText();
  const chat = useChat();
  return (
    <button type="button" className="button" onClick={() => void chat.messages.regenerate(messageId)}>
      {t.tryAgain}
    </button>
  );
}

function Continue({ message }: { readonly message: Message }) {
  const t = useText();
  const chat = useChat();
  const partial = useChatState(
    (state) => state.models.find(({ id }) => id === message.model)?.capabilities.partial === true,
  );
  if (!partial) return null;
  return (
    <button
      type="button"
      className="button"
      data-testid="continue"
      onClick={() => void chat.messages.continueAnswer(message.id)}
    >
      {t.continueAnswer}
    </button>
  );
}
