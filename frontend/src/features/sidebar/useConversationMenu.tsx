import type { ConversationSummary } from '../../protocol/vocabulary';
import {
  ArchiveIcon,
  DownloadIcon,
  PencilIcon,
  PinIcon,
  SearchIcon,
  ShareIcon,
  TrashIcon,
} from '../../ui/icons';
import type { MenuItem } from '../../ui/Menu';
import { useChat } from '../chat/useChat';
import { useText } from '../settings/preferences';
import { download } from '../shell/download';
import { notify, openDialog, startFinding, startRenaming } from '../shell/shell';

type Of = Pick<ConversationSummary, 'id' | 'pinned' | 'archived'>;

/** What can be done with a conversation, in the list and above its messages. */
export function useConversationMenu(
  { id, pinned = false, archived = false }: Of,
  at: 'list' | 'title',
): readonly (readonly MenuItem[])[] {
  const t = useText();
  const chat = useChat();
  const archive = async () => {
    if (await chat.library.archive(id, !archived)) notify(archived ? t.unarchivedNotice : t.archivedNotice);
  };
  const find: MenuItem = { key: 'find', label: t.find, icon: <SearchIcon />, onSelect: startFinding };
  return [
    [
      {
        key: 'pin',
        label: pinned ? t.unpin : t.pin,
        icon: <PinIcon />,
        onSelect: () => void chat.library.pin(id, !pinned),
      },
      {
        key: 'rename',
        label: t.rename,
        icon: <PencilIcon />,
        onSelect: () => {
          startRenaming(id, at);
        },
      },
      {
        key: 'archive',
        label: archived ? t.unarchive : t.archiveIt,
        icon: <ArchiveIcon />,
        onSelect: () => void archive(),
      },
    ],
    [
      ...(at === 'title' ? [find] : []),
      {
        key: 'share',
        label: t.share,
        icon: <ShareIcon />,
        onSelect: () => {
          openDialog({ kind: 'share', conversationId: id });
        },
      },
      {
        key: 'export-markdown',
        label: t.exportMarkdown,
        icon: <DownloadIcon />,
        onSelect: () => {
          const leafId = chat.messages.leafOf(id);
          download(chat.api.exportUri({ id, format: 'markdown', leafId }));
        },
      },
      {
        key: 'export-json',
        label: t.exportJson,
        icon: <DownloadIcon />,
        onSelect: () => {
          download(chat.api.exportUri({ id, format: 'json' }));
        },
      },
    ],
    [
      {
        key: 'delete',
        label: t.deleteIt,
        icon: <TrashIcon />,
        danger: true,
        onSelect: () => void chat.library.remove(id),
      },
    ],
  ];
}
