import { lastOwnMessage } from '../../conversation/path';
import { isLocal } from '../../conversation/keys';
import { currentModel, type ChatState } from '../../conversation/state';
import type { Chat } from '../../conversation/chat';
import type { Dictionary } from '../../i18n/dictionary';
import { download } from '../shell/download';
import { openDialog, startEditing, startRenaming, startSearch } from '../shell/shell';

type CommandId = keyof Dictionary['commandTexts'];

export interface Command {
  readonly id: CommandId;
  /** What is typed, and for those that are sent also what is sent. */
  readonly text: string;
  /** Undefined for a text that is sent like any other. */
  readonly run?: (chat: Chat) => void;
}

const anywhere: readonly Command[] = [
  {
    id: 'new',
    text: '/new',
    run: () => {
      location.hash = '#/';
    },
  },
  { id: 'search', text: '/search', run: startSearch },
  {
    id: 'model',
    text: '/model',
    run: () => {
      openDialog({ kind: 'options', focus: 'model' });
    },
  },
  {
    id: 'settings',
    text: '/settings',
    run: () => {
      openDialog({ kind: 'options' });
    },
  },
];

const help: Command = {
  id: 'help',
  text: '/help',
  run: () => {
    openDialog({ kind: 'shortcuts' });
  },
};

const demo: readonly Command[] = [
  { id: 'fault', text: '/fault help' },
  { id: 'long', text: '/long 2000' },
];

function ofConversation(id: string): readonly Command[] {
  return [
    {
      id: 'rename',
      text: '/rename',
      run: () => {
        startRenaming(id, 'title');
      },
    },
    {
      id: 'export',
      text: '/export',
      run: (chat) => {
        const leafId = chat.messages.leafOf(id);
        download(chat.api.exportUri({ id, format: 'markdown', leafId }));
      },
    },
    {
      id: 'share',
      text: '/share',
      run: () => {
        openDialog({ kind: 'share', conversationId: id });
      },
    },
  ];
}

/** The commands that begin with what is typed; none once the text is no command any more. */
export function commandsFor(text: string, state: ChatState): readonly Command[] {
  const typed = text.trimEnd().toLowerCase();
  if (!typed.startsWith('/') || text.includes('\n')) return [];
  const { openKey, missing } = state;
  const own = openKey === undefined || isLocal(openKey) || missing ? [] : ofConversation(openKey);
  const all = [...anywhere, ...own, help, ...(currentModel(state)?.demo === true ? demo : [])];
  return all.filter((command) => command.text.startsWith(typed));
}

/** Opens the last message of the user's for editing; false when there is none. */
export function editLast(state: ChatState): boolean {
  const conversation = state.openKey === undefined ? undefined : state.conversations[state.openKey];
  if (conversation === undefined) return false;
  const message = lastOwnMessage(conversation, state.branches[conversation.id] ?? {});
  if (message === undefined) return false;
  startEditing(message.id);
  return true;
}
