import { describe, expect, it } from 'vitest';
import { accountTexts } from '../src/i18n/account';
import { adminTexts } from '../src/i18n/admin';
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

  it('have the same entries in the parts that are loaded late', () => {
    expect(shape(accountTexts['zh-CN'])).toEqual(shape(accountTexts.en));
    expect(shape(adminTexts['zh-CN'])).toEqual(shape(adminTexts.en));
  });

  it.each(
    (['en', 'zh-CN'] as const).map(
      (language) =>
        [language, [dictionaries[language], accountTexts[language], adminTexts[language]]] as const,
    ),
  )('%s has a text for every entry', (_, dictionary) => {
    for (const text of texts(dictionary)) {
      expect(text.trim()).not.toBe('');
      expect(text).not.toContain('undefined');
    }
  });

  it('know every code that shuts somebody out, or that a sign-in ends with', () => {
    const codes = [
      'sign-in-required',
      'session-invalid',
      'session-expired',
      'signed-out',
      'token-invalid',
      'token-expired',
      'sign-in-failed',
      'account-disabled',
      'email-not-verified',
      'terms-not-accepted',
      'not-allowed',
      'origin-refused',
      'too-many-attempts',
      'too-many-messages',
      'too-many-sockets',
      'quota-reached',
      'too-many-answers',
      'name-taken',
      'last-admin',
      'invitation-not-found',
      'user-not-found',
      'invalid-name',
      'password-too-weak',
    ];
    expect(Object.keys(en.problems).sort()).toEqual(codes.sort());
  });

  it('use no half-width punctuation between Chinese characters', () => {
    expect(
      texts([zhCN, accountTexts['zh-CN'], adminTexts['zh-CN']]).filter((text) =>
        /[\u4e00-\u9fff][,;:!?][\u4e00-\u9fff]/.test(text),
      ),
    ).toEqual([]);
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
