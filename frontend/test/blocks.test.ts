import { describe, expect, it } from 'vitest';
import {
  definitionsIn,
  splitBlocks,
  withoutUnfinishedTable,
  type SplitText,
} from '../src/features/markdown/blocks';

const sources = (text: string) => splitBlocks(text).blocks.map((block) => block.source.trim());

describe('splitBlocks', () => {
  it('cuts at blank lines', () => {
    expect(sources('One\nstill one\n\nTwo\n\n\nThree')).toEqual(['One\nstill one', 'Two', 'Three']);
  });

  it('keeps loose and nested lists whole', () => {
    const list = '1. one\n\n   more of one\n\n2. two\n   - nested\n\n3. three';
    expect(sources(`${list}\n\nAfter`)).toEqual([list, 'After']);
  });

  it('makes a fence a code block with its language', () => {
    const [block] = splitBlocks('```java title\nint a;\n\nint b;\n```\n').blocks;
    expect(block).toMatchObject({ kind: 'code', language: 'java', code: 'int a;\n\nint b;', closed: true });
  });

  it('ends a paragraph at a fence without a blank line', () => {
    const { blocks } = splitBlocks('Look:\n```\nx\n```\nDone');
    expect(blocks.map(({ kind }) => kind)).toEqual(['markdown', 'code', 'markdown']);
  });

  it('shows a fence that is still open', () => {
    expect(splitBlocks('```py\nprint(1)').blocks).toMatchObject([{ code: 'print(1)', closed: false }]);
    expect(splitBlocks('```').blocks).toMatchObject([{ kind: 'code', code: '', closed: false }]);
  });

  it('hides the part of a closing fence that has arrived', () => {
    expect(splitBlocks('```py\nprint(1)\n``').blocks).toMatchObject([{ code: 'print(1)', closed: false }]);
  });

  it('needs as many backticks to close as opened', () => {
    const [block] = splitBlocks('````md\n```\ninner\n```\n````\n').blocks;
    expect(block).toMatchObject({ code: '```\ninner\n```', closed: true });
  });

  it('keeps a fence inside a list in the list', () => {
    const list = '- item\n  ```sh\n  a\n\n  b\n  ```\n- next';
    expect(sources(list)).toEqual([list]);
  });

  it('cuts a very long list between its items', () => {
    const list = Array.from({ length: 200 }, (_, index) => `- item ${String(index)} with some words`).join(
      '\n',
    );
    const { blocks } = splitBlocks(list);
    expect(blocks.length).toBeGreaterThan(1);
    expect(blocks.map((block) => block.source).join('')).toBe(list);
  });

  const long = [
    '# Title',
    'Text with **emphasis** and\na second line.',
    '1. one\n\n2. two\n\n   ```js\n   a\n   ```',
    '```java\nclass A {\n\n}\n```',
    '| a | b |\n| --- | --- |\n| 1 | 2 |',
    '> quoted\n> more',
    '中文段落，含标点。',
  ].join('\n\n');

  it('gives the same blocks whether the text grows by a character or comes at once', () => {
    let grown: SplitText | undefined;
    for (let length = 1; length <= long.length; length += 1)
      grown = splitBlocks(long.slice(0, length), grown);
    expect(grown?.blocks).toEqual(splitBlocks(long).blocks);
  });

  it('keeps the closed blocks of the earlier split', () => {
    const earlier = splitBlocks(long);
    const later = splitBlocks(`${long}\n\nMore`, earlier);
    expect(later.blocks[0]).toBe(earlier.blocks[0]);
    expect(later.blocks[3]).toBe(earlier.blocks[3]);
  });

  it('starts over when the text does not continue', () => {
    expect(splitBlocks('Other', splitBlocks(long)).blocks).toEqual(splitBlocks('Other').blocks);
  });

  it('collects link definitions', () => {
    const { blocks } = splitBlocks('See [a].\n\n[a]: https://example.com\n\n```\n[b]: no\n```');
    expect(definitionsIn(blocks)).toBe('[a]: https://example.com');
  });
});

describe('withoutUnfinishedTable', () => {
  it.each(['| a', '| a | b |', '| a | b |\n', '| a | b |\n| --', '| a | b |\n| --- | --- |'])(
    'hides %j',
    (source) => {
      expect(withoutUnfinishedTable(source)).toBe('');
      expect(withoutUnfinishedTable(`Look:\n${source}`)).toBe('Look:\n');
    },
  );

  it.each(['a | b', '| a | b |\ntext', '| a | b |\n| --- | --- |\n', '| a | b |\n| --- | --- |\n| 1'])(
    'shows %j',
    (source) => {
      expect(withoutUnfinishedTable(source)).toBe(source);
    },
  );
});
