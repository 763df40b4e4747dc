/** Answers of the REST interface. */
import { count, flag, list, object, optional, text, type Decoded } from './schema';
import { conversationSummary, messageState, model, problem, role, user } from './vocabulary';

export const conversationsAnswer = object({
  conversations: list(conversationSummary),
  /** Where the next page begins; absent on the last one. */
  next: optional(text),
});
export type ConversationsAnswer = Decoded<typeof conversationsAnswer>;

export const importAnswer = object({ conversations: list(conversationSummary) });
export const modelsAnswer = object({ models: list(model) });
export const sessionAnswer = object({ user });
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
