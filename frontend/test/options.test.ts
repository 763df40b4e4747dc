import { describe, expect, it } from 'vitest';
import { checkOptions, fieldsOf } from '../src/conversation/options';

const empty = fieldsOf(undefined);

describe('the settings of a conversation', () => {
  it('leave to the model what is empty', () => {
    expect(checkOptions(empty)).toEqual({ options: {}, faults: new Set() });
  });

  it('read what was kept, and give the same again', () => {
    const options = { systemPrompt: 'Be brief.', thinking: false, temperature: 0, topP: 0.9, maxTokens: 200 };
    expect(checkOptions(fieldsOf(options)).options).toEqual(options);
  });

  it.each([
    ['temperature', '0'],
    ['temperature', '1.99'],
    ['temperature', '0,7'],
    ['topP', '0.01'],
    ['topP', '1'],
    ['maxTokens', '1'],
    ['maxTokens', '1000000'],
  ])('take %s %s', (name, value) => {
    expect(checkOptions({ ...empty, [name]: value }).faults.size).toBe(0);
  });

  it.each([
    ['temperature', '2'],
    ['temperature', '-0.1'],
    ['temperature', 'warm'],
    ['topP', '0'],
    ['topP', '1.1'],
    ['maxTokens', '0'],
    ['maxTokens', '1.5'],
    ['maxTokens', '1000001'],
    ['systemPrompt', 'x'.repeat(8_001)],
  ])('do not take %s %s', (name, value) => {
    expect([...checkOptions({ ...empty, [name]: value }).faults]).toEqual([name]);
  });
});
