import { QUOTA_REACHED } from '../../conversation/problems';
import { CloseIcon } from '../../ui/icons';
import { useSecondsUntil } from '../../ui/useSecondsUntil';
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
        {problem.detail !== undefined && problem.code !== QUOTA_REACHED && (
          <p className="toast-detail">{problem.detail}</p>
        )}
        <Quota problem={problem} />
      </div>
      {again !== undefined && problem.retryable && (
        <Again
          key={problem.retryAt}
          retryAt={problem.retryAt ?? 0}
          onAgain={() => {
            chat.dismissProblem();
            again();
          }}
        />
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

/** From here on seconds would say nothing. */
const COUNTED_S = 600;

/** Not before the server wants to hear of it again. */
function Again({ retryAt, onAgain }: { readonly retryAt: number; readonly onAgain: () => void }) {
  const t = useText();
  const seconds = useSecondsUntil(retryAt);
  return (
    <button type="button" className="button" disabled={seconds > 0} data-testid="again" onClick={onAgain}>
      {seconds > 0 && seconds <= COUNTED_S ? t.signIn.waitFor(seconds) : t.tryAgain}
    </button>
  );
}
