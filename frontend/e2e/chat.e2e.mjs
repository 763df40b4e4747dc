import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  answerText,
  ask,
  lastAnswer,
  launch,
  openPage,
  requireAnswer,
  settledText,
  waitForState,
} from './browser.mjs';

const QUESTION =
  process.env.E2E_QUESTION ?? 'Compare HTTP polling, server-sent events and WebSockets in a table.';
const SECOND_QUESTION =
  process.env.E2E_SECOND_QUESTION ?? 'Explain what a lease is, in detail and with examples.';
/** Something must happen before these answers end. */
const GROWING_QUESTION = process.env.E2E_QUESTION ?? '/long 4000';
const STOPPED_QUESTION = process.env.E2E_SECOND_QUESTION ?? '/long 4000';

let browser;
before(async () => {
  browser = await launch(process.env.PARLEY_CHROMIUM);
});
after(async () => {
  await browser.close();
});

test('an answer grows on screen before it is complete, and a reload shows the same text', async () => {
  const { context, page, errors } = await openPage(browser);
  await page.getByTestId('empty-state').waitFor();
  await ask(page, GROWING_QUESTION);
  const lengths = await sampleGrowth(page);
  assert.ok(lengths.length >= 3, `grew only through ${lengths.join(', ')}`);
  await waitForState(page, 'complete');
  const text = await settledText(page);
  assert.ok(text.length >= lengths.at(-1));
  assert.match(page.url(), /#\/c\/.+/);

  await page.reload();
  await waitForState(page, 'complete');
  assert.equal(await settledText(page), text);
  const question = page.getByTestId('user-message').first().locator('.bubble');
  assert.equal(await question.innerText(), GROWING_QUESTION);
  assert.deepEqual(errors, []);
  await context.close();
});

test('a reload shows the same table that has come in pieces', async () => {
  const { context, page, errors } = await openPage(browser);
  await ask(page, QUESTION);
  await waitForState(page, 'complete');
  const text = await settledText(page);
  await page.reload();
  await waitForState(page, 'complete');
  assert.equal(await settledText(page), text);
  assert.deepEqual(errors, []);
  await context.close();
});

test('stop keeps and marks what has arrived', async () => {
  const { context, page, errors } = await openPage(browser);
  await ask(page, STOPPED_QUESTION);
  await requireAnswer(page, 10);
  await page.getByTestId('stop').click();
  await waitForState(page, 'stopped', 10_000);
  const text = await settledText(page);
  assert.ok(text.length >= 10, 'the partial text is gone');
  await page.getByTestId('stopped').waitFor();
  await page.reload();
  await waitForState(page, 'stopped');
  assert.equal(await settledText(page), text);
  assert.deepEqual(errors, []);
  await context.close();
});

test('a reload in the middle of an answer carries on to its end', async () => {
  const { context, page, errors } = await openPage(browser);
  await ask(page, QUESTION);
  await requireAnswer(page, 20);
  await page.reload();
  await waitForState(page, 'complete');
  const text = await settledText(page);
  await page.reload();
  await waitForState(page, 'complete');
  assert.equal(await settledText(page), text);
  assert.deepEqual(errors, []);
  await context.close();
});

test('a new conversation is empty, and the old one stays in the list', async () => {
  const { context, page, errors } = await openPage(browser);
  await ask(page, QUESTION);
  await waitForState(page, 'complete');
  const entry = page.getByTestId('conversations').locator('[aria-current="page"]');
  await entry.waitFor();
  const href = await entry.getAttribute('href');
  await page.getByTestId('new-chat').click();
  await page.getByTestId('empty-state').waitFor();
  assert.equal(await page.getByTestId('assistant-message').count(), 0);
  await page.getByTestId('conversations').locator(`[href="${href}"]`).click();
  await waitForState(page, 'complete');
  assert.deepEqual(errors, []);
  await context.close();
});

test('the language switch changes the labels and is remembered', async () => {
  const { context, page, errors } = await openPage(browser);
  await page.getByTestId('new-chat').getByText('New chat').waitFor();
  await page.getByTestId('settings').click();
  await page.getByText('简体中文').click();
  await page.getByTestId('new-chat').getByText('新对话').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await page.reload();
  await page.getByTestId('new-chat').getByText('新对话').waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('a phone shows everything without scrolling sideways, and the list is a drawer', async () => {
  const viewport = { width: 360, height: 740 };
  const { context, page, errors } = await openPage(browser, { viewport, hasTouch: true, isMobile: true });
  assert.equal(await overflow(page), 0);
  await ask(page, QUESTION);
  await waitForState(page, 'complete');
  assert.equal(await overflow(page), 0);
  assert.equal(await page.getByTestId('new-chat').isVisible(), false);
  await page.getByTestId('open-sidebar').click();
  await page.getByTestId('new-chat').waitFor({ state: 'visible' });
  await page.getByTestId('new-chat').click();
  await page.getByTestId('empty-state').waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('a lost network is told, and the message that was written meanwhile arrives', async () => {
  const { context, page } = await openPage(browser);
  await ask(page, QUESTION);
  await waitForState(page, 'complete');
  await context.setOffline(true);
  await page.getByTestId('banner').waitFor({ timeout: 15_000 });
  await ask(page, SECOND_QUESTION);
  await page.locator('[data-delivery="queued"]').waitFor();
  await context.setOffline(false);
  await page.getByTestId('banner').waitFor({ state: 'detached', timeout: 20_000 });
  await page.getByTestId('assistant-message').nth(1).waitFor();
  await waitForState(page, 'complete');
  assert.equal(await page.getByTestId('user-message').count(), 2);
  assert.ok((await lastAnswer(page).innerText()).length > 0);
  await context.close();
});

/** The different lengths the answer had while it was streaming. */
async function sampleGrowth(page) {
  const lengths = new Set();
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && lengths.size < 6) {
    if ((await lastAnswerState(page)) === 'complete') break;
    const length = (await answerText(page)).length;
    if (length > 0) lengths.add(length);
    await page.waitForTimeout(60);
  }
  return [...lengths];
}

async function lastAnswerState(page) {
  const answer = lastAnswer(page);
  return (await answer.count()) === 0 ? undefined : answer.getAttribute('data-state');
}

function overflow(page) {
  return page.evaluate(() =>
    Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
  );
}
