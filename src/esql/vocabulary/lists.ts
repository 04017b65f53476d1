/** Work on lists that may be long, in steps: each `yield` is a chance to pause. */
import { ShardedMap } from '../columns/numbering.ts';
import { sortedIndexes } from '../columns/order.ts';
import { atOnce, LIST_STEP } from '../evaluate/patience.ts';
import { type Comparison, fromValues, type Scalar, type Value, valuesOf } from '../values/value.ts';
import type { Call, Evaluation } from './entry.ts';

/** A function of lists that takes long where they are: pauses between its steps. */
export const inSteps = (
  steps: (values: readonly Value[], call: Call) => Generator<undefined, Value>,
  nulls = false,
): Evaluation => ({
  style: 'whole',
  nulls,
  evaluate: (values, call) => atOnce(steps(values, call)),
  inSteps: steps,
});

/** Calls `take` with each value, pausing now and then. */
export function* eachOf(value: Value | undefined, take: (one: Scalar) => void): Generator<undefined> {
  const values = valuesOf(value ?? null);
  for (let i = 0; i < values.length; i++) {
    take(values[i]!);
    if (i % LIST_STEP === LIST_STEP - 1) yield undefined;
  }
}

export function* setOf(value: Value | undefined): Generator<undefined, ShardedMap<true>> {
  const all = new ShardedMap<true>();
  yield* eachOf(value, (one) => all.set(one, true));
  return all;
}

/** The distinct values of some lists that are wanted, in the order in which they come. */
export function* distinct(
  lists: readonly (Value | undefined)[],
  wanted?: (one: Scalar) => boolean,
): Generator<undefined, Value> {
  const seen = new ShardedMap<true>();
  const found: Scalar[] = [];
  for (const list of lists) {
    yield* eachOf(list, (one) => {
      if (seen.get(one) || (wanted && !wanted(one))) return;
      seen.set(one, true);
      found.push(one);
    });
  }
  return fromValues(found);
}

export function* sorted(values: readonly Scalar[], compare: Comparison): Generator<undefined, readonly Scalar[]> {
  if (values.length <= LIST_STEP) return [...values].sort(compare);
  const order = yield* sortedIndexes(values.length, (a, b) => compare(values[a]!, values[b]!) || a - b);
  const found: Scalar[] = [];
  for (let i = 0; i < order.length; i++) {
    found.push(values[order[i]!]!);
    if (i % LIST_STEP === LIST_STEP - 1) yield undefined;
  }
  return found;
}

export function* numbersOf(value: Value | undefined): Generator<undefined, Float64Array> {
  const found = new Float64Array(valuesOf(value ?? null).length);
  let at = 0;
  yield* eachOf(value, (one) => {
    found[at++] = Number(one);
  });
  return found;
}
