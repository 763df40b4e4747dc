// What an operator looks at and does on the page, and what an answer's owner reads about it. Needs a new server with the
// settings of AdminBrowserIT, and SETUP_TOKEN, as signin.e2e.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { requireAccessible } from './accessible.mjs';
import { fillAccount, fromUserMenu, surprises } from './accounts.mjs';
import { ask, baseUrl, keepPicture, launch, lastAnswer, openPage, waitForState } from './browser.mjs';

const PASSWORD = 'correct horse battery';
/** So much of a key is shown for good. */
const PREFIX_CHARS = 15;
const LOOKS = [
  { name: 'wide', language: 'en', theme: 'light', size: { width: 1440, height: 900 } },
  { name: 'phone-dark', language: 'zh-CN', theme: 'dark', size: { width: 360, height: 740 } },
];

let browser;
let admin;
let owner;
let stranger;
before(async () => {
  browser = await launch(process.env.PARLEY_CHROMIUM);
  admin = await openPage(browser, { path: `#/welcome/${process.env.SETUP_TOKEN}` });
  await fillAccount(admin.page, { name: 'root', password: PASSWORD });
  await admin.page.getByTestId('empty-state').waitFor();
  owner = await registered('olga');
  stranger = await registered('stan');
});
after(async () => {
  await browser.close();
});

async function registered(name) {
  const opened = await openPage(browser);
  await opened.page.getByTestId('register').click();
  await fillAccount(opened.page, { name, password: PASSWORD });
  await opened.page.getByTestId('empty-state').waitFor();
  return opened;
}

/** In both languages and both colours, on a desk and on a phone: nothing is cut off, and nobody is shut out. */
async function requireGoodLooks(page, name) {
  for (const look of LOOKS) {
    await page.emulateMedia({ colorScheme: look.theme });
    await page.setViewportSize(look.size);
    await speak(page, look.language);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name} scrolls sideways: ${look.name}`);
    await requireAccessible(page);
    await keepPicture(page, `${name}-${look.name}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(LOOKS[0].size);
  await speak(page, 'en');
}

async function speak(page, language) {
  await page.getByTestId('settings').click();
  await page.locator(`label[lang="${language}"]`).click();
  await page.keyboard.press('Escape');
  await page.waitForFunction((lang) => document.documentElement.lang === lang, language);
}

async function openSection(page, section) {
  await page.getByTestId(`admin-${section}`).click();
  await page.locator(`[data-testid="admin-${section}"][aria-current="page"]`).waitFor();
}

const read = (page, path) =>
  page.evaluate(async (uri) => (await fetch(uri)).json(), new URL(path, baseUrl).href);

let traced;
test('the owner reads from the details what happened to an answer, and goes back to it', async () => {
  const { page, errors } = owner;
  await ask(page, 'What is a lease?');
  await waitForState(page, 'complete');
  const conversation = page.url();
  await page.getByTestId('details').last().click();
  await page.getByTestId('open-trace').click();
  await page.locator('[data-testid="trace-answer"][data-state="complete"]').waitFor();
  traced = page.url().split('/').at(-1);
  assert.match(traced, /^[0-9a-f]{32}$/);
  await requireGoodLooks(page, 'trace');
  await page.goBack();
  await waitForState(page, 'complete');
  assert.equal(page.url(), conversation);
  assert.deepEqual(surprises(errors), []);
});

test('a stranger learns of it no more than that they may not', async () => {
  const { page, errors } = stranger;
  await page.goto(new URL(`#/traces/${traced}`, baseUrl).href);
  await page.getByTestId('trace-unknown').waitFor();
  assert.equal(await page.getByTestId('trace-answer').count(), 0);
  await requireGoodLooks(page, 'trace-stranger');
  await page.goto(new URL('#/admin', baseUrl).href);
  await page.getByTestId('composer').waitFor();
  assert.equal(await page.getByTestId('admin').count(), 0);
  assert.deepEqual(surprises(errors), []);
});

test('a level is changed, is in force at once, and is taken back', async () => {
  const { page, errors } = admin;
  await fromUserMenu(page, 'admin');
  await page.getByTestId('figures').waitFor();
  await page.getByTestId('log-logger').fill('org.example');
  await page.getByTestId('log-level-set').click();
  await page.locator('[data-wrong="true"]').waitFor();
  await page.getByTestId('log-logger').fill('dev.parley.chat');
  await page.getByTestId('log-level').selectOption('FINE');
  await page.getByTestId('log-level-set').click();
  const levels = async () => (await read(page, 'api/admin/log-levels')).levels;
  const row = page.getByTestId('log-levels').getByRole('row').filter({ hasText: 'dev.parley.chat' });
  await row.getByText('FINE').waitFor();
  assert.equal((await levels())['dev.parley.chat'], 'FINE');
  // What the server logs of it now, AdminBrowserIT looks for.
  const visitor = await openPage(browser);
  await visitor.page.getByTestId('sign-in-form').waitFor();
  await visitor.context.close();
  await row.getByRole('button').click();
  await row.waitFor({ state: 'detached' });
  assert.equal((await levels())['dev.parley.chat'], undefined);
  assert.deepEqual(surprises(errors), []);
});

