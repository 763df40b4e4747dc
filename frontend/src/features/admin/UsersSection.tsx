import { useCallback, useEffect, useState } from 'react';
import type { AdminApi } from '../../conversation/adminApi';
import { problemOf } from '../../conversation/problems';
import type { ManagedUser } from '../../protocol/admin';
import { DataTable } from '../../ui/DataTable';
import { MoreIcon } from '../../ui/icons';
import { MenuButton, type MenuItem } from '../../ui/Menu';
import { TextField } from '../../ui/TextField';
import { useLanguage, useText } from '../settings/preferences';
import { Refused } from '../shell/Refused';
import { notify } from '../shell/shell';
import { useFormats } from '../shell/useFormats';
import { useAdminText } from './texts';
import { UserDialogs, type UserDialog } from './UserDialogs';
import { usePages } from './usePages';

const TYPING_PAUSE_MS = 300;

/** Who has an account: found, promoted, limited, disabled, deleted. */
export function UsersSection({ api }: { readonly api: AdminApi }) {
  const t = useText();
  const words = useAdminText();
  const [typed, setTyped] = useState('');
  const query = usePaused(typed.trim());
  const load = useCallback(
    async (before: string | undefined) => {
      const { users, next } = await api.users(query, before);
      return { items: users, next };
    },
    [api, query],
  );
  const { items, hasMore, busy, problem, more, reload, change } = usePages(load);
  const [dialog, setDialog] = useState<UserDialog>();
  const close = useCallback(() => {
    setDialog(undefined);
  }, []);
  const replace = (changed: ManagedUser) => {
    change((users) => users.map((user) => (user.id === changed.id ? { ...user, ...changed } : user)));
  };
  return (
    <>
      <TextField
        label={words.searchUsers}
        type="search"
        value={typed}
        testId="user-search"
        onChange={setTyped}
      />
      <Refused title={words.sections.users} problem={problem} onAgain={reload} />
      {items === undefined && problem === undefined && <p className="part-note">{t.loading}</p>}
      {items?.length === 0 && <p className="part-note">{words.empty}</p>}
      {items !== undefined && items.length > 0 && (
        <UsersTable api={api} users={items} onChange={replace} onAsk={setDialog} />
      )}
      {hasMore && (
        <button type="button" className="button" disabled={busy} onClick={more}>
          {t.loadMore}
        </button>
      )}
      {dialog !== undefined && (
        <UserDialogs
          api={api}
          dialog={dialog}
          onClose={close}
          onChange={replace}
          onRemoved={({ id, name }) => {
            change((users) => users.filter((user) => user.id !== id));
            notify(words.removed(name));
          }}
        />
      )}
    </>
  );
}

interface TableProps {
  readonly api: AdminApi;
  readonly users: readonly ManagedUser[];
  readonly onChange: (user: ManagedUser) => void;
  readonly onAsk: (dialog: UserDialog) => void;
}

function UsersTable({ api, users, onChange, onAsk }: TableProps) {
  const t = useText();
  const words = useAdminText();
  const { moment, number } = useFormats();
  const tokens = (used: number | undefined, limit: number | undefined) =>
    limit === undefined ? number(used ?? 0) : words.ofLimit(number(used ?? 0), number(limit));
  return (
    <DataTable
      label={words.sections.users}
      testId="users"
      rows={users}
      keyOf={({ id }) => id}
      columns={[
        { key: 'user', title: words.user, cell: (user) => <Who user={user} /> },
        { key: 'role', title: words.role, cell: ({ role }) => t.roles[role] },
        {
          key: 'state',
          title: words.state,
          cell: ({ disabled }) =>
            disabled === true ? <span className="badge warn">{words.disabled}</span> : words.active,
        },
        {
          key: 'seen',
          title: words.lastSeen,
          cell: ({ lastSeenAt }) => (lastSeenAt === undefined ? words.never : moment(lastSeenAt)),
        },
        {
          key: 'day',
          title: words.usedDay,
          numeric: true,
          cell: ({ usedDay, dayTokens }) => tokens(usedDay, dayTokens),
        },
        {
          key: 'month',
          title: words.usedMonth,
          numeric: true,
          cell: ({ usedMonth, monthTokens }) => tokens(usedMonth, monthTokens),
        },
        {
          key: 'conversations',
          title: words.conversations,
          numeric: true,
          cell: ({ conversations }) => number(conversations ?? 0),
        },
        {
          key: 'actions',
          title: words.actions,
          cell: (user) => <Actions api={api} user={user} onChange={onChange} onAsk={onAsk} />,
        },
      ]}
    />
  );
}

function Who({ user: { name, signInName, email } }: { readonly user: ManagedUser }) {
  const others = [signInName === name ? undefined : signInName, email].filter((part) => part !== undefined);
  return (
    <span className="who">
      <strong>{name}</strong>
      {others.length > 0 && <small>{others.join(' · ')}</small>}
    </span>
  );
}

interface ActionsProps extends Pick<TableProps, 'api' | 'onChange' | 'onAsk'> {
  readonly user: ManagedUser;
}

function Actions({ api, user, onChange, onAsk }: ActionsProps) {
  const words = useAdminText();
  const language = useLanguage();
  const apply = (asked: Promise<ManagedUser>) => {
    asked.then(
      (changed) => {
        onChange(changed);
        notify(words.changed);
      },
      (error: unknown) => {
        notify(problemOf(error).message[language]);
      },
    );
  };
  const isAdmin = user.role === 'admin';
  const isDisabled = user.disabled === true;
  const ask = (kind: UserDialog['kind'], label: string): MenuItem => ({
    key: kind,
    label,
    danger: kind === 'remove',
    onSelect: () => {
      onAsk({ kind, user });
    },
  });
  const changes: readonly MenuItem[] = [
    {
      key: 'role',
      label: isAdmin ? words.makeUser : words.makeAdmin,
      onSelect: () => {
        apply(api.changeUser(user.id, { role: isAdmin ? 'user' : 'admin' }));
      },
    },
    {
      key: 'disable',
      label: isDisabled ? words.enable : words.disable,
      onSelect: () => {
        apply(api.changeUser(user.id, { disabled: !isDisabled }));
      },
    },
    ask('limits', words.limits),
    ...(user.source === 'oidc' ? [] : [ask('reset', words.reset)]),
  ];
  return (
    <MenuButton
      label={words.actionsFor(user.name)}
      icon={<MoreIcon />}
      align="end"
      testId="user-actions"
      groups={[changes, [ask('remove', words.remove)]]}
    />
  );
}

/** What is typed, once nothing more was typed for a moment. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const id = setTimeout(() => {
      setPaused(text);
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(id);
    };
  }, [text]);
  return paused;
}
