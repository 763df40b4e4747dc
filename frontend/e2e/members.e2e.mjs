// Registration, limits and what is one's own. Needs a new server with parley.auth=local, parley.registration=open, the demo model,
// and the limits that MembersBrowserIT sets; SETUP_TOKEN, as signin.e2e.mjs; and OPERATOR_URL: who posts settings there, as a
// properties file, has the server restarted with them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { requireAccessible } from './accessible.mjs';
import { endSignIn, fillAccount, fromUserMenu, signIn, surprises } from './accounts.mjs';
import {
  answerText,
  ask,
  baseUrl,
  keepPicture,
  launch,
  openPage,
  requireAnswer,
  settledText,
  waitForState,
} from './browser.mjs';

const PASSWORD = 'correct horse battery';
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let browser;
before(async () => {
  browser = await launch(process.env.PARLEY_CHROMIUM);
  const { context, page } = await openPage(browser, { path: `#/welcome/${process.env.SETUP_TOKEN}` });
  await page.getByTestId('accept-terms').check();
  await fillAccount(page, { name: 'root', password: PASSWORD });
  await page.getByTestId('empty-state').waitFor();
  await context.close();
});
after(async () => {
  await browser.close();
});

async function registered(name, options = {}) {
  const opened = await openPage(browser, options);
  const { page } = opened;
  await page.getByTestId('register').click();
  await page.getByTestId('accept-terms').check();
  await fillAccount(page, { name, password: PASSWORD });
  await page.getByTestId('empty-state').waitFor();
  await page.getByTestId('model-picker').waitFor();
  return opened;
}

test('whoever comes makes an account, and accepts the terms first', async () => {
  const { context, page, errors } = await openPage(browser, PHONE);
  await page.getByTestId('register').click();
  await page.getByTestId('account-form').waitFor();
  await page.getByRole('heading', { level: 1, name: 'Create an account' }).waitFor();
  assert.equal(
    await page.getByRole('link', { name: 'terms of use' }).getAttribute('href'),
    'https://example.org/terms',
  );
  await requireAccessible(page);
  await keepPicture(page, 'register');
  await fillAccount(page, { name: 'carl', password: PASSWORD });
  // The browser itself asks for the tick.
  assert.equal(await page.getByTestId('accept-terms').evaluate((box) => box.validity.valueMissing), true);
  await page.getByTestId('accept-terms').check();
  await page.getByTestId('account-submit').click();
  await page.getByTestId('empty-state').waitFor();
  assert.deepEqual(surprises(errors), []);
  await context.close();
});

test('a message that is too long is counted, and is not sent', async () => {
  const { context, page, errors } = await registered('dora', PHONE);
  await page.getByTestId('composer').fill('x'.repeat(500));
  await page.getByTestId('counter').getByText('100 characters too many').waitFor();
  assert.equal(await page.getByTestId('send').isDisabled(), true);
  await keepPicture(page, 'too-long');
  await requireAccessible(page);
  assert.deepEqual(surprises(errors), []);
  await context.close();
});

test('who sends too fast sees when it goes on, and it goes on', async () => {
  const { context, page, errors } = await registered('emil');
  for (let question = 0; question < 4; question += 1) {
    await ask(page, `Hello ${String(question)}`);
    await page.getByTestId('user-message').nth(question).waitFor();
  }
  const waiting = page.locator('[data-delivery="retrying"]');
  await waiting.getByText(/Sending again in \d+ s/).waitFor();
  await requireAccessible(page);
  await keepPicture(page, 'too-fast');
  await waiting.waitFor({ state: 'detached', timeout: 45_000 });
  await page.getByTestId('assistant-message').nth(3).waitFor();
  await waitForState(page, 'complete');
  assert.deepEqual(surprises(errors), []);
  await context.close();
});

