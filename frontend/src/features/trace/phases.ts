import type { TraceStep } from '../../protocol/trace';

export type PhaseKind = 'waiting' | 'streaming' | 'standstill';

export interface Phase {
  readonly kind: PhaseKind;
  readonly from: number;
  readonly ms: number;
}

/** When an answer was waited for, when it came, and when it stood still in between. */
export function phasesOf(steps: readonly TraceStep[]): readonly Phase[] {
  const phases: Phase[] = [];
  let kind: PhaseKind = 'waiting';
  let from: number | undefined;
  let begun = false;
  const enter = (next: PhaseKind, at: number) => {
    if (from === undefined) from = at;
    else if (next !== kind) {
      add(at);
      from = at;
    }
    kind = next;
  };
  const add = (at: number) => {
    if (from !== undefined && at > from) phases.push({ kind, from, ms: at - from });
  };
  for (const { type, at } of steps) {
    if (type === 'first-token') {
      begun = true;
      enter('streaming', at);
    } else if (interrupts.has(type)) {
      enter(begun ? 'standstill' : 'waiting', at);
    } else if (type === 'resumed') {
      // Readers come and go; the answer does not care.
      continue;
    } else enter(kind, at);
  }
  const last = steps.findLast(({ type }) => type !== 'resumed');
  if (last !== undefined) add(last.at);
  return phases;
}

const interrupts: ReadonlySet<string> = new Set(['cut', 'left', 'takeover', 'retrying', 'restarted']);

export function total(phases: readonly Phase[], kind?: PhaseKind): number {
  return phases.reduce((sum, phase) => (kind === undefined || phase.kind === kind ? sum + phase.ms : sum), 0);
}
