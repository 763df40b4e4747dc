import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usePaced } from '../src/features/markdown/usePaced';

/** How much is shown after each step until nothing changes any more. */
function lengths(text: string): number[] {
  const { result } = renderHook(() => usePaced(text, true));
  const seen = [result.current.length];
  while (result.current.length < text.length && seen.length < 1_000) {
    act(() => {
      vi.advanceTimersToNextTimer();
    });
    seen.push(result.current.length);
  }
  return seen;
}

describe('pacing', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('shows what is a little behind in small steps', () => {
    const steps = lengths('x'.repeat(800));
    expect(steps).toEqual([500, 560, 620, 680, 740, 800]);
  });

  it('catches up with a long answer, as after a reload in its middle, in a second', () => {
    const steps = lengths('x'.repeat(50_000));
    expect(steps.at(-1)).toBe(50_000);
    expect(steps.length * 20).toBeLessThan(1_000);
  });

  it('never shows half a character', () => {
    const text = `${'x'.repeat(559)}😀${'x'.repeat(200)}`;
    const { result } = renderHook(() => usePaced(text, true));
    act(() => {
      vi.advanceTimersToNextTimer();
    });
    expect(result.current.endsWith('😀')).toBe(true);
  });

  it('shows all of a text that has ended', () => {
    const text = 'x'.repeat(5_000);
    const { result } = renderHook(() => usePaced(text, false));
    act(() => {
      vi.runAllTimers();
    });
    expect(result.current).toBe(text);
  });
});
