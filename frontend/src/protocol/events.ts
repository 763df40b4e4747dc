/** What can happen to a conversation, as the journal tells it. */
import {
  count,
  flag,
  isObject,
  MalformedError,
  literal,
  object,
  oneOf,
  optional,
  orNull,
  text,
  type Decoded,
} from './schema';
import { conversationOptions, problem, rating, role, usage } from './vocabulary';

const base = { seq: count, at: count };

const eventsByType = {
  'message-created': object({
    ...base,
    type: literal('message-created'),
    messageId: text,
    parentId: optional(text),
    role,
    text,
    model: optional(text),
    clientMessageId: optional(text),
  }),
  'generation-started': object({
    ...base,
    type: literal('generation-started'),
    generationId: text,
    messageId: text,
    model: optional(text),
    traceId: optional(text),
  }),
  'reasoning-delta': object({
    ...base,
    type: literal('reasoning-delta'),
    messageId: text,
    offset: count,
    text,
  }),
  delta: object({ ...base, type: literal('delta'), messageId: text, offset: count, text }),
  'generation-retrying': object({
    ...base,
    type: literal('generation-retrying'),
    generationId: text,
    messageId: text,
    attempt: count,
    of: count,
    delayMs: count,
    code: text,
  }),
  'generation-continued': object({
    ...base,
    type: literal('generation-continued'),
    generationId: text,
    messageId: text,
    attempt: count,
  }),
  'generation-fallback': object({
    ...base,
    type: literal('generation-fallback'),
    generationId: text,
    messageId: text,
    from: text,
    model: text,
    code: text,
  }),
  'message-restarted': object({ ...base, type: literal('message-restarted'), messageId: text }),
  'generation-ended': object({
    ...base,
    type: literal('generation-ended'),
    generationId: text,
    messageId: text,
    state: oneOf('complete', 'stopped', 'interrupted', 'failed'),
    finishReason: optional(text),
    usage: optional(usage),
    error: optional(problem),
    firstTokenMs: optional(count),
    reasoningMs: optional(count),
    durationMs: optional(count),
  }),
  'message-changed': object({
    ...base,
    type: literal('message-changed'),
    messageId: text,
    rating: orNull(rating),
  }),
  'conversation-changed': object({
    ...base,
    type: literal('conversation-changed'),
    title: optional(text),
    model: optional(text),
    pinned: optional(flag),
    archived: optional(flag),
    options: optional(conversationOptions),
  }),
  'conversation-deleted': object({ ...base, type: literal('conversation-deleted') }),
  'conversation-restored': object({ ...base, type: literal('conversation-restored') }),
};

type EventsByType = { [K in keyof typeof eventsByType]: Decoded<(typeof eventsByType)[K]> };
export type ConversationEvent = EventsByType[keyof EventsByType];
export type EventOf<K extends keyof EventsByType> = EventsByType[K];

function isKnown(type: unknown): type is keyof typeof eventsByType {
  return typeof type === 'string' && Object.hasOwn(eventsByType, type);
}

/** Events of a type that this version does not know are left out; a known one with a wrong shape throws. */
export function decodeEvents(value: unknown, path: string): readonly ConversationEvent[] {
  if (!Array.isArray(value)) throw new MalformedError(path, 'a list of events');
  return value.flatMap((item: unknown, index) => {
    const type = isObject(item) ? item['type'] : undefined;
    return isKnown(type) ? [eventsByType[type](item, `${path}[${String(index)}]`)] : [];
  });
}
