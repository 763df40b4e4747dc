// Sign-in by an OpenID provider. Needs a server with parley.auth=oidc whose provider is openid-provider.mjs, at OIDC_ISSUER.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { requireAccessible } from './accessible.mjs';
import { fromUserMenu, surprises } from './accounts.mjs';
import {
  ask,
  baseUrl,
  keepPicture,
  launch,
  openPage,
  requireAnswer,
  settledText,
  waitForState,
} from './browser.mjs';

const issuer = process.env.OIDC_ISSUER ?? '';
let browser;
before(async () => {
  assert.notEqual(issuer, '', 'OIDC_ISSUER is missing');
  browser = await launch(process.env.PARLEY_CHROMIUM);
});
after(async () => {
  await browser.close();
});

async function control(what) {
  const answer = await fetch(new URL(`/test/${what}`, issuer), { method: 'POST' });
  assert.equal(answer.status, 204);
}

/** At the provider, whose page asks for a name and a password, which is the same. */
async function atProvider(page, name) {
  await page.waitForURL((url) => url.origin === new URL(issuer).origin);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(name);
  await page.getByRole('button').click();
}

async function entered(name, options) {
  const opened = await openPage(browser, options);
  await opened.page.getByTestId('provider-sign-in').click();
  await atProvider(opened.page, name);
  await opened.page.getByTestId('empty-state').waitFor();
  return opened;
}

test('who signs in at the provider is here, by the name they have there, and out again at both', async () => {
  const { context, page, errors } = await openPage(browser);
  await page.getByTestId('provider-sign-in').getByText('Sign in with Example').waitFor();
  await requireAccessible(page);
  await keepPicture(page, 'oidc-sign-in');
  await page.getByTestId('provider-sign-in').click();
  await atProvider(page, 'ada');
  await page.getByTestId('empty-state').waitFor();
  assert.equal(await page.getByTestId('user-name').innerText(), 'Ada Lovelace');
  assert.equal(new URL(page.url()).hash.replace('#/', ''), '');
  await page.getByTestId('user-menu').click();
  await page.getByTestId('menu-admin').waitFor();
  await page.keyboard.press('Escape');

  await fromUserMenu(page, 'sign-out');
  // The provider asks whether there too.
  await page.waitForURL((url) => url.origin === new URL(issuer).origin);
  await page.getByRole('button', { name: 'Yes, sign me out' }).click();
  await page.getByTestId('provider-sign-in').waitFor();
  assert.ok(page.url().startsWith(baseUrl), 'left at the provider');
  await page.getByTestId('provider-sign-in').click();
  // Signed out there too: it asks again.
  await atProvider(page, 'bob');
  await page.getByTestId('empty-state').waitFor();
  assert.equal(await page.getByTestId('user-name').innerText(), 'Bob');
  assert.deepEqual(surprises(errors), []);
  await context.close();
});

test('an e-mail address that nobody has confirmed does not come in, and it is said what to do', async () => {
  const { context, page } = await openPage(browser, {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    theme: 'dark',
  });
  await page.getByTestId('provider-sign-in').click();
  await atProvider(page, 'eve');
  const reason = page.locator('[data-testid="sign-in-reason"][data-code="email-not-verified"]');
  await reason.waitFor();
  assert.doesNotMatch(page.url(), /error=/);
  await requireAccessible(page);
  await keepPicture(page, 'oidc-unverified');
  await page.reload();
  await page.getByTestId('provider-sign-in').waitFor();
  assert.equal(await reason.count(), 0);
  await context.close();
});

test('a sign-in that ends in the middle of an answer leads back to the same place, with the draft', async () => {
  const { context, page } = await entered('bob');
  await ask(page, 'Explain what a lease is, in detail and with examples.');
  await requireAnswer(page, 10);
  await page.getByTestId('composer').fill('A draft that nobody has sent');
  const url = page.url();
  await control('revoke?user=bob');
  // The next request finds out.
  await page.waitForFunction(
    async (base) => (await fetch(new URL('api/session', base))).status === 401,
    baseUrl,
    {
      polling: 500,
      timeout: 30_000,
    },
  );
  const dialog = page.getByTestId('sign-in-dialog');
  await dialog.waitFor({ timeout: 30_000 });
  assert.ok((await page.getByTestId('assistant-message').count()) > 0, 'the conversation is gone');
  await requireAccessible(page);
  await keepPicture(page, 'oidc-expired');
  await dialog.getByTestId('provider-sign-in').click();
  await page.waitForURL((to) => to.href === url || to.origin === new URL(issuer).origin);
  if (page.url() !== url) await atProvider(page, 'bob').catch(() => undefined);
  await page.waitForURL(url);
  await waitForState(page, 'complete');
  assert.ok((await settledText(page)).length > 100);
  assert.equal(await page.getByTestId('composer').inputValue(), 'A draft that nobody has sent');
  await context.close();
});