test('who has used up the tokens of the day is told until when, and keeps the draft', async () => {
  const { context, page, errors } = await registered('fred', { theme: 'dark', ...PHONE });
  await ask(page, '/long 4000');
  await waitForState(page, 'complete');
  await ask(page, 'And one more');
  await page.locator('[data-delivery="refused"]').getByTestId('quota-until').waitFor();
  await page.getByTestId('quota-notice').waitFor();
  const trouble = await page.getByTestId('trouble').boundingBox();
  assert.ok(trouble.x >= 0 && trouble.x + trouble.width <= 360, 'is cut off');
  await requireAccessible(page);
  await keepPicture(page, 'quota');
  await page.getByText('Edit', { exact: true }).click();
  assert.equal(await page.getByTestId('composer').inputValue(), 'And one more');
  assert.deepEqual(surprises(errors), []);
  await context.close();
});

test('one page too many says so, and goes on when another one is closed', async () => {
  const { context, page } = await registered('gina');
  const others = [await context.newPage(), await context.newPage()];
  for (const other of others) {
    await other.goto(baseUrl);
    await other.getByTestId('user-menu').waitFor();
  }
  await others[0].getByTestId('model-picker').waitFor();
  const banner = others[1].getByTestId('banner');
  await banner.getByText('There are too many connections from you.').waitFor({ timeout: 15_000 });
  await banner.getByLabel('Copy trace id').waitFor();
  await requireAccessible(others[1]);
  await keepPicture(others[1], 'too-many-pages');
  await page.close();
  await banner.waitFor({ state: 'detached', timeout: 30_000 });
  await others[1].getByTestId('model-picker').waitFor();
  await context.close();
});

test('everything of an account can be taken along, and then deleted for good', async () => {
  const { context, page, errors } = await registered('hans');
  await ask(page, 'Something of mine');
  await waitForState(page, 'complete');
  await page.getByTestId('composer').fill('Not sent yet');
  await fromUserMenu(page, 'account');
  await page.getByTestId('tab-data').click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('export-account').click(),
  ]);
  const everything = readFileSync(await file.path(), 'utf8');
  assert.match(everything, /Something of mine/);
  assert.doesNotMatch(everything, /pbkdf2|password/i);

  await page.getByTestId('delete-account').click();
  await page.getByTestId('delete-proof').fill('not the right one');
  await page.getByTestId('delete-now').click();
  await page.getByTestId('form-problem').getByText('The password is wrong.').waitFor();
  await requireAccessible(page);
  await keepPicture(page, 'delete-everything');
  await page.getByTestId('delete-proof').fill(PASSWORD);
  await page.getByTestId('delete-now').click();
  await page.getByTestId('sign-in-form').waitFor();
  assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes('Not sent yet')), false);
  await signIn(page, { name: 'hans', password: PASSWORD });
  await page.locator('[data-testid="form-problem"][data-code="sign-in-failed"]').waitFor();
  assert.deepEqual(surprises(errors), []);
  await context.close();
});

