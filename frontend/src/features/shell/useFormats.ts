import { useLanguage } from '../settings/preferences';

/** Times and numbers as they are written in the reader's language. */
export function useFormats() {
  const language = useLanguage();
  return {
    moment: (time: number) =>
      new Date(time).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' }),
    number: (value: number) => value.toLocaleString(language),
    money: (value: number, currency: string | undefined) => money(value, currency, language),
  };
}

/** A currency that is none is written beside the number. */
function money(value: number, currency: string | undefined, language: string): string {
  if (currency === undefined) return value.toLocaleString(language, { maximumFractionDigits: 4 });
  try {
    return value.toLocaleString(language, { style: 'currency', currency, maximumFractionDigits: 4 });
  } catch {
    return `${value.toLocaleString(language, { maximumFractionDigits: 4 })} ${currency}`;
  }
}
