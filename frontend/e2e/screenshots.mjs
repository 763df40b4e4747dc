// node e2e/screenshots.mjs <folder>: the page at two widths, in both themes and both languages.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ask, launch, openPage, requireChromium, waitForState } from './browser.mjs';

const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: node e2e/screenshots.mjs <folder>');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const questions = {
  en: 'Compare HTTP polling, server-sent events and WebSockets in a table.',
  'zh-CN': '用中文解释一下什么是租约（lease），并举一个例子。',
};
const browser = await launch(requireChromium());
try {
  for (const width of [1440, 390]) {
    for (const theme of ['light', 'dark']) {
      for (const language of ['en', 'zh-CN']) await shoot(width, theme, language);
    }
  }
} finally {
  await browser.close();
}

async function shoot(width, theme, language) {
  const narrow = width < 600;
  const { context, page } = await openPage(browser, {
    language,
    theme,
    viewport: { width, height: narrow ? 844 : 900 },
    deviceScaleFactor: narrow ? 2 : 1,
    hasTouch: narrow,
    isMobile: narrow,
  });
  const save = (name) => page.screenshot({ path: join(folder, `${name}-${width}-${theme}-${language}.png`) });
  await page.getByTestId('empty-state').waitFor();
  await page.getByTestId('model-picker').waitFor();
  await save('empty');
  await ask(page, questions[language]);
  await waitForState(page, 'streaming');
  await page.waitForTimeout(1_500);
  await save('streaming');
  await waitForState(page, 'complete');
  await page.waitForTimeout(500);
  await save('answer');
  if (narrow) {
    await page.getByTestId('open-sidebar').click();
    await page.waitForTimeout(400);
    await save('drawer');
  }
  await context.close();
}
