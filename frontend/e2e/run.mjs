// npm run e2e: looks for a browser, then runs the tests against BASE_URL.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { requireChromium } from './browser.mjs';

const PARLEY_CHROMIUM = requireChromium();
const tests = fileURLToPath(new URL('chat.e2e.mjs', import.meta.url));
const result = spawnSync(process.execPath, ['--test', '--test-reporter=spec', tests], {
  stdio: 'inherit',
  env: { ...process.env, PARLEY_CHROMIUM },
});
process.exit(result.status ?? 1);
