import { describe, expect, it } from 'vitest';
import { en } from '../src/i18n/en';
import { dictionaries, preferredLanguage } from '../src/i18n/languages';
import { zhCN } from '../src/i18n/zh-CN';

/** Paths of all entries, with what kind of thing stands there. */
function shape(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'function') return [`${path}(${String(value.length)})`];
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, entry]) => shape(entry, `${path}.${key}`));
}

function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return [String((value as (...args: number[]) => unknown)(1, 2, 3))];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(texts);
}

describe('dictionaries', () => {
  it('have the same entries in every language', () => {
    expect(shape(zhCN)).toEqual(shape(en));
  });

  it.each(Object.entries(dictionaries))('%s has a text for every entry', (_, dictionary) => {
    for (const text of texts(dictionary)) {
      expect(text.trim()).not.toBe('');
      expect(text).not.toContain('undefined');
    }
  });

  it('use no half-width punctuation between Chinese characters', () => {
    expect(texts(zhCN).filter((text) => /[\u4e00-\u9fff][,;:!?][\u4e00-\u9fff]/.test(text))).toEqual([]);
  });
});

describe('preferredLanguage', () => {
  it.each([
    [['zh-TW', 'en'], 'zh-CN'],
    [['fr', 'zh'], 'zh-CN'],
    [['en-GB', 'zh'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('%j gives %s', (candidates, language) => {
    expect(preferredLanguage(candidates)).toBe(language);
  });
});
