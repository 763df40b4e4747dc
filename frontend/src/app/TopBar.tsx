import type { RefObject } from 'react';
import { useConversationMenu } from '../features/sidebar/useConversationMenu';
import { RenameField } from '../features/sidebar/RenameField';
import { useChatState } from '../features/chat/useChat';
import { useText } from '../features/settings/preferences';
import { shell, useShell } from '../features/shell/shell';
import { isLocal } from '../conversation/keys';
import { MenuIcon, MoreIcon, PlusIcon } from '../ui/icons';
import { MenuButton } from '../ui/Menu';

interface Props {
  readonly opener: RefObject<HTMLButtonElement | null>;
  readonly sidebarId: string;
  readonly title: string | undefined;
}

export function TopBar({ opener, sidebarId, title }: Props) {
  const t = useText();
  const drawer = useShell((state) => state.drawer);
  const id = useChatState(({ openKey, missing }) =>
    openKey === undefined || missing || isLocal(openKey) ? undefined : openKey,
  );
  return (
    <header className="topbar">
      <button
        type="button"
        ref={opener}
        className="icon-button only-narrow"
        aria-label={t.openSidebar}
        aria-expanded={drawer}
        aria-controls={sidebarId}
        data-testid="open-sidebar"
        onClick={() => {
          shell.setState({ drawer: true });
        }}
      >
        <MenuIcon />
      </button>
      <Title id={id} title={title} />
      {id !== undefined && <ConversationMenu id={id} title={title ?? t.untitled} />}
      <a className="icon-button only-narrow" href="#/" aria-label={t.newChat}>
        <PlusIcon />
      </a>
    </header>
  );
}

function Title({ id, title }: { readonly id: string | undefined; readonly title: string | undefined }) {
  const t = useText();
  const renaming = useShell((state) => state.renaming?.at === 'title' && state.renaming.id === id);
  if (id !== undefined && renaming) {
    return (
      <div className="topbar-title">
        <RenameField id={id} title={title ?? ''} onDone={focusComposer} />
      </div>
    );
  }
  if (title === undefined) {
    return (
      <span className="topbar-title">
        <span className="only-narrow">{t.appName}</span>
      </span>
    );
  }
  return (
    <h1 className="topbar-title" data-testid="title">
      {title}
    </h1>
  );
}

function ConversationMenu({ id, title }: { readonly id: string; readonly title: string }) {
  const t = useText();
  const summary = useChatState((state) => state.list?.find((other) => other.id === id));
  const pinned = useChatState((state) => state.conversations[id]?.pinned);
  const archived = useChatState((state) => state.conversations[id]?.archived);
  const groups = useConversationMenu(
    { id, pinned: summary?.pinned ?? pinned ?? false, archived: archived ?? false },
    'title',
  );
  return (
    <MenuButton
      label={t.actionsFor(title)}
      icon={<MoreIcon />}
      align="end"
      testId="conversation-menu"
      groups={groups}
    />
  );
}

function focusComposer(): void {
  document.getElementById('message')?.focus();
}
