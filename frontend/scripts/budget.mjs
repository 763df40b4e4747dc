// Fails when what the first load needs, gzipped, is above the budget. Run after the build.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const BUDGET_KIB = 200;
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const html = readFileSync(join(dist, 'index.html'), 'utf8');
const referenced = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((match) => match[1]);
const files = ['index.html', ...new Set(referenced)];

let total = 0;
for (const file of files) {
  const size = gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
  total += size;
  console.log(`${(size / 1024).toFixed(1).padStart(8)} KiB  ${file}`);
}
const lazy = readdirSync(join(dist, 'assets')).filter((name) => !files.includes(`assets/${name}`));
console.log(
  `${(total / 1024).toFixed(1).padStart(8)} KiB  first load, of ${BUDGET_KIB} KiB (lazy: ${lazy.join(', ')})`,
);
if (!files.some((file) => file.endsWith('.js') && file.startsWith('assets/'))) {
  console.error('No script found in index.html: the budget cannot be checked.');
  process.exit(1);
}
if (total > BUDGET_KIB * 1024) {
  console.error('The first load is above its budget.');
  process.exit(1);
}
