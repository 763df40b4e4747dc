import { useEffect } from 'react';
import { useLanguage, useText } from '../settings/preferences';

/** What the browser calls the page, and the language that it is read in. */
export function useTitle(title: string | undefined): void {
  const t = useText();
  const language = useLanguage();
  useEffect(() => {
    document.title = title === undefined ? t.appName : `${title} – ${t.appName}`;
    document.documentElement.lang = language;
  }, [title, t, language]);
}
