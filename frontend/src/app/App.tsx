import { useCallback, useEffect, useRef } from 'react';
import { titleOf } from '../conversation/state';
import { ConnectionBanner } from '../features/banner/ConnectionBanner';
import { ProblemToast } from '../features/banner/ProblemToast';
import { Announcer } from '../features/chat/Announcer';
import { Thread } from '../features/chat/Thread';
import { useChatState } from '../features/chat/useChat';
import { Composer } from '../features/composer/Composer';
import { useShortcuts } from '../features/help/useShortcuts';
import { useText } from '../features/settings/preferences';
import { Dialogs } from '../features/shell/Dialogs';
import { Notice } from '../features/shell/Notice';
import { shell, useShell } from '../features/shell/shell';
import { useTitle } from '../features/shell/useTitle';
import { Sidebar } from '../features/sidebar/Sidebar';
import { UndoToast } from '../features/sidebar/UndoToast';
import { TopBar } from './TopBar';

const SIDEBAR_ID = 'sidebar';

export function App() {
  const t = useText();
  const drawer = useShell((state) => state.drawer);
  const title = useOpenTitle();
  const missing = useChatState((state) => state.missing);
  useShortcuts();
  useTitle(title);
  const opener = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    if (!shell.getState().drawer) return;
    shell.setState({ drawer: false });
    requestAnimationFrame(() => opener.current?.focus());
  }, []);
  useEffect(() => {
    if (!drawer) return;
    const sidebar = document.getElementById(SIDEBAR_ID);
    if (sidebar?.contains(document.activeElement) === true) return;
    sidebar?.querySelector<HTMLElement>('button')?.focus();
  }, [drawer]);

  return (
    <>
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
          <TopBar opener={opener} sidebarId={SIDEBAR_ID} title={title} />
          <div className="banner-frame" role="status" aria-live="polite">
            <ConnectionBanner />
          </div>
          <Thread />
          <ProblemToast />
          {!missing && <Composer />}
          <Announcer />
        </main>
        <div className="notices">
          <UndoToast />
          <Notice />
        </div>
      </div>
      <Dialogs />
    </>
  );
}

function useOpenTitle(): string | undefined {
  return useChatState((state) => {
    if (state.openKey === undefined || state.missing) return undefined;
    const title = titleOf(state, state.openKey);
    return title === '' ? undefined : title;
  });
}

/** The hash is the router's. */
function focusComposer(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById('message')?.focus();
}
