import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeClientFrame, decodeServerFrame, encodeFrame } from '../src/protocol/frames';
import { MalformedError } from '../src/protocol/schema';

const folder = join(import.meta.dirname, '../../docs/protocol/frames');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('golden frames', () => {
  it('are there for both sides', () => {
    expect(files.filter((name) => name.startsWith('client-')).length).toBeGreaterThan(5);
    expect(files.filter((name) => name.startsWith('server-')).length).toBeGreaterThan(5);
  });

  it.each(files)('%s decodes, and encodes to the same JSON', (name) => {
    const json = readFileSync(join(folder, name), 'utf8');
    const frame = name.startsWith('client-') ? decodeClientFrame(json) : decodeServerFrame(json);
    if (frame === undefined) throw new Error('the type is not known');
    expect(JSON.parse(encodeFrame(frame))).toEqual(JSON.parse(json));
    expect(encodeFrame(frame)).toMatch(/^\{"type":/);
  });

  it.each(files)('%s decodes with fields that are not known here', (name) => {
    const golden = JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;
    const decode = name.startsWith('client-') ? decodeClientFrame : decodeServerFrame;
    const frame = decode(JSON.stringify({ ...golden, addedLater: { deep: [1] } }));
    expect(frame).toEqual(decode(JSON.stringify(golden)));
  });
});

describe('decodeClientFrame', () => {
  it('knows a message beside the first one from a message after the last one', () => {
    const send = { type: 'send', ref: '1', conversationId: 'c', clientMessageId: 'k', text: 'x' };
    expect(decodeClientFrame(JSON.stringify({ ...send, parentId: null }))).toHaveProperty('parentId', null);
    expect(decodeClientFrame(JSON.stringify(send))).not.toHaveProperty('parentId');
  });
});

describe('decodeServerFrame', () => {
  const events = (list: readonly unknown[]) =>
    JSON.stringify({ type: 'events', conversationId: 'c', from: 1, to: 2, events: list });

  it('answers undefined for a type it does not know', () => {
    expect(decodeServerFrame('{"type":"celebrate"}')).toBeUndefined();
    expect(decodeServerFrame('{"type":"constructor"}')).toBeUndefined();
    expect(decodeServerFrame('[]')).toBeUndefined();
  });

  it('leaves out events of a type it does not know, and keeps their neighbours', () => {
    const frame = decodeServerFrame(
      events([
        { seq: 1, at: 5, type: 'reaction-added', messageId: 'm' },
        { seq: 2, at: 5, type: 'delta', messageId: 'm', offset: 0, text: 'x' },
      ]),
    );
    expect(frame).toMatchObject({ from: 1, to: 2, events: [{ type: 'delta', seq: 2 }] });
  });

  it.each([
    ['a negative offset', { seq: 1, at: 5, type: 'delta', messageId: 'm', offset: -1, text: 'x' }],
    ['a missing text', { seq: 1, at: 5, type: 'delta', messageId: 'm', offset: 0 }],
    [
      'an unknown end state',
      { seq: 1, at: 5, type: 'generation-ended', generationId: 'g', messageId: 'm', state: 'gone' },
    ],
  ])('refuses %s', (_, event) => {
    expect(() => decodeServerFrame(events([event]))).toThrow(MalformedError);
  });

  it('says where a frame is wrong', () => {
    expect(() => decodeServerFrame('{"type":"error","error":{"code":7}}')).toThrow('error.error.code');
  });

  it('knows a rating that was taken back from one that is not told', () => {
    const changed = { seq: 1, at: 5, type: 'message-changed', messageId: 'm' };
    const frame = decodeServerFrame(events([{ ...changed, rating: null }, changed]));
    expect(frame).toMatchObject({ events: [{ rating: null }, {}] });
    expect(JSON.stringify(frame)).toContain('"rating":null');
    expect(() => decodeServerFrame(events([{ ...changed, rating: 'great' }]))).toThrow(MalformedError);
  });

  it('takes null for absent', () => {
    expect(decodeServerFrame('{"type":"bye","reason":"restarting","reconnectAfterMs":null}')).toEqual({
      type: 'bye',
      reason: 'restarting',
    });
  });
});
