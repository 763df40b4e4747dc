import { CloseIcon } from '../../ui/icons';
import { CopyButton } from '../chat/CopyButton';
import { useChat, useChatState } from '../chat/useChat';
import { useLanguage, useText } from '../settings/preferences';

/** A request that was refused, or an error that belongs to no message. */
export function ProblemToast() {
  const t = useText();
  const language = useLanguage();
  const chat = useChat();
  const problem = useChatState((state) => state.problem);
  if (problem === undefined) return null;
  return (
    <div className="toast" role="alert" data-testid="problem" data-code={problem.code}>
      <p>{problem.message[language]}</p>
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
