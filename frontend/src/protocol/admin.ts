/** Answers for administrators. */
import {
  count,
  flag,
  list,
  number,
  object,
  oneOf,
  optional,
  text,
  type Decoded,
  type Decoder,
} from './schema';
import { accountRole } from './vocabulary';

export const overviewAnswer = object({
  node: optional(text),
  version: optional(text),
  upSince: optional(count),
  sockets: count,
  streams: optional(count),
  generations: count,
  users: optional(object({ total: count, signedIn: optional(count) })),
  models: list(object({ id: text, label: text, circuit: optional(object({ state: text })) })),
  errors: list(object({ at: count, level: text, traceId: optional(text), message: optional(text) })),
  nodes: optional(list(object({ id: text, leaseUntil: optional(count) }))),
});
export type Overview = Decoded<typeof overviewAnswer>;

export const managedUser = object({
  id: text,
  name: text,
  signInName: optional(text),
  email: optional(text),
  role: accountRole,
  source: optional(text),
  disabled: optional(flag),
  createdAt: count,
  lastSeenAt: optional(count),
  /** Limits of their own. */
  dayTokens: optional(count),
  monthTokens: optional(count),
  usedDay: optional(count),
  usedMonth: optional(count),
  conversations: optional(count),
});
export type ManagedUser = Decoded<typeof managedUser>;
export const usersAnswer = object({ users: list(managedUser), next: optional(text) });
export type UsersAnswer = Decoded<typeof usersAnswer>;

export const oneTimeToken = object({ token: text, expiresAt: optional(count) });
export type OneTimeToken = Decoded<typeof oneTimeToken>;

export const invitation = object({
  id: text,
  kind: oneOf('set-up', 'invitation', 'reset'),
  role: optional(accountRole),
  createdAt: count,
  expiresAt: optional(count),
  createdBy: optional(text),
});
export type Invitation = Decoded<typeof invitation>;
export const invitationsAnswer = object({ invitations: list(invitation) });

export const usageAnswer = object({
  currency: optional(text),
  rows: list(
    object({
      userId: text,
      name: optional(text),
      model: text,
      answers: count,
      promptTokens: count,
      completionTokens: count,
      cost: optional(number),
    }),
  ),
});
export type UsageReport = Decoded<typeof usageAnswer>;

const auditEntry = object({
  id: text,
  at: count,
  action: text,
  userId: optional(text),
  name: optional(text),
  target: optional(text),
  outcome: text,
  detail: optional(text),
  address: optional(text),
  traceId: optional(text),
});
export type AuditEntry = Decoded<typeof auditEntry>;
export const auditAnswer = object({ entries: list(auditEntry), next: optional(text) });
export type AuditAnswer = Decoded<typeof auditAnswer>;

const levels: Decoder<Readonly<Record<string, string>>> = (value, path) => {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, level]) => [name, text(level, `${path}.${name}`)] as const),
  );
};

/** How loud the loggers of the node that answered are. */
export const logLevelsAnswer = object({ levels });
export type LogLevels = Decoded<typeof logLevelsAnswer>['levels'];
