/**
 * COUNT, SUM, AVG and the spread of numbers.
 */
import { VectorBuilder } from '../columns/builder.ts';
import { scalarReader, type Vector } from '../columns/vector.ts';
import { eachValue, isPlainNumbers, roomFor } from '../evaluate/accumulate.ts';
import { FAMILY } from '../types.ts';
import { LONG_MAX, LONG_MIN } from '../values/number.ts';
import { type Value, wholeNumber } from '../values/value.ts';
import type { Accumulator, AggregateEntry, Call } from './entry.ts';

/** Values per group; `null` where a group has none. */
function perGroup(type: Call['type'], groups: number, value: (group: number) => Value): Vector {
  const builder = new VectorBuilder(type);
  for (let group = 0; group < groups; group++) builder.push(value(group));
  return builder.finish();
}

class Count implements Accumulator {
  #counts = new Float64Array(16);

  add(groups: Int32Array, rows: Int32Array | undefined, [vector]: readonly Vector[], groupCount: number): void {
    this.#counts = roomFor(this.#counts, groupCount);
    const counts = this.#counts;
    const everyRow = !vector || (!vector.constant && !vector.nulls && !vector.offsets);
    if (everyRow) for (let i = 0; i < groups.length; i++) counts[groups[i]!]!++;
    else eachValue(groups, rows, vector, (group) => counts[group]!++);
  }

  finish(groupCount: number): Vector {
    return perGroup('long', groupCount, (group) => this.#counts[group] ?? 0);
  }
}

const SAFE = Number.MAX_SAFE_INTEGER;

/** Whole numbers: added as doubles while that is exact, then moved to big integers. */
class WholeSum {
  #sums = new Float64Array(16);
  counts = new Float64Array(16);
  readonly #big: bigint[] = [];
  /** No sum is larger than this. */
  #bound = 0;

  add(groups: Int32Array, rows: Int32Array | undefined, vector: Vector, groupCount: number): void {
    this.#sums = roomFor(this.#sums, groupCount);
    this.counts = roomFor(this.counts, groupCount);
    const { values } = vector;
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
      this.#addBig(groups, rows, vector);
      return;
    }
    const largest = values instanceof Int32Array ? 2147483648 : largestOf(values as Float64Array);
    const entries = vector.offsets ? values.length * Math.max(1, groups.length) : groups.length;
    if (this.#bound + largest * entries > SAFE) {
      this.#flush();
      if (largest * entries > SAFE) {
        this.#addBig(groups, rows, vector);
        return;
      }
    }
    this.#bound += largest * entries;
    const sums = this.#sums;
    const { counts } = this;
    if (isPlainNumbers(vector) && !rows) {
      const numbers = vector.values;
      for (let i = 0; i < groups.length; i++) {
        const group = groups[i]!;
        sums[group]! += numbers[i]!;
        counts[group]!++;
      }
    } else {
      eachValue(groups, rows, vector, (group, place) => {
        sums[group]! += values[place] as number;
        counts[group]!++;
      });
    }
  }

  #addBig(groups: Int32Array, rows: Int32Array | undefined, vector: Vector): void {
    eachValue(groups, rows, vector, (group, place) => {
      this.#big[group] = (this.#big[group] ?? 0n) + BigInt(vector.values[place]!);
      this.counts[group]!++;
    });
  }

  #flush(): void {
    this.#sums.forEach((sum, group) => {
      if (sum !== 0) this.#big[group] = (this.#big[group] ?? 0n) + BigInt(sum);
    });
    this.#sums.fill(0);
    this.#bound = 0;
  }

  /** The exact sum, or undefined for a group without values. */
  sum(group: number): bigint | undefined {
    if (!this.counts[group]) return undefined;
    return (this.#big[group] ?? 0n) + BigInt(this.#sums[group]!);
  }
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (size > largest) largest = size;
  }
  return largest;
}

/** Doubles, with the error of each addition carried along (Kahan), as Elasticsearch adds them. */
class DoubleSum {
  #sums = new Float64Array(16);
  #errors = new Float64Array(16);
  counts = new Float64Array(16);

  add(groups: Int32Array, rows: Int32Array | undefined, vector: Vector, groupCount: number): void {
    this.#sums = roomFor(this.#sums, groupCount);
    this.#errors = roomFor(this.#errors, groupCount);
    this.counts = roomFor(this.counts, groupCount);
    const sums = this.#sums;
    const errors = this.#errors;
    const { counts } = this;
    const values = vector.values as Float64Array;
    if (isPlainNumbers(vector) && !rows) {
      for (let i = 0; i < groups.length; i++) {
        const group = groups[i]!;
        const corrected = values[i]! - errors[group]!;
        const sum = sums[group]! + corrected;
        errors[group] = sum - sums[group]! - corrected;
        sums[group] = sum;
        counts[group]!++;
      }
      return;
    }
    eachValue(groups, rows, vector, (group, place) => {
      const corrected = values[place]! - errors[group]!;
      const sum = sums[group]! + corrected;
      errors[group] = sum - sums[group]! - corrected;
      sums[group] = sum;
      counts[group]!++;
    });
  }

  sum(group: number): number | undefined {
    return this.counts[group] ? this.#sums[group]! : undefined;
  }
}

