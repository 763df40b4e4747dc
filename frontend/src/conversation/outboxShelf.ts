import { OUTBOX_LIMIT, type Draft } from '../realtime/outbox';
import { readOptions } from './options';
import type { TextStore } from './storage';

const PREFIX = 'parley.outbox.';

/** What another tab did to a message that lies here. */
export interface Elsewhere {
  readonly clientMessageId: string;
  /** Undefined when the message was answered or taken back there. */
  readonly draft: Draft | undefined;
}

interface Kept {
  readonly at: number;
  readonly json: string;
}

/**
 * Where messages lie that the server has not acknowledged: one key each, so that tabs never write over each other,
 * and apart for each user. Storage that is full, forbidden or spoilt costs the memory, never the message.
 */
export class OutboxShelf {
  private readonly store: TextStore;
  private readonly now: () => number;
  private owner: string | undefined;
  private kept: ReadonlyMap<string, Kept> = new Map();
  private lastAt = 0;

  constructor(store: TextStore, now: () => number) {
    this.store = store;
    this.now = now;
  }

  /**
   * Takes this user's shelf in place of the one before, which keeps what is not moving; what lies there, oldest first.
   */
  open(owner: string, moving: ReadonlySet<string>): readonly Draft[] {
    for (const id of this.kept.keys()) {
      if (moving.has(id)) this.store.set(this.keyOf(id), undefined);
    }
    this.owner = owner;
    const found = this.store
      .keys()
      .flatMap((key) => {
        const id = this.idIn(key);
        const json = this.store.get(key);
        const draft = id === undefined ? undefined : readDraft(json, id);
        return draft === undefined || json === undefined ? [] : [{ draft, at: timeOf(json), json }];
      })
      .sort((a, b) => a.at - b.at)
      .slice(0, OUTBOX_LIMIT);
    this.kept = new Map(found.map(({ draft, at, json }) => [draft.clientMessageId, { at, json }]));
    return found.map(({ draft }) => draft);
  }

  /** From now on exactly these, beside what other tabs have put there. */
  keep(drafts: readonly Draft[]): void {
    if (this.owner === undefined) return;
    const kept = new Map<string, Kept>();
    for (const draft of drafts) {
      const before = this.kept.get(draft.clientMessageId);
      const at = before?.at ?? this.nextTime();
      const json = write(draft, at);
      kept.set(draft.clientMessageId, { at, json });
      if (json !== before?.json) this.store.set(this.keyOf(draft.clientMessageId), json);
    }
    for (const id of this.kept.keys()) {
      if (!kept.has(id)) this.store.set(this.keyOf(id), undefined);
    }
    this.kept = kept;
  }

  /** A key of the storage has changed in another tab. */
  changed(key: string, value: string | null): Elsewhere | undefined {
    const id = this.idIn(key);
    if (id === undefined || !this.kept.has(id)) return undefined;
    const draft = value === null ? undefined : readDraft(value, id);
    return value !== null && draft === undefined ? undefined : { clientMessageId: id, draft };
  }

  private idIn(key: string): string | undefined {
    const prefix = this.keyOf('');
    return this.owner !== undefined && key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
  }

  private keyOf(id: string): string {
    return `${PREFIX}${this.owner ?? ''}.${id}`;
  }

  /** Later than all before, so that the order survives. */
  private nextTime(): number {
    this.lastAt = Math.max(this.lastAt + 1, this.now());
    return this.lastAt;
  }
}

function write(draft: Draft, at: number): string {
  const { conversation, isNew, text, model, options, parentId, branches, conversationOptions } = draft;
  return JSON.stringify({
    at,
    conversation,
    isNew,
    text,
    model,
    options,
    parentId,
    branches,
    conversationOptions,
  });
}

function parse(json: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function timeOf(json: string): number {
  const { at } = parse(json);
  return typeof at === 'number' ? at : 0;
}

function readDraft(json: string | undefined, clientMessageId: string): Draft | undefined {
  const { conversation, isNew, text, model, options, parentId, branches, conversationOptions } = parse(json);
  if (typeof conversation !== 'string' || typeof isNew !== 'boolean' || typeof text !== 'string') {
    return undefined;
  }
  return {
    clientMessageId,
    conversation,
    isNew,
    text,
    model: typeof model === 'string' ? model : undefined,
    options:
      typeof options === 'object' && options !== null ? (options as Record<string, unknown>) : undefined,
    parentId: typeof parentId === 'string' || parentId === null ? parentId : undefined,
    branches: branches === true ? true : undefined,
    conversationOptions: readOptions(conversationOptions),
  };
}
