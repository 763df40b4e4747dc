import { useCallback, useState } from 'react';
import type { AdminApi } from '../../conversation/adminApi';
import type { AuditEntry } from '../../protocol/admin';
import { DataTable } from '../../ui/DataTable';
import { TextField } from '../../ui/TextField';
import { useText } from '../settings/preferences';
import { Refused } from '../shell/Refused';
import { download } from '../shell/download';
import { useFormats } from '../shell/useFormats';
import { useAdminText } from './texts';
import { Trace } from './Trace';
import { usePages } from './usePages';

const noFilter = { action: '', user: '' };

/** Who did what, when; newest first. */
export function AuditSection({ api }: { readonly api: AdminApi }) {
  const t = useText();
  const words = useAdminText();
  const [typed, setTyped] = useState(noFilter);
  const [filter, setFilter] = useState(noFilter);
  const load = useCallback(
    async (before: string | undefined) => {
      const { entries, next } = await api.audit({ ...filter, before });
      return { items: entries, next };
    },
    [api, filter],
  );
  const { items, hasMore, busy, problem, more, reload } = usePages(load);
  const choose = (chosen: typeof noFilter) => {
    setTyped(chosen);
    setFilter(chosen);
  };
  return (
    <>
      <p className="admin-text">{words.auditText}</p>
      <form
        className="admin-filter"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          choose({ action: typed.action.trim(), user: typed.user.trim() });
        }}
      >
        <TextField
          label={words.auditAction}
          value={typed.action}
          maxLength={64}
          testId="audit-action"
          onChange={(action) => {
            setTyped({ ...typed, action });
          }}
        />
        <TextField
          label={words.auditUser}
          value={typed.user}
          maxLength={64}
          testId="audit-user"
          onChange={(user) => {
            setTyped({ ...typed, user });
          }}
        />
        <button type="submit" className="button primary" data-testid="audit-filter">
          {words.filter}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            choose(noFilter);
          }}
        >
          {words.clear}
        </button>
        <button
          type="button"
          className="button"
          data-testid="audit-export"
          onClick={() => {
            download(api.auditUri());
          }}
        >
          {words.exportAudit}
        </button>
      </form>
      <Refused title={words.sections.audit} problem={problem} onAgain={reload} />
      {items === undefined && problem === undefined && <p className="part-note">{t.loading}</p>}
      {items?.length === 0 && <p className="part-note">{words.noEntries}</p>}
      {items !== undefined && items.length > 0 && (
        <AuditTable
          entries={items}
          onUser={(user) => {
            choose({ ...filter, user });
          }}
        />
      )}
      {hasMore && (
        <button type="button" className="button" disabled={busy} data-testid="audit-more" onClick={more}>
          {t.loadMore}
        </button>
      )}
    </>
  );
}

interface TableProps {
  readonly entries: readonly AuditEntry[];
  readonly onUser: (id: string) => void;
}

function AuditTable({ entries, onUser }: TableProps) {
  const words = useAdminText();
  const { moment } = useFormats();
  return (
    <DataTable
      label={words.sections.audit}
      testId="audit"
      rows={entries}
      keyOf={({ id }) => id}
      columns={[
        { key: 'time', title: words.time, cell: ({ at }) => moment(at) },
        { key: 'action', title: words.action, cell: ({ action }) => <code>{action}</code> },
        {
          key: 'user',
          title: words.user,
          cell: ({ userId, name }) =>
            userId === undefined ? (
              name
            ) : (
              <button
                type="button"
                className="link-button"
                title={userId}
                onClick={() => {
                  onUser(userId);
                }}
              >
                {name ?? userId}
              </button>
            ),
        },
        {
          key: 'outcome',
          title: words.outcome,
          cell: ({ outcome }) =>
            outcome === 'refused' ? (
              <span className="badge warn">{words.outcomes['refused']}</span>
            ) : (
              (words.outcomes[outcome] ?? outcome)
            ),
        },
        { key: 'target', title: words.target, cell: ({ target }) => target },
        { key: 'detail', title: words.detail, cell: ({ detail }) => detail },
        { key: 'address', title: words.address, cell: ({ address }) => address },
        { key: 'trace', title: words.trace, cell: ({ traceId }) => <Trace id={traceId} /> },
      ]}
    />
  );
}
