// npm run e2e: looks for a browser, then runs the tests against BASE_URL.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { requireChromium } from './browser.mjs';

const PARLEY_CHROMIUM = requireChromium();
const names =
  process.argv.length > 2
    ? process.argv.slice(2)
    : ['page', 'reading', 'chat', 'housekeeping', 'keys', 'tasks'];
const tests = names.map((name) => fileURLToPath(new URL(`${name}.e2e.mjs`, import.meta.url)));
const options = ['--test', '--test-concurrency=1', '--test-reporter=spec'];
const result = spawnSync(process.execPath, [...options, ...tests], {
  stdio: 'inherit',
  env: { ...process.env, PARLEY_CHROMIUM },
});
process.exit(result.status ?? 1);
