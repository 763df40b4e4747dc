import type { ReactNode } from 'react';
import type { Entrance } from '../../conversation/entrance';
import type { Language } from '../../i18n/dictionary';
import { dictionaries } from '../../i18n/languages';
import { Logo } from '../../ui/icons';
import { chooseLanguage, useLanguage, useText } from '../settings/preferences';
import { useTitle } from '../shell/useTitle';
import { SignInPanel } from './SignInPanel';
import { titleOf } from './titles';
import { useEntranceState } from './useEntrance';

/** Before anybody is in: nothing but the way in. */
export function SignInPage({ entrance }: { readonly entrance: Entrance }) {
  const t = useText();
  const refused = useEntranceState((state) => state.refused);
  const registering = useEntranceState((state) => state.registering);
  return (
    <SignInFrame title={titleOf(t, { refused, registering }) ?? t.signIn.title}>
      <SignInPanel entrance={entrance} />
    </SignInFrame>
  );
}

interface FrameProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** A calm page with one thing on it. */
export function SignInFrame({ title, children }: FrameProps) {
  const t = useText();
  const language = useLanguage();
  useTitle(title);
  return (
    <div className="sign-in">
      <header className="brand">
        <Logo />
        <span>{t.appName}</span>
      </header>
      <main className="sign-in-card" data-testid="sign-in-page">
        <h1>{title}</h1>
        {children}
      </main>
      <footer className="sign-in-foot" role="group" aria-label={t.language}>
        {(Object.keys(dictionaries) as Language[]).map((candidate) => (
          <button
            key={candidate}
            type="button"
            className="link-button"
            lang={candidate}
            aria-pressed={candidate === language}
            onClick={() => {
              chooseLanguage(candidate);
            }}
          >
            {dictionaries[candidate].languageName}
          </button>
        ))}
      </footer>
    </div>
  );
}
