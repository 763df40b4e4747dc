/** Answers about an account, to whoever it belongs to. */
import { count, flag, list, object, oneOf, optional, text, type Decoded } from './schema';

const scope = oneOf('chat', 'read', 'admin');
export type Scope = Decoded<typeof scope>;

const quota = object({ tokens: count, limit: optional(count), resetsAt: optional(count) });
export type Quota = Decoded<typeof quota>;

const signedInDevice = object({
  id: text,
  createdAt: count,
  lastUsedAt: optional(count),
  expiresAt: optional(count),
  address: optional(text),
  agent: optional(text),
  current: optional(flag),
});
export type SignedInDevice = Decoded<typeof signedInDevice>;

const accountUser = object({ id: text, name: text, signInName: optional(text), email: optional(text) });

export const accountAnswer = object({
  user: accountUser,
  /** Whether there is a password to change. */
  password: optional(flag),
  sessions: list(signedInDevice),
  usage: optional(object({ day: optional(quota), month: optional(quota) })),
});
export type Account = Decoded<typeof accountAnswer>;

const key = {
  id: text,
  name: text,
  prefix: text,
  scopes: list(scope),
  createdAt: count,
  lastUsedAt: optional(count),
  expiresAt: optional(count),
};
export const apiKey = object(key);
export type ApiKey = Decoded<typeof apiKey>;
export const keysAnswer = object({ keys: list(apiKey) });
export const createdKey = object({ ...key, secret: text });
export type CreatedKey = Decoded<typeof createdKey>;
