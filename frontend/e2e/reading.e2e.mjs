// How a conversation is read while it is long, while it grows, and where there is little room. Needs no server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { longConversation, mixedAnswer, streamed } from '../scripts/material.mjs';
import { launch, requireAnswer } from './browser.mjs';
import { onStage as playOnStage } from './onStage.mjs';

const MESSAGES = 5_000;
const LAST = `Answer ${String(MESSAGES - 1)}.`;

let browser;
before(async () => {
  browser = await launch(process.env.PARLEY_CHROMIUM);
});
after(async () => {
  await browser.close();
});

const onStage = (conversation, options, act) => playOnStage(browser, conversation, options, act);
const step = (page, id) => page.locator(`.step[data-message-id="${id}"]`);

/** Resolves when the whole of it is between the top of the thread and the message field. */
async function waitUntilSeen(page, selector) {
  await page.waitForFunction((wanted) => {
    const element = document.querySelector(wanted);
    if (element === null) return false;
    const frame = document.querySelector('[data-testid="thread"]').getBoundingClientRect();
    const { top } = element.getBoundingClientRect();
    return top >= frame.top - 1 && top < frame.bottom;
  }, selector);
}

async function words(page, expected) {
  await page.getByTestId('find-words').filter({ hasText: expected }).waitFor();
}

const marked = (page, name) =>
  page.evaluate((registered) => [...(CSS.highlights.get(registered) ?? [])].map(String), name);

test('a long conversation is searched as a whole, by keyboard', async () => {
  await onStage(longConversation(MESSAGES), {}, async (page) => {
    await page.getByText(LAST).waitFor();
    await page.keyboard.press('Control+f');
    await page.getByTestId('find-field').waitFor();
    await page.keyboard.type('QUESTION 12?');
    await words(page, /^1 of 1$/);
    await waitUntilSeen(page, '.step[data-message-id="m12"]');
    await page.waitForFunction(() => CSS.highlights.get('found-current')?.size === 1);
    assert.deepEqual(await marked(page, 'found-current'), ['Question 12?']);

    await page.keyboard.press('Control+a');
    await page.keyboard.type('question 49');
    // 49 itself is an answer: 490 to 498 and 4900 to 4998, the even ones.
    await words(page, /of 55$/);
    await words(page, /^1 of/);
    await waitUntilSeen(page, '.step[data-message-id="m490"]');
    await page.keyboard.press('Enter');
    await words(page, /^2 of 55$/);
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Shift+Enter');
    await words(page, /^55 of 55$/);
    await waitUntilSeen(page, '.step[data-message-id="m4998"]');
    assert.deepEqual(await marked(page, 'found-current'), ['Question 49']);

    await page.keyboard.press('Escape');
    await page.getByTestId('find-bar').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.dataset.messageId), 'm4998');
    assert.deepEqual(await marked(page, 'found'), []);
  });
});

test("a second Ctrl+F is the browser's, and so is the first one where all messages are in the page", async () => {
  const ours = (page) =>
    page.evaluate(() => {
      window.taken = [];
      window.addEventListener('keydown', (event) => {
        if (event.key === 'f') window.taken.push(event.defaultPrevented);
      });
    });
  await onStage(longConversation(60), {}, async (page) => {
    await page.getByText('Answer 59.').waitFor();
    await ours(page);
    await page.keyboard.press('Control+f');
    await page.getByTestId('find-field').waitFor();
    await page.keyboard.press('Control+f');
    assert.deepEqual(await page.evaluate(() => window.taken), [true, false]);
  });
  await onStage(longConversation(20), {}, async (page) => {
    await page.getByText('Answer 19.').waitFor();
    await ours(page);
    await page.keyboard.press('Control+f');
    assert.deepEqual(await page.evaluate(() => window.taken), [false]);
    assert.equal(await page.getByTestId('find-bar').count(), 0);
    await page.getByTestId('conversation-menu').click();
    await page.getByTestId('menu-find').click();
    await page.getByTestId('find-field').fill('question 2?');
    await words(page, /^1 of 1$/);
  });
});

test('the search speaks Chinese, finds Chinese, and says when there is nothing', async () => {
  await onStage(longConversation(100), { language: 'zh-CN' }, async (page) => {
    await page.getByText('Answer 99.').waitFor();
    await page.keyboard.press('Control+f');
    await page.getByLabel('在此对话中查找').first().waitFor();
    await page.getByTestId('find-field').fill('租约');
    await words(page, /^第 \d+ 处，共 \d+ 处$/);
    await page.waitForFunction(() => CSS.highlights.get('found-current')?.size === 1);
    assert.deepEqual(await marked(page, 'found-current'), ['租约']);
    await page.getByTestId('find-field').fill('这里没有');
    await words(page, '未找到');
  });
});

