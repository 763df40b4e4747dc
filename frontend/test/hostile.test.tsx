import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Markdown } from '../src/features/markdown/Markdown';

afterEach(cleanup);

const show = (text: string, streaming = false) =>
  render(<Markdown text={text} streaming={streaming} />).container;

/** Of processor time: a busy machine takes longer by the clock. Far more than it takes, far less than a page that hangs. */
const LIMIT_MS = 4_000;

describe('links', () => {
  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&#x73;cript:alert(1))',
    '[x](javascript&colon;alert(1))',
    '[x](&#1;javascript:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](<java\u0000script:alert(1)>)',
    '[x](<\u0001 javascript:alert(1)>)',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](DATA:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:msgbox(1))',
    '[x](file:///etc/passwd)',
    '[x](blob:https://example.com/1)',
    '<javascript:alert(1)>',
    '[x][y]\n\n[y]: javascript:alert(1)',
    '[x](//example.com/without-a-scheme)',
    '[x](api/export)',
  ])('do not lead anywhere: %j', (text) => {
    const container = show(text);
    expect(container.querySelector('a, img, iframe')).toBeNull();
    expect(container.textContent).not.toBe('');
  });

  it.each(['https://example.com/a?b=c#d', 'http://example.com/', 'mailto:a@example.com'])(
    'lead to %s',
    (address) => {
      const link = show(`[x](${address})`).querySelector('a');
      expect(link?.getAttribute('href')).toBe(address);
      expect(link?.rel).toBe('noopener noreferrer nofollow');
      expect(link?.target).toBe('_blank');
    },
  );
});

describe('HTML', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<a href="javascript:alert(1)">x</a>',
    'text <style>*{display:none}</style> text',
    '| a |\n| --- |\n| <img src=x onerror=alert(1)> |\n',
    '```html\n<script>alert(1)</script>\n```\n',
    '$<img src=x onerror=alert(1)>$',
    '$$\n\\href{javascript:alert(1)}{x}\n$$',
  ])('is never more than text: %j', (text) => {
    const container = show(text);
    expect(container.querySelector('script, img, svg:not(.icon), iframe, style, a')).toBeNull();
    expect(container.querySelector('[onerror], [onload]')).toBeNull();
  });
});

describe('characters that reorder text', () => {
  it.each(['\u202e', '\u202d', '\u2066', '\u2067', '\u2069'])('are shown by their number', (character) => {
    const container = show(`before ${character}after\n\n\`\`\`js\nif (a) { //${character} }\n\`\`\`\n`);
    expect(container.textContent).not.toContain(character);
    expect(container.textContent).toContain(`[U+${character.charCodeAt(0).toString(16).toUpperCase()}]`);
  });
});

const bombs: readonly (readonly [string, string])[] = [
  ['a line of a megabyte', 'x'.repeat(1_000_000)],
  ['a line of a megabyte with spaces', 'word *a '.repeat(125_000)],
  ['5,000 nested quotations', `${'>'.repeat(5_000)} deep`],
  ['5,000 nested lists in a line', `${'- '.repeat(5_000)}deep`],
  [
    '2,000 nested lists by lines',
    Array.from({ length: 2_000 }, (_, depth) => `${'  '.repeat(depth)}- x`).join('\n'),
  ],
  ['10,000 unclosed emphasis marks', '*a '.repeat(10_000)],
  ['10,000 unclosed strong marks', '**a_b '.repeat(10_000)],
  ['10,000 opening brackets', '['.repeat(10_000)],
  ['10,000 images that never close', '![a]('.repeat(10_000)],
  ['10,000 dollars', '$a '.repeat(10_000)],
  ['10,000 backticks', '`a``b'.repeat(10_000)],
  ['10,000 angle brackets', '<a <!-- '.repeat(10_000)],
  ['a fence that never closes', `\`\`\`js\n${'let a = 1;\n'.repeat(20_000)}`],
  ['a formula that never closes', `$$\n${'x^2 +\n'.repeat(20_000)}`],
  ['a table of 2,000 rows', `| a | b |\n| --- | --- |\n${'| 1 | 2 |\n'.repeat(2_000)}`],
  [
    'a table of 2,000 columns',
    `${'| a '.repeat(2_000)}|\n${'| - '.repeat(2_000)}|\n${'| 1 '.repeat(2_000)}|\n`,
  ],
  [
    '10,000 definitions',
    Array.from({ length: 10_000 }, (_, n) => `[${String(n)}]: https://e.org`).join('\n'),
  ],
];

describe.each([false, true])('what would hang a page (streaming: %s)', (streaming) => {
  it.each(bombs)('is shown in time: %s', (_, text) => {
    const before = process.cpuUsage();
    const container = show(text, streaming);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(LIMIT_MS);
    expect(container.querySelector('.markdown')).not.toBeNull();
  });
});

describe('what is not formatted', () => {
  it('says so and shows its text', () => {
    const container = show('*a '.repeat(10_000));
    expect(container.querySelector('.plain-note')?.textContent).toContain('plain text');
    expect(container.querySelector('.plain-text')?.textContent).toContain('*a *a');
  });

  it('leaves what stands beside it formatted', () => {
    const container = show(`# Title\n\n${'>'.repeat(100)} deep\n\n**strong**`);
    expect(container.querySelector('h1')?.textContent).toBe('Title');
    expect(container.querySelector('strong')?.textContent).toBe('strong');
    expect(container.querySelectorAll('[data-testid="plain-block"]')).toHaveLength(1);
  });
});
