import { describe, expect, it } from 'vitest';
import { ImeGuard } from '../src/features/composer/imeGuard';

const enter = (timeStamp: number, over: { isComposing?: boolean; keyCode?: number } = {}) => ({
  isComposing: false,
  keyCode: 13,
  timeStamp,
  ...over,
});

describe('ImeGuard', () => {
  it('leaves an ordinary Enter to the page', () => {
    expect(new ImeGuard().owns(enter(5))).toBe(false);
  });

  it('owns Enter while composing: keydown comes before compositionend (Chromium, Firefox)', () => {
    const guard = new ImeGuard();
    guard.compositionStarted();
    expect(guard.owns(enter(100, { isComposing: true, keyCode: 229 }))).toBe(true);
    expect(guard.owns(enter(100))).toBe(true);
    guard.compositionEnded(101);
    expect(guard.owns(enter(400))).toBe(false);
  });

  it('owns the Enter that follows compositionend in the same stroke (Safari)', () => {
    const guard = new ImeGuard();
    guard.compositionStarted();
    guard.compositionEnded(100);
    expect(guard.owns(enter(101, { keyCode: 229 }))).toBe(true);
    expect(guard.owns(enter(101))).toBe(true);
  });

  it('owns a key that an input method processes, whatever came before', () => {
    expect(new ImeGuard().owns(enter(5, { keyCode: 229 }))).toBe(true);
    expect(new ImeGuard().owns(enter(5, { isComposing: true }))).toBe(true);
  });

  it('lets the next Enter send', () => {
    const guard = new ImeGuard();
    guard.compositionStarted();
    guard.compositionEnded(100);
    expect(guard.owns(enter(180))).toBe(false);
  });
});
