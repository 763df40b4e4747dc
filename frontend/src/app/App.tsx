import { useEffect, useRef, useState } from 'react';
import { ConnectionBanner } from '../features/banner/ConnectionBanner';
import { ProblemToast } from '../features/banner/ProblemToast';
import { Announcer } from '../features/chat/Announcer';
import { Thread } from '../features/chat/Thread';
import { useChatState } from '../features/chat/useChat';
import { Composer } from '../features/composer/Composer';
import { useLanguage, useText } from '../features/settings/preferences';
import { Sidebar } from '../features/sidebar/Sidebar';
import { MenuIcon, PlusIcon } from '../ui/icons';

const SIDEBAR_ID = 'sidebar';

export function App() {
  const t = useText();
  const language = useLanguage();
  const [drawer, setDrawer] = useState(false);
  const title = useOpenTitle();
  useEffect(() => {
    document.title = title === undefined ? t.appName : `${title} – ${t.appName}`;
  }, [title, t]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setDrawer(false);
    if (drawer) requestAnimationFrame(() => opener.current?.focus());
  };
  useEffect(() => {
    if (drawer) document.querySelector<HTMLElement>(`#${SIDEBAR_ID} button`)?.focus();
  }, [drawer]);

  return (
    <div
      className="app"
      data-drawer={drawer}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && drawer) close();
      }}
      role="presentation"
    >
      <a className="skip-link" href="#message" onClick={focusComposer}>
        {t.skipToComposer}
      </a>
      <Sidebar id={SIDEBAR_ID} onClose={close} onNavigate={close} />
      {drawer && <button type="button" className="scrim" aria-label={t.closeSidebar} onClick={close} />}
      <main className="main" inert={drawer}>
        <header className="topbar">
          <button
            type="button"
            ref={opener}
            className="icon-button only-narrow"
            aria-label={t.openSidebar}
            aria-expanded={drawer}
            aria-controls={SIDEBAR_ID}
            data-testid="open-sidebar"
            onClick={() => {
              setDrawer(true);
            }}
          >
            <MenuIcon />
          </button>
          {title === undefined ? (
            <span className="topbar-title">
              <span className="only-narrow">{t.appName}</span>
            </span>
          ) : (
            <h1 className="topbar-title" data-testid="title">
              {title}
            </h1>
          )}
          <a className="icon-button only-narrow" href="#/" aria-label={t.newChat}>
            <PlusIcon />
          </a>
        </header>
        <div className="banner-frame" role="status" aria-live="polite">
          <ConnectionBanner />
        </div>
        <Thread />
        <ProblemToast />
        <Composer />
        <Announcer />
      </main>
    </div>
  );
}

function useOpenTitle(): string | undefined {
  return useChatState((state) => {
    const { openKey } = state;
    if (openKey === undefined || state.missing) return undefined;
    const title = state.conversations[openKey]?.title;
    if (title !== undefined && title !== '') return title;
    return state.list?.find((summary) => summary.id === openKey)?.title;
  });
}

/** The hash is the router's. */
function focusComposer(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById('message')?.focus();
}
