// Fails when the built page is above its budget: what the first load needs, and how long it keeps a slow phone's main
// thread while an answer streams and while a long conversation is opened and scrolled. Run after the build.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { findChromium, launch } from '../e2e/browser.mjs';
import { longConversation, mixedAnswer, streamed } from './material.mjs';
import { openStage } from './stage.mjs';

const FIRST_LOAD_KIB = 200;
/** A phone of the lower middle class is about six times slower than the machine of a developer. */
const SLOWDOWN = 6;
/** From here on a task counts as long: https://www.w3.org/TR/longtasks/ */
const LONG_TASK_MS = 50;
/**
 * What counts is the processor time of a task, slowed down, not the time on the clock: a shared machine takes the processor away
 * for hundreds of milliseconds now and then, whatever the page does. Its caches and its clock rate are shared too, which
 * makes the same task up to half as long again; so the best of three runs counts, and where CI is true it may take half as
 * long again.
 */
const RUNS = 3;
const IN_CI = process.env.CI === 'true';
const MARGIN = IN_CI ? 1.5 : 1;
/**
 * A virtual machine may have to fetch each piece of memory anew from its host: the same work in a new page then takes two to
 * four times as long as a moment later, and so does everything in a page that has just been opened. Times that such a
 * machine shows can tell gross faults only: there CI allows UNSTEADY_MARGIN times the limit. Where the same page took two to
 * three times as long as elsewhere, 1.8 to 4 were measured.
 */
const UNSTEADY = 1.25;
const STEADY_SAMPLES = 9;
const UNSTEADY_MARGIN = 6;
const UNSTEADY_DROPPED_PERCENT = 90;
const ANSWER_CHARS = 50_000;
const UPDATE_MS = 10;
const UPDATE_CHARS = 25;
const MESSAGES = 5_000;
/** To open five thousand messages means to start the page, and to read two megabytes of JSON in one piece. */
const OPEN_TASK_MS = 400;
const SCREENS = 40;
const DROPPED_PERCENT = 25;
const FRAME_MS = 1_000 / 60;

const threadOf = ({ pid, tid }) => `${String(pid)}/${String(tid)}`;
const isMainThreadName = ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain';

const rows = [];
const report = (what, value, limit, unit) => rows.push({ what, value, limit, unit });

measureFirstLoad();
const executable = findChromium();
if (executable === undefined) {
  console.log(
    'SKIPPED: no Chromium found (set PARLEY_CHROMIUM to its path), so only the first load was measured',
  );
  if (process.env.CI === 'true') process.exitCode = 1;
} else {
  const browser = await launch(executable);
  try {
    const before = await unsteadiness(browser);
    await best(browser, measureStreaming);
    await best(browser, measureLongConversation);
    judgeTimes(Math.max(before, await unsteadiness(browser)));
  } finally {
    await browser.close();
  }
}
print();

function measureFirstLoad() {
  const dist = fileURLToPath(new URL('../dist/', import.meta.url));
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const referenced = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css|svg))"/g)].map(
    (match) => match[1],
  );
  if (!referenced.some((file) => /^assets\/.*\.js$/.test(file))) {
    throw new Error('No script found in index.html: the budget cannot be checked.');
  }
  const files = ['index.html', ...new Set(referenced)];
  const bytes = files.map((file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length);
  report('first load, gzip', bytes.reduce((sum, size) => sum + size) / 1024, FIRST_LOAD_KIB, 'KiB');
}

/** How many times as long as its fastest run the same work takes in a new page at the slowest, its first run left out. */
async function unsteadiness(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.evaluate(fixedWork);
  const times = [];
  for (let sample = 0; sample < STEADY_SAMPLES; sample += 1) times.push(await page.evaluate(fixedWork));
  await context.close();
  return Math.max(...times) / Math.min(...times);
}

/** Runs in the page: builds many blocks and lays them out a few times. How long it took, in milliseconds. */
function fixedWork() {
  const began = performance.now();
  const box = document.createElement('div');
  const block = `<h3>Part</h3><p>Some <b>words</b> that <code>wrap</code>: ${'and so on, '.repeat(8)}</p><ul><li>one</li></ul>`;
  box.innerHTML = block.repeat(1_000);
  document.body.append(box);
  for (let round = 0; round < 4; round += 1) {
    box.style.fontSize = `${String(14 + round)}px`;
    box.getBoundingClientRect();
  }
  box.remove();
  return performance.now() - began;
}

function judgeTimes(unsteady) {
  report('the same work in a new page: slowest to fastest', unsteady, undefined, '');
  if (!IN_CI || unsteady <= UNSTEADY) return;
  console.log('This machine takes very different times for the same work: only gross faults are judged.');
  for (const row of rows) {
    if (row.unit === 'ms') row.limit *= UNSTEADY_MARGIN / MARGIN;
    if (row.unit === '%') row.limit = UNSTEADY_DROPPED_PERCENT;
  }
}

/** The run whose longest task is the shortest; the first one that keeps the budget is good enough. */
async function best(browser, measure) {
  let found;
  for (let run = 0; run < RUNS; run += 1) {
    const results = await measure(browser);
    if (found === undefined || worst(results) < worst(found)) found = results;
    if (worst(found) <= 1) break;
  }
  for (const [what, value, limit, unit] of found) report(what, value, limit, unit);
}

