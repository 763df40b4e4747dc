// Draws the icons of the installed page from public/favicon.svg; run by hand when that changes: node scripts/icons.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch, requireChromium } from '../e2e/browser.mjs';

const at = (name) => fileURLToPath(new URL(`../public/${name}`, import.meta.url));
const svg = readFileSync(at('favicon.svg'), 'utf8');
/** `inset` leaves the room that a mask may cut away; the ground then fills all of the square. */
const icons = [
  { name: 'icon-192.png', size: 192, inset: 0 },
  { name: 'icon-512.png', size: 512, inset: 0 },
  { name: 'icon-maskable-512.png', size: 512, inset: 0.1 },
  { name: 'apple-touch-icon.png', size: 180, inset: 0.06 },
];

const browser = await launch(requireChromium());
try {
  for (const { name, size, inset } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const ground = inset > 0 ? '#0f766e' : 'transparent';
    const room = Math.round(size * inset);
    await page.setContent(
      `<style>body{margin:0;background:${ground}}svg{display:block;margin:${room}px;width:${size - 2 * room}px}</style>${svg}`,
    );
    writeFileSync(at(name), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
