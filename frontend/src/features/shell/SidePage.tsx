import type { ReactNode } from 'react';
import { isLocal } from '../../conversation/keys';
import { Logo, PreviousIcon } from '../../ui/icons';
import { useChatState } from '../chat/useChat';
import { useText } from '../settings/preferences';
import { SettingsMenu } from '../settings/SettingsMenu';
import { Dialogs } from './Dialogs';
import { Notice } from './Notice';
import { useTitle } from './useTitle';
import './sidePage.css';

interface Props {
  readonly name: 'admin' | 'trace';
  readonly title: string;
  /** What the way back to the conversation is called. */
  readonly back: string;
  readonly children: ReactNode;
}

/** A page beside the conversation, in its place. */
export function SidePage({ name, title, back, children }: Props) {
  const t = useText();
  const openKey = useChatState((state) => state.openKey);
  const conversation = openKey === undefined || isLocal(openKey) ? '' : `c/${encodeURIComponent(openKey)}`;
  useTitle(title);
  return (
    <>
      <div className={`${name}-page`} data-testid={name}>
        <header className="page-head">
          <a className="brand" href="#/">
            <Logo />
            <span>{t.appName}</span>
          </a>
          <a className="button" href={`#/${conversation}`} data-testid="back">
            <PreviousIcon />
            {back}
          </a>
          <SettingsMenu />
        </header>
        {children}
        <div className="notices">
          <Notice />
        </div>
      </div>
      <Dialogs />
    </>
  );
}
