/** Answers of the REST interface. */
import { list, object, type Decoded } from './schema';
import { conversationSummary, model, user } from './vocabulary';

export const conversationsAnswer = object({ conversations: list(conversationSummary) });
export const modelsAnswer = object({ models: list(model) });
export const sessionAnswer = object({ user });

export type ConversationsAnswer = Decoded<typeof conversationsAnswer>;
