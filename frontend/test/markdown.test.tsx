import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { allowImagesFrom, isAllowed } from '../src/conversation/imageHosts';
import { Markdown } from '../src/features/markdown/Markdown';

afterEach(cleanup);

const html = (text: string, streaming = false) =>
  render(<Markdown text={text} streaming={streaming} />).container;

describe('a long paragraph', () => {
  const sentence =
    'Some *emphasis*, a bit of `code`, and words that go on and on without any line break at all. ';
  const shown = (text: string) => text.replace(/[*`]/g, '');

  it.each([2, 3, 5, 9, 20])('of %i sentences keeps its spaces, wherever it is cut', (times) => {
    const text = sentence.repeat(times).trim();
    expect(html(text).textContent).toBe(shown(text));
  });

  it('keeps its spaces while it grows', () => {
    const text = sentence.repeat(5).trim();
    const { container, rerender } = render(<Markdown text="" streaming={false} />);
    for (let length = 200; length <= text.length; length += 7) {
      rerender(<Markdown text={text.slice(0, length)} streaming={false} />);
      const seen = container.textContent;
      expect(shown(text).startsWith(seen.trim().replace(/[*`]/g, ''))).toBe(true);
    }
  });

  it('keeps its hard breaks', () => {
    const text = `${sentence.repeat(2).trim()}  \n`.repeat(4);
    expect(html(text).querySelectorAll('br')).toHaveLength(3);
  });
});

describe('links', () => {
  it('open elsewhere and tell nothing', () => {
    html('[name](https://example.com/a)');
    const link = screen.getByRole('link', { name: 'name' });
    expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(link.getAttribute('target')).toBe('_blank');
  });

  it.each([
    ['参见 https://example.com/a，然后继续。', 'https://example.com/a'],
    ['参见 https://example.com/a。', 'https://example.com/a'],
    ['（https://example.com/a）', 'https://example.com/a'],
    ['见「www.example.com/b」一节', 'http://www.example.com/b'],
    ['看 https://example.com/a？好', 'https://example.com/a'],
    ['看 https://example.com/a！', 'https://example.com/a'],
    ['看 https://example.com/a：这里', 'https://example.com/a'],
    ['看 https://example.com/a；这里', 'https://example.com/a'],
    ['看 https://example.com/a、这里', 'https://example.com/a'],
    ['“https://example.com/a”', 'https://example.com/a'],
    ['《https://example.com/a》', 'https://example.com/a'],
    ['【https://example.com/a】', 'https://example.com/a'],
    ['『https://example.com/a』', 'https://example.com/a'],
    ['看 https://example.com/a……', 'https://example.com/a'],
    ['邮箱 a@example.com，谢谢', 'mailto:a@example.com'],
  ])('do not swallow full-width punctuation: %s', (text, href) => {
    const container = html(text);
    const link = container.querySelector('a');
    expect(link?.getAttribute('href')).toBe(href);
    expect(container.textContent).toBe(text);
  });

  it.each([
    ['见 https://example.com，`npm start` 启动', 'https://example.com', 'code', 'npm start'],
    ['见 https://example.com，运行`npm start`即可', 'https://example.com', 'code', 'npm start'],
    ['见 www.example.com/a。**注意**大小写', 'http://www.example.com/a', 'strong', '注意'],
    [
      '**见 https://example.com/a，很重要**。',
      'https://example.com/a',
      'strong',
      '见 https://example.com/a，很重要',
    ],
    ['**https://example.com/a**，下文', 'https://example.com/a', 'strong', 'https://example.com/a'],
    ['https://example.com/a?b=1.、`x`', 'https://example.com/a?b=1', 'code', 'x'],
    ['见 https://example.com，[`x`](https://example.org/b)', 'https://example.com', 'code', 'x'],
    ['见 https://example.com（$x$）', 'https://example.com', '[data-testid="formula"]', 'x'],
  ])(
    'end where full-width punctuation begins, and what follows is Markdown: %s',
    (text, href, tag, words) => {
      const container = html(text);
      expect(container.querySelector('a')?.getAttribute('href')).toBe(href);
      expect(container.querySelector(tag)?.textContent).toBe(words);
    },
  );

  it('keep Chinese characters in a path', () => {
    const container = html('https://zh.wikipedia.org/wiki/租约');
    expect(container.querySelector('a')?.textContent).toBe('https://zh.wikipedia.org/wiki/租约');
  });

  it('keep a label as it was written', () => {
    html('[甲，乙](https://example.com)');
    expect(screen.getByRole('link').textContent).toBe('甲，乙');
  });

  it('never run scripts', () => {
    expect(html('[x](javascript:alert(1))').querySelector('a')?.getAttribute('href') ?? '').toBe('');
  });
});

describe('emphasis', () => {
  it.each([
    '**租约（lease）**是承诺',
    '这是**“引用”**的话',
    '**注意：**请阅读',
    '**强调**。',
    '这是**强调**，下文',
    '（**强调**）',
    '「**强调**」之后',
    '他说**「好」**就走',
    '**《书名》**的作者',
    '**结束。**下一句',
    '中文**English**中文',
    '**100%**的把握',
    '~~**删除。**~~之后',
  ])('stands beside full-width punctuation: %s', (text) => {
    expect(html(text).querySelector('strong')).not.toBeNull();
  });
});

describe('raw HTML', () => {
  it('is shown as text', () => {
    const container = html('<img src=x onerror=alert(1)> <b>bold</b>\n\n<script>alert(1)</script>');
    expect(container.querySelector('img, b, script')).toBeNull();
    expect(container.textContent).toContain('<b>bold</b>');
  });
});

