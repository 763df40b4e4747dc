import type { Model } from '../protocol/vocabulary';

export type Circuit =
  | { readonly state: 'half-open' }
  /** `halfOpensAt` is on this browser's clock. */
  | { readonly state: 'open'; readonly halfOpensAt: number };

/** A model that can be asked; without a circuit its provider is well, as far as is known. */
export interface OfferedModel extends Omit<Model, 'circuit'> {
  readonly circuit?: Circuit | undefined;
}

/** The server tells how long from now; what is shown later must count from now. */
export function offered(models: readonly Model[], now: number): readonly OfferedModel[] {
  return models.map(({ circuit, ...model }) => {
    if (circuit === undefined) return model;
    const { state, halfOpensInMs } = circuit;
    return {
      ...model,
      circuit:
        state === 'open' && halfOpensInMs !== undefined
          ? { state, halfOpensAt: now + halfOpensInMs }
          : { state: 'half-open' },
    };
  });
}

/** The model that answers in place of one whose circuit is open: the first of its fallbacks that is not resting too. */
export function standIn(models: readonly OfferedModel[], resting: OfferedModel): OfferedModel | undefined {
  const seen = new Set([resting.id]);
  let next = resting.fallback;
  while (next !== undefined && !seen.has(next)) {
    seen.add(next);
    const id = next;
    const model = models.find((candidate) => candidate.id === id);
    if (model?.circuit?.state !== 'open') return model;
    next = model.fallback;
  }
  return undefined;
}
