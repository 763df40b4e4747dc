// npm run e2e: looks for a browser, then runs the tests against BASE_URL.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { requireChromium } from './browser.mjs';

const PARLEY_CHROMIUM = requireChromium();
const tests = ['chat.e2e.mjs', 'housekeeping.e2e.mjs'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);
const result = spawnSync(
  process.execPath,
  ['--test', '--test-reporter=spec', '--test-concurrency=1', ...tests],
  {
    stdio: 'inherit',
    env: { ...process.env, PARLEY_CHROMIUM },
  },
);
process.exit(result.status ?? 1);
