import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Socket } from '../../realtime/connection';

export interface LogEntry {
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly direction: 'in' | 'out' | 'state';
  readonly what: string;
  /** Length of the frame. */
  readonly chars: number;
  /** The frame, with the lengths of texts in place of the texts. */
  readonly outline: string;
  /** The frame as it was, or its beginning. */
  readonly frame: string;
}

const MAX_ENTRIES = 500;
const MAX_KEPT_CHARS = 4_000;
/** What people and models write; everything else is what a developer looks for. */
const WRITTEN = new Set(['text', 'reasoning', 'title', 'name', 'systemPrompt', 'userName']);

/** The last frames and states of this page's socket. Kept in memory only. */
export class EventLog {
  readonly store: StoreApi<{ readonly entries: readonly LogEntry[] }> = createStore(() => ({ entries: [] }));
  private count = 0;
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  add(direction: LogEntry['direction'], frame: string): void {
    this.count += 1;
    const { what, outline } = direction === 'state' ? { what: frame, outline: '' } : outlineOf(frame);
    const entry: LogEntry = {
      number: this.count,
      at: this.now(),
      direction,
      what,
      chars: direction === 'state' ? 0 : frame.length,
      outline: outline.slice(0, MAX_KEPT_CHARS),
      frame: direction === 'state' ? '' : frame.slice(0, MAX_KEPT_CHARS),
    };
    this.store.setState(({ entries }) => ({ entries: [...entries, entry].slice(-MAX_ENTRIES) }));
  }

  clear(): void {
    this.store.setState({ entries: [] });
  }

  /** For a report: without what people and models wrote, unless asked. */
  asJson(withTexts: boolean): string {
    const entries = this.store.getState().entries.map(({ frame, outline, ...entry }) => ({
      ...entry,
      at: new Date(entry.at).toISOString(),
      ...(entry.direction === 'state' ? {} : { frame: withTexts ? frame : outline }),
    }));
    return JSON.stringify(entries, null, 2);
  }

  /** The same socket, with everything that goes through it written down. */
  watch(socket: Socket): Socket {
    return new WatchedSocket(socket, this);
  }
}

class WatchedSocket implements Socket {
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  private readonly inner: Socket;
  private readonly log: EventLog;

  constructor(inner: Socket, log: EventLog) {
    this.inner = inner;
    this.log = log;
    log.add('state', 'connecting');
    inner.onopen = () => {
      log.add('state', 'open');
      this.onopen?.();
    };
    inner.onmessage = (event) => {
      log.add('in', typeof event.data === 'string' ? event.data : '(binary)');
      this.onmessage?.(event);
    };
    inner.onclose = (event) => {
      log.add('state', `closed ${String(event.code)}`);
      this.onclose?.(event);
    };
  }

  get bufferedAmount(): number {
    return this.inner.bufferedAmount;
  }

  send(data: string): void {
    this.log.add('out', data);
    this.inner.send(data);
  }

  close(code?: number): void {
    this.inner.close(code);
  }
}

function outlineOf(frame: string): { readonly what: string; readonly outline: string } {
  try {
    const parsed: unknown = JSON.parse(frame);
    const what =
      typeof parsed === 'object' && parsed !== null && 'type' in parsed ? String(parsed.type) : 'frame';
    return { what, outline: JSON.stringify(parsed, withoutTexts) };
  } catch {
    return { what: 'unreadable', outline: '' };
  }
}

function withoutTexts(key: string, value: unknown): unknown {
  return typeof value === 'string' && WRITTEN.has(key) ? `(${String(value.length)} characters)` : value;
}
