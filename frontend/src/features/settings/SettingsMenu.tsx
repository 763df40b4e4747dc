import type { Language } from '../../i18n/dictionary';
import { dictionaries } from '../../i18n/languages';
import { GearIcon } from '../../ui/icons';
import { Popover } from '../../ui/Popover';
import { Segments } from '../../ui/Segments';
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
        <Segments
          legend={t.language}
          options={languages.map((one) => [one, dictionaries[one].languageName] as const)}
          chosen={language}
          onChoose={chooseLanguage}
          langOf={(one) => one}
        />
        <Segments legend={t.theme} options={themes} chosen={theme} onChoose={chooseTheme} />
        <DataCommands importing={importing} pick={pick} />
      </Popover>
    </>
  );
}
