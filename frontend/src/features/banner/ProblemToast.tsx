import { CloseIcon } from '../../ui/icons';
import { CopyButton } from '../chat/CopyButton';
import { Quota } from '../chat/ErrorBlock';
import { useChat, useChatState } from '../chat/useChat';
import { useLanguage, useText } from '../settings/preferences';

/** A request that was refused, or an error that belongs to no message. */
export function ProblemToast() {
  const t = useText();
  const language = useLanguage();
  const chat = useChat();
  const problem = useChatState((state) => state.problem);
  const again = useChatState((state) => state.again);
  if (problem === undefined) return null;
  return (
    <div className="toast" role="alert" data-testid="problem" data-code={problem.code}>
      <div className="toast-words">
        <p>{problem.message[language]}</p>
        {problem.detail !== undefined && <p className="toast-detail">{problem.detail}</p>}
        <Quota problem={problem} />
      </div>
      {again !== undefined && problem.retryable && (
        <button
          type="button"
          className="button"
          onClick={() => {
            chat.dismissProblem();
            again();
          }}
        >
          {t.tryAgain}
        </button>
      )}
      {problem.traceId !== undefined && <CopyButton text={problem.traceId} label={t.copyTrace} />}
      <button
        type="button"
        className="icon-button"
        aria-label={t.dismiss}
        onClick={() => {
          chat.dismissProblem();
        }}
      >
        <CloseIcon />
      </button>
    </div>
  );
}
