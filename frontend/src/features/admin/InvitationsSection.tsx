import { useCallback, useState } from 'react';
import type { AdminApi } from '../../conversation/adminApi';
import type { Invitation, OneTimeToken } from '../../protocol/admin';
import type { AccountRole } from '../../protocol/vocabulary';
import { DataTable } from '../../ui/DataTable';
import { Segments } from '../../ui/Segments';
import { useText } from '../settings/preferences';
import { FormProblem } from '../shell/FormProblem';
import { Refused } from '../shell/Refused';
import { notify } from '../shell/shell';
import { useAttempt } from '../shell/useAttempt';
import { useFormats } from '../shell/useFormats';
import { useLoaded } from '../shell/useLoaded';
import { OneTimeLink } from './OneTimeLink';
import { useAdminText } from './texts';

const DAY_MS = 86_400_000;
const lifetimes = [1, 7, 30] as const;
const roles: readonly AccountRole[] = ['user', 'admin'];

/** Links that let somebody in: made, copied, taken back. */
export function InvitationsSection({ api }: { readonly api: AdminApi }) {
  const t = useText();
  const words = useAdminText();
  const { value, problem, reload, change } = useLoaded(useCallback(() => api.invitations(), [api]));
  const [made, setMade] = useState<OneTimeToken>();
  const { busy, problem: refused, attempt } = useAttempt();
  const revoke = async (id: string) => {
    if (!(await attempt(() => api.revokeInvitation(id)))) return;
    change((before) => before.filter((invitation) => invitation.id !== id));
    notify(words.revoked);
  };
  return (
    <>
      <p className="admin-text">{words.invitationsText}</p>
      {made === undefined ? (
        <NewInvitation
          api={api}
          onMade={(token) => {
            setMade(token);
            reload();
          }}
        />
      ) : (
        <OneTimeLink
          made={made}
          onDone={() => {
            setMade(undefined);
          }}
        />
      )}
      <Refused title={words.sections.invitations} problem={problem} onAgain={reload} />
      <FormProblem problem={refused} />
      {value === undefined && problem === undefined && <p className="part-note">{t.loading}</p>}
      {value?.length === 0 && <p className="part-note">{words.noInvitations}</p>}
      {value !== undefined && value.length > 0 && (
        <InvitationsTable invitations={value} busy={busy} onRevoke={(id) => void revoke(id)} />
      )}
    </>
  );
}

interface NewProps {
  readonly api: AdminApi;
  readonly onMade: (made: OneTimeToken) => void;
}

function NewInvitation({ api, onMade }: NewProps) {
  const t = useText();
  const words = useAdminText();
  const [role, setRole] = useState<AccountRole>('user');
  const [days, setDays] = useState<(typeof lifetimes)[number]>(7);
  const { busy, problem, attempt } = useAttempt();
  const invite = () =>
    attempt(async () => {
      onMade(await api.invite(role, days * DAY_MS));
    });
  return (
    <form
      className="form admin-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void invite();
      }}
    >
      <Segments
        legend={words.inviteAs}
        options={roles.map((one) => [one, t.roles[one]] as const)}
        chosen={role}
        onChoose={setRole}
      />
      <Segments
        legend={words.inviteFor}
        options={lifetimes.map((one) => [one, words.days[one]] as const)}
        chosen={days}
        onChoose={setDays}
      />
      <FormProblem problem={problem} />
      <button type="submit" className="button primary" disabled={busy} data-testid="invite">
        {words.invite}
      </button>
    </form>
  );
}

interface TableProps {
  readonly invitations: readonly Invitation[];
  readonly busy: boolean;
  readonly onRevoke: (id: string) => void;
}

function InvitationsTable({ invitations, busy, onRevoke }: TableProps) {
  const t = useText();
  const words = useAdminText();
  const { moment } = useFormats();
  return (
    <DataTable
      label={words.sections.invitations}
      testId="invitations"
      rows={invitations}
      keyOf={({ id }) => id}
      columns={[
        { key: 'kind', title: words.kind, cell: ({ kind }) => words.kinds[kind] },
        { key: 'role', title: words.role, cell: ({ role }) => role !== undefined && t.roles[role] },
        { key: 'created', title: words.createdAt, cell: ({ createdAt }) => moment(createdAt) },
        {
          key: 'expires',
          title: words.expiresAt,
          cell: ({ expiresAt }) => expiresAt !== undefined && moment(expiresAt),
        },
        { key: 'by', title: words.createdBy, cell: ({ createdBy }) => createdBy },
        {
          key: 'actions',
          title: words.actions,
          cell: ({ id, createdAt }) => (
            <button
              type="button"
              className="link-button danger"
              disabled={busy}
              aria-label={words.revokeOf(moment(createdAt))}
              data-testid="revoke-invitation"
              onClick={() => {
                onRevoke(id);
              }}
            >
              {words.revoke}
            </button>
          ),
        },
      ]}
    />
  );
}