function worst(results) {
  return Math.max(...results.map(([, value, limit]) => (limit === undefined ? 0 : value / limit)));
}

async function measureStreaming(browser) {
  const text = mixedAnswer(ANSWER_CHARS);
  const stage = await openStage(streamed(text, { chars: UPDATE_CHARS, everyMs: UPDATE_MS }));
  const { page, context, trace } = await openSlowPage(browser, stage.url);
  await page.locator('[data-state="streaming"]').waitFor();
  // The reader types a question first.
  await page.waitForTimeout(2_000);
  await trace.begin();
  await stage.play();
  await page.locator('[data-state="complete"]').waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1_500);
  const { longest, tasks, seen } = await trace.end();
  const shown = await page.getByTestId('answer-text').evaluate((element) => element.textContent.length);
  await context.close();
  stage.close();
  if (shown < ANSWER_CHARS * 0.8) throw new Error(`only ${String(shown)} characters are shown`);
  return [
    ['streaming 50,000 characters at 100/s: longest task', longest, LONG_TASK_MS * MARGIN, 'ms'],
    ['streaming: tasks above 50 ms', tasks, undefined, ''],
    ['streaming: long tasks that the page was told of', seen, undefined, ''],
  ];
}

async function measureLongConversation(browser) {
  const stage = await openStage(longConversation(MESSAGES));
  const { page, context, trace } = await openSlowPage(browser, stage.url, { traced: true });
  await page.getByText(`Answer ${String(MESSAGES - 1)}.`).waitFor({ timeout: 30_000 });
  await page.waitForTimeout(1_000);
  const opening = await trace.end();
  const thread = page.getByTestId('thread');
  await thread.hover();
  await trace.begin();
  for (let screen = 0; screen < SCREENS; screen += 1) {
    await page.mouse.wheel(0, -400);
    await page.waitForTimeout(50);
  }
  await page.waitForTimeout(500);
  const scrolling = await trace.end();
  const mounted = await page.locator('.step').count();
  const moved = await thread.evaluate(
    (element) => element.scrollHeight - element.scrollTop - element.clientHeight,
  );
  await context.close();
  stage.close();
  if (moved < SCREENS * 200) throw new Error(`scrolled only ${String(moved)} px`);
  return [
    ['opening 5,000 messages: longest task', opening.longest, OPEN_TASK_MS * MARGIN, 'ms'],
    ['scrolling through them: longest task', scrolling.longest, LONG_TASK_MS * MARGIN, 'ms'],
    ['scrolling: frames dropped', scrolling.dropped * 100, DROPPED_PERCENT * MARGIN, '%'],
    ['messages in the page', mounted, 60, ''],
  ];
}

async function openSlowPage(browser, url, { traced = false } = {}) {
  const context = await browser.newContext({ viewport: { width: 412, height: 860 }, locale: 'en' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.addInitScript(() => {
    window.seen = { tasks: 0, frames: [] };
    new PerformanceObserver((list) => {
      window.seen.tasks += list.getEntries().length;
    }).observe({ type: 'longtask' });
    let last = 0;
    const frame = (now) => {
      if (last > 0) window.seen.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const trace = traceOf(session, page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  if (traced) await trace.begin();
  await page.goto(url);
  return { page, context, trace };
}

/** The tasks of the page's main thread, by the processor time they took; and what the page itself sees of them. */
function traceOf(session, page) {
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  return {
    async begin() {
      events.length = 0;
      await page.evaluate(() => {
        if (window.seen !== undefined) window.seen = Object.assign(window.seen, { tasks: 0, frames: [] });
      });
      await session.send('Tracing.start', {
        transferMode: 'ReportEvents',
        traceConfig: { includedCategories: ['toplevel'] },
      });
    },
    async end() {
      const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
      await session.send('Tracing.end');
      await complete;
      const { tasks, frames } = await page.evaluate(() => window.seen);
      const threads = new Set(events.filter(isMainThreadName).map(threadOf));
      const times = events
        .filter((event) => event.ph === 'X' && /RunTask$/.test(event.name) && threads.has(threadOf(event)))
        .map((event) => (event.tdur ?? 0) / 1_000)
        .sort((a, b) => b - a);
      if (times.length === 0) throw new Error('the trace shows no task of the main thread');
      if (process.env.BUDGET_DETAILS) console.log(times.slice(0, 12).map(Math.round).join(' '));
      const shownMs = frames.reduce((sum, frame) => sum + frame, 0);
      return {
        longest: times[0],
        tasks: times.filter((time) => time > LONG_TASK_MS).length,
        seen: tasks,
        dropped: shownMs === 0 ? 1 : Math.max(0, 1 - (frames.length * FRAME_MS) / shownMs),
      };
    },
  };
}

function print() {
  for (const { what, value, limit, unit } of rows) {
    const over = limit !== undefined && value > limit;
    const verdict =
      limit === undefined ? '' : `of ${String(Math.round(limit))} ${unit}${over ? '  TOO MUCH' : ''}`;
    console.log(`${what.padEnd(54)} ${value.toFixed(1).padStart(8)} ${unit.padEnd(4)} ${verdict}`);
    if (over) process.exitCode = 1;
  }
}
