import { createStore, type StoreApi } from 'zustand/vanilla';
import { shutsOut } from '../protocol/access';
import type { OpenedInvitation, Session, SignInWays } from '../protocol/rest';
import type { Problem, User } from '../protocol/vocabulary';
import { told, type ToldProblem } from '../realtime/told';
import { allowImagesFrom } from './imageHosts';
import { problemOf, RefusedError, unreachable } from './problems';
import type { Acceptance, NewAccount, SignInApi } from './signInApi';
import type { TextStore } from './storage';

export interface EntranceState {
  /** How one signs in here; undefined until it is known. */
  readonly ways: SignInWays | undefined;
  readonly session: Session | undefined;
  /** The conversation is on this page; who is shut out later is asked over it. */
  readonly entered: boolean;
  /** Why the server lets nobody in from here. */
  readonly refused: ToldProblem | undefined;
  /** The reader wants to see the conversation first. */
  readonly aside: boolean;
  /** The reader has no account yet, and makes one. */
  readonly registering: boolean;
  /** What became of the sign-in at the provider, as a code. */
  readonly failed: string | undefined;
}

export interface EntranceOptions {
  readonly api: SignInApi;
  readonly lasting: TextStore;
  readonly now: () => number;
  /** Loads the page anew: nothing of the one who was here stays in memory. Elsewhere, where that is said. */
  readonly startAnew: (elsewhere?: string) => void;
  readonly tellTabs: (what: 'signed-in' | 'signed-out') => void;
  readonly failed?: string | undefined;
}

/** What a look at the session has found. */
export type Look =
  | { readonly kind: 'in' }
  | { readonly kind: 'out' }
  | { readonly kind: 'unknown'; readonly problem: Problem };

export const USER_KEY = 'parley.user';
/** Guests are let in by their cookie, so the page need not wait for the answer. */
const GUEST_KEY = 'parley.guest';
const TERMS = 'terms-not-accepted';

/**
 * Who is here, how one gets in, and when that is over. A page belongs to the first user it was entered by: for
 * another one it is loaded anew.
 */
export class Entrance {
  readonly store: StoreApi<EntranceState>;
  private readonly options: EntranceOptions;
  private readonly returned = new Set<() => void>();
  private looking: Promise<Look> | undefined;
  private owner: string | undefined;
  /** The page belongs to nobody any more: it is about to go. */
  private over = false;

  constructor(options: EntranceOptions) {
    this.options = options;
    const guest = options.lasting.get(GUEST_KEY) !== undefined;
    if (guest) this.owner = options.lasting.get(USER_KEY);
    this.store = createStore(() => ({
      ways: undefined,
      session: undefined,
      entered: guest,
      refused: undefined,
      aside: false,
      registering: false,
      failed: options.failed,
    }));
  }

  async start(): Promise<void> {
    void this.learnWays();
    const look = await this.look();
    if (look.kind === 'in') return;
    if (look.kind === 'out') {
      this.store.setState({ entered: false });
      return;
    }
    // The conversation says itself that the server cannot be reached, and keeps what is written meanwhile.
    this.owner ??= this.options.lasting.get(USER_KEY);
    this.store.setState({ entered: true });
  }

