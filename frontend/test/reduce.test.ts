import { describe, expect, it } from 'vitest';
import type { Conversation, Message } from '../src/conversation/model';
import { fromSnapshot, reduce } from '../src/conversation/reduce';
import type { ConversationEvent } from '../src/protocol/events';
import { problem } from './support';

const empty: Conversation = { id: 'c', title: '', createdAt: 0, messages: new Map(), order: [] };
const NOW = 5_000;

const question: ConversationEvent = {
  seq: 1,
  at: 100,
  type: 'message-created',
  messageId: 'q',
  role: 'user',
  text: 'Why?',
  clientMessageId: 'k',
};
const answer: ConversationEvent = {
  seq: 2,
  at: 100,
  type: 'message-created',
  messageId: 'a',
  parentId: 'q',
  role: 'assistant',
  text: '',
};
const started: ConversationEvent = {
  seq: 3,
  at: 200,
  type: 'generation-started',
  generationId: 'g',
  messageId: 'a',
  model: 'demo-chat',
  traceId: 't',
};
const delta = (offset: number, text: string, at = 1_000): ConversationEvent => ({
  seq: 9,
  at,
  type: 'delta',
  messageId: 'a',
  offset,
  text,
});
const reasoning = (offset: number, text: string): ConversationEvent => ({
  seq: 8,
  at: 300,
  type: 'reasoning-delta',
  messageId: 'a',
  offset,
  text,
});

function after(...events: readonly ConversationEvent[]): Conversation {
  const { conversation, fits } = reduce(empty, [question, answer, started, ...events], NOW);
  expect(fits).toBe(true);
  return conversation;
}
function answerAfter(...events: readonly ConversationEvent[]): Message {
  const message = after(...events).messages.get('a');
  if (message === undefined) throw new Error('no answer');
  return message;
}

