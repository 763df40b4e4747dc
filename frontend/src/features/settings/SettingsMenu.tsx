import type { Language } from '../../i18n/dictionary';
import { dictionaries } from '../../i18n/languages';
import { GearIcon } from '../../ui/icons';
import { Popover } from '../../ui/Popover';
import { DataCommands } from './DataCommands';
import { chooseLanguage, chooseTheme, useLanguage, useText, useTheme, type Theme } from './preferences';
import { useImport } from './useImport';

const languages: readonly Language[] = ['zh-CN', 'en'];

export function SettingsMenu() {
  const t = useText();
  const language = useLanguage();
  const theme = useTheme();
  const { input, importing, pick } = useImport();
  const themes: readonly (readonly [Theme, string])[] = [
    ['system', t.themeSystem],
    ['light', t.themeLight],
    ['dark', t.themeDark],
  ];
  return (
    <>
      {input}
      <Popover
        label={t.settings}
        button={<GearIcon />}
        buttonClass="icon-button"
        align="end"
        testId="settings"
      >
        <fieldset className="segments">
          <legend>{t.language}</legend>
          {languages.map((candidate) => (
            <label key={candidate} lang={candidate}>
              <input
                type="radio"
                name="language"
                value={candidate}
                checked={language === candidate}
                onChange={() => {
                  chooseLanguage(candidate);
                }}
              />
              <span>{dictionaries[candidate].languageName}</span>
            </label>
          ))}
        </fieldset>
        <fieldset className="segments">
          <legend>{t.theme}</legend>
          {themes.map(([candidate, label]) => (
            <label key={candidate}>
              <input
                type="radio"
                name="theme"
                value={candidate}
                checked={theme === candidate}
                onChange={() => {
                  chooseTheme(candidate);
                }}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <DataCommands importing={importing} pick={pick} />
      </Popover>
    </>
  );
}