  /** Asks the server who is here; several questions at once are one. */
  look(): Promise<Look> {
    this.looking ??= this.ask().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** False when the page belongs to somebody else: it is then loaded anew. */
  belongsTo(user: User): boolean {
    if (this.over) return false;
    const { lasting, startAnew } = this.options;
    const guests = lasting.get(GUEST_KEY) !== undefined && user.guest === true;
    const another = this.owner !== undefined && this.owner !== user.id && !guests;
    this.owner = user.id;
    lasting.set(USER_KEY, user.id);
    lasting.set(GUEST_KEY, user.guest === true ? 'on' : undefined);
    if (another) {
      this.over = true;
      startAnew();
    } else if (this.store.getState().session === undefined && this.looking === undefined) {
      // The server is back, and knows more about them.
      void this.look();
    }
    return !another;
  }

  /** As far as the server has said, or is about to say. */
  async user(): Promise<User> {
    if (this.store.getState().session === undefined) await this.looking;
    const { session } = this.store.getState();
    if (session === undefined) throw new RefusedError(unreachable);
    return session.user;
  }

  /** Called whenever somebody who was shut out is in again. */
  onReturn(listener: () => void): () => void {
    this.returned.add(listener);
    return () => this.returned.delete(listener);
  }

  async learnWays(): Promise<void> {
    try {
      this.store.setState({ ways: await this.options.api.ways() });
    } catch {
      // Asked again when it is needed.
    }
  }

  async signIn(name: string, password: string): Promise<void> {
    await this.arrive(await this.options.api.signIn(name, password));
  }

  async register(account: NewAccount): Promise<void> {
    await this.arrive(await this.withTermsOfNow(this.options.api.register(account)));
  }

  openInvitation(token: string): Promise<OpenedInvitation> {
    return this.options.api.openInvitation(token);
  }

  /** Of a one-time link; the page that follows is entered as whoever that was. */
  async accept(acceptance: Acceptance): Promise<void> {
    const { user } = await this.withTermsOfNow(this.options.api.acceptInvitation(acceptance));
    this.options.lasting.set(USER_KEY, user.id);
    this.options.lasting.set(GUEST_KEY, undefined);
    this.options.tellTabs('signed-in');
  }

  providerUri(path: string, hash: string): string {
    return this.options.api.providerUri(path, hash);
  }

  async acceptTerms(version: string): Promise<void> {
    await this.withTermsOfNow(this.options.api.acceptTerms(version));
    this.options.tellTabs('signed-in');
    await this.look();
  }

  /** In all tabs at once; what was written and not sent stays for whoever wrote it. */
  async signOut(): Promise<void> {
    const { redirect } = await this.options.api.signOut();
    this.options.tellTabs('signed-out');
    this.left(redirect);
  }

  /** The account is no more. */
  gone(): void {
    this.options.tellTabs('signed-out');
    this.left();
  }

  /** Also when another tab has signed out. */
  left(elsewhere?: string): void {
    this.over = true;
    this.options.lasting.set(USER_KEY, undefined);
    this.options.startAnew(elsewhere);
  }

  putAside(aside: boolean): void {
    this.store.setState({ aside });
  }

  setRegistering(registering: boolean): void {
    this.store.setState({ registering });
  }

  /** They may have changed since this page has learnt which there are: who is asked again sees the new ones. */
  private async withTermsOfNow<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (problemOf(error).code === TERMS) await this.learnWays();
      throw error;
    }
  }

  /** There may still be something to do first, such as to accept terms. */
  private async arrive(session: Session): Promise<void> {
    this.options.tellTabs('signed-in');
    // What was asked before was asked by nobody.
    await this.looking;
    const look = await this.look();
    if (look.kind === 'unknown') this.enter(session);
  }

  private async ask(): Promise<Look> {
    try {
      return { kind: this.enter(await this.options.api.session()) ? 'in' : 'out' };
    } catch (error) {
      const problem = problemOf(error);
      if (!shutsOut(problem.code)) return { kind: 'unknown', problem };
      if (problem.code === TERMS) await this.learnWays();
      this.shut(problem);
      return { kind: 'out' };
    }
  }

  private enter(session: Session): boolean {
    if (!this.belongsTo(session.user)) return false;
    allowImagesFrom(session.images ?? []);
    const { refused, entered } = this.store.getState();
    this.store.setState({
      session,
      entered: true,
      refused: undefined,
      aside: false,
      registering: false,
      failed: undefined,
    });
    if (refused !== undefined && entered) for (const listener of this.returned) listener();
    return true;
  }

  private shut(problem: Problem): void {
    const { refused, aside, ways } = this.store.getState();
    this.store.setState({
      refused: told(problem, this.options.now()),
      aside: aside && refused?.code === problem.code,
    });
    if (ways === undefined) void this.learnWays();
  }
}
