/** The frames of subprotocol parley.v1, one JSON object each. */
import { decodeEvents } from './events';
import {
  count,
  flag,
  isObject,
  list,
  literal,
  object,
  optional,
  optionalOrNull,
  record,
  text,
  type Decoded,
} from './schema';
import { model, problem, snapshot, user } from './vocabulary';

export const SUBPROTOCOL = 'parley.v1';

const resume = object({ conversationId: text, epoch: text, after: count });

const clientFrames = {
  hello: object({
    type: literal('hello'),
    ref: text,
    clientVersion: optional(text),
    resume: optional(list(resume)),
  }),
  subscribe: object({
    type: literal('subscribe'),
    ref: text,
    conversationId: text,
    epoch: optional(text),
    after: optional(count),
  }),
  unsubscribe: object({ type: literal('unsubscribe'), ref: text, conversationId: text }),
  send: object({
    type: literal('send'),
    ref: text,
    new: optional(literal(true)),
    conversationId: optional(text),
    clientMessageId: text,
    parentId: optionalOrNull(text),
    text,
    model: optional(text),
    options: optional(record),
    conversationOptions: optional(record),
  }),
  stop: object({ type: literal('stop'), ref: text, generationId: text }),
  regenerate: object({ type: literal('regenerate'), ref: text, messageId: text, model: optional(text) }),
  continue: object({ type: literal('continue'), ref: text, messageId: text }),
  ping: object({ type: literal('ping'), ref: text }),
};

const serverFrames = {
  welcome: object({
    type: literal('welcome'),
    ref: text,
    user,
    session: optional(text),
    node: optional(text),
    version: optional(text),
    limits: object({ maxTextChars: count, maxFrameBytes: optional(count) }),
    models: list(model),
    heartbeat: object({
      pingIntervalMs: optional(count),
      clientPingAfterMs: count,
      clientPingTimeoutMs: count,
    }),
  }),
  ack: object({
    type: literal('ack'),
    ref: text,
    conversationId: optional(text),
    userMessageId: optional(text),
    messageId: optional(text),
    generationId: optional(text),
  }),
  error: object({
    type: literal('error'),
    ref: optional(text),
    conversationId: optional(text),
    error: problem,
  }),
  subscribed: object({
    type: literal('subscribed'),
    ref: optional(text),
    conversationId: text,
    epoch: text,
    recovered: flag,
    after: optional(count),
    snapshot: optional(snapshot),
  }),
  events: object({
    type: literal('events'),
    conversationId: text,
    from: count,
    to: count,
    events: decodeEvents,
  }),
  models: object({ type: literal('models'), models: list(model) }),
  pong: object({ type: literal('pong'), ref: optional(text) }),
  bye: object({ type: literal('bye'), reason: text, reconnectAfterMs: optional(count) }),
};

type FramesOf<F> = { [K in keyof F]: Decoded<F[K]> };
type ClientFrames = FramesOf<typeof clientFrames>;
type ServerFrames = FramesOf<typeof serverFrames>;

export type ClientFrame = ClientFrames[keyof ClientFrames];
export type ServerFrame = ServerFrames[keyof ServerFrames];
export type ClientFrameOf<K extends keyof ClientFrames> = ClientFrames[K];
export type ServerFrameOf<K extends keyof ServerFrames> = ServerFrames[K];
export type ResumeCursor = Decoded<typeof resume>;

function decode<F extends Record<string, (value: unknown, path: string) => unknown>>(
  frames: F,
  json: string,
): Decoded<F[keyof F]> | undefined {
  const value: unknown = JSON.parse(json);
  const type = isObject(value) ? value['type'] : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(frames, type)) return undefined;
  return frames[type]?.(value, type) as Decoded<F[keyof F]>;
}

/** Undefined for a type that this version does not know; throws where JSON or shape is wrong. */
export function decodeServerFrame(json: string): ServerFrame | undefined {
  return decode(serverFrames, json);
}

export function decodeClientFrame(json: string): ClientFrame | undefined {
  return decode(clientFrames, json);
}

export function encodeFrame(frame: ClientFrame | ServerFrame): string {
  return JSON.stringify(frame);
}
