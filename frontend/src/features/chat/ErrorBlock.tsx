import type { ReactNode } from 'react';
import type { ToldProblem } from '../../realtime/told';
import { QUOTA_REACHED } from '../../conversation/problems';
import { WarningIcon } from '../../ui/icons';
import { useLanguage, useText } from '../settings/preferences';
import { traceHash } from '../trace/address';
import { CopyButton } from './CopyButton';

interface Props {
  readonly title: string;
  readonly problem: ToldProblem | undefined;
  readonly traceId?: string | undefined;
  readonly tone: 'error' | 'notice';
  readonly children?: ReactNode;
}

/** What went wrong, in words, with the next steps; never part of a message's text. */
export function ErrorBlock({ title, problem, traceId, tone, children }: Props) {
  const t = useText();
  const language = useLanguage();
  const trace = problem?.traceId ?? traceId;
  return (
    <div className="trouble" data-tone={tone} data-testid="trouble" data-code={problem?.code}>
      <WarningIcon />
      <div className="trouble-body">
        <p>{problem?.message[language] ?? title}</p>
        {problem !== undefined && <Quota problem={problem} />}
        {trace !== undefined && (
          <p className="trouble-trace">
            <span>{t.traceId}</span>{' '}
            <a href={traceHash(trace)} title={t.whatHappened}>
              <code>{trace}</code>
            </a>
            <CopyButton text={trace} label={t.copyTrace} />
          </p>
        )}
        <div className="trouble-actions">{children}</div>
      </div>
    </div>
  );
}

/** Until when nothing more is answered, where that is known. */
export function Quota({ problem }: { readonly problem: ToldProblem }) {
  const t = useText();
  const language = useLanguage();
  if (problem.code !== QUOTA_REACHED || problem.retryAt === undefined) return null;
  return <p data-testid="quota-until">{t.quotaUntil(momentOf(problem.retryAt, language))}</p>;
}

/** Within a day the time says enough. */
export function momentOf(time: number, language: string): string {
  const date = new Date(time);
  const today = date.toDateString() === new Date().toDateString();
  return date.toLocaleString(
    language,
    today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' },
  );
}
