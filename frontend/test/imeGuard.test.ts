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

/** One step of a recorded sequence: at so many milliseconds, and for a keydown whether the guard must take it. */
type Step =
  | readonly ['start' | 'end', number]
  | readonly ['down', number, { isComposing?: boolean; keyCode?: number }, 'mine' | 'page'];

/** Typing nihao with pinyin and choosing or confirming; the order of events as each browser sends them. */
const sequences: Readonly<Record<string, readonly Step[]>> = {
  'Chromium: a letter, Enter takes the letters as they are, Enter sends': [
    ['down', 0, { keyCode: 229 }, 'mine'],
    ['start', 1],
    ['down', 500, { isComposing: true, keyCode: 229 }, 'mine'],
    ['end', 503],
    ['down', 1_200, {}, 'page'],
  ],
  'Chromium: space chooses a candidate, Enter sends': [
    ['start', 1],
    ['down', 400, { isComposing: true, keyCode: 229 }, 'mine'],
    ['end', 402],
    ['down', 700, {}, 'page'],
  ],
  'Firefox: key codes are 229 from version 65 on, and compositionend follows keydown': [
    ['start', 1],
    ['down', 500, { isComposing: true, keyCode: 229 }, 'mine'],
    ['end', 501],
    ['down', 900, {}, 'page'],
  ],
  'Firefox: an input method that hides its keys': [
    ['start', 1],
    ['down', 500, { isComposing: true, keyCode: 13 }, 'mine'],
    ['end', 501],
    ['down', 900, {}, 'page'],
  ],
  'Safari: compositionend comes first, then keydown with key code 229 and without isComposing': [
    ['start', 1],
    ['end', 500],
    ['down', 501, { isComposing: false, keyCode: 229 }, 'mine'],
    ['down', 1_000, {}, 'page'],
  ],
  'Safari: a slow machine puts a pause between the two': [
    ['start', 1],
    ['end', 500],
    ['down', 640, { isComposing: false, keyCode: 229 }, 'mine'],
    ['down', 1_000, {}, 'page'],
  ],
  'two words, one after the other': [
    ['start', 1],
    ['end', 200],
    ['down', 201, { keyCode: 229 }, 'mine'],
    ['start', 300],
    ['down', 350, { isComposing: true, keyCode: 229 }, 'mine'],
    ['end', 351],
    ['down', 900, {}, 'page'],
  ],
  'Escape gives the composition up': [
    ['start', 1],
    ['down', 100, { isComposing: true, keyCode: 229 }, 'mine'],
    ['end', 101],
    ['down', 400, {}, 'page'],
  ],
};

describe('ImeGuard follows', () => {
  it.each(Object.entries(sequences))('%s', (_, steps) => {
    const guard = new ImeGuard();
    for (const step of steps) {
      if (step[0] === 'start') guard.compositionStarted();
      else if (step[0] === 'end') guard.compositionEnded(step[1]);
      else expect([step[1], guard.owns(enter(step[1], step[2]))]).toEqual([step[1], step[3] === 'mine']);
    }
  });
});
