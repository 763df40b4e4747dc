import { memo, useMemo } from 'react';
import type { ConversationSummary } from '../../protocol/vocabulary';
import { CloseIcon, Logo, PlusIcon } from '../../ui/icons';
import { useChat, useChatState } from '../chat/useChat';
import { SettingsMenu } from '../settings/SettingsMenu';
import { useText } from '../settings/preferences';
import { groupByDate } from './grouping';

interface Props {
  readonly id: string;
  readonly onClose: () => void;
  readonly onNavigate: () => void;
}

export function Sidebar({ id, onClose, onNavigate }: Props) {
  const t = useText();
  const chat = useChat();
  const user = useChatState((state) => state.user);
  const name = user === undefined || user.guest === true ? t.guest : user.name;
  const startNew = () => {
    chat.open(undefined);
    onNavigate();
  };
  return (
    <aside className="sidebar" id={id} aria-label={t.conversations}>
      <div className="sidebar-head">
        <a className="brand" href="#/" onClick={startNew}>
          <Logo />
          <span>{t.appName}</span>
        </a>
        <button
          type="button"
          className="icon-button only-narrow"
          aria-label={t.closeSidebar}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </div>
      <a className="new-chat" href="#/" data-testid="new-chat" onClick={startNew}>
        <PlusIcon />
        {t.newChat}
      </a>
      <ConversationList onNavigate={onNavigate} />
      <div className="sidebar-foot">
        <span className="avatar" aria-hidden="true">
          {name.slice(0, 1).toUpperCase()}
        </span>
        <span className="user-name">{name}</span>
        <SettingsMenu />
      </div>
    </aside>
  );
}

function ConversationList({ onNavigate }: Pick<Props, 'onNavigate'>) {
  const t = useText();
  const list = useChatState((state) => state.list);
  const failed = useChatState((state) => state.listFailed);
  const groups = useMemo(() => groupByDate(list ?? [], new Date()), [list]);
  return (
    <nav className="conversations" aria-label={t.conversations} data-testid="conversations">
      {list === undefined && <p className="list-note">{failed ? t.listFailed : t.loading}</p>}
      {list?.length === 0 && <p className="list-note">{t.noConversations}</p>}
      {groups.map((group) => (
        <section key={group.name}>
          <h2>{t[group.name]}</h2>
          <ul>
            {group.conversations.map((conversation) => (
              <Entry key={conversation.id} conversation={conversation} onNavigate={onNavigate} />
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

interface EntryProps {
  readonly conversation: ConversationSummary;
  readonly onNavigate: () => void;
}

const Entry = memo(function Entry({ conversation, onNavigate }: EntryProps) {
  const t = useText();
  const { id, title, generating } = conversation;
  const open = useChatState((state) => state.openKey === id);
  const unread = useChatState((state) => state.unread[id] === true);
  return (
    <li>
      <a
        className="entry"
        href={`#/c/${encodeURIComponent(id)}`}
        aria-current={open ? 'page' : undefined}
        data-unread={unread}
        onClick={onNavigate}
      >
        <span className="entry-title">{title === undefined || title === '' ? t.untitled : title}</span>
        {generating === true && <span className="pulse" role="img" aria-label={t.answering} />}
        {generating !== true && unread && <span className="unread" role="img" aria-label={t.unread} />}
      </a>
    </li>
  );
});
