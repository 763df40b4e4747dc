// What a new user tries without having read anything, beside what chat, housekeeping and keys do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { requireAccessible } from './accessible.mjs';
import { ask, keepPicture, lastAnswer, launch, openPage, settledText, waitForState } from './browser.mjs';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const TABLET = { viewport: { width: 768, height: 1024 } };

let browser;
before(async () => {
  browser = await launch(process.env.PARLEY_CHROMIUM);
});
after(async () => {
  await browser.close();
});

/** What was just copied may be on its way to the clipboard still. */
async function requireCopied(page, pattern) {
  await page
    .waitForFunction(
      async (source) => new RegExp(source).test(await navigator.clipboard.readText()),
      pattern.source,
    )
    .catch(() => undefined);
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), pattern);
}

test('the three things to try are answered, whatever they break', async () => {
  const { context, page, errors } = await openPage(browser, TABLET);
  const things = page.getByTestId('empty-state').getByRole('button');
  await things.nth(2).waitFor();
  assert.equal(await things.count(), 3);
  const places = await Promise.all([0, 1, 2].map((index) => things.nth(index).boundingBox()));
  assert.equal(new Set(places.map(({ width }) => Math.round(width))).size, 1, 'one of them stands alone');
  for (let index = 0; index < 3; index += 1) {
    await things.nth(index).click();
    await waitForState(page, 'complete');
    const text = await settledText(page);
    assert.ok(text.length > 100, text);
    if (index === 1) assert.match(text, /class Buffer/);
    await page.getByTestId('new-chat').click();
    await page.getByTestId('empty-state').waitFor();
  }
  assert.deepEqual(errors, []);
  await context.close();
});

test('an answer that broke off is continued to its end', async () => {
  const { context, page, errors } = await openPage(browser, PHONE);
  await ask(page, '/fault cut sticky times=2 | Explain what a lease is.');
  await waitForState(page, 'interrupted');
  const half = await settledText(page);
  await requireAccessible(page);
  await keepPicture(page, 'interrupted');
  await page.getByTestId('continue').click();
  await waitForState(page, 'complete');
  const whole = await settledText(page);
  assert.ok(whole.length > half.length, 'nothing came');
  assert.ok(whole.startsWith(half.slice(0, half.length / 2)), 'began anew');
  assert.deepEqual(errors, []);
  await context.close();
});

test('a wait before another try counts down, and can be left', async () => {
  const { context, page, errors } = await openPage(browser, { ...PHONE, theme: 'dark' });
  await ask(page, '/fault 429 1 retry-after=30 | What is a lease?');
  await page
    .getByTestId('retrying')
    .getByText(/Trying again in \d+ s \(attempt 2 of 3\)/)
    .waitFor();
  await requireAccessible(page);
  await keepPicture(page, 'retrying');
  await page.getByTestId('cancel-retry').click();
  await waitForState(page, 'stopped');
  await page.getByTestId('stopped').getByText('Try again').click();
  await waitForState(page, 'complete');
  assert.deepEqual(errors, []);
  await context.close();
});

test('message and code are copied as they were written, and another model answers beside', async () => {
  const { context, page, errors } = await openPage(browser);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ask(page, 'Write a bounded buffer in Java.');
  await waitForState(page, 'complete');
  await settledText(page);
  await lastAnswer(page).getByLabel('Copy message').click();
  await requireCopied(page, /```java\n/);
  await lastAnswer(page).getByLabel('Copy code').click();
  await requireCopied(page, /^import java\.util/);

  await page.getByTestId('regenerate').click();
  await page.getByTestId('menu-regenerate-demo-thinking').click();
  await lastAnswer(page).getByText('Demo, thinking').waitFor();
  await waitForState(page, 'complete');
  assert.equal(await lastAnswer(page).getByTestId('branch').textContent(), '2/2');
  await page.getByTestId('details').last().click();
  const facts = page.getByTestId('details-panel');
  await facts.getByText('Demo, thinking').waitFor();
  await facts.getByLabel('Copy trace id').click();
  await requireCopied(page, /^[0-9a-f]{32}$/);
  assert.deepEqual(errors, []);
  await context.close();
});

test('messages in quick succession all stand in one line, none beside another', async () => {
  const { context, page, errors } = await openPage(browser);
  for (let index = 0; index < 5; index += 1) {
    await ask(page, `Message ${String(index)}`);
    await page.getByTestId('user-message').nth(index).waitFor();
  }
  await page.getByTestId('assistant-message').nth(4).waitFor();
  await waitForState(page, 'complete');
  const shown = await page.getByTestId('user-message').locator('.bubble').allInnerTexts();
  assert.deepEqual(
    shown,
    [0, 1, 2, 3, 4].map((index) => `Message ${String(index)}`),
  );
  assert.equal(await page.getByTestId('branch').count(), 0);
  assert.deepEqual(errors, []);
  await context.close();
});

for (const [name, options] of [
  ['a phone', PHONE],
  ['a tablet', TABLET],
]) {
  test(`the event log stands beside the page, not over it: ${name}`, async () => {
    const { context, page, errors } = await openPage(browser, { path: '?debug', ...options });
    await page.getByTestId('event-log').waitFor();
    await ask(page, 'Hello');
    await waitForState(page, 'complete');
    await page.getByTestId('event-log').getByText('welcome').first().waitFor();
    await requireAccessible(page);
    await keepPicture(page, `event-log-${name.replace(' ', '-')}`);
    assert.deepEqual(errors, []);
    await context.close();
  });
}
