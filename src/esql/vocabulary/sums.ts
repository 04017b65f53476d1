/**
 * COUNT, SUM, AVG and the spread of numbers.
 */
import { scalarReader, type Vector } from '../columns/vector.ts';
import { eachValue, isPlainNumbers, perGroup, roomFor, withoutNulls } from '../evaluate/accumulate.ts';
import { arithmetic } from '../evaluate/arithmetic.ts';
import { commonNumeric, type DataType, FAMILY } from '../types.ts';
import { LONG_MAX, LONG_MIN } from '../values/number.ts';
import { wholeNumber } from '../values/value.ts';
import type { Accumulator, AggregateEntry, Call, GroupedRows } from './entry.ts';

class Count implements Accumulator {
  #counts = new Float64Array(16);

  add(entries: GroupedRows, [vector]: readonly Vector[]): void {
    this.#counts = roomFor(this.#counts, entries.groupCount);
    const counts = this.#counts;
    if (!vector || (!vector.constant && !vector.nulls && !vector.offsets)) addTally(counts, entries);
    else eachValue(entries, vector, (group) => counts[group]!++);
  }

  finish(groupCount: number): Generator<undefined, Vector> {
    return perGroup('long', groupCount, (group) => this.#counts[group] ?? 0);
  }
}

function addTally(counts: Float64Array, entries: GroupedRows): void {
  const tally = entries.tally();
  for (let group = 0; group < entries.groupCount; group++) counts[group]! += tally[group]!;
}

const SAFE = Number.MAX_SAFE_INTEGER;
/** Of numbers up to this size millions may be added before a sum could be inexact. */
const USUAL = 2 ** 30;

/** Whole numbers: added as doubles while that is exact, then as big integers. */
class WholeSum {
  #sums = new Float64Array(16);
  counts = new Float64Array(16);
  readonly #big: bigint[] = [];
  /** No sum is larger than this. */
  #bound = 0;

  add(entries: GroupedRows, vector: Vector): void {
    this.#sums = roomFor(this.#sums, entries.groupCount);
    this.counts = roomFor(this.counts, entries.groupCount);
    if (isPlainNumbers(vector) && !entries.rows) this.#addPlain(entries, vector.values);
    else this.#addSlowly(entries, vector);
  }

  #addPlain(entries: GroupedRows, numbers: Float64Array | Int32Array): void {
    const { groups } = entries;
    const length = groups.length;
    this.#reserve(USUAL * length);
    const usual = entries.tallied
      ? addUpTo(USUAL, this.#sums, groups, numbers, 0)
      : addUsual(this.#sums, entries, numbers);
    // Values up to this size keep every sum exact; twice as much room is kept for the next batches.
    const limit = Math.floor(SAFE / 4 / Math.max(1, length));
    if (usual < length) this.#reserve(limit * length);
    const done = usual < length ? addUpTo(limit, this.#sums, groups, numbers, usual) : length;
    for (let i = done; i < length; i++) this.#addBig(groups[i]!, numbers[i]!);
    addTally(this.counts, entries);
  }

  /** Sees to it that sums stay exact when so much is added. */
  #reserve(more: number): void {
    if (this.#bound + more > SAFE) this.#flush();
    this.#bound += more;
  }

  #addSlowly(entries: GroupedRows, vector: Vector): void {
    const { values } = vector;
    eachValue(entries, vector, (group, place) => {
      this.#addBig(group, values[place]!);
      this.counts[group]!++;
    });
  }

  #addBig(group: number, value: number | bigint): void {
    const sum = typeof value === 'number' ? this.#rest(group) + value : Number.NaN;
    if (sum >= -SAFE && sum <= SAFE) this.#smaller[group] = sum;
    else this.#big[group] = (this.#big[group] ?? 0n) + BigInt(value);
  }

  /** Sums of single values, each checked to be exact. */
  readonly #smaller: number[] = [];
  #rest(group: number): number {
    return this.#smaller[group] ?? 0;
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
    return (this.#big[group] ?? 0n) + BigInt(this.#sums[group]!) + BigInt(this.#rest(group));
  }
}

/** The same for usual values from the first on, with the tally of the groups if all are. */
function addUsual(sums: Float64Array, entries: GroupedRows, numbers: Float64Array | Int32Array): number {
  const { groups } = entries;
  const { length } = groups;
  const tally = new Int32Array(entries.groupCount);
  for (let i = 0; i < length; i++) {
    const value = numbers[i]!;
    if (value > USUAL || value < -USUAL) return i;
    const group = groups[i]!;
    sums[group]! += value;
    tally[group]!++;
  }
  entries.keepTally(tally);
  return length;
}

/** Adds values from a place on until one is larger than `limit`; the place of that. */
function addUpTo(
  limit: number,
  sums: Float64Array,
  groups: Int32Array,
  numbers: Float64Array | Int32Array,
  from: number,
): number {
  const { length } = groups;
  const least = -limit;
  for (let i = from; i < length; i++) {
    const value = numbers[i]!;
    if (value > limit || value < least) return i;
    sums[groups[i]!]! += value;
  }
  return length;
}

/** Doubles, with the error of each addition carried along (Kahan), as Elasticsearch adds them. */
class DoubleSum {
  #sums = new Float64Array(16);
  #errors = new Float64Array(16);
  counts = new Float64Array(16);
  readonly #gathered: boolean;

  constructor(gathered: boolean) {
    this.#gathered = gathered;
  }