describe('images', () => {
  afterEach(() => {
    allowImagesFrom([]);
  });

  it('from elsewhere are links that name the host', () => {
    const container = html('![cat](https://example.org/cat.png?secret=1)');
    expect(container.querySelector('img')).toBeNull();
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getByRole('link').textContent).toContain('example.org');
  });

  it('from allowed hosts are fetched only when asked for', () => {
    allowImagesFrom(['example.org']);
    const container = html('![cat](https://example.org/cat.png?secret=1)');
    expect(container.querySelector('img')).toBeNull();
    const button = screen.getByRole('button');
    expect(button.textContent).toContain('example.org');
    fireEvent.click(button);
    expect(container.querySelector('img')?.getAttribute('src')).toBe('https://example.org/cat.png?secret=1');
  });

  it.each([
    ['https://img.example.org/a', ['img.example.org'], true],
    ['https://example.org/a', ['img.example.org'], false],
    ['https://a.example.org/a', ['*.example.org'], true],
    ['https://a.b.example.org/a', ['*.example.org'], true],
    ['https://example.org/a', ['*.example.org'], false],
    ['https://evilexample.org/a', ['*.example.org'], false],
    ['https://example.org:8443/a', ['example.org'], false],
    ['https://example.org:8443/a', ['example.org:8443'], true],
    ['https://example.org/a', ['example.org:443'], true],
    ['https://anything.example/a', ['*'], true],
    ['http://anything.example/a', ['*'], false],
    ['https://anything.example/a', [], false],
  ])('%s with %j: %s', (url, hosts, allowed) => {
    expect(isAllowed(new URL(url), hosts)).toBe(allowed);
  });

  it('without TLS are links', () => {
    allowImagesFrom(['example.org']);
    const container = html('![cat](http://example.org/cat.png)');
    expect(container.querySelector('img')).toBeNull();
    expect(screen.getByRole('link').getAttribute('href')).toBe('http://example.org/cat.png');
  });

  it('of this server are shown', () => {
    expect(html('![cat](/cat.png)').querySelector('img')?.getAttribute('alt')).toBe('cat');
  });
});

describe('code', () => {
  it('has its language and a copy button, and is highlighted once it is closed', async () => {
    const text = '```java\nrecord A(int b) {}\n```\n';
    const container = html(text);
    expect(container.querySelector('.code-language')?.textContent).toBe('java');
    expect(screen.getByRole('button').getAttribute('aria-label')).toBeTruthy();
    await waitFor(() => {
      expect(container.querySelector('.hljs-keyword')?.textContent).toBe('record');
    });
    expect(container.querySelector('code')?.textContent).toBe('record A(int b) {}');
  });

  it('is plain while it is open', () => {
    const container = html('```java\nrecord A', true);
    expect(container.querySelector('code')?.textContent).toBe('record A');
  });

  it('escapes what it highlights', async () => {
    const container = html('```xml\n<img src="x" onerror="alert(1)">\n```\n');
    await waitFor(() => {
      expect(container.querySelector('.hljs-tag')).not.toBeNull();
    });
    expect(container.querySelector('img')).toBeNull();
  });

  it('in a list is a code block too', () => {
    expect(html('- item\n\n  ```sh\n  ls\n  ```').querySelector('li figure code')?.textContent).toBe('ls');
  });
});

describe('streaming', () => {
  it('renders only the last block again', () => {
    const { container, rerender } = render(<Markdown text={'First\n\nSecond\n\nThi'} streaming />);
    const first = container.querySelector('p');
    rerender(<Markdown text={'First\n\nSecond\n\nThird'} streaming />);
    expect(container.querySelector('p')).toBe(first);
    expect(container.textContent).toBe('FirstSecondThird');
  });

  it('resolves a link whose definition comes later', () => {
    const { container, rerender } = render(<Markdown text="See [the paper]." streaming />);
    expect(container.querySelector('a')).toBeNull();
    rerender(<Markdown text={'See [the paper].\n\nMore.\n\n[the paper]: https://example.com\n'} streaming />);
    expect(container.querySelector('a')?.getAttribute('href')).toBe('https://example.com');
  });

  it('shows a table only when it is one', () => {
    const { container, rerender } = render(<Markdown text={'| a | b |\n| --'} streaming />);
    expect(container.textContent).toBe('');
    rerender(<Markdown text={'| a | b |\n| --- | --- |\n'} streaming />);
    expect(container.querySelectorAll('th')).toHaveLength(2);
    rerender(<Markdown text="| a" streaming={false} />);
    expect(container.textContent).toBe('| a');
  });

  it('marks what is far from the end, whatever the text becomes', () => {
    const paragraphs = (count: number) =>
      Array.from({ length: count }, (_, index) => `Paragraph ${String(index)}`).join('\n\n');
    const { container, rerender } = render(<Markdown text={paragraphs(20)} streaming={false} />);
    const far = () =>
      [...container.querySelectorAll('.markdown > *')].map((block) => block.hasAttribute('data-far'));
    const expected = (count: number) => Array.from({ length: count }, (_, index) => index < count - 8);
    expect(far()).toEqual(expected(20));
    rerender(<Markdown text={paragraphs(30)} streaming={false} />);
    expect(far()).toEqual(expected(30));
    rerender(<Markdown text={paragraphs(10)} streaming={false} />);
    expect(far()).toEqual(expected(10));
    rerender(<Markdown text={paragraphs(3)} streaming={false} />);
    expect(far()).toEqual(expected(3));
  });
});
