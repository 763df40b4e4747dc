// A page before a stage: scripted conversations, no server.
import assert from 'node:assert/strict';
import { openStage } from '../scripts/stage.mjs';
import { openPage } from './browser.mjs';

/** What the page says on its console as an error fails the test. */
export async function onStage(browser, conversation, options, act) {
  const stage = await openStage(conversation);
  const { context, page, errors } = await openPage(browser, { path: stage.url, ...options });
  try {
    await act(page, stage);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
    stage.close();
  }
}