function sumAccumulator(call: Call): Accumulator {
  const type = call.types[0]!;
  if (type === 'null') return { add: () => undefined, finish: (n) => perGroup(call.type, n, () => null) };
  const sums = type === 'double' ? new DoubleSum() : new WholeSum();
  return {
    add: (groups, rows, [vector], count) => sums.add(groups, rows, vector!, count),
    finish: (count) =>
      perGroup(call.type, count, (group) => {
        const sum = sums.sum(group);
        if (typeof sum !== 'bigint') return sum ?? null;
        if (sum < LONG_MIN || sum > LONG_MAX) return call.fail('java.lang.ArithmeticException: long overflow');
        return wholeNumber(sum);
      }),
  };
}

function averageAccumulator(call: Call): Accumulator {
  const type = call.types[0]!;
  if (type === 'null') return sumAccumulator(call);
  const sums = type === 'double' ? new DoubleSum() : new WholeSum();
  return {
    add: (groups, rows, [vector], count) => sums.add(groups, rows, vector!, count),
    finish: (count) =>
      perGroup('double', count, (group) => {
        const sum = sums.sum(group);
        return sum === undefined ? null : Number(sum) / sums.counts[group]!;
      }),
  };
}

/** Welford's running variance, of the whole population. */
function spreadAccumulator(root: boolean): (call: Call) => Accumulator {
  return () => {
    let counts = new Float64Array(16);
    let means = new Float64Array(16);
    let squares = new Float64Array(16);
    return {
      add(groups, rows, [vector], groupCount) {
        counts = roomFor(counts, groupCount);
        means = roomFor(means, groupCount);
        squares = roomFor(squares, groupCount);
        const read = scalarReader(vector!);
        eachValue(groups, rows, vector!, (group, place) => {
          const value = Number(read(place));
          const count = ++counts[group]!;
          const delta = value - means[group]!;
          means[group]! += delta / count;
          squares[group]! += delta * (value - means[group]!);
        });
      },
      finish: (groupCount) =>
        perGroup('double', groupCount, (group) => {
          if (!counts[group]) return null;
          const variance = squares[group]! / counts[group]!;
          return root ? Math.sqrt(variance) : variance;
        }),
    };
  };
}

function weightedAverage(): Accumulator {
  let sums = new Float64Array(16);
  let weights = new Float64Array(16);
  return {
    add(groups, rows, [vector, weight], groupCount) {
      sums = roomFor(sums, groupCount);
      weights = roomFor(weights, groupCount);
      const read = scalarReader(vector!);
      const readWeight = scalarReader(weight!);
      groups.forEach((group, i) => {
        const row = rows ? rows[i]! : i;
        eachValue(Int32Array.of(group), Int32Array.of(row), weight!, (_, weightPlace) => {
          const w = Number(readWeight(weightPlace));
          eachValue(Int32Array.of(group), Int32Array.of(row), vector!, (__, place) => {
            sums[group]! += Number(read(place)) * w;
            weights[group]! += w;
          });
        });
      });
    },
    finish: (n) => perGroup('double', n, (group) => (weights[group] ? sums[group]! / weights[group]! : null)),
  };
}

const SUMMABLE = {
  ...FAMILY.summable,
  label: 'aggregate_metric_double, exponential_histogram, tdigest or numeric except unsigned_long or counter types',
};
const number = { name: 'number', accepts: SUMMABLE };
const plainNumber = { name: 'number', accepts: FAMILY.summable };

export const SUMS: readonly AggregateEntry[] = [
  {
    kind: 'aggregate',
    name: 'COUNT',
    summary: 'Number of rows with COUNT(*), else of values that are not null; every value of a multivalue counts.',
    example: 'STATS calls = COUNT(*), failed = COUNT(*) WHERE event.outcome == "failure"',
    parameters: [{ name: 'field', accepts: { ...FAMILY.any, label: 'any type except counter types' }, optional: true }],
    returns: 'long',
    create: () => new Count(),
  },
  {
    kind: 'aggregate',
    name: 'SUM',
    summary: 'Sum of all values; long for whole numbers, null without values.',
    example: 'STATS tokens = SUM(gen_ai.usage.prompt_tokens)',
    parameters: [number],
    returns: ([argument]) => (argument!.type === 'double' ? 'double' : 'long'),
    create: sumAccumulator,
  },
  {
    kind: 'aggregate',
    name: 'AVG',
    summary: 'Mean of all values, as a double; null without values.',
    example: 'STATS AVG(gen_ai.usage.completion_tokens)',
    parameters: [number],
    returns: 'double',
    create: averageAccumulator,
  },
  {
    kind: 'aggregate',
    name: 'STD_DEV',
    summary: 'Standard deviation of the population.',
    example: 'STATS STD_DEV(gen_ai.usage.prompt_tokens)',
    parameters: [plainNumber],
    returns: 'double',
    create: spreadAccumulator(true),
  },
  {
    kind: 'aggregate',
    name: 'VARIANCE',
    summary: 'Variance of the population.',
    example: 'STATS VARIANCE(gen_ai.usage.prompt_tokens)',
    parameters: [plainNumber],
    returns: 'double',
    create: spreadAccumulator(false),
  },
  {
    kind: 'aggregate',
    name: 'WEIGHTED_AVG',
    summary: 'Mean of the values, each counted with a weight.',
    example: 'STATS WEIGHTED_AVG(gen_ai.performance.request_time, gen_ai.usage.prompt_tokens)',
    parameters: [plainNumber, { name: 'weight', accepts: FAMILY.summable }],
    returns: 'double',
    create: weightedAverage,
  },
];
