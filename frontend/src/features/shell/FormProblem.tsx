import type { ToldProblem } from '../../realtime/told';
import { CopyButton } from '../chat/CopyButton';
import { useLanguage, useText } from '../settings/preferences';

/** A version, or the name of a span of time, says nothing to a reader. */
const DETAILS_FOR_PROGRAMS: ReadonlySet<string> = new Set(['terms-not-accepted', 'quota-reached']);

interface Props {
  readonly problem: ToldProblem | undefined;
  /** By code, where the form knows better words than the server. */
  readonly words?: Readonly<Partial<Record<string, string>>>;
}

/** Why a form was not accepted. */
export function FormProblem({ problem, words = {} }: Props) {
  const t = useText();
  const language = useLanguage();
  return (
    <div role="alert" className="form-problem-frame">
      {problem !== undefined && (
        <div className="form-problem" data-testid="form-problem" data-code={problem.code}>
          <p>
            {words[problem.code] ?? problem.message[language]}
            {problem.detail !== undefined && !DETAILS_FOR_PROGRAMS.has(problem.code) && (
              <small>{problem.detail}</small>
            )}
          </p>
          {problem.category === 'unknown' && problem.traceId !== undefined && (
            <CopyButton text={problem.traceId} label={t.copyTrace} />
          )}
        </div>
      )}
    </div>
  );
}
