import type { BranchChoices } from './path';
import type { TextStore } from './storage';

const PREFIX = 'parley.branches.';
const MAX_CONVERSATIONS = 100;
const MAX_CHOICES = 50;

type Choices = Readonly<Record<string, BranchChoices>>;

/** The branches that a reader chose, kept over a reload, apart for each user: of the conversations used last, and so many of each. */
export class BranchShelf {
  private readonly store: TextStore;
  private owner = '';

  constructor(store: TextStore) {
    this.store = store;
  }

  open(owner: string): Choices {
    this.owner = owner;
    return this.read();
  }

  /** Other tabs keep theirs: only this conversation's choices are written anew. */
  keep(conversationId: string, choices: BranchChoices): void {
    const others = Object.entries(this.read()).filter(([id]) => id !== conversationId);
    const kept = Object.entries(choices).slice(-MAX_CHOICES);
    const own = kept.length === 0 ? [] : [[conversationId, Object.fromEntries(kept)] as const];
    const all = [...others, ...own].slice(-MAX_CONVERSATIONS);
    this.store.set(this.key(), all.length === 0 ? undefined : JSON.stringify(Object.fromEntries(all)));
  }

  private read(): Choices {
    return parse(this.store.get(this.key()));
  }

  private key(): string {
    return `${PREFIX}${this.owner}`;
  }
}

function parse(json: string | undefined): Choices {
  try {
    const value: unknown = JSON.parse(json ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    const entries = Object.entries(value).filter((entry): entry is [string, BranchChoices] =>
      isChoices(entry[1]),
    );
    return Object.fromEntries(entries.slice(-MAX_CONVERSATIONS));
  } catch {
    return {};
  }
}

function isChoices(value: unknown): value is BranchChoices {
  return (
    typeof value === 'object' && value !== null && Object.values(value).every((id) => typeof id === 'string')
  );
}
