import { memo, useRef } from 'react';
import type { ConversationSummary } from '../../protocol/vocabulary';
import { MoreIcon, PinIcon } from '../../ui/icons';
import { MenuButton } from '../../ui/Menu';
import { useChatState } from '../chat/useChat';
import { useText } from '../settings/preferences';
import { startRenaming, useShell } from '../shell/shell';
import { RenameField } from './RenameField';
import { useConversationMenu } from './useConversationMenu';

interface Props {
  readonly conversation: ConversationSummary;
  readonly onNavigate: () => void;
}

export const Entry = memo(function Entry({ conversation, onNavigate }: Props) {
  const t = useText();
  const { id, generating } = conversation;
  const title =
    conversation.title === undefined || conversation.title === '' ? t.untitled : conversation.title;
  const open = useChatState((state) => state.openKey === id);
  const unread = useChatState((state) => state.unread[id] === true);
  const renaming = useShell((state) => state.renaming?.id === id && state.renaming.at === 'list');
  const groups = useConversationMenu(conversation, 'list');
  const row = useRef<HTMLLIElement>(null);
  if (renaming) {
    return (
      <li ref={row} className="entry-row">
        <RenameField
          id={id}
          title={conversation.title ?? ''}
          onDone={() => {
            requestAnimationFrame(() => row.current?.querySelector<HTMLElement>('.entry')?.focus());
          }}
        />
      </li>
    );
  }
  return (
    <li ref={row} className="entry-row" data-open={open}>
      <a
        className="entry"
        href={`#/c/${encodeURIComponent(id)}`}
        aria-current={open ? 'page' : undefined}
        data-unread={unread}
        title={title}
        onClick={onNavigate}
        onDoubleClick={() => {
          startRenaming(id, 'list');
        }}
        onKeyDown={(event) => {
          if (event.key !== 'F2') return;
          event.preventDefault();
          startRenaming(id, 'list');
        }}
      >
        {conversation.pinned === true && <PinIcon />}
        <span className="entry-title">{title}</span>
        {generating === true && <span className="pulse" role="img" aria-label={t.answering} />}
        {generating !== true && unread && <span className="unread" role="img" aria-label={t.unread} />}
      </a>
      <MenuButton
        label={t.actionsFor(title)}
        icon={<MoreIcon />}
        buttonClass="icon-button entry-menu"
        align="start"
        testId="entry-menu"
        groups={groups}
      />
    </li>
  );
});
