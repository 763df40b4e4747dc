import type { ReactNode } from 'react';
import type { Problem } from '../../protocol/vocabulary';
import { WarningIcon } from '../../ui/icons';
import { useLanguage, useText } from '../settings/preferences';
import { CopyButton } from './CopyButton';

interface Props {
  readonly title: string;
  readonly problem: Problem | undefined;
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
        {trace !== undefined && (
          <p className="trouble-trace">
            <span>{t.traceId}</span> <code>{trace}</code>
            <CopyButton text={trace} label={t.copyTrace} />
          </p>
        )}
        <div className="trouble-actions">{children}</div>
      </div>
    </div>
  );
}