test('an administrator finds them all, in every section, on a tablet and in the dark', async () => {
  const { context, page, errors } = await openPage(browser, {
    theme: 'dark',
    viewport: { width: 768, height: 1024 },
  });
  await signIn(page, { name: 'root', password: PASSWORD });
  await page.getByTestId('empty-state').waitFor();
  await fromUserMenu(page, 'admin');
  await page.getByTestId('figures').waitFor();
  for (const section of ['overview', 'users', 'invitations', 'usage', 'audit']) {
    await page.getByTestId(`admin-${section}`).click();
    await page.locator(`[data-testid="admin-${section}"][aria-current="page"]`).waitFor();
    await page.locator('main .data-table').or(page.getByText('No link is open.')).first().waitFor();
    await requireAccessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${section} scrolls sideways`);
    await keepPicture(page, `admin-${section}`);
  }
  await page.getByTestId('admin-usage').click();
  await page.getByTestId('usage-table').getByText('fred').waitFor();
  await page.getByTestId('admin-audit').click();
  await page.getByTestId('audit').getByText('account-deleted').first().waitFor();
  assert.deepEqual(surprises(errors), []);
  await endSignIn(page);
  await page.getByTestId('sign-in-dialog').waitFor();
  await context.close();
});

async function changeTerms(version) {
  const body = `parley.terms.version = ${version}\nparley.terms.url = https://example.org/terms/${version}\n`;
  const { status } = await fetch(process.env.OPERATOR_URL, { method: 'POST', body });
  assert.equal(status, 204);
}

async function requireTerms(page, version) {
  const link = page.getByTestId('terms').locator('a');
  await link.waitFor({ timeout: 45_000 });
  assert.equal(await link.getAttribute('href'), `https://example.org/terms/${version}`);
  await requireAccessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, 'scrolls sideways');
}

test('terms that have changed are asked for in the open page, which loses nothing and goes on', async () => {
  const { context, page } = await registered('ines', { language: 'zh-CN', ...PHONE });
  const visitor = await registered('jana', { theme: 'dark' });
  await visitor.page.close();
  const late = await openPage(browser);
  await late.page.getByTestId('register').click();
  await late.page.getByTestId('accept-terms').check();
  await late.page.getByTestId('account-name').fill('karl');
  await late.page.getByTestId('account-password').fill(PASSWORD);

  await ask(page, 'Hello');
  await waitForState(page, 'complete');
  const first = await settledText(page);
  await ask(page, '/long 600');
  await page.getByTestId('assistant-message').nth(1).waitFor();
  await requireAnswer(page, 20);
  const begun = (await answerText(page)).slice(0, 20);
  await page.getByTestId('composer').fill('A draft that nobody has sent');
  const url = page.url();
  await changeTerms(2);

  const dialog = page.getByTestId('sign-in-dialog');
  await dialog.waitFor({ timeout: 45_000 });
  await requireTerms(page, 2);
  await keepPicture(page, 'terms-changed');
  // Put aside, they are asked for from the banner, and a message waits for whoever wrote it.
  await page.keyboard.press('Escape');
  await page.getByTestId('composer').fill('Written meanwhile');
  await page.getByTestId('send').click();
  await page.locator('[data-delivery="queued"]').waitFor();
  await page.getByTestId('composer').fill('A draft that nobody has sent');
  await requireAccessible(page);
  await keepPicture(page, 'terms-aside');
  await page.getByTestId('banner').getByRole('button').click();
  // The operator has thought again while they were being read; the page must not hear of it before it accepts the old ones.
  let accepted = false;
  page.on('request', (request) => {
    accepted ||= request.url().endsWith('/api/account/terms');
  });
  await page.route('**/api/sign-in', (route) => (accepted ? route.continue() : route.abort()));
  await changeTerms(3);
  await page.getByTestId('terms-accept').click();
  await page.locator('[data-testid="form-problem"][data-code="terms-not-accepted"]').waitFor();
  await page.unroute('**/api/sign-in');
  await requireTerms(page, 3);
  await keepPicture(page, 'terms-changed-again');
  await page.getByTestId('terms-accept').click();
  await dialog.waitFor({ state: 'detached' });
  await page
    .locator('[data-testid="user-message"]:not([data-delivery])', { hasText: 'Written meanwhile' })
    .waitFor({ timeout: 45_000 });
  await waitForState(page, 'complete');
  assert.equal(await page.getByTestId('composer').inputValue(), 'A draft that nobody has sent');
  assert.equal(page.url(), url);
  const answers = page.getByTestId('assistant-message').getByTestId('answer-text');
  await page.reload();
  await waitForState(page, 'complete');
  const texts = await answers.allInnerTexts();
  assert.equal(texts.length, 3);
  assert.equal(texts[0], first);
  assert.ok(texts[1].startsWith(begun), 'the answer that was under way is lost');
  await context.close();

  // Who was away finds them first, and then their page.
  visitor.page = await visitor.context.newPage();
  await visitor.page.goto(baseUrl);
  await requireTerms(visitor.page, 3);
  await keepPicture(visitor.page, 'terms-at-a-visit');
  await visitor.page.getByTestId('terms-accept').click();
  await visitor.page.getByTestId('empty-state').waitFor();
  await visitor.context.close();

  // Who was making an account has read the old ones.
  await late.page.getByTestId('account-submit').click();
  await late.page.locator('[data-testid="form-problem"][data-code="terms-not-accepted"]').waitFor();
  assert.equal(await late.page.getByTestId('accept-terms').isChecked(), false);
  await late.page.getByTestId('accept-terms').check();
  await late.page.getByTestId('account-submit').click();
  await late.page.getByTestId('empty-state').waitFor();
  await late.context.close();
});
