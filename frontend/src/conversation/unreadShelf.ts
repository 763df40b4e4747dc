import type { TextStore } from './storage';

const PREFIX = 'parley.unread.';
const MAX_KEPT = 300;

export interface Seen {
  /** Conversations with an answer that was not looked at. */
  readonly unread: readonly string[];
  /** Conversations that were answering when this browser last knew: whoever ended since is unread. */
  readonly answering: readonly string[];
}

const nothing: Seen = { unread: [], answering: [] };

/** Which answers a user of this browser has not seen yet: outlives the page, and is the same in all its tabs. */
export class UnreadShelf {
  private readonly store: TextStore;
  private owner: string | undefined;
  private written: string | undefined;

  constructor(store: TextStore) {
    this.store = store;
  }

  open(owner: string): Seen {
    this.owner = owner;
    this.written = this.store.get(this.key());
    return parse(this.written);
  }

  keep(seen: Seen): void {
    if (this.owner === undefined) return;
    const json = JSON.stringify({
      unread: seen.unread.slice(-MAX_KEPT),
      answering: seen.answering.slice(-MAX_KEPT),
    });
    if (json === this.written) return;
    this.written = json;
    this.store.set(this.key(), json);
  }

  /** What another tab has written; undefined when the key is another one. */
  changed(key: string, value: string | null): Seen | undefined {
    if (this.owner === undefined || key !== this.key()) return undefined;
    this.written = value ?? undefined;
    return parse(this.written);
  }

  private key(): string {
    return `${PREFIX}${this.owner ?? ''}`;
  }
}

function parse(json: string | undefined): Seen {
  if (json === undefined) return nothing;
  try {
    const { unread, answering } = JSON.parse(json) as Readonly<Record<string, unknown>>;
    return { unread: strings(unread), answering: strings(answering) };
  } catch {
    return nothing;
  }
}

function strings(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item: unknown) => typeof item === 'string').slice(-MAX_KEPT);
}
