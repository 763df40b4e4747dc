// What the built page makes of scripted conversations: rendering, accessibility, long conversations. Needs no server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { longConversation, streamed } from '../scripts/material.mjs';
import { requireAccessible } from './accessible.mjs';
import { launch } from './browser.mjs';
import { onStage as playOnStage } from './onStage.mjs';

const AT = 1_795_219_200_000;
const RICH = [
  '# Title\n\nSome **prose** with `code`, a [link](https://example.com) and $a^2+b^2$.',
  '| Way | Latency |\n| --- | ---: |\n| polling | 1 s |\n| WebSocket | 10 ms |',
  '```java\n/** A lease. */\nrecord Lease(String owner, long fence) {}\n```',
  '```mermaid\nflowchart LR\n  A[Start] --> B[End]\n```',
  '```mermaid\nthis is no diagram\n```',
  '- [x] done\n- [ ] open\n\n> A quotation.\n\n$$\n\\int_0^1 x\\,dx\n$$',
].join('\n\n');

let browser;
before(async () => {
  browser = await launch(process.env.PARLEY_CHROMIUM);
});
after(async () => {
  await browser.close();
});

const onStage = (conversation, options, act) => playOnStage(browser, conversation, options, act);

const answered = (answer) => ({
  id: 'measured',
  messages: [
    { id: 'q', role: 'user', text: 'Show me.', createdAt: AT, state: 'complete', clientMessageId: 'c' },
    { id: 'a', parentId: 'q', role: 'assistant', createdAt: AT, state: 'complete', text: '', ...answer },
  ],
});

const variants = [
  ['light', { theme: 'light' }],
  ['dark', { theme: 'dark' }],
  ['Chinese', { language: 'zh-CN' }],
  ['a phone', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
];
for (const [name, options] of variants) {
  test(`formulas, diagrams, tables and code are drawn and accessible: ${name}`, async () => {
    await onStage(answered({ text: RICH }), options, async (page) => {
      await page.locator('.katex-html').nth(1).waitFor();
      await page.locator('.hljs-keyword').first().waitFor({ state: 'attached' });
      await page.getByTestId('diagram').waitFor();
      await page.getByTestId('diagram-failed').waitFor();
      assert.ok(await page.getByTestId('diagram').evaluate((image) => image.naturalWidth > 50));
      await requireAccessible(page);
    });
  });

  test(`the first screen is accessible: ${name}`, async () => {
    await onStage(answered({ text: 'x' }), options, async (page) => {
      await page.evaluate(() => {
        location.hash = '#/';
      });
      await page.getByTestId('empty-demo').waitFor();
      await requireAccessible(page);
    });
  });
}

test('an answer that streams is accessible, and told once when it begins and once when it ends', async () => {
  const conversation = streamed('A **short** answer.\n\nWith two paragraphs.', { chars: 4, everyMs: 60 });
  await onStage(conversation, {}, async (page, stage) => {
    await page.locator('[data-state="streaming"]').waitFor();
    await page.evaluate(() => {
      window.told = [];
      const announcer = document.querySelector('[data-testid="announcer"]');
      new MutationObserver(() => window.told.push(announcer.textContent)).observe(announcer, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    const played = stage.play();
    await page.getByText('A short').waitFor();
    await requireAccessible(page);
    await played;
    await page.locator('[data-state="complete"]').waitFor();
    await page.getByText('With two paragraphs.').waitFor();
    assert.deepEqual(await page.evaluate(() => window.told), [
      'The answer begins.',
      'The answer is complete.',
    ]);
  });
});

test('an error is accessible', async () => {
  const error = {
    code: 'model-unavailable',
    category: 'temporary',
    retryable: true,
    message: { en: 'The model is not available right now.', 'zh-CN': '模型暂时不可用。' },
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  };
  for (const theme of ['light', 'dark']) {
    await onStage(answered({ state: 'failed', error }), { theme }, async (page) => {
      await page.getByTestId('trouble').waitFor();
      await requireAccessible(page);
    });
  }
});

test('the settings are accessible', async () => {
  await onStage(answered({ text: 'x' }), {}, async (page) => {
    await page.getByTestId('settings').click();
    await requireAccessible(page);
  });
});

test('a long conversation opens at its end, follows it, and yields to the reader', async () => {
  await onStage(longConversation(1_000), {}, async (page) => {
    const thread = page.getByTestId('thread');
    await page.getByText('Answer 999.').waitFor();
    await page.waitForFunction(() => {
      const element = document.querySelector('[data-testid="thread"]');
      return element.scrollHeight - element.scrollTop - element.clientHeight < 2;
    });
    assert.ok((await page.locator('.step').count()) < 60);
    await thread.hover();
    await page.mouse.wheel(0, -3_000);
    await page.getByTestId('jump').waitFor();
    await page.getByTestId('jump').click();
    await page.getByTestId('jump').waitFor({ state: 'detached' });
    await page.getByText('Answer 999.').waitFor();
  });
});

test('the event log is there only when asked for, and tells no texts', async () => {
  await onStage(answered({ text: 'A secret answer.' }), {}, async (page, stage) => {
    await page.getByText('A secret answer.').waitFor();
    assert.equal(await page.getByTestId('event-log').count(), 0);
    await page.goto(stage.url.replace('#', '?debug#'));
    const log = page.getByTestId('event-log');
    await log.locator('summary', { hasText: 'subscribed' }).click();
    assert.match(await log.innerText(), /\(16 characters\)/);
    assert.doesNotMatch(await log.innerText(), /secret/);
    await requireAccessible(page);
  });
});

test('the bare test page sends what is written and shows what comes', async () => {
  await onStage(answered({ text: 'x' }), {}, async (page, stage) => {
    await page.goto(new URL('test-websocket.html', stage.url).href);
    await page.locator('#connect').click();
    await page.getByText('open, protocol "parley.v1"').waitFor();
    await page.locator('[data-example="hello"]').click();
    await page.locator('#send').click();
    await page.locator('li[data-direction="in"]', { hasText: 'welcome' }).waitFor();
    await requireAccessible(page);
    await page.locator('#close').click();
    await page.locator('li', { hasText: 'closed 1000' }).waitFor();
  });
});
