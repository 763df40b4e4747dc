import { useState } from 'react';
import { ArchiveIcon, CloseIcon, Logo, PlusIcon, PreviousIcon } from '../../ui/icons';
import { useChat, useChatState } from '../chat/useChat';
import { SettingsMenu } from '../settings/SettingsMenu';
import { useText } from '../settings/preferences';
import { shell, useShell } from '../shell/shell';
import { ArchivedList, ConversationList } from './ConversationList';
import { UserMenu } from '../signin/UserMenu';
import { SearchBox } from './SearchBox';
import { SearchResults } from './SearchResults';

interface Props {
  readonly id: string;
  readonly onClose: () => void;
  readonly onNavigate: () => void;
}

export function Sidebar({ id, onClose, onNavigate }: Props) {
  const t = useText();
  const chat = useChat();
  const user = useChatState((state) => state.user);
  const [query, setQuery] = useState('');
  const archived = useShell((state) => state.archive);
  const name = user === undefined || user.guest === true ? t.guest : user.name;
  const startNew = () => {
    chat.open(undefined);
    shell.setState({ archive: false });
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
      <SearchBox query={query} onChange={setQuery} />
      {query.trim() !== '' ? (
        <SearchResults query={query} onNavigate={onNavigate} />
      ) : archived ? (
        <ArchivedList onNavigate={onNavigate} />
      ) : (
        <ConversationList onNavigate={onNavigate} />
      )}
      <button
        type="button"
        className="archive-switch"
        data-testid="archive-switch"
        onClick={() => {
          setQuery('');
          shell.setState({ archive: !archived });
        }}
      >
        {archived ? <PreviousIcon /> : <ArchiveIcon />}
        {archived ? t.backToList : t.archive}
      </button>
      <div className="sidebar-foot">
        <UserMenu name={name} />
        <SettingsMenu />
      </div>
    </aside>
  );
}
