import {
  auditAnswer,
  invitationsAnswer,
  logLevelsAnswer,
  managedUser,
  oneTimeToken,
  overviewAnswer,
  usageAnswer,
  usersAnswer,
  type AuditAnswer,
  type Invitation,
  type LogLevels,
  type ManagedUser,
  type OneTimeToken,
  type Overview,
  type UsageReport,
  type UsersAnswer,
} from '../protocol/admin';
import type { AccountRole } from '../protocol/vocabulary';
import type { Rest } from './rest';

export interface UserChange {
  readonly role?: AccountRole;
  readonly disabled?: boolean;
  /** Null: the limit of everybody. */
  readonly dayTokens?: number | null;
  readonly monthTokens?: number | null;
}

export interface AuditFilter {
  readonly action?: string | undefined;
  readonly user?: string | undefined;
  readonly before?: string | undefined;
}

export interface AdminApi {
  overview(): Promise<Overview>;
  users(query: string, before?: string): Promise<UsersAnswer>;
  changeUser(id: string, change: UserChange): Promise<ManagedUser>;
  resetPassword(id: string): Promise<OneTimeToken>;
  removeUser(id: string): Promise<void>;
  invitations(): Promise<readonly Invitation[]>;
  invite(role: AccountRole, expiresInMs: number): Promise<OneTimeToken>;
  revokeInvitation(id: string): Promise<void>;
  usage(days: number): Promise<UsageReport>;
  audit(filter: AuditFilter): Promise<AuditAnswer>;
  logLevels(): Promise<LogLevels>;
  /** Until the node restarts; null is as configured. */
  changeLogLevel(logger: string, level: string | null): Promise<LogLevels>;
  /** Where a browser fetches all of the log. */
  auditUri(): string;
}

export function createAdminApi({ baseUri, call, ask }: Rest): AdminApi {
  const post = (value: unknown) => ({ method: 'POST', body: JSON.stringify(value) }) as const;
  const user = (id: string) => `api/admin/users/${encodeURIComponent(id)}`;
  return {
    overview: () => ask('api/admin/overview', overviewAnswer),
    users: (query, before) => ask(`api/admin/users${queryOf({ q: query, before })}`, usersAnswer),
    changeUser: (id, change) => ask(user(id), managedUser, { method: 'PATCH', body: JSON.stringify(change) }),
    resetPassword: (id) => ask(`${user(id)}/reset`, oneTimeToken, post({})),
    async removeUser(id) {
      await call(user(id), { method: 'DELETE' });
    },
    invitations: async () => (await ask('api/admin/invitations', invitationsAnswer)).invitations,
    invite: (role, expiresInMs) => ask('api/admin/invitations', oneTimeToken, post({ role, expiresInMs })),
    async revokeInvitation(id) {
      await call(`api/admin/invitations/${encodeURIComponent(id)}`, { method: 'DELETE' });
    },
    usage: (days) => ask(`api/admin/usage${queryOf({ days: String(days) })}`, usageAnswer),
    audit: ({ action, user: of, before }) =>
      ask(`api/admin/audit${queryOf({ action, user: of, before })}`, auditAnswer),
    logLevels: async () => (await ask('api/admin/log-levels', logLevelsAnswer)).levels,
    changeLogLevel: async (logger, level) =>
      (
        await ask('api/admin/log-levels', logLevelsAnswer, {
          method: 'PUT',
          body: JSON.stringify({ levels: { [logger]: level } }),
        })
      ).levels,
    auditUri: () => new URL('api/admin/audit/export', baseUri).href,
  };
}

/** What is empty is not asked for. */
function queryOf(fields: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== '') query.set(name, value);
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}
