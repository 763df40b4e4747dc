import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchList } from '../src/app/listWatch';
import type { Chat } from '../src/conversation/chat';

let visibility: DocumentVisibilityState;

beforeEach(() => {
  vi.useFakeTimers();
  visibility = 'visible';
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
});

afterEach(() => {
  vi.useRealTimers();
});

it('fetches the list with the focus, and every 15 seconds while the page is seen', () => {
  const refresh = vi.fn(() => Promise.resolve());
  watchList({ library: { refresh } } as unknown as Chat);
  window.dispatchEvent(new Event('focus'));
  expect(refresh).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(30_000);
  expect(refresh).toHaveBeenCalledTimes(3);
  visibility = 'hidden';
  vi.advanceTimersByTime(60_000);
  expect(refresh).toHaveBeenCalledTimes(3);
});
