import type { en } from './en';

export type Dictionary = typeof en;
export type Language = 'en' | 'zh-CN';