test('a screen reader is told where each message stands, also of those that are not in the page', async () => {
  await onStage(longConversation(MESSAGES), {}, async (page) => {
    await page.getByText(LAST).waitFor();
    const feed = page.getByRole('feed', { name: 'Messages' });
    const last = feed.getByRole('article', { name: 'Assistant' }).last();
    assert.equal(await last.getAttribute('aria-posinset'), String(MESSAGES));
    assert.equal(await last.getAttribute('aria-setsize'), String(MESSAGES));
    await last.focus();
    for (const position of [4_999, 4_998, 4_997, 4_996, 4_995, 4_994]) {
      await page.keyboard.press('PageUp');
      await page.waitForFunction(
        (wanted) => document.activeElement.getAttribute('aria-posinset') === wanted,
        String(position),
      );
    }
  });
});

test('a hit far away is jumped to, once', async () => {
  const hit = {
    conversationId: 'measured',
    messageId: 'm1234',
    role: 'user',
    title: 'Measured',
    at: 1,
    snippet: { text: 'Question 1234?', matches: [{ from: 9, to: 13 }] },
  };
  await onStage({ ...longConversation(MESSAGES), hits: [hit] }, {}, async (page, stage) => {
    await page.getByText(LAST).waitFor();
    await page.getByTestId('search').fill('1234');
    await page.getByTestId('hit').click();
    await step(page, 'm1234').waitFor();
    await waitUntilSeen(page, '.step[data-message-id="m1234"]');
    await page.waitForFunction(() => document.activeElement.dataset.messageId === 'm1234');

    // Left and opened again it is read from its end, as ever.
    await page.evaluate(() => {
      location.hash = '#/';
    });
    await page.getByTestId('empty-state').waitFor();
    await page.goto(stage.url);
    await page.getByText(LAST).waitFor();
    await page.waitForFunction(() => {
      const element = document.querySelector('[data-testid="thread"]');
      return element.scrollHeight - element.scrollTop - element.clientHeight < 2;
    });
    assert.equal(await step(page, 'm1234').count(), 0);
  });
});

/** Writes down after each frame where things are, and what has moved. */
async function watchPlaces(page) {
  await page.evaluate(() => {
    window.moved = [];
    window.compared = 0;
    const places = new Map();
    const composer = document.querySelector('.composer').getBoundingClientRect().top;
    const compare = (kind, elements, origin) => {
      elements.forEach((element, index) => {
        const what = `${kind} ${String(index)} (${element.tagName})`;
        const top = element.getBoundingClientRect().top - origin;
        const before = places.get(what);
        places.set(what, top);
        if (before === undefined) return;
        window.compared += 1;
        if (Math.abs(before - top) > 0.5) window.moved.push(`${what} by ${String(top - before)}`);
      });
    };
    const look = () => {
      const now = document.querySelector('.composer').getBoundingClientRect().top;
      if (Math.abs(now - composer) > 0.5) window.moved.push(`the composer by ${String(now - composer)}`);
      const article = document.querySelector('[data-testid="assistant-message"]');
      const origin = article.getBoundingClientRect().top;
      // The last one is what grows.
      compare('block', [...article.querySelectorAll('.markdown > *')].slice(0, -1), origin);
      compare('item', [...article.querySelectorAll('.markdown > :is(ul, ol) > li')].slice(0, -1), origin);
      requestAnimationFrame(painted);
    };
    // Only then the browser has decided which parts of a long answer it lays out.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = look;
    const painted = () => port2.postMessage(undefined);
    requestAnimationFrame(painted);
  });
}

/** Plays an answer to its end; nothing of it may move once it stands there. */
async function requireStill(answer, slowdown = 1) {
  await onStage(answer, {}, async (page, stage) => {
    await page.locator('[data-state="streaming"]').waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const played = stage.play();
    await requireAnswer(page, 20);
    await watchPlaces(page);
    await played;
    await page.locator('[data-state="complete"]').waitFor();
    const compared = await page.evaluate(() => window.compared);
    assert.ok(compared > 100, `only ${String(compared)} places were compared`);
    assert.deepEqual(await page.evaluate(() => window.moved.slice(0, 10)), []);
  });
}

test('while an answer grows, what is above its end stays where it is, and so does the composer', async () => {
  await requireStill(streamed(mixedAnswer(6_000), { chars: 12, everyMs: 10 }));
});

test('on a slow machine, where several blocks come in one frame, nothing moves either', async () => {
  await requireStill(streamed(mixedAnswer(15_000), { chars: 60, everyMs: 20 }), 6);
});

