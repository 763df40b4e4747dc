import type { Dictionary, Language } from './dictionary';
import { en } from './en';
import { zhCN } from './zh-CN';

export const dictionaries: Readonly<Record<Language, Dictionary>> = { en, 'zh-CN': zhCN };

export function isLanguage(value: string | undefined): value is Language {
  return value === 'en' || value === 'zh-CN';
}

export function preferredLanguage(candidates: readonly string[]): Language {
  for (const candidate of candidates) {
    if (candidate.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (candidate.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}
