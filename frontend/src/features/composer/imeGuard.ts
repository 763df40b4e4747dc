interface KeyEvent {
  readonly isComposing: boolean;
  readonly keyCode: number;
  readonly timeStamp: number;
}

/** Key code of every key that an input method takes for itself. */
const PROCESSED_BY_IME = 229;
/** Safari ends the composition before the key that ended it; no hand is this quick. */
const SAME_STROKE_MS = 20;

/** Knows whether an Enter confirms a candidate of the input method or is meant for the page. */
export class ImeGuard {
  private composing = false;
  private endedAt = Number.NEGATIVE_INFINITY;

  compositionStarted(): void {
    this.composing = true;
  }

  compositionEnded(timeStamp: number): void {
    this.composing = false;
    this.endedAt = timeStamp;
  }

  owns(event: KeyEvent): boolean {
    return (
      this.composing ||
      event.isComposing ||
      event.keyCode === PROCESSED_BY_IME ||
      event.timeStamp - this.endedAt < SAME_STROKE_MS
    );
  }
}
