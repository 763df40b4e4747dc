import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ask, baseUrl, launch, openPage, settledText, waitForState } from './browser.mjs';

const QUESTION = 'What is a lease, in two sentences?';

let browser;
before(async () => {
  browser = await launch(process.env.PARLEY_CHROMIUM);
});
after(async () => {
  await browser.close();
});

async function asked(text = QUESTION, options = {}) {
  const opened = await openPage(browser, options);
  await ask(opened.page, text);
  await waitForState(opened.page, 'complete');
  await opened.page.getByTestId('conversation-menu').waitFor();
  return opened;
}

const entries = (page) => page.getByTestId('conversations').locator('.entry');
const entryNamed = (page, name) => entries(page).filter({ hasText: name });

async function fromMenu(page, item) {
  await page.getByTestId('conversation-menu').click();
  await page.getByTestId(`menu-${item}`).click();
}

async function rename(page, name) {
  await fromMenu(page, 'rename');
  await page.getByTestId('rename-field').fill(name);
  await page.keyboard.press('Enter');
  await entryNamed(page, name).waitFor();
}

test('a name given by keyboard stays after a reload', async () => {
  const { context, page, errors } = await asked();
  await entries(page).first().focus();
  await page.keyboard.press('F2');
  await page.getByTestId('rename-field').fill('Given by hand');
  await page.keyboard.press('Enter');
  await entryNamed(page, 'Given by hand').waitFor();
  await page.reload();
  await entryNamed(page, 'Given by hand').waitFor();
  await page.waitForFunction(() => document.title.startsWith('Given by hand'));
  assert.deepEqual(errors, []);
  await context.close();
});

