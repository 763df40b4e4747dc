/** The parts that frames, events and REST answers share. */
import { count, flag, list, number, object, oneOf, optional, text, type Decoded } from './schema';

export const localizedText = object({ en: text, 'zh-CN': text });

export const problem = object({
  code: text,
  category: text,
  retryable: flag,
  retryAfterMs: optional(count),
  message: localizedText,
  /** What exactly is wrong and where, in plain words of one language. */
  detail: optional(text),
  traceId: optional(text),
});
export type Problem = Decoded<typeof problem>;

export const accountRole = oneOf('user', 'admin');
export type AccountRole = Decoded<typeof accountRole>;

export const user = object({
  id: text,
  name: text,
  guest: optional(flag),
  role: optional(accountRole),
  email: optional(text),
});
export type User = Decoded<typeof user>;

/** Of a model's provider; absent while it is closed. Times are counted from the moment at which it was sent. */
export const circuit = object({ state: oneOf('open', 'half-open'), halfOpensInMs: optional(count) });

export const model = object({
  id: text,
  label: text,
  provider: text,
  demo: optional(flag),
  isDefault: optional(flag),
  capabilities: object({
    partial: optional(flag),
    thinking: optional(flag),
    incremental: optional(flag),
  }),
  circuit: optional(circuit),
  fallback: optional(text),
});
export type Model = Decoded<typeof model>;

export const usage = object({
  inputTokens: optional(count),
  outputTokens: optional(count),
  reasoningTokens: optional(count),
  totalTokens: optional(count),
});
export type Usage = Decoded<typeof usage>;

export const messageState = oneOf(
  'queued',
  'connecting',
  'streaming',
  'retrying',
  'complete',
  'stopped',
  'interrupted',
  'failed',
);
export type MessageState = Decoded<typeof messageState>;

export const role = oneOf('user', 'assistant');

export const rating = oneOf('up', 'down');
export type Rating = Decoded<typeof rating>;

/** What every answer of a conversation is asked with; what is absent is left to the model's configuration. */
export const conversationOptions = object({
  systemPrompt: optional(text),
  thinking: optional(flag),
  temperature: optional(number),
  topP: optional(number),
  maxTokens: optional(count),
});
export type ConversationOptions = Decoded<typeof conversationOptions>;

export const conversationSummary = object({
  id: text,
  title: optional(text),
  model: optional(text),
  createdAt: count,
  updatedAt: count,
  generating: optional(flag),
  pinned: optional(flag),
  archived: optional(flag),
  options: optional(conversationOptions),
});
export type ConversationSummary = Decoded<typeof conversationSummary>;

export const snapshotMessage = object({
  id: text,
  parentId: optional(text),
  role,
  text,
  reasoning: optional(text),
  reasoningMs: optional(count),
  firstTokenMs: optional(count),
  durationMs: optional(count),
  createdAt: count,
  state: messageState,
  model: optional(text),
  fallbackFrom: optional(text),
  fallbackCode: optional(text),
  clientMessageId: optional(text),
  generationId: optional(text),
  traceId: optional(text),
  finishReason: optional(text),
  usage: optional(usage),
  rating: optional(rating),
  error: optional(problem),
});
export type SnapshotMessage = Decoded<typeof snapshotMessage>;

export const snapshot = object({
  seq: count,
  conversation: conversationSummary,
  messages: list(snapshotMessage),
});
export type Snapshot = Decoded<typeof snapshot>;
