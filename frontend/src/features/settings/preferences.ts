import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { lasting } from '../../conversation/storage';
import type { Dictionary, Language } from '../../i18n/dictionary';
import { dictionaries, isLanguage, preferredLanguage } from '../../i18n/languages';

export type Theme = 'system' | 'light' | 'dark';

interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
}

/** public/theme.js reads the same keys before the first paint. */
const LANGUAGE_KEY = 'parley.language';
const THEME_KEY = 'parley.theme';

function stored(): Preferences {
  const language = lasting.get(LANGUAGE_KEY);
  const theme = lasting.get(THEME_KEY);
  return {
    language: isLanguage(language) ? language : preferredLanguage(navigator.languages),
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  };
}

export const preferences = createStore<Preferences>(stored);

export function chooseLanguage(language: Language): void {
  lasting.set(LANGUAGE_KEY, language);
  document.documentElement.lang = language;
  preferences.setState({ language });
}

export function chooseTheme(theme: Theme): void {
  lasting.set(THEME_KEY, theme === 'system' ? undefined : theme);
  document.documentElement.dataset['theme'] = theme;
  preferences.setState({ theme });
}

export function useText(): Dictionary {
  return dictionaries[useStore(preferences, (state) => state.language)];
}

export function useLanguage(): Language {
  return useStore(preferences, (state) => state.language);
}

export function useTheme(): Theme {
  return useStore(preferences, (state) => state.theme);
}
