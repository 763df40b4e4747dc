import type { ServerFrameOf } from '../protocol/frames';

/** How far a conversation's journal has been read; void when the epoch changes. */
export interface Cursor {
  readonly epoch: string;
  readonly after: number;
}

export type Verdict = 'next' | 'old' | 'gap';

export function judge(cursor: Cursor, frame: ServerFrameOf<'events'>): Verdict {
  if (frame.from === cursor.after + 1) return 'next';
  return frame.to <= cursor.after ? 'old' : 'gap';
}
