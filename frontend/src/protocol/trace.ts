/** What happened to the answers of a trace. */
import { count, list, number, object, optional, text, type Decoded, type Decoder } from './schema';

/** Texts and numbers; anything else is left out. */
const fields: Decoder<Readonly<Record<string, string | number>>> = (value) => {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (field): field is [string, string | number] =>
        typeof field[1] === 'string' || typeof field[1] === 'number',
    ),
  );
};

const step = object({ at: number, node: text, type: text, data: fields });
export type TraceStep = Decoded<typeof step>;

const answer = object({
  conversationId: text,
  messageId: text,
  generationId: text,
  model: text,
  state: text,
  startedAt: count,
  endedAt: optional(count),
  omitted: count,
  steps: list(step),
});
export type TracedAnswer = Decoded<typeof answer>;

export const traceAnswer = object({ traceId: text, answers: list(answer) });
export type Trace = Decoded<typeof traceAnswer>;
