import { describe, expect, it } from 'vitest';
import { offered, standIn, type Circuit, type OfferedModel } from '../src/conversation/models';

const model = (id: string, fallback?: string, circuit?: Circuit): OfferedModel => ({
  id,
  label: id,
  provider: 'p',
  capabilities: {},
  fallback,
  circuit,
});
const open: Circuit = { state: 'open', halfOpensAt: 1 };

describe('offered', () => {
  const plain = { id: 'a', label: 'A', provider: 'p', capabilities: {} };

  it('turns the time to the half-open moment into a moment on this clock', () => {
    expect(
      offered([{ ...plain, fallback: 'b', circuit: { state: 'open', halfOpensInMs: 8_200 } }], 1_000),
    ).toEqual([{ ...plain, fallback: 'b', circuit: { state: 'open', halfOpensAt: 9_200 } }]);
  });

  it('keeps a half-open circuit, and a model without one as it is', () => {
    expect(offered([{ ...plain, circuit: { state: 'half-open' } }, plain], 1_000)).toEqual([
      { ...plain, circuit: { state: 'half-open' } },
      plain,
    ]);
  });
});

describe('standIn', () => {
  it('is the declared fallback', () => {
    const a = model('a', 'b', open);
    expect(standIn([a, model('b')], a)?.id).toBe('b');
  });

  it('is nobody where none is declared, or none that is known here', () => {
    const a = model('a', undefined, open);
    expect(standIn([a, model('b')], a)).toBeUndefined();
    expect(standIn([a], model('a', 'gone', open))).toBeUndefined();
  });

  it('passes over fallbacks that rest themselves, also when all do', () => {
    const a = model('a', 'b', open);
    const b = model('b', 'c', open);
    expect(standIn([a, b, model('c', undefined, { state: 'half-open' })], a)?.id).toBe('c');
    expect(standIn([a, b, model('c', 'a', open)], a)).toBeUndefined();
  });
});
