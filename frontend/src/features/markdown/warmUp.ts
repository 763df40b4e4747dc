import { parse } from './parse';

/** One of each kind, so small that none takes long. */
const SAMPLES = [
  'a',
  '*a* `b`',
  '[a](https://e.org)',
  '- a\n- b\n',
  '| a |\n| - |\n| b |\n',
  '> a\n',
  '## a 中',
  '$a$',
];

/**
 * Runs the parser while the page has nothing to do: code that runs for the first time takes ten times as long, and the first
 * answer should not wait for that.
 */
export function warmUp(): void {
  const rest = [...SAMPLES, ...SAMPLES];
  const next = () => {
    const sample = rest.pop();
    if (sample === undefined) return;
    parse(sample);
    whenIdle(next);
  };
  whenIdle(next);
}

/** Safari has no idle callbacks. */
function whenIdle(task: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(task);
  else setTimeout(task, 50);
}