test('a key is replaced by another one, and then refused', async () => {
  const { page, errors } = admin;
  await page.getByTestId('back').click();
  await fromUserMenu(page, 'account');
  await page.getByTestId('tab-keys').click();
  const make = async (name, scope) => {
    await page.getByTestId('key-name').fill(name);
    await page.getByTestId(`scope-${scope}`).click();
    await page.getByText('30 days').click();
    await page.getByTestId('create-key').click();
    const secret = await page.getByTestId('secret-value').inputValue();
    await page.getByTestId('secret-done').click();
    return secret;
  };
  const status = async (secret, path) => {
    const headers = { authorization: `Bearer ${secret}` };
    return (await fetch(new URL(path, baseUrl), { headers })).status;
  };
  const old = await make('Backup, autumn', 'admin');
  assert.equal(await status(old, 'api/conversations'), 200);
  assert.equal(await status(old, 'api/admin/overview'), 200);
  const next = await make('Backup, winter', 'read');
  const key = (name) => page.getByTestId('api-key').filter({ hasText: name });
  await key('winter').getByText(/until/i).waitFor();
  assert.equal(await key('winter').locator('code').innerText(), `${next.slice(0, PREFIX_CHARS)}…`);
  await page.getByTestId('key-name').fill('Not made');
  await requireAccessible(page);
  await keepPicture(page, 'keys');
  await key('autumn').getByTestId('revoke-key').click();
  await key('autumn').waitFor({ state: 'detached' });
  assert.equal(await status(old, 'api/conversations'), 401);
  assert.equal(await status(next, 'api/conversations'), 200);
  assert.equal(await status(next, 'api/admin/overview'), 403);
  await page.setViewportSize({ width: 360, height: 740 });
  await requireAccessible(page);
  await keepPicture(page, 'keys-phone');
  await page.setViewportSize(LOOKS[0].size);
  await page.keyboard.press('Escape');
  assert.deepEqual(surprises(errors), []);
});

test('an answer that failed is found among the last errors, and its trace says why', async () => {
  const { page, errors } = admin;
  await ask(owner.page, '/fault always-503 | What is a lease?');
  await waitForState(owner.page, 'failed');
  await lastAnswer(owner.page).getByTestId('details').click();
  await owner.page.getByTestId('open-trace').click();
  await owner.page.getByTestId('trace-answer').waitFor();
  const failed = owner.page.url().split('/').at(-1);

  await fromUserMenu(page, 'admin');
  const error = page.getByTestId('errors').getByRole('link', { name: failed }).first();
  await error.waitFor();
  await page.getByTestId('models').getByText('Demo', { exact: true }).waitFor();
  await requireGoodLooks(page, 'admin-overview');
  await error.click();
  await page.locator('[data-testid="trace-answer"][data-state="failed"]').waitFor();
  await requireGoodLooks(page, 'trace-failed');
  await page.goBack();
  await page.getByTestId('find-trace').fill(traced);
  await page.getByTestId('find-trace-open').click();
  await page.locator('[data-testid="trace-answer"][data-state="complete"]').waitFor();
  await page.goBack();
  await page.getByTestId('figures').waitFor();
  assert.deepEqual(surprises(errors), []);
});

test('a quota is set, what was used is shown, and the audit log is taken along', async () => {
  const { page, errors } = admin;
  await openSection(page, 'users');
  const row = page.getByTestId('users').getByRole('row').filter({ hasText: 'olga' });
  await row.getByTestId('user-actions').click();
  await page.getByTestId('menu-limits').click();
  await page.getByTestId('day-tokens').fill('123456');
  await requireAccessible(page);
  await keepPicture(page, 'admin-limits');
  await page.getByTestId('user-limits').locator('button[type="submit"]').click();
  await row.getByText('123,456').waitFor();
  await requireGoodLooks(page, 'admin-users');

  await openSection(page, 'usage');
  await page.getByTestId('usage-table').getByText('olga').first().waitFor();
  await requireGoodLooks(page, 'admin-usage');

  await openSection(page, 'audit');
  await page.getByTestId('audit').getByText('key-revoked').first().waitFor();
  await requireGoodLooks(page, 'admin-audit');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('audit-export').click()]);
  const log = readFileSync(await file.path(), 'utf8');
  for (const action of ['account-created', 'key-created', 'key-used', 'key-revoked', 'log-levels-changed']) {
    assert.match(log, new RegExp(action));
  }
  assert.doesNotMatch(log, /parley_[0-9A-Za-z]{20}|pbkdf2/);
  await page.getByTestId('audit-action').fill('key-created');
  await page.getByTestId('audit-filter').click();
  await page.getByTestId('audit').getByText('key-revoked').first().waitFor({ state: 'detached' });
  assert.deepEqual(surprises(errors), []);
});