describe('reduce', () => {
  it('creates messages in order, the question complete and the answer queued', () => {
    const { conversation } = reduce(empty, [question, answer], NOW);
    expect(conversation.order).toEqual(['q', 'a']);
    expect(conversation.messages.get('q')).toMatchObject({ state: 'complete', clientMessageId: 'k' });
    expect(conversation.messages.get('a')).toMatchObject({ state: 'queued', parentId: 'q' });
  });

  it('takes a message that was created before for the same', () => {
    const conversation = after(delta(0, 'So'), answer);
    expect(conversation.order).toEqual(['q', 'a']);
    expect(conversation.messages.get('a')?.text).toBe('So');
  });

  it('connects, streams and completes', () => {
    expect(answerAfter()).toMatchObject({ state: 'connecting', generationId: 'g', traceId: 't' });
    expect(answerAfter(delta(0, 'So'), delta(2, '。'))).toMatchObject({ state: 'streaming', text: 'So。' });
    const usage = { totalTokens: 3 };
    expect(
      answerAfter(delta(0, 'So'), {
        seq: 10,
        at: 2_000,
        type: 'generation-ended',
        generationId: 'g',
        messageId: 'a',
        state: 'complete',
        finishReason: 'stop',
        usage,
      }),
    ).toMatchObject({ state: 'complete', text: 'So', finishReason: 'stop', usage });
  });

  it('counts offsets in UTF-16 units', () => {
    expect(answerAfter(delta(0, '租约🙂'), delta(4, '!')).text).toBe('租约🙂!');
  });

  it('drops a delta of which everything is known', () => {
    expect(answerAfter(delta(0, 'Hello'), delta(0, 'Hello'), delta(2, 'llo')).text).toBe('Hello');
  });

  const elsewhere: ConversationEvent = { seq: 9, at: 1, type: 'message-restarted', messageId: 'other' };
  it.each([
    ['a delta beyond the end', delta(7, 'x')],
    ['a delta that straddles the end', delta(3, 'lo!!')],
    ['a reasoning delta beyond the end', reasoning(1, 'x')],
    ['an event of a message that is not known', elsewhere],
  ])('does not fit: %s', (_, event) => {
    const before = after(delta(0, 'Hello'));
    const result = reduce(before, [delta(5, '!'), event], NOW);
    expect(result).toEqual({ conversation: before, fits: false });
  });

  it('leaves the earlier conversation as it was', () => {
    const before = after(delta(0, 'Hello'));
    reduce(before, [delta(5, ' world')], NOW);
    expect(before.messages.get('a')?.text).toBe('Hello');
  });

  it('keeps the identity of messages that no event touches', () => {
    const before = after(delta(0, 'Hello'));
    const { conversation } = reduce(before, [delta(5, '!')], NOW);
    expect(conversation.messages.get('q')).toBe(before.messages.get('q'));
  });

  it('shows a retry with its countdown on this clock, until text arrives', () => {
    const retrying: ConversationEvent = {
      seq: 4,
      at: 300,
      type: 'generation-retrying',
      generationId: 'g',
      messageId: 'a',
      attempt: 2,
      of: 3,
      delayMs: 1_400,
      code: 'rate-limited',
    };
    expect(answerAfter(retrying)).toMatchObject({
      state: 'retrying',
      retry: { attempt: 2, of: 3, retryAt: NOW + 1_400, code: 'rate-limited' },
    });
    expect(answerAfter(retrying, delta(0, 'x')).retry).toBeUndefined();
  });

  const fallback = (from: string, model: string, code: string): ConversationEvent => ({
    seq: 5,
    at: 400,
    type: 'generation-fallback',
    generationId: 'g',
    messageId: 'a',
    from,
    model,
    code,
  });

  it('says which model answers, which was asked for, and why', () => {
    const retrying: ConversationEvent = {
      seq: 4,
      at: 300,
      type: 'generation-retrying',
      generationId: 'g',
      messageId: 'a',
      attempt: 2,
      of: 3,
      delayMs: 1_400,
      code: 'model-overloaded',
    };
    expect(answerAfter(retrying, fallback('demo-chat', 'b', 'circuit-open'))).toMatchObject({
      state: 'connecting',
      model: 'b',
      fallbackFrom: 'demo-chat',
      fallbackCode: 'circuit-open',
      retry: undefined,
    });
    expect(answerAfter().fallbackFrom).toBeUndefined();
  });

  it('keeps the model that was asked for, and the reason, along a chain of fallbacks', () => {
    expect(
      answerAfter(
        fallback('demo-chat', 'b', 'circuit-open'),
        fallback('b', 'c', 'rate-limited'),
        delta(0, 'So'),
      ),
    ).toMatchObject({ model: 'c', fallbackFrom: 'demo-chat', fallbackCode: 'circuit-open', text: 'So' });
  });

  it('forgets a fallback when another model goes on with the message, not when the same one does', () => {
    const instead = fallback('demo-chat', 'b', 'circuit-open');
    expect(answerAfter(instead, { ...started, model: 'b' })).toMatchObject({
      model: 'b',
      fallbackFrom: 'demo-chat',
      fallbackCode: 'circuit-open',
    });
    expect(answerAfter(instead, started)).toMatchObject({
      model: 'demo-chat',
      fallbackFrom: undefined,
      fallbackCode: undefined,
    });
  });

  it('empties a message that is restarted, reasoning too', () => {
    const restarted: ConversationEvent = { seq: 9, at: 400, type: 'message-restarted', messageId: 'a' };
    expect(answerAfter(reasoning(0, 'Hm'), delta(0, 'So'), restarted)).toMatchObject({
      text: '',
      reasoning: '',
    });
    expect(answerAfter(delta(0, 'So'), restarted, delta(0, 'Now')).text).toBe('Now');
  });

  it('carries on with the same text when the generation is continued', () => {
    const continued: ConversationEvent = {
      seq: 9,
      at: 400,
      type: 'generation-continued',
      generationId: 'g2',
      messageId: 'a',
      attempt: 1,
    };
    expect(answerAfter(delta(0, 'So'), continued, delta(2, '!'))).toMatchObject({
      text: 'So!',
      generationId: 'g2',
      state: 'streaming',
    });
  });

  it('keeps an error beside the text, never in it', () => {
    const error = problem('answer-cut-off', true);
    const message = answerAfter(delta(0, 'So'), {
      seq: 9,
      at: 2,
      type: 'generation-ended',
      generationId: 'g',
      messageId: 'a',
      state: 'interrupted',
      error,
    });
    expect(message).toMatchObject({ state: 'interrupted', text: 'So', error });
    const { conversation } = reduce(
      { ...empty, messages: new Map([['a', message]]), order: ['a'] },
      [{ ...started, generationId: 'g2' }],
      NOW,
    );
    expect(conversation.messages.get('a')).toMatchObject({
      text: 'So',
      error: undefined,
      state: 'connecting',
    });
  });

  it('measures the reasoning from its start to the first word of the answer', () => {
    expect(answerAfter(reasoning(0, 'Hm')).reasoningMs).toBeUndefined();
    expect(answerAfter(reasoning(0, 'Hm'), delta(0, 'So', 3_200), delta(2, '!', 9_000)).reasoningMs).toBe(
      3_000,
    );
    expect(answerAfter(delta(0, 'So')).reasoningMs).toBeUndefined();
  });

  it('takes over a new title', () => {
    const changed: ConversationEvent = { seq: 9, at: 1, type: 'conversation-changed', title: 'Leases' };
    expect(after(changed).title).toBe('Leases');
  });

  it('takes over what a user changed, each by itself', () => {
    const change = (part: object): ConversationEvent => ({
      seq: 9,
      at: 1,
      type: 'conversation-changed',
      ...part,
    });
    const options = { temperature: 0.5 };
    const conversation = after(
      change({ title: 'Leases', options }),
      change({ pinned: true, archived: true }),
    );
    expect(conversation).toMatchObject({ title: 'Leases', options, pinned: true, archived: true });
    const { conversation: cleared } = reduce(conversation, [change({ pinned: false, options: {} })], NOW);
    expect(cleared).toMatchObject({ pinned: false, archived: true, options: {} });
  });

  it('takes over and takes back a rating', () => {
    const rated = (rating: 'up' | null): ConversationEvent => ({
      seq: 9,
      at: 1,
      type: 'message-changed',
      messageId: 'a',
      rating,
    });
    expect(answerAfter(rated('up')).rating).toBe('up');
    expect(answerAfter(rated('up'), rated(null)).rating).toBeUndefined();
  });

  it('keeps how long it took, as the server measured it, until the answer is asked for again', () => {
    const ended: ConversationEvent = {
      seq: 10,
      at: 9_000,
      type: 'generation-ended',
      generationId: 'g',
      messageId: 'a',
      state: 'complete',
      firstTokenMs: 400,
      reasoningMs: 2_500,
      durationMs: 8_000,
    };
    expect(answerAfter(reasoning(0, 'Hm'), delta(0, 'So', 3_200), ended)).toMatchObject({
      firstTokenMs: 400,
      reasoningMs: 2_500,
      durationMs: 8_000,
    });
    expect(answerAfter(ended, { ...started, generationId: 'g2' }).durationMs).toBeUndefined();
  });

  it('reads a snapshot', () => {
    const conversation = fromSnapshot({
      seq: 42,
      conversation: { id: 'c', title: 'Leases', createdAt: 1, updatedAt: 2 },
      messages: [
        { id: 'q', role: 'user', text: 'Why?', createdAt: 1, state: 'complete' },
        { id: 'a', parentId: 'q', role: 'assistant', text: 'So', createdAt: 1, state: 'streaming' },
      ],
    });
    expect(conversation).toMatchObject({ id: 'c', title: 'Leases', order: ['q', 'a'] });
    expect(reduce(conversation, [delta(2, '!')], NOW).conversation.messages.get('a')?.text).toBe('So!');
  });
});
