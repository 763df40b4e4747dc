import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Problem } from '../protocol/vocabulary';
import { told } from '../realtime/told';
import { createBatch, type Batch, type FrameClock } from './batch';
import { QUOTA_REACHED } from './problems';
import type { ChatState } from './state';

/** The state of one page: changed at once, and set in the store that the views read once per animation frame. */
export class PageState {
  readonly store: StoreApi<ChatState>;
  private state: ChatState;
  private readonly batch: Batch;

  private readonly now: () => number;

  constructor(initial: ChatState, frames: FrameClock, now: () => number) {
    this.now = now;
    this.state = initial;
    this.store = createStore(() => this.state);
    this.batch = createBatch(frames, () => {
      this.store.setState(this.state, true);
    });
  }

  get(): ChatState {
    return this.state;
  }

  set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    this.batch.request();
  }

  /** What the user did is shown at once. */
  show(change: Partial<ChatState> = {}): void {
    this.set(change);
    this.batch.flush();
  }

  /** @param again what was refused, to be asked once more */
  tell(problem: Problem, again?: () => void): void {
    const known = told(problem, this.now());
    this.show({ problem: known, again, ...(known.code === QUOTA_REACHED && { quota: known }) });
  }
}
