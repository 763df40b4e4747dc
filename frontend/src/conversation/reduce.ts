import type { ConversationEvent, EventOf } from '../protocol/events';
import type { Snapshot } from '../protocol/vocabulary';
import type { Conversation, Message } from './model';

export interface Reduced {
  readonly conversation: Conversation;
  /** False when an event does not continue what is known: ask for a snapshot. */
  readonly fits: boolean;
}

export function fromSnapshot(snapshot: Snapshot): Conversation {
  const { conversation } = snapshot;
  return {
    id: conversation.id,
    title: conversation.title ?? '',
    model: conversation.model,
    createdAt: conversation.createdAt,
    messages: new Map(
      snapshot.messages.map((message): [string, Message] => [
        message.id,
        { ...message, reasoning: message.reasoning ?? '' },
      ]),
    ),
    order: snapshot.messages.map((message) => message.id),
  };
}

/** The messages are copied once for all events of a frame; `now` is this browser's clock. */
export function reduce(
  conversation: Conversation,
  events: readonly ConversationEvent[],
  now: number,
): Reduced {
  const draft: Draft = { ...conversation, messages: new Map(conversation.messages) };
  for (const event of events) {
    if (!apply(draft, event, now)) return { conversation, fits: false };
  }
  return { conversation: draft, fits: true };
}

const noFallback = { fallbackFrom: undefined, fallbackCode: undefined };

type Draft = { -readonly [K in keyof Conversation]: Conversation[K] } & { messages: Map<string, Message> };

function apply(draft: Draft, event: ConversationEvent, now: number): boolean {
  switch (event.type) {
    case 'message-created':
      return create(draft, event);
    case 'generation-started':
      return change(draft, event.messageId, (message) => ({
        ...message,
        ...(event.model === undefined || event.model === message.model ? {} : noFallback),
        state: 'connecting',
        generationId: event.generationId,
        traceId: event.traceId ?? message.traceId,
        model: event.model ?? message.model,
        error: undefined,
        retry: undefined,
        finishReason: undefined,
        reasoningFrom: event.at,
      }));
    case 'delta':
      return append(draft, event, 'text');
    case 'reasoning-delta':
      return append(draft, event, 'reasoning');
    case 'generation-retrying':
      return change(draft, event.messageId, (message) => ({
        ...message,
        state: 'retrying',
        retry: { attempt: event.attempt, of: event.of, code: event.code, retryAt: now + event.delayMs },
        reasoningFrom: event.at + event.delayMs,
      }));
    case 'generation-continued':
      return change(draft, event.messageId, (message) => ({
        ...message,
        state: 'connecting',
        generationId: event.generationId,
        retry: undefined,
      }));
    case 'generation-fallback':
      return change(draft, event.messageId, (message) => ({
        ...message,
        state: 'connecting',
        generationId: event.generationId,
        model: event.model,
        fallbackFrom: message.fallbackFrom ?? event.from,
        fallbackCode: message.fallbackFrom === undefined ? event.code : message.fallbackCode,
        retry: undefined,
        reasoningFrom: event.at,
      }));
    case 'message-restarted':
      return change(draft, event.messageId, (message) => ({
        ...message,
        text: '',
        reasoning: '',
        reasoningMs: undefined,
        reasoningFrom: event.at,
      }));
    case 'generation-ended':
      return change(draft, event.messageId, (message) => ended(message, event));
    case 'conversation-changed':
      draft.title = event.title ?? draft.title;
      draft.model = event.model ?? draft.model;
      return true;
    case 'message-changed':
    case 'conversation-deleted':
    case 'conversation-restored':
      return true;
  }
}

function create(draft: Draft, event: EventOf<'message-created'>): boolean {
  if (draft.messages.has(event.messageId)) return true;
  draft.messages.set(event.messageId, {
    id: event.messageId,
    parentId: event.parentId,
    role: event.role,
    text: event.text,
    reasoning: '',
    state: event.role === 'user' ? 'complete' : 'queued',
    createdAt: event.at,
    model: event.model,
    clientMessageId: event.clientMessageId,
  });
  draft.order = [...draft.order, event.messageId];
  return true;
}

function change(draft: Draft, messageId: string, next: (message: Message) => Message): boolean {
  const message = draft.messages.get(messageId);
  if (message === undefined) return false;
  draft.messages.set(messageId, next(message));
  return true;
}

/** Applied if it begins where the text ends; dropped if all of it is known; anything else does not fit. */
function append(
  draft: Draft,
  event: EventOf<'delta'> | EventOf<'reasoning-delta'>,
  field: 'text' | 'reasoning',
): boolean {
  const message = draft.messages.get(event.messageId);
  if (message === undefined) return false;
  const known = message[field].length;
  if (event.offset !== known) return event.offset + event.text.length <= known;
  const thoughtMs =
    field === 'text' && message.reasoning !== '' && message.reasoningMs === undefined
      ? durationSince(message.reasoningFrom, event.at)
      : message.reasoningMs;
  draft.messages.set(event.messageId, {
    ...message,
    [field]: message[field] + event.text,
    state: 'streaming',
    retry: undefined,
    reasoningMs: thoughtMs,
  });
  return true;
}

function ended(message: Message, event: EventOf<'generation-ended'>): Message {
  return {
    ...message,
    state: event.state,
    finishReason: event.finishReason,
    usage: event.usage,
    error: event.error,
    retry: undefined,
    reasoningMs:
      message.reasoning === ''
        ? undefined
        : (message.reasoningMs ?? durationSince(message.reasoningFrom, event.at)),
  };
}

function durationSince(from: number | undefined, to: number): number | undefined {
  return from === undefined ? undefined : Math.max(0, to - from);
}
