import { useCallback, useEffect, useState } from 'react';
import type { Api } from '../../conversation/api';
import { problemOf } from '../../conversation/problems';
import type { SharedConversation } from '../../protocol/rest';
import type { Problem } from '../../protocol/vocabulary';
import { Logo } from '../../ui/icons';
import { Reasoning } from '../chat/Reasoning';
import { Markdown } from '../markdown/Markdown';
import { useLanguage, useText } from '../settings/preferences';
import { useTitle } from '../shell/useTitle';

interface Props {
  readonly token: string;
  readonly api: Api;
}

/** A copy of a conversation that somebody shared: to be read, by anyone who has the link. */
export function SharedPage({ token, api }: Props) {
  const t = useText();
  const [shared, setShared] = useState<SharedConversation>();
  const [problem, setProblem] = useState<Problem>();
  const load = useCallback(() => {
    api.shared(token).then(setShared, (error: unknown) => {
      setProblem(problemOf(error));
    });
  }, [api, token]);
  useEffect(load, [load]);
  const title = shared?.title === undefined || shared.title === '' ? t.untitled : shared.title;
  useTitle(shared === undefined ? undefined : title);
  return (
    <div className="shared">
      <header className="shared-head">
        <a className="brand" href="#/">
          <Logo />
          <span>{t.appName}</span>
        </a>
        <span className="badge">{t.sharedCopy}</span>
        <a className="button" href="#/">
          {t.openApp}
        </a>
      </header>
      <main className="shared-main">
        {shared === undefined && problem === undefined && <p className="thread-loading">{t.loading}</p>}
        {problem !== undefined && (
          <Gone
            problem={problem}
            onAgain={() => {
              setProblem(undefined);
              load();
            }}
          />
        )}
        {shared !== undefined && <Copy shared={shared} title={title} />}
      </main>
    </div>
  );
}

function Copy({ shared, title }: { readonly shared: SharedConversation; readonly title: string }) {
  const t = useText();
  const language = useLanguage();
  const date = (time: number) => new Date(time).toLocaleDateString(language, { dateStyle: 'long' });
  return (
    <>
      <h1>{title}</h1>
      <p className="shared-note" data-testid="shared-note">
        {t.sharedNote(date(shared.sharedAt))}{' '}
        {shared.expiresAt !== undefined && t.sharedUntil(date(shared.expiresAt))}
      </p>
      <div className="shared-messages">
        {shared.messages.map((message, index) =>
          message.role === 'user' ? (
            <article className="message user" key={index} aria-label={t.you} data-testid="shared-message">
              <div className="bubble">{message.text}</div>
            </article>
          ) : (
            <article
              className="message assistant"
              key={index}
              aria-label={t.assistant}
              data-testid="shared-message"
            >
              <div className="message-label">{message.model ?? t.assistant}</div>
              {message.reasoning !== undefined && message.reasoning !== '' && (
                <Reasoning text={message.reasoning} thinking={false} durationMs={undefined} />
              )}
              <Markdown text={message.text} streaming={false} />
              {message.state === 'interrupted' && <p className="ending-note">{t.interrupted}</p>}
              {message.state === 'failed' && <p className="ending-note">{t.failed}</p>}
            </article>
          ),
        )}
      </div>
    </>
  );
}

function Gone({ problem, onAgain }: { readonly problem: Problem; readonly onAgain: () => void }) {
  const t = useText();
  const language = useLanguage();
  const again = problem.retryable;
  return (
    <div className="empty" role="alert" data-testid="shared-gone">
      <h1>{again ? t.sharedFailed : t.sharedGoneTitle}</h1>
      <p>{again ? problem.message[language] : t.sharedGoneText}</p>
      <div className="empty-actions">
        {again && (
          <button type="button" className="button primary" onClick={onAgain}>
            {t.tryAgain}
          </button>
        )}
        <a className="button" href="#/">
          {t.openApp}
        </a>
      </div>
    </div>
  );
}
