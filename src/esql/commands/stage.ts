import type { Batch } from '../evaluate/batch.ts';

/**
 * One command at work: takes batches, gives batches. `undefined` among the results is a chance to
 * pause in a long piece of work.
 */
export interface Stage {
  push(batch: Batch): Iterable<Batch | undefined>;
  /** What is left when no more batches come. */
  finish(): Iterable<Batch | undefined>;
  /** Whether no further batch would change anything. */
  readonly done: boolean;
}

export const NOTHING: readonly Batch[] = [];

/** A stage that turns each batch into one. */
export function mapping(turn: (batch: Batch) => Batch): Stage {
  return { push: (batch) => [turn(batch)], finish: () => NOTHING, done: false };
}
