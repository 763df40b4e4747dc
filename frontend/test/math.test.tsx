import { cleanup, render, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Markdown } from '../src/features/markdown/Markdown';

afterEach(cleanup);

const show = (text: string, streaming = false) =>
  render(<Markdown text={text} streaming={streaming} />).container;
const formulas = (text: string, streaming = false) =>
  [...show(text, streaming).querySelectorAll('[data-testid="formula"]')].map((element) => element.className);

describe('formulas', () => {
  it.each([
    'so $a_1 * b_2$ is',
    '$x$',
    '能量 $E=mc^2$，其中',
    '（$x$）',
    'so \\(a_1 * b_2\\) is',
    '| a |\n| --- |\n| $x^2$ |\n',
    '- in a list $x$',
    '> in a quotation $x$',
  ])('stand in a line: %j', (text) => {
    expect(formulas(text)).toEqual(['formula']);
  });

  it.each([
    '$$x$$',
    '$$\nx\n= y\n- z\n$$',
    '\\[ x \\]',
    '\\[\nx \\\\\ny\n\\]',
    'Before:\n$$\nx\n$$\nAfter',
    'before $$x$$ after',
    '- in a list \\[x\\]',
  ])('stand by themselves: %j', (text) => {
    expect(formulas(text)).toEqual(['formula-display']);
  });

  it.each([
    'It costs $5 and $6.',
    'From $5-$6 to $10,000.',
    'US$5 or HK$6, or $7.',
    '价格是$100，比$200便宜',
    'echo $HOME and $PATH',
    'echo $PATH:$HOME',
    '`$x$`',
    '\\$x\\$',
    'a $ b $ c',
    '5$ and 6$',
    'only one $x',
    '$$ never closed\n\nNext',
  ])('are not what only has dollars: %j', (text) => {
    expect(formulas(text)).toEqual([]);
  });

  it('show the source first and what KaTeX makes of it then', async () => {
    const container = show('so $a_1$ is');
    await waitFor(() => {
      expect(container.querySelector('.katex-html')).not.toBeNull();
    });
    expect(container.querySelector('annotation')?.textContent).toBe('a_1');
  });

  it('show the source where it cannot be read', async () => {
    const container = show('$\\frac{$ and $b$');
    await waitFor(() => {
      expect(container.querySelector('.katex-html')).not.toBeNull();
    });
    expect(container.textContent).toContain('\\frac{');
    expect(container.querySelector('.katex-error')).toBeNull();
  });
});

describe('a formula that arrives', () => {
  it('is its source until it is whole, and takes nothing along that follows', () => {
    const { container, rerender } = render(<Markdown text={'Now:\n\n$$\nx^2'} streaming />);
    expect(container.querySelector('[data-testid="formula"]')).toBeNull();
    expect(container.textContent).toContain('x^2');
    rerender(<Markdown text={'Now:\n\n$$\nx^2\n$$\nAfter'} streaming />);
    expect(container.querySelectorAll('[data-testid="formula"]')).toHaveLength(1);
    expect(container.querySelector('p:last-child')?.textContent).toBe('After');
  });

  it('in a line is text until it is whole', () => {
    const { container, rerender } = render(<Markdown text="so $a_1" streaming />);
    expect(container.textContent).toBe('so $a_1');
    rerender(<Markdown text="so $a_1$" streaming />);
    expect(container.querySelector('.formula')).not.toBeNull();
  });
});
