// Finds a Chromium that is already on this machine and opens pages with it.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

export const baseUrl = (process.env.BASE_URL ?? 'http://localhost:8080/').replace(/\/?$/, '/');

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Undefined when there is none. */
export function findChromium() {
  const inPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) =>
      ['chromium', 'google-chrome', 'google-chrome-stable'].map((name) => join(folder, name)),
    );
  const candidates = [
    process.env.PARLEY_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    ...inPath,
  ];
  return candidates.find((path) => path !== undefined && path !== '' && isExecutable(path));
}

/** Ends the process where there is no browser: with success on a desk, as a failure where CI is true. */
export function requireChromium() {
  const executable = findChromium();
  if (executable !== undefined) return executable;
  console.log('SKIPPED: no Chromium found (set PARLEY_CHROMIUM to its path)');
  process.exit(process.env.CI === 'true' ? 1 : 0);
}

export function launch(executablePath) {
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** A fresh profile with one page; what goes to the console as an error is collected. */
export async function openPage(browser, { path = '', language = 'en', theme = 'light', ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: language,
    colorScheme: theme,
    ...options,
  });
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(new URL(path, baseUrl).href);
  return { context, page, errors };
}

export async function ask(page, text) {
  await page.getByTestId('composer').fill(text);
  await page.getByTestId('send').click();
}

export const lastAnswer = (page) => page.getByTestId('assistant-message').last();

export async function waitForState(page, state, timeout = 60_000) {
  await page
    .locator(`[data-testid="assistant-message"][data-last="true"][data-state="${state}"]`)
    .waitFor({ timeout });
}

/** The text of the last answer as the reader sees it, empty before its first character. */
export async function answerText(page) {
  const text = lastAnswer(page).getByTestId('answer-text');
  return (await text.count()) === 0 ? '' : text.innerText();
}

/** Keeps a picture for whoever judges by eye, where E2E_PICTURES names a folder. */
export async function keepPicture(page, name) {
  const folder = process.env.E2E_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

const SETTLED_FRAMES = 20;
const SETTLED_WITHIN_MS = 10_000;

/** The text of the last answer once it does not change any more: a long one is put on screen in parts. */
export async function settledText(page) {
  await page.waitForFunction(
    (frames) => {
      const text = [...document.querySelectorAll('[data-testid="answer-text"]')].at(-1)?.innerText ?? '';
      const seen = (globalThis.seenText ??= { text: undefined, times: 0 });
      seen.times = seen.text === text ? seen.times + 1 : 0;
      seen.text = text;
      if (seen.times < frames) return false;
      delete globalThis.seenText;
      return true;
    },
    SETTLED_FRAMES,
    { polling: 'raf', timeout: SETTLED_WITHIN_MS },
  );
  return answerText(page);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Waits until so many characters of the last answer are on screen. */
export async function requireAnswer(page, characters) {
  await page.waitForFunction(
    (wanted) => {
      const last = [...document.querySelectorAll('[data-testid="assistant-message"]')].at(-1);
      return (last?.querySelector('[data-testid="answer-text"]')?.textContent ?? '').length >= wanted;
    },
    characters,
    { timeout: 30_000 },
  );
}
