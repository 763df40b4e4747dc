// What people with an account do in a browser.
import assert from 'node:assert/strict';
import { baseUrl } from './browser.mjs';

/** A browser writes every answer of 400 and above to the console, also those that the page expects. */
export const surprises = (errors) =>
  errors.filter((error) => !/status of (40[1349]|429)|WebSocket connection/.test(error));

export async function fillAccount(page, { name, displayName = '', password }) {
  await page.getByTestId('account-name').fill(name);
  await page.getByTestId('account-display-name').fill(displayName);
  await page.getByTestId('account-password').fill(password);
  await page.getByTestId('account-submit').click();
}

export async function signIn(page, { name, password }) {
  await page.getByTestId('sign-in-name').fill(name);
  await page.getByTestId('sign-in-password').fill(password);
  await page.getByTestId('sign-in-submit').click();
}

export async function fromUserMenu(page, item) {
  await page.getByTestId('user-menu').click();
  await page.getByTestId(`menu-${item}`).click();
}

/** As if its time had come: the server ends this browser's sign-in, and with it its sockets. */
export async function endSignIn(page) {
  const status = await page.evaluate(async (base) => {
    const answer = await fetch(new URL('api/account', base));
    const { sessions } = await answer.json();
    const { id } = sessions.find(({ current }) => current === true);
    const ended = await fetch(new URL(`api/account/sessions/${id}`, base), {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
    });
    return ended.status;
  }, baseUrl);
  assert.equal(status, 204);
}
