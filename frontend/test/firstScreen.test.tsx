import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Reasoning } from '../src/features/chat/Reasoning';
import { chooseLanguage } from '../src/features/settings/preferences';
import { en } from '../src/i18n/en';
import { zhCN } from '../src/i18n/zh-CN';

beforeEach(() => {
  chooseLanguage('en');
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const toggle = () => screen.getByRole('button');

describe('Reasoning', () => {
  it('is open and counts while the model thinks', () => {
    render(<Reasoning text="hm" thinking durationMs={undefined} />);
    expect(toggle().getAttribute('aria-expanded')).toBe('true');
    act(() => {
      vi.advanceTimersByTime(12_000);
    });
    expect(toggle().textContent).toBe('Thinking…12 s');
  });

  it('closes when the answer begins and says how long it took', () => {
    const { rerender } = render(<Reasoning text="hm" thinking durationMs={undefined} />);
    rerender(<Reasoning text="hm" thinking={false} durationMs={12_300} />);
    expect(toggle().getAttribute('aria-expanded')).toBe('false');
    expect(toggle().textContent).toBe('Thought for 12 seconds');
  });

  it('tells what it counted where nobody else did', () => {
    const { rerender } = render(<Reasoning text="hm" thinking durationMs={undefined} />);
    act(() => {
      vi.advanceTimersByTime(3_000);
    });
    rerender(<Reasoning text="hm" thinking={false} durationMs={undefined} />);
    expect(toggle().textContent).toBe('Thought for 3 seconds');
  });

  it('stays as the reader wants it', () => {
    const { rerender } = render(<Reasoning text="hm" thinking durationMs={undefined} />);
    fireEvent.click(toggle());
    expect(toggle().getAttribute('aria-expanded')).toBe('false');
    fireEvent.click(toggle());
    rerender(<Reasoning text="hm" thinking={false} durationMs={1_000} />);
    expect(toggle().getAttribute('aria-expanded')).toBe('true');
  });
});

describe.each([en, zhCN])('what is suggested first', ({ suggestions }) => {
  it('is three things, one of them a fault with a question', () => {
    expect(suggestions).toHaveLength(3);
    expect(suggestions.filter(({ text }) => /^\/(?:fault|故障) \S+ \| \S/.test(text))).toHaveLength(1);
  });
});
