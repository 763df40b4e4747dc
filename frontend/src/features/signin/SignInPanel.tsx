import { lazy, type ReactNode } from 'react';
import type { Entrance } from '../../conversation/entrance';
import type { SignInWays, Terms } from '../../protocol/rest';
import type { ToldProblem } from '../../realtime/told';
import { useLanguage, useText } from '../settings/preferences';
import { FormProblem } from '../shell/FormProblem';
import { Part } from '../shell/Part';
import { useAttempt } from '../shell/useAttempt';
import { safeAddress } from './safeAddress';
import { SignInForm } from './SignInForm';
import { TermsLink } from './TermsLink';
import { useEntranceState } from './useEntrance';

const AccountForm = lazy(async () => ({ default: (await import('./AccountForm')).AccountForm }));

/** What somebody who is not let in can do about it. */
export function SignInPanel({ entrance }: { readonly entrance: Entrance }) {
  const refused = useEntranceState((state) => state.refused);
  const ways = useEntranceState((state) => state.ways);
  switch (refused?.code) {
    case 'terms-not-accepted':
      return <AcceptTerms entrance={entrance} terms={ways?.terms} />;
    case 'account-disabled':
    case 'email-not-verified':
      return <Barred entrance={entrance} problem={refused} />;
    default:
      return (
        <>
          <Reason refused={refused} />
          {ways === undefined ? (
            <UnknownWays entrance={entrance} />
          ) : (
            <Ways entrance={entrance} ways={ways} />
          )}
        </>
      );
  }
}

/** Who comes for the first time needs no reason. */
function Reason({ refused }: { readonly refused: ToldProblem | undefined }) {
  const t = useText();
  const language = useLanguage();
  const failed = useEntranceState((state) => state.failed);
  const words =
    failed !== undefined
      ? (t.problems[failed] ?? t.problems['sign-in-failed'])
      : refused === undefined || refused.code === 'sign-in-required'
        ? undefined
        : refused.message[language];
  if (words === undefined) return null;
  return (
    <p className="form-problem" role="alert" data-testid="sign-in-reason" data-code={failed ?? refused?.code}>
      {words}
    </p>
  );
}

function Ways({ entrance, ways }: { readonly entrance: Entrance; readonly ways: SignInWays }) {
  const t = useText();
  const registering = useEntranceState((state) => state.registering);
  if (ways.mode === 'oidc' && ways.oidc !== undefined) {
    const { label, url } = ways.oidc;
    return (
      <div className="form">
        <p className="form-hint">{t.signIn.providerText}</p>
        <a
          className="button primary wide"
          href={safeAddress(entrance.providerUri(url, location.hash))}
          data-testid="provider-sign-in"
        >
          {t.signIn.withProvider(label)}
        </a>
      </div>
    );
  }
  if (!registering) {
    return (
      <SignInForm
        entrance={entrance}
        ways={ways}
        onRegister={() => {
          entrance.setRegistering(true);
        }}
      />
    );
  }
  return (
    <Part>
      <AccountForm
        terms={ways.terms}
        submit={t.signIn.create}
        onSubmit={(account) => entrance.register(account)}
      />
      <button
        type="button"
        className="link-button"
        onClick={() => {
          entrance.setRegistering(false);
        }}
      >
        {t.signIn.haveAccount}
      </button>
    </Part>
  );
}

interface BarredProps {
  readonly entrance: Entrance;
  readonly problem: ToldProblem;
  readonly children?: ReactNode;
}

/** Signed in, and yet not let in. */
function Barred({ entrance, problem }: BarredProps) {
  const t = useText();
  const language = useLanguage();
  return (
    <div className="form" data-testid="barred" data-code={problem.code}>
      <p role="alert">{problem.message[language]}</p>
      <button type="button" className="button primary wide" onClick={() => void entrance.look()}>
        {t.signIn.checkAgain}
      </button>
      <SomebodyElse entrance={entrance} />
    </div>
  );
}

interface TermsProps {
  readonly entrance: Entrance;
  readonly terms: Terms | undefined;
}

/** Nobody accepts what they cannot read: where the server has not said which they are, it is asked again. */
function AcceptTerms({ entrance, terms }: TermsProps) {
  const t = useText();
  const { busy, problem, attempt } = useAttempt();
  return (
    <div className="form" data-testid="terms">
      <p>{t.signIn.termsText}</p>
      {terms !== undefined && (
        <p>
          <TermsLink terms={terms} />
        </p>
      )}
      <FormProblem problem={problem} />
      <button
        type="button"
        className="button primary wide"
        disabled={busy}
        data-testid="terms-accept"
        onClick={() => {
          void attempt(async () => {
            if (terms === undefined) await entrance.look();
            else await entrance.acceptTerms(terms.version);
          });
        }}
      >
        {terms === undefined ? t.tryAgain : t.signIn.termsAccept}
      </button>
      <SomebodyElse entrance={entrance} />
    </div>
  );
}

function SomebodyElse({ entrance }: { readonly entrance: Entrance }) {
  const t = useText();
  const { busy, problem, attempt } = useAttempt();
  return (
    <>
      <FormProblem problem={problem} />
      <button
        type="button"
        className="link-button"
        disabled={busy}
        onClick={() => void attempt(() => entrance.signOut())}
      >
        {t.signIn.asSomebodyElse}
      </button>
    </>
  );
}

function UnknownWays({ entrance }: { readonly entrance: Entrance }) {
  const t = useText();
  return (
    <div className="form">
      <p className="form-hint">{t.signIn.unknownWays}</p>
      <button type="button" className="button wide" onClick={() => void entrance.learnWays()}>
        {t.tryAgain}
      </button>
    </div>
  );
}
