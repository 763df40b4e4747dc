// Everything that one does every day, without a mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerText, launch, openPage, requireAnswer, waitForState } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch(process.env.PARLEY_CHROMIUM);
});
after(async () => {
  await browser.close();
});

const focused = (page, testId) =>
  page.waitForFunction((wanted) => document.activeElement?.dataset.testid === wanted, testId);
const questions = (page) => page.getByTestId('user-message').locator('.bubble');

/** Goes on with Tab until the element has the focus: whatever cannot be reached so fails. */
async function tabTo(page, locator, key = 'Tab') {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${String(locator)} is not reached with ${key}`);
}

async function send(page, text) {
  await focused(page, 'composer');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

test('a day by keyboard: ask, stop, edit, switch the branch, search, rename, delete, undo', async () => {
  const { context, page, errors } = await openPage(browser);
  await send(page, '/long 6000');
  await requireAnswer(page, 20);
  await page.keyboard.press('Escape');
  await waitForState(page, 'stopped');
  const partial = await answerText(page);
  assert.ok(partial.length < 6_000);

  // Up opens the last message, and what is sent then is a branch.
  await focused(page, 'composer');
  await page.keyboard.press('ArrowUp');
  await focused(page, 'message-editor');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('What is a keyboard lease?');
  await page.keyboard.press('Enter');
  await questions(page).filter({ hasText: 'keyboard lease' }).waitFor();
  await waitForState(page, 'complete');
  const previous = page.getByTestId('user-message').getByLabel('Previous version');
  await tabTo(page, previous, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await questions(page).filter({ hasText: '/long 6000' }).waitFor();
  await tabTo(page, page.getByTestId('user-message').getByLabel('Next version'), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await questions(page).filter({ hasText: 'keyboard lease' }).waitFor();

  await page.keyboard.press('Control+Shift+O');
  await page.getByTestId('empty-state').waitFor();
  await send(page, 'Something else');
  await waitForState(page, 'complete');

  await page.keyboard.press('Control+k');
  await focused(page, 'search');
  await page.keyboard.type('keyboard lease');
  await page.getByTestId('hit').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await focused(page, 'hit');
  await page.keyboard.press('Enter');
  await questions(page).filter({ hasText: 'keyboard lease' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Escape');

  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => document.activeElement?.classList.contains('entry'));
  const renamed = await page.evaluate(() => document.activeElement.getAttribute('href'));
  await page.keyboard.press('F2');
  await focused(page, 'rename-field');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Named by keyboard');
  await page.keyboard.press('Enter');
  const entry = page.locator(`.entry[href="${renamed}"]`);
  await entry.filter({ hasText: 'Named by keyboard' }).waitFor();

  await tabTo(page, page.locator(`.entry[href="${renamed}"] + button`));
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.getByTestId('undo-toast').waitFor();
  await entry.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await entry.filter({ hasText: 'Named by keyboard' }).waitFor();

  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('?');
  await page.getByTestId('shortcuts-dialog').waitFor();
  await page.getByTestId('shortcuts-dialog').getByText('Find in a long conversation').waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('shortcuts-dialog').waitFor({ state: 'detached' });
  assert.deepEqual(errors, []);
  await context.close();
});

test('a model that is chosen is kept by the server', async () => {
  const { context, page, errors } = await openPage(browser);
  await send(page, 'What is a lease?');
  await waitForState(page, 'complete');
  const before = await page.locator('.picker-label').innerText();
  const kept = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await page.getByTestId('model-picker').click();
  await page.locator('input[name="model"]:not(:checked)').first().click();
  assert.equal((await kept).status(), 200);
  const chosen = await page.locator('.picker-label').innerText();
  assert.notEqual(chosen, before);

  // Another device of the same user knows nothing but what the server says.
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await page.locator('.picker-label').filter({ hasText: chosen }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});
