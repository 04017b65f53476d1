/** Sharing a thread with others: long work rests between its slices, and can be given up. */
import type { Plan } from '../esql/analysis/plan.ts';
import { run } from '../esql/query.ts';
import type { QueryResult } from '../esql/result.ts';
import type { TableSource } from '../esql/table.ts';

export interface Pace {
  readonly signal?: { readonly aborted: boolean };
  /** Awaited between slices of work, so that messages (a cancellation) come through. */
  readonly pause?: () => Promise<void>;
  /** Milliseconds from any starting point. */
  readonly clock?: () => number;
}

/** The work was given up. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

/** Runs a plan to its end. Throws `GivenUp` where the signal ended it. */
export async function answer(plan: Plan, source: TableSource, now: number, pace: Pace): Promise<QueryResult> {
  const result = await run(plan, source, { now, ...pace });
  if (pace.signal?.aborted) throw new GivenUp();
  return result;
}

/** Milliseconds of work between two rests. */
export const SLICE_MS = 8;

/** Does work that can rest at each step to its end. Throws `GivenUp` where the signal ended it. */
export async function inSlices<T>(steps: Generator<undefined, T>, { clock, pause, signal }: Pace): Promise<T> {
  let since = clock?.() ?? 0;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (!pause || (clock && clock() - since < SLICE_MS)) continue;
    await pause();
    if (signal?.aborted) throw new GivenUp();
    since = clock?.() ?? 0;
  }
}