  add(entries: GroupedRows, vector: Vector): void {
    this.#sums = roomFor(this.#sums, entries.groupCount);
    this.#errors = roomFor(this.#errors, entries.groupCount);
    this.counts = roomFor(this.counts, entries.groupCount);
    const sums = this.#sums;
    const errors = this.#errors;
    const { counts } = this;
    const values = vector.values as Float64Array;
    if (isPlainNumbers(vector) && !entries.rows) {
      const { groups } = entries;
      for (let i = 0; i < groups.length; i++) {
        const group = groups[i]!;
        const corrected = values[i]! - errors[group]!;
        const former = sums[group]!;
        const sum = former + corrected;
        errors[group] = finite(sum - former - corrected);
        sums[group] = sum;
      }
      addTally(counts, entries);
      return;
    }
    eachValue(entries, vector, (group, place) => {
      const corrected = values[place]! - errors[group]!;
      const sum = sums[group]! + corrected;
      errors[group] = finite(sum - sums[group]! - corrected);
      sums[group] = sum;
      counts[group]!++;
    });
  }

  /** Where part results are put together, the error goes into that addition; else it is left out. */
  sum(group: number): number | undefined {
    if (!this.counts[group]) return undefined;
    return this.#gathered ? this.#sums[group]! : this.#sums[group]! - this.#errors[group]!;
  }
}

/** A sum that became infinite stays so, whatever else is added. */
const finite = (error: number): number => (Number.isFinite(error) ? error : 0);

const LONG_OVERFLOW = 'java.lang.ArithmeticException: long overflow';

function sumAccumulator(call: Call): Accumulator {
  const type = call.types[0]!;
  if (type === 'null') return { add: () => undefined, finish: (n) => perGroup(call.type, n, () => null) };
  const sums = type === 'double' ? new DoubleSum(call.gathered) : new WholeSum();
  return {
    add: (entries, [vector]) => sums.add(...withoutNulls(entries, vector!)),
    finish: (count) =>
      perGroup(call.type, count, (group) => {
        const sum = sums.sum(group);
        if (typeof sum !== 'bigint') return sum ?? null;
        if (sum < LONG_MIN || sum > LONG_MAX) return call.fail(LONG_OVERFLOW);
        return wholeNumber(sum);
      }),
  };
}

function averageAccumulator(call: Call): Accumulator {
  const type = call.types[0]!;
  if (type === 'null') return sumAccumulator(call);
  const sums = type === 'double' ? new DoubleSum(call.gathered) : new WholeSum();
  return {
    add: (entries, [vector]) => sums.add(...withoutNulls(entries, vector!)),
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
      add(entries, [vector]) {
        counts = roomFor(counts, entries.groupCount);
        means = roomFor(means, entries.groupCount);
        squares = roomFor(squares, entries.groupCount);
        const read = scalarReader(vector!);
        eachValue(entries, vector!, (group, place) => {
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

/**
 * What Elasticsearch makes of it: SUM(number * weight) / SUM(weight), and of a constant weight
 * SUM(number) / COUNT(number); with the failures of that product, those sums and that quotient.
 */
function weightedAverage(call: Call): Accumulator {
  const [type, weightType] = call.types as [DataType, DataType];
  if (type === 'null') return sumAccumulator(call);
  const plain = call.constants[0] !== undefined || call.constants[1] !== undefined;
  const summed = plain ? type : commonNumeric(type, weightType)!;
  const product: Call = { ...call, type: summed };
  const sums = summed === 'double' ? new DoubleSum(call.gathered) : new WholeSum();
  const weights = weightType === 'double' ? new DoubleSum(call.gathered) : new WholeSum();
  const fitting = (sum: bigint | number | undefined): number | null => {
    if (typeof sum !== 'bigint') return sum ?? null;
    return sum < LONG_MIN || sum > LONG_MAX ? call.fail(LONG_OVERFLOW) : Number(sum);
  };
  return {
    wholeLists: true,
    add(entries, [vector, weight]) {
      if (plain) sums.add(...withoutNulls(entries, vector!));
      else {
        const length = entries.rows ? entries.rows.reduce((a, b) => Math.max(a, b + 1), 0) : entries.groups.length;
        sums.add(...withoutNulls(entries, arithmetic('*', vector!, weight!, length, product)));
        weights.add(...withoutNulls(entries, weight!));
      }
    },
    finish: (count) =>
      perGroup('double', count, (group) => {
        const sum = fitting(sums.sum(group));
        const weight = plain ? sums.counts[group]! : fitting(weights.sum(group));
        if (sum === null || weight === null) return null;
        return weight === 0 ? call.fail('java.lang.ArithmeticException: / by zero') : sum / weight;
      }),
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
    returns: ([argument]) => (argument!.type === 'double' || argument!.type === 'null' ? argument!.type : 'long'),
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
    aliases: ['STD_VAR'],
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
    example: 'STATS WEIGHTED_AVG(gen_ai.performance.request_time, COALESCE(gen_ai.usage.prompt_tokens, 1))',
    parameters: [plainNumber, { name: 'weight', accepts: FAMILY.summable }],
    returns: ([, weight], text) => {
      const none = weight?.type === 'null';
      if (!none && (weight?.value === undefined || Number(weight.value) !== 0)) return 'double';
      const received = none ? 'null' : weight?.text;
      return { problem: `SECOND argument of [${text}] cannot be null or 0, received [${received}]` };
    },
    create: weightedAverage,
  },
];
