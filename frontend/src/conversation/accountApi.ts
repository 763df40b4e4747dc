import {
  accountAnswer,
  createdKey,
  keysAnswer,
  type Account,
  type ApiKey,
  type CreatedKey,
  type Scope,
} from '../protocol/account';
import type { Rest } from './rest';

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Absent: until it is revoked. */
  readonly expiresInMs?: number | undefined;
}

/** What somebody can do with their own account. */
export interface AccountApi {
  account(): Promise<Account>;
  rename(displayName: string): Promise<Account>;
  changePassword(current: string, password: string): Promise<void>;
  endSession(id: string): Promise<void>;
  keys(): Promise<readonly ApiKey[]>;
  createKey(key: NewKey): Promise<CreatedKey>;
  revokeKey(id: string): Promise<void>;
  /** Where a browser fetches the file with everything. */
  exportUri(): string;
  /** For ever: with the password, or with the sign-in name where there is none. */
  remove(proof: { readonly password: string } | { readonly confirm: string }): Promise<void>;
}

export function createAccountApi({ baseUri, call, ask }: Rest): AccountApi {
  const body = (method: 'POST' | 'PATCH', value: unknown) =>
    ({ method, body: JSON.stringify(value) }) as const;
  return {
    account: () => ask('api/account', accountAnswer),
    rename: (displayName) => ask('api/account', accountAnswer, body('PATCH', { displayName })),
    async changePassword(current, password) {
      await call('api/account/password', body('POST', { current, password }));
    },
    async endSession(id) {
      await call(`api/account/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
    },
    keys: async () => (await ask('api/account/keys', keysAnswer)).keys,
    createKey: (key) => ask('api/account/keys', createdKey, body('POST', key)),
    async revokeKey(id) {
      await call(`api/account/keys/${encodeURIComponent(id)}`, { method: 'DELETE' });
    },
    exportUri: () => new URL('api/account/export', baseUri).href,
    async remove(proof) {
      await call('api/account/delete', body('POST', proof));
    },
  };
}
