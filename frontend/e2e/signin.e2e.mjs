// Accounts of their own, from the set-up link to an API key. Needs a new server with parley.auth=local and the demo model,
// and SETUP_TOKEN: what stands behind #/welcome/ in the link that it printed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { requireAccessible } from './accessible.mjs';
import { endSignIn, fillAccount, fromUserMenu, signIn, surprises } from './accounts.mjs';
import { ask, baseUrl, launch, openPage, requireAnswer, settledText, waitForState } from './browser.mjs';

const QUESTION = 'What is a lease, in two sentences?';
const LONG_QUESTION = 'Explain what a lease is, in detail and with examples.';
const admin = { name: 'ada', displayName: 'Ada <b>Lovelace</b>', password: 'correct horse battery' };
const user = {
  name: 'ben',
  displayName: 'Ben "><img src=x onerror=alert(1)>',
  password: 'staple paper window',
};

const token = process.env.SETUP_TOKEN ?? '';
let browser;
let administrator;
before(async () => {
  assert.notEqual(token, '', 'SETUP_TOKEN is missing');
  browser = await launch(process.env.PARLEY_CHROMIUM);
});
after(async () => {
  await browser.close();
});

async function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

test('before the set-up, the sign-in says where the link is', async () => {
  const { context, page } = await openPage(browser);
  await page.getByTestId('set-up-hint').waitFor();
  await requireAccessible(page);
  await context.close();
});

test('the set-up link makes the first administrator, and leaves the address', async () => {
  administrator = await openPage(browser, { path: `#/welcome/${token}` });
  const { page } = administrator;
  await page.getByTestId('account-form').waitFor();
  await requireAccessible(page);
  await fillAccount(page, { ...admin, password: 'short' });
  await page.locator('[data-wrong="true"]').waitFor();
  await page.getByTestId('account-password').fill(admin.password);
  await page.getByTestId('account-submit').click();
  await page.getByTestId('empty-state').waitFor();
  assert.equal(await page.getByTestId('user-name').innerText(), admin.displayName);
  assert.doesNotMatch(page.url(), /welcome/);
  await page.goBack().catch(() => undefined);
  assert.doesNotMatch(page.url(), /welcome/);
});

test('the link works once', async () => {
  const { context, page } = await openPage(browser, { path: `#/welcome/${token}` });
  await page.locator('[data-testid="welcome-gone"][data-code="invitation-not-found"]').waitFor();
  assert.doesNotMatch(page.url(), /welcome/);
  await requireAccessible(page);
  await page.getByText('To the sign-in').click();
  await page.getByTestId('sign-in-form').waitFor();
  await context.close();
});

test('a chat, out in all tabs, a wrong password, and in again to the same conversation', async () => {
  const { page, context } = administrator;
  await page.goto(baseUrl);
  await ask(page, QUESTION);
  await waitForState(page, 'complete');
  const text = await settledText(page);
  const entry = page.getByTestId('conversations').locator('.entry').first();
  const other = await context.newPage();
  await other.goto(baseUrl);
  await other.getByTestId('user-menu').waitFor();
  await page.bringToFront();

  await fromUserMenu(page, 'sign-out');
  await page.getByTestId('sign-in-form').waitFor();
  await other.getByTestId('sign-in-form').waitFor();
  assert.equal(await page.getByTestId('assistant-message').count(), 0);

  await signIn(page, { ...admin, password: 'not the right one' });
  await page.locator('[data-testid="form-problem"][data-code="sign-in-failed"]').waitFor();
  await requireAccessible(page);
  await signIn(page, admin);
  await entry.click();
  await waitForState(page, 'complete');
  assert.equal(await settledText(page), text);
  await other.getByTestId('user-menu').waitFor();
  await other.close();
});

test('a sign-in that ends in the middle of an answer is asked for over it, and everything goes on', async () => {
  const { page } = administrator;
  await ask(page, LONG_QUESTION);
  await requireAnswer(page, 10);
  await page.getByTestId('composer').fill('A draft that nobody has sent');
  const url = page.url();
  await endSignIn(page);
  const dialog = page.getByTestId('sign-in-dialog');
  await dialog.waitFor();
  assert.ok((await page.getByTestId('assistant-message').count()) > 0, 'the conversation is gone');
  await requireAccessible(page);
  // Put aside, a message waits for whoever wrote it.
  await page.keyboard.press('Escape');
  await page.getByTestId('banner').waitFor();
  await page.getByTestId('composer').fill('Written meanwhile');
  await page.keyboard.press('Enter');
  await page.locator('[data-delivery="queued"]').waitFor();
  await page.getByTestId('composer').fill('A draft that nobody has sent');
  await page.getByTestId('banner').getByRole('button').click();
  await signIn(page, admin);
  await dialog.waitFor({ state: 'detached' });
  await page
    .locator('[data-testid="user-message"]:not([data-delivery])', { hasText: 'Written meanwhile' })
    .waitFor();
  await waitForState(page, 'complete');
  assert.equal(await page.getByTestId('composer').inputValue(), 'A draft that nobody has sent');
  assert.equal(page.url(), url);
  assert.equal(await page.locator('[data-testid="assistant-message"][data-state="failed"]').count(), 0);
});