test('a list whose items turn into paragraphs stays where it is', async () => {
  const list = `${'- An item of a list that has several.\n'.repeat(8)}\n- One behind a blank line.\n\n  And more of it.\n\nThe end.\n`;
  await requireStill(streamed(list, { chars: 4, everyMs: 40 }));
});

test('who has scrolled up while an answer grows is left alone', async () => {
  await onStage(streamed(mixedAnswer(8_000), { chars: 12, everyMs: 10 }), {}, async (page, stage) => {
    await page.locator('[data-state="streaming"]').waitFor();
    const played = stage.play();
    await requireAnswer(page, 3_000);
    await page.getByTestId('thread').hover();
    await page.mouse.wheel(0, -600);
    await page.getByTestId('jump').waitFor();
    const before = await page.getByTestId('thread').evaluate((element) => element.scrollTop);
    await played;
    await page.locator('[data-state="complete"]').waitFor();
    const now = await page.getByTestId('thread').evaluate((element) => element.scrollTop);
    assert.ok(Math.abs(now - before) < 1, `moved by ${String(now - before)}`);
  });
});

test('who wants no motion gets none', async () => {
  const conversation = streamed(mixedAnswer(2_000), { chars: 12, everyMs: 10 });
  const moving = (page) =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => {
          const { duration, iterations } = animation.effect.getTiming();
          return animation.playState === 'running' && (duration > 10 || iterations === Infinity);
        })
        .map((animation) => animation.animationName ?? animation.transitionProperty),
    );
  await onStage(conversation, {}, async (page) => {
    await page.locator('[data-state="streaming"]').waitFor();
    // On a slow machine one may be over before anybody looks for it.
    await page.evaluate(() => {
      window.began = 0;
      for (const type of ['animationstart', 'transitionrun']) {
        document.addEventListener(type, () => {
          window.began += 1;
        });
      }
    });
    await page.getByTestId('settings').click();
    await page.waitForFunction(() => window.began > 0);
  });
  await onStage(conversation, { reducedMotion: 'reduce' }, async (page, stage) => {
    await page.locator('[data-state="streaming"]').waitFor();
    assert.deepEqual(await moving(page), []);
    const played = stage.play();
    await requireAnswer(page, 100);
    assert.deepEqual(await moving(page), []);
    await played;
    await page.locator('[data-state="complete"]').waitFor();
    await page.getByTestId('settings').click();
    assert.deepEqual(await moving(page), []);
    const smooth = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter(
          (element) => getComputedStyle(element).scrollBehavior === 'smooth',
        ).length,
    );
    assert.equal(smooth, 0);
  });
});

test('on a phone with its keyboard up, the end of the answer and the composer are to be seen', async () => {
  const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
  await onStage(streamed(mixedAnswer(3_000), { chars: 12, everyMs: 10 }), phone, async (page, stage) => {
    await page.locator('[data-state="streaming"]').waitFor();
    const played = stage.play();
    await requireAnswer(page, 1_500);
    await page.getByTestId('composer').tap();
    // What a keyboard leaves where the page is told so (interactive-widget=resizes-content).
    await page.setViewportSize({ width: 360, height: 320 });
    await page.keyboard.type('And then?');
    await played;
    await page.locator('[data-state="complete"]').waitFor();
    await page.waitForFunction(() => {
      const thread = document.querySelector('[data-testid="thread"]').getBoundingClientRect();
      const end = document.querySelector('.markdown').lastElementChild.getBoundingClientRect();
      const box = document.querySelector('.composer-box').getBoundingClientRect();
      const height = window.visualViewport.height;
      return (
        height === 320 &&
        box.top >= thread.bottom - 1 &&
        box.bottom <= height &&
        end.bottom > thread.top &&
        end.bottom <= thread.bottom &&
        thread.height > 80 &&
        document.scrollingElement.scrollTop === 0
      );
    });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `${String(wide)} px wide`);
  });
});

test('the first screen is read from its top, also where it does not fit', async () => {
  const small = { viewport: { width: 360, height: 560 }, hasTouch: true, isMobile: true };
  await onStage(longConversation(4), small, async (page) => {
    await page.getByText('Answer 3.').waitFor();
    await page.evaluate(() => {
      location.hash = '#/';
    });
    await page.getByTestId('empty-demo').waitFor();
    const { top, more } = await page.getByTestId('thread').evaluate((element) => ({
      top: element.scrollTop,
      more: element.scrollHeight - element.clientHeight,
    }));
    assert.equal(top, 0);
    assert.ok(more > 0, 'it fits');
    assert.equal(await page.getByTestId('jump').count(), 0);
  });
});
