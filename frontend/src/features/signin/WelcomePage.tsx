import { useCallback, useEffect, useState } from 'react';
import type { Entrance } from '../../conversation/entrance';
import { problemOf } from '../../conversation/problems';
import type { OpenedInvitation } from '../../protocol/rest';
import type { Problem } from '../../protocol/vocabulary';
import { useLanguage, useText } from '../settings/preferences';
import { AccountForm } from './AccountForm';
import { SignInFrame } from './SignInPage';
import { useEntranceState } from './useEntrance';

interface Props {
  readonly token: string;
  readonly entrance: Entrance;
  /** The link has done its work, or never will: it is to leave the address. */
  readonly onSpent: () => void;
  /** Somebody is in, or there is nothing to do here: the page begins anew. */
  readonly onDone: () => void;
}

const texts = { 'set-up': 'setUp', invitation: 'welcome', reset: 'reset' } as const;

/** Where a one-time link leads: the first administrator, somebody who was invited, or a new password. */
export function WelcomePage({ token, entrance, onSpent, onDone }: Props) {
  const t = useText();
  const terms = useEntranceState((state) => state.ways?.terms);
  const [opened, setOpened] = useState<OpenedInvitation>();
  const [problem, setProblem] = useState<Problem>();
  const load = useCallback(() => {
    entrance.openInvitation(token).then(setOpened, (error: unknown) => {
      const found = problemOf(error);
      setProblem(found);
      if (!found.retryable) onSpent();
    });
  }, [entrance, token, onSpent]);
  useEffect(load, [load]);
  const again = () => {
    setProblem(undefined);
    load();
  };
  if (problem !== undefined) return <Gone problem={problem} onAgain={again} onLeave={onDone} />;
  if (opened === undefined) return <SignInFrame title={t.loading}>{null}</SignInFrame>;
  const isReset = opened.kind === 'reset';
  const name = opened.name ?? '';
  const kind = texts[opened.kind];
  return (
    <SignInFrame title={t.signIn[`${kind}Title`]}>
      <p className="form-hint">
        {isReset
          ? t.signIn.resetText(name)
          : t.signIn[opened.kind === 'set-up' ? 'setUpText' : 'welcomeText']}
      </p>
      <AccountForm
        of={isReset ? name : undefined}
        terms={isReset ? undefined : terms}
        submit={isReset ? t.signIn.resetSubmit : t.signIn.create}
        onSubmit={async ({ name: chosen, ...account }) => {
          await entrance.accept({ token, ...account, ...(isReset ? {} : { name: chosen }) });
          onSpent();
          onDone();
        }}
      />
    </SignInFrame>
  );
}

interface GoneProps {
  readonly problem: Problem;
  readonly onAgain: () => void;
  readonly onLeave: () => void;
}

function Gone({ problem, onAgain, onLeave }: GoneProps) {
  const t = useText();
  const language = useLanguage();
  return (
    <SignInFrame title={t.signIn.linkGone}>
      <div className="form" role="alert" data-testid="welcome-gone" data-code={problem.code}>
        <p>{problem.message[language]}</p>
        {problem.retryable && (
          <button type="button" className="button primary wide" onClick={onAgain}>
            {t.tryAgain}
          </button>
        )}
        <button type="button" className="button wide" onClick={onLeave}>
          {t.signIn.toSignIn}
        </button>
      </div>
    </SignInFrame>
  );
}
