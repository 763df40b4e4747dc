/** Answers of the REST interface. */
import { count, flag, list, object, oneOf, optional, text, type Decoded } from './schema';
import { accountRole, conversationSummary, messageState, model, problem, role, user } from './vocabulary';

export const conversationsAnswer = object({
  conversations: list(conversationSummary),
  /** Where the next page begins; absent on the last one. */
  next: optional(text),
});
export type ConversationsAnswer = Decoded<typeof conversationsAnswer>;

export const importAnswer = object({ conversations: list(conversationSummary) });
export const modelsAnswer = object({ models: list(model) });

const mode = oneOf('demo', 'local', 'oidc', 'open');
export const sessionAnswer = object({
  user,
  mode: optional(mode),
  expiresAt: optional(count),
  /** Hosts from which images may be shown. */
  images: optional(list(text)),
});
export type Session = Decoded<typeof sessionAnswer>;

const terms = object({ version: text, url: text });
export type Terms = Decoded<typeof terms>;

/** How one signs in here: known to everybody. */
export const signInWays = object({
  mode,
  registration: optional(oneOf('closed', 'invited', 'open')),
  /** There is no account yet: the one-time link is in the server's log. */
  setUp: optional(flag),
  oidc: optional(object({ label: text, url: text })),
  terms: optional(terms),
});
export type SignInWays = Decoded<typeof signInWays>;

/** What a one-time link is for. */
export const openedInvitation = object({
  kind: oneOf('set-up', 'invitation', 'reset'),
  role: optional(accountRole),
  /** Whose password is reset. */
  name: optional(text),
  expiresAt: optional(count),
});
export type OpenedInvitation = Decoded<typeof openedInvitation>;

export const signOutAnswer = object({ redirect: optional(text) });

export const errorAnswer = object({ error: problem });

const searchHit = object({
  conversationId: text,
  title: optional(text),
  archived: optional(flag),
  /** Absent where the title was found. */
  messageId: optional(text),
  role: optional(role),
  at: count,
  snippet: object({ text, matches: list(object({ from: count, to: count })) }),
});
export type SearchHit = Decoded<typeof searchHit>;
export const searchAnswer = object({ hits: list(searchHit) });

export const share = object({ id: text, token: text, createdAt: count, expiresAt: optional(count) });
export type Share = Decoded<typeof share>;
export const sharesAnswer = object({ shares: list(share) });

export const sharedConversation = object({
  title: optional(text),
  sharedAt: count,
  expiresAt: optional(count),
  messages: list(
    object({
      role,
      text,
      reasoning: optional(text),
      model: optional(text),
      createdAt: count,
      state: messageState,
    }),
  ),
});
export type SharedConversation = Decoded<typeof sharedConversation>;
