import {
  openedInvitation,
  sessionAnswer,
  signInWays,
  signOutAnswer,
  type OpenedInvitation,
  type Session,
  type SignInWays,
} from '../protocol/rest';
import type { Rest } from './rest';

export interface NewAccount {
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly password: string;
  /** The version that was read. */
  readonly acceptTerms?: string | undefined;
}

/** A reset keeps the name. */
export type Acceptance = Omit<NewAccount, 'name'> & { readonly token: string; readonly name?: string };

/** What works before anybody is signed in. */
export interface SignInApi {
  ways(): Promise<SignInWays>;
  session(): Promise<Session>;
  signIn(name: string, password: string): Promise<Session>;
  signOut(): Promise<{ readonly redirect?: string }>;
  acceptTerms(version: string): Promise<void>;
  register(account: NewAccount): Promise<Session>;
  openInvitation(token: string): Promise<OpenedInvitation>;
  acceptInvitation(acceptance: Acceptance): Promise<Session>;
  /** Where the provider's sign-in begins; it comes back to this hash. */
  providerUri(path: string, hash: string): string;
}

export function createSignInApi({ baseUri, call, ask }: Rest): SignInApi {
  const post = (body: unknown) => ({ method: 'POST', body: JSON.stringify(body) }) as const;
  return {
    ways: () => ask('api/sign-in', signInWays),
    session: () => ask('api/session', sessionAnswer),
    signIn: (name, password) => ask('api/sign-in', sessionAnswer, post({ name, password })),
    signOut: () => ask('api/sign-out', signOutAnswer, post({})),
    async acceptTerms(version) {
      await call('api/account/terms', post({ version }));
    },
    register: (account) => ask('api/registrations', sessionAnswer, post(account)),
    openInvitation: (token) => ask('api/invitations/open', openedInvitation, post({ token })),
    acceptInvitation: (acceptance) => ask('api/invitations/accept', sessionAnswer, post(acceptance)),
    providerUri(path, hash) {
      const uri = new URL(path, baseUri);
      if (hash !== '') uri.searchParams.set('return', hash);
      return uri.href;
    },
  };
}
