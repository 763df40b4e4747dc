import { describe, expect, it } from 'vitest';
import type { PathStep } from '../src/conversation/path';
import { foldedQuery } from '../src/features/find/fold';
import { findHits, MAX_HITS, rangesIn } from '../src/features/find/hits';

function step(id: string, text: string): PathStep {
  const message = { id, role: 'assistant', text, reasoning: '', state: 'complete', createdAt: 1 } as const;
  return { message, siblings: [id], index: 0 };
}

const found = (query: string, ...texts: readonly string[]) =>
  findHits(
    texts.map((text, index) => step(`m${String(index)}`, text)),
    foldedQuery(query),
  ).map(({ messageId, position, nth }) => [messageId, position, nth]);

describe('what is found in messages', () => {
  it('is each place, in their order, whatever the case', () => {
    expect(found('lease', 'A lease. LEASE!', 'nothing', 'Leases')).toEqual([
      ['m0', 0, 0],
      ['m0', 0, 1],
      ['m2', 2, 0],
    ]);
  });

  it('is what is read, not what it is written with', () => {
    expect(found('held for long', 'It is **held** for `long`')).toHaveLength(1);
    expect(found('the story', 'See [the story](https://example.com/the-story)')).toHaveLength(1);
    expect(found('example.com', 'See [the story](https://example.com/the-story)')).toEqual([]);
    expect(found('java', '```java\nint i;\n```')).toEqual([]);
    expect(found('[0](1)', '```java\nint i = f[0](1);\n```')).toHaveLength(1);
  });

  it('takes two Chinese characters, line ends for spaces, and letters that grow in lower case', () => {
    expect(found('租约', '什么是租约？租约是……')).toHaveLength(2);
    expect(found('one two', 'one\ntwo')).toHaveLength(1);
    expect(found('x', 'İİx')).toHaveLength(1);
  });

  it('is nothing for an empty query or one of marks alone', () => {
    expect(found('  ', 'a  b')).toEqual([]);
    expect(found('**', 'a **b**')).toEqual([]);
  });

  it('has a bound', () => {
    expect(found('a', 'a'.repeat(MAX_HITS + 10))).toHaveLength(MAX_HITS);
  });
});

describe('where it is on screen', () => {
  const texts = (html: string, query: string) => {
    document.body.innerHTML = `<article>${html}</article>`;
    return rangesIn(document.body, foldedQuery(query)).map(String);
  };

  it('reaches over elements, and not over blocks', () => {
    expect(texts('<div class="markdown"><p>It is <b>he</b>ld</p></div>', 'HELD')).toEqual(['held']);
    expect(texts('<div class="markdown"><p>he</p><p>ld</p></div>', 'held')).toEqual([]);
    expect(texts('<div class="markdown"><p>he</p><p>ld</p></div>', 'he ld')).toEqual([]);
    expect(texts('<div class="bubble">one\ntwo</div>', 'one two')).toEqual(['one\ntwo']);
  });

  it('knows of no buttons, no headings of code and no names', () => {
    const html =
      '<p>Copy</p><div class="markdown"><figcaption>Copy</figcaption><button>Copy</button><p>x</p></div>';
    expect(texts(html, 'copy')).toEqual([]);
  });

  it('keeps its place behind marks and grown letters', () => {
    expect(texts('<div class="bubble">İ *a_b* end</div>', 'end')).toEqual(['end']);
    expect(texts('<div class="bubble">snake_case</div>', 'e_c')).toEqual(['e_c']);
  });
});
