/** Percentiles, medians and distances of the values of one list. Whole numbers stay whole and exact. */
import { quantile } from '../evaluate/quantiles.ts';
import { MULTIVALUE } from '../evaluate/warnings.ts';
import { doubleText } from '../values/number.ts';
import { comparisonOf, type Scalar, type Value, valuesOf, wholeNumber } from '../values/value.ts';
import type { Call } from './entry.ts';
import { eachOf, numbersOf, sorted } from './lists.ts';
import { ILLEGAL } from './make.ts';

type Steps = Generator<undefined, Value>;

/** Of two values in the middle the mean, rounded down. */
export function* median(value: Value | undefined, call: Call): Steps {
  const all = yield* inOrder(value, call);
  const high = all[all.length >> 1]!;
  if (all.length % 2 === 1) return high;
  const low = all[(all.length >> 1) - 1]!;
  if (call.type === 'double') return ((low as number) + (high as number)) / 2;
  const total = BigInt(low) + BigInt(high);
  return wholeNumber(total >= 0n ? total / 2n : (total - 1n) / 2n);
}

/** Median of the distances from the median; unlike {@link median}, means are rounded towards zero. */
export function* medianDeviation(value: Value | undefined, call: Call): Steps {
  if (call.type === 'double') {
    const all = yield* numbersOf(value);
    const middle = quantile(all, 0.5);
    yield undefined;
    for (let i = 0; i < all.length; i++) all[i] = Math.abs(all[i]! - middle);
    return quantile(all, 0.5);
  }
  const middle = BigInt(wholeMiddle(yield* inOrder(value, call)));
  const distances: Scalar[] = [];
  yield* eachOf(value, (one) => {
    const distance = BigInt(one) - middle;
    distances.push(wholeNumber(distance < 0n ? -distance : distance));
  });
  return wholeMiddle(yield* inOrder(distances, call));
}

function wholeMiddle(all: readonly Scalar[]): Scalar {
  const high = all[all.length >> 1]!;
  return all.length % 2 === 1 ? high : wholeNumber((BigInt(all[(all.length >> 1) - 1]!) + BigInt(high)) / 2n);
}

/** Beyond this the product with a fraction is made of whole numbers. */
const EXACT = 2n ** 52n;

export function* percentile([value, wanted]: readonly Value[], call: Call): Steps {
  if (typeof wanted === 'object') return call.fail(MULTIVALUE);
  const percent = Number(wanted);
  if (!(percent >= 0 && percent <= 100)) {
    const shown = doubleText(percent);
    return call.fail(`${ILLEGAL}: Percentile parameter must be a number between 0 and 100, found [${shown}]`);
  }
  if (call.type === 'double') return quantile(yield* numbersOf(value), percent / 100);
  const all = yield* inOrder(value, call);
  const at = (percent / 100) * (all.length - 1);
  const below = Math.floor(at);
  const low = BigInt(all[below]!);
  const span = BigInt(all[below + 1] ?? all[below]!) - low;
  const part = at - below;
  const step =
    span < EXACT ? BigInt(Math.trunc(part * Number(span))) : (BigInt(Math.floor(part * Number(EXACT))) * span) / EXACT;
  return wholeNumber(low + step);
}

const inOrder = (value: Value | undefined, call: Call): Generator<undefined, readonly Scalar[]> =>
  sorted(valuesOf(value ?? null), comparisonOf(call.types[0]!));