test('what is pinned stands first, and what is archived is in the archive', async () => {
  const { context, page, errors } = await asked();
  await rename(page, 'The older one');
  await page.getByTestId('new-chat').click();
  await page.getByTestId('empty-state').waitFor();
  await ask(page, QUESTION);
  await waitForState(page, 'complete');
  await rename(page, 'The newer one');
  await entryNamed(page, 'The older one').click();
  await waitForState(page, 'complete');
  await fromMenu(page, 'pin');
  await page.getByTestId('conversations').getByText('Pinned').waitFor();
  assert.match(await entries(page).first().innerText(), /The older one/);

  await fromMenu(page, 'archive');
  await entryNamed(page, 'The older one').waitFor({ state: 'detached' });
  await page.getByTestId('archive-switch').click();
  await page.getByTestId('archive').getByText('The older one').waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('a deletion is taken back with Undo, and from the page that is left', async () => {
  const { context, page, errors } = await asked();
  await rename(page, 'Nearly lost');
  const text = await settledText(page);
  await fromMenu(page, 'delete');
  await page.getByTestId('missing').waitFor();
  await page.getByTestId('undo-toast').getByText('Undo').click();
  await waitForState(page, 'complete');
  assert.equal(await settledText(page), text);

  await fromMenu(page, 'delete');
  await page.getByTestId('missing').getByText('Restore').click();
  await waitForState(page, 'complete');
  await entryNamed(page, 'Nearly lost').waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('search finds a message, two Chinese characters too, and leads to it', async () => {
  const { context, page, errors } = await asked('请解释租约，只用一句话');
  await page.getByTestId('new-chat').click();
  await page.getByTestId('empty-state').waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('租约');
  const hit = page.getByTestId('hit').filter({ hasText: 'You' });
  await hit.waitFor();
  assert.equal(await hit.locator('mark').first().innerText(), '租约');
  await hit.click();
  await page.locator('[data-message-id][data-found]').getByTestId('user-message').waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('an edited question is a branch beside the original, still chosen after a reload', async () => {
  const { context, page, errors } = await asked();
  await page.getByTestId('composer').press('ArrowUp');
  await page.getByTestId('message-editor').fill('And what is a fence?');
  await page.keyboard.press('Enter');
  const bubble = page.getByTestId('user-message').locator('.bubble');
  await bubble.filter({ hasText: 'fence' }).waitFor();
  await waitForState(page, 'complete');
  assert.equal(await bubble.count(), 1);
  await page.getByTestId('user-message').hover();
  await page.getByTestId('user-message').getByLabel('Previous version').click();
  await bubble.filter({ hasText: QUESTION }).waitFor();
  await page.reload();
  await bubble.filter({ hasText: QUESTION }).waitFor();
  assert.equal(await page.getByTestId('user-message').getByTestId('branch').textContent(), '1/2');
  assert.deepEqual(errors, []);
  await context.close();
});

test('a thumb is still there after a reload', async () => {
  const { context, page, errors } = await asked();
  await page.getByTestId('rate-up').click();
  await page.locator('[data-testid="rate-up"][aria-pressed="true"]').waitFor();
  await page.reload();
  await page.locator('[data-testid="rate-up"][aria-pressed="true"]').waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('settings of a new conversation are kept by the server', async () => {
  const { context, page, errors } = await openPage(browser);
  await page.getByTestId('options').click();
  await page.getByTestId('option-temperature').fill('0.4');
  await page.getByTestId('option-system-prompt').fill('Be brief.');
  await page.getByTestId('save-options').click();
  await ask(page, QUESTION);
  await waitForState(page, 'complete');
  await page.reload();
  await page.locator('[data-testid="options"][data-changed="true"]').click();
  assert.equal(await page.getByTestId('option-temperature').inputValue(), '0.4');
  assert.equal(await page.getByTestId('option-system-prompt').inputValue(), 'Be brief.');
  assert.deepEqual(errors, []);
  await context.close();
});

test('a share link shows a copy to a stranger, until it is revoked', async () => {
  const { context, page, errors } = await asked();
  await fromMenu(page, 'share');
  await page.getByTestId('create-share').click();
  const link = await page.getByTestId('share').locator('input').inputValue();
  const stranger = await browser.newContext();
  const copy = await stranger.newPage();
  await copy.goto(link);
  await copy.getByTestId('shared-note').waitFor();
  assert.equal(await copy.getByTestId('shared-message').count(), 2);
  assert.equal(await copy.getByTestId('composer').count(), 0);
  assert.deepEqual(await stranger.cookies(baseUrl), []);

  await page.getByTestId('share-dialog').getByText('Revoke', { exact: true }).click();
  await page.getByTestId('share').waitFor({ state: 'detached' });
  await copy.reload();
  await copy.getByTestId('shared-gone').waitFor();
  assert.deepEqual(errors, []);
  await stranger.close();
  await context.close();
});

test('what is exported can be imported again, and a bad file is told', async () => {
  const { context, page, errors } = await asked();
  await rename(page, 'On its way');
  const [file] = await Promise.all([page.waitForEvent('download'), fromMenu(page, 'export-json')]);
  const json = readFileSync(await file.path(), 'utf8');
  assert.equal(JSON.parse(json).format, 'parley');
  const [markdown] = await Promise.all([page.waitForEvent('download'), fromMenu(page, 'export-markdown')]);
  assert.match(readFileSync(await markdown.path(), 'utf8'), /What is a lease/);

  const before = page.url();
  const picked = (content) => ({
    name: 'x.json',
    mimeType: 'application/json',
    buffer: Buffer.from(content),
  });
  await page.getByTestId('settings').click();
  await page.getByTestId('import-file').setInputFiles(picked(json));
  await page.getByTestId('notice').waitFor();
  await page.waitForURL((url) => url.href !== before && url.hash.startsWith('#/c/'));
  await waitForState(page, 'complete');
  await entryNamed(page, 'On its way').nth(1).waitFor();
  assert.equal(await entryNamed(page, 'On its way').count(), 2);
  assert.deepEqual(errors, []);

  await page.getByTestId('import-file').setInputFiles(picked('{"format":"other"}'));
  await page.getByTestId('problem').waitFor();
  assert.equal(await page.getByTestId('problem').getAttribute('data-code'), 'import-invalid');
  await context.close();
});