let invitation;
test('an administrator invites somebody', async () => {
  const { page, errors } = administrator;
  await fromUserMenu(page, 'admin');
  await page.getByTestId('figures').waitFor();
  await requireAccessible(page);
  await page.getByTestId('admin-invitations').click();
  await page.getByTestId('invite').click();
  invitation = await page.getByTestId('link-value').inputValue();
  assert.match(invitation, /#\/welcome\/.+/);
  await requireAccessible(page);
  await page.getByTestId('link-done').click();
  await page.getByTestId('invitations').getByText('Invitation', { exact: true }).waitFor();
  assert.deepEqual(surprises(errors), []);
});

test('who is invited sees nothing of the others, and is no administrator', async () => {
  const { context, page, errors } = await openPage(browser, {
    path: `#/welcome/${invitation.split('/').at(-1)}`,
  });
  await fillAccount(page, { ...user, name: admin.name });
  await page.locator('[data-testid="form-problem"][data-code="name-taken"]').waitFor();
  await page.getByTestId('account-name').fill(user.name);
  await page.getByTestId('account-submit').click();
  await page.getByTestId('empty-state').waitFor();
  assert.equal(await page.getByTestId('user-name').innerText(), user.displayName);
  assert.equal(await page.getByTestId('conversations').locator('.entry').count(), 0);
  await page.evaluate(() => {
    location.hash = '#/admin';
  });
  await page.getByTestId('user-menu').click();
  assert.equal(await page.getByTestId('menu-admin').count(), 0);
  await page.keyboard.press('Escape');
  assert.equal(await page.getByTestId('admin').count(), 0);
  assert.deepEqual(surprises(errors), []);
  await context.close();
});

test('another user at the same browser finds nothing of the first one, who finds everything again', async () => {
  const { page } = administrator;
  await page.getByTestId('back').click();
  await page.getByTestId('composer').fill('Only Ada may read this');
  await endSignIn(page);
  await page.getByTestId('sign-in-dialog').waitFor();
  await signIn(page, user);
  await page.getByTestId('empty-state').waitFor();
  await page.getByText(user.displayName).waitFor();
  assert.equal(await page.getByTestId('composer').inputValue(), '');
  assert.equal(await page.getByTestId('conversations').locator('.entry').count(), 0);
  assert.doesNotMatch(page.url(), /#\/c\//);
  await fromUserMenu(page, 'sign-out');
  await signIn(page, admin);
  await page.getByTestId('conversations').locator('.entry').first().click();
  await waitForState(page, 'complete');
  assert.equal(await page.getByTestId('composer').inputValue(), 'Only Ada may read this');
  await page.getByTestId('composer').fill('');
});

test('the administration shows users, usage and the audit log, on a phone and by keyboard too', async () => {
  const { page } = administrator;
  await fromUserMenu(page, 'admin');
  await page.getByTestId('admin-users').click();
  const row = page.getByTestId('users').getByRole('row').filter({ hasText: user.displayName });
  await row.waitFor();
  assert.equal(await page.locator('.data-table img, .data-table b').count(), 0);
  await page.getByTestId('user-search').fill(user.name);
  await page.getByTestId('users').getByText(admin.displayName).waitFor({ state: 'detached' });
  await row.getByTestId('user-actions').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('menu-disable').focus();
  await page.keyboard.press('Enter');
  await row.getByText('disabled').waitFor();
  await requireAccessible(page);

  await page.setViewportSize({ width: 360, height: 740 });
  assert.ok((await overflow(page)) <= 0, 'scrolls sideways');
  await requireAccessible(page);
  await page.getByTestId('admin-usage').click();
  await page.getByRole('heading', { level: 1, name: 'Usage' }).waitFor();
  await page.getByTestId('admin-audit').click();
  await page.getByTestId('audit').getByText('sign-in').first().waitFor();
  assert.ok((await overflow(page)) <= 0, 'scrolls sideways');
  await requireAccessible(page);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('who is disabled is told so', async () => {
  const { context, page } = await openPage(browser);
  await signIn(page, user);
  await page.locator('[data-testid="form-problem"][data-code="account-disabled"]').waitFor();
  await context.close();
});

test('an API key is shown once, works, and does not once it is revoked', async () => {
  const { page } = administrator;
  await page.getByTestId('back').click();
  await fromUserMenu(page, 'account');
  await page.getByTestId('sign-in-name').getByText(admin.name).waitFor();
  await requireAccessible(page);
  await page.getByTestId('tab-keys').click();
  await page.getByTestId('key-name').fill('Script <i>one</i>');
  await page.getByTestId('create-key').click();
  const secret = await page.getByTestId('secret-value').inputValue();
  const asked = () =>
    fetch(new URL('api/conversations', baseUrl), { headers: { authorization: `Bearer ${secret}` } });
  assert.equal((await asked()).status, 200);
  await page.getByTestId('secret-done').click();
  assert.equal(await page.getByTestId('secret-value').count(), 0);
  await page.getByTestId('api-key').getByText('Script <i>one</i>').waitFor();
  await requireAccessible(page);
  await page.getByTestId('revoke-key').click();
  await page.getByTestId('api-key').waitFor({ state: 'detached' });
  assert.equal((await asked()).status, 401);
  await page.getByTestId('tab-devices').click();
  await page.getByTestId('device').getByText('This device').waitFor();
  await requireAccessible(page);
  await page.getByTestId('tab-data').click();
  await requireAccessible(page);
  await administrator.context.close();
});

for (const [name, options] of [
  ['dark', { theme: 'dark' }],
  ['Chinese', { language: 'zh-CN' }],
  ['a phone', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
]) {
  test(`the sign-in is accessible: ${name}`, async () => {
    const { context, page } = await openPage(browser, options);
    await page.getByTestId('sign-in-form').waitFor();
    assert.ok((await overflow(page)) <= 0, 'scrolls sideways');
    await requireAccessible(page);
    await context.close();
  });
}
