/**
 * Aggregates that pick values: MIN, MAX, VALUES, TOP, FIRST, LAST, COUNT_DISTINCT, PERCENTILE.
 */
import { sortedIndexes } from '../columns/order.ts';
import { scalarReader, type Vector, valueReader } from '../columns/vector.ts';
import { eachValue, isPlainNumbers, perGroup, roomFor, withoutNulls } from '../evaluate/accumulate.ts';
import { DistinctValues } from '../evaluate/distinct.ts';
import { Quantiles } from '../evaluate/quantiles.ts';
import { FAMILY, type TypeFamily, typeName, withoutText } from '../types.ts';
import { comparisonOf, fromValues, type Scalar, type Value, valuesOf } from '../values/value.ts';
import type { Accumulator, AggregateEntry, ArgumentType, Call, GroupedRows, TypeRule } from './entry.ts';

type Create = AggregateEntry['create'];

/** MIN (-1) or MAX (1). */
function extreme(sign: -1 | 1): (call: Call) => Accumulator {
  return (call) => {
    let numbers = new Float64Array(0);
    const best: (Scalar | undefined)[] = [];
    const compare = comparisonOf(call.type);
    const room = (count: number): void => {
      const former = numbers.length;
      numbers = roomFor(numbers, count);
      if (numbers.length > former) numbers.fill(Number.NaN, former);
    };
    return {
      add(given, [operand]) {
        const [entries, vector] = withoutNulls(given, operand!);
        const { groups } = entries;
        if (isPlainNumbers(vector) && !entries.rows) {
          room(entries.groupCount);
          const { values } = vector;
          for (let i = 0; i < groups.length; i++) {
            const group = groups[i]!;
            const value = values[i]!;
            // Written so that NaN, the mark of an empty group, gives way.
            if (sign < 0 ? !(numbers[group]! <= value) : !(numbers[group]! >= value)) numbers[group] = value;
          }
          return;
        }
        const read = scalarReader(vector!);
        eachValue(entries, vector!, (group, place) => {
          const value = read(place);
          const former = best[group];
          if (former === undefined || compare(value, former) * sign > 0) best[group] = value;
        });
      },
      finish: (groupCount) =>
        perGroup(call.type, groupCount, (group) => {
          const number = numbers[group];
          const other = best[group];
          if (number === undefined || Number.isNaN(number)) return other ?? null;
          return other === undefined || compare(number, other) * sign > 0 ? number : other;
        }),
    };
  };
}

function distinctValues(call: Call): Accumulator {
  const values = new DistinctValues();
  return {
    add: (entries, [vector]) => values.add(entries, vector!),
    *finish(count) {
      const listOf = yield* values.lists(count);
      return yield* perGroup(call.type, count, (group) => fromValues(listOf(group)));
    },
  };
}

function distinctCount(call: Call): Accumulator {
  const values = new DistinctValues();
  return {
    add: (entries, [vector]) => values.add(entries, vector!),
    *finish(count) {
      const counts = yield* values.counts(count);
      return yield* perGroup(call.type, count, (group) => counts[group]!);
    },
  };
}

function top(call: Call): Accumulator {
  // A column beside itself is that column.
  if (call.types.length > 3 && call.texts[3] !== call.texts[0]) return topOfOther(call);
  const order = comparisonOf(call.type);
  const sign = signOfTop(call);
  const values = new FirstItems<Scalar>(Number(call.constants[1]), (a, b) => order(a, b) * sign);
  return {
    add(entries, [vector]) {
      const read = scalarReader(vector!);
      eachValue(entries, vector!, (group, place) => values.add(group, read(place)));
    },
    finish: (count) => perGroup(call.type, count, (group) => values.of(group, (value) => value)),
  };
}

const signOfTop = ({ constants }: Call): 1 | -1 => (String(constants[2]).toLowerCase() === 'desc' ? -1 : 1);

/** TOP with an output field: what rows with the first values hold there. */
function topOfOther(call: Call): Accumulator {
  const limit = Number(call.constants[1]);
  const sign = signOfTop(call);
  const order = comparisonOf(call.types[0]!);
  const outputOrder = comparisonOf(call.type);
  const pairs = new FirstItems<Pair>(limit, (a, b) => (order(a.key, b.key) || outputOrder(a.output, b.output)) * sign);

  /** Each key beside each output; of long lists no more than can be among the first. */
  function firstPairs(keys: readonly Scalar[], outputs: readonly Scalar[]): Pair[] {
    const firstOutputs = outputs.toSorted((a, b) => outputOrder(a, b) * sign).slice(0, limit);
    const most = firstOutputs.length > 0 ? Math.ceil(limit / firstOutputs.length) : 0;
    const firstKeys = keys.toSorted((a, b) => order(a, b) * sign).slice(0, most);
    return firstKeys.flatMap((key) => firstOutputs.map((output) => ({ key, output })));
  }

  return {
    add({ groups, rows }, [vector, , , output]) {
      const readKeys = valueReader(vector!);
      const readOutputs = valueReader(output!);
      for (let i = 0; i < groups.length; i++) {
        const row = rows ? rows[i]! : i;
        for (const pair of firstPairs(valuesOf(readKeys(row)), valuesOf(readOutputs(row)))) pairs.add(groups[i]!, pair);
      }
    },
    finish: (count) => perGroup(call.type, count, (group) => pairs.of(group, (pair) => pair.output)),
  };
}

interface Pair {
  readonly key: Scalar;
  readonly output: Scalar;
}

/** Values that are sorted at once. */
const SORTED_AT_ONCE = 8_192;

/** The first items of each group. */
class FirstItems<T> {
  readonly #limit: number;
  readonly #compare: (a: T, b: T) => number;
  readonly #lists: (T[] | undefined)[] = [];
  readonly #most: number;

  constructor(limit: number, compare: (a: T, b: T) => number) {
    this.#limit = limit;
    this.#compare = compare;
    // Longer lists are sorted once, at the end and in steps.
    this.#most = 4 * limit + 64 <= SORTED_AT_ONCE ? 4 * limit + 64 : Number.POSITIVE_INFINITY;
  }

  add(group: number, item: T): void {
    const list = this.#lists[group];
    if (!list) this.#lists[group] = [item];
    else if (list.push(item) >= this.#most) this.#lists[group] = list.sort(this.#compare).slice(0, this.#limit);
  }

  of(group: number, shown: (item: T) => Scalar): Value | Generator<undefined, Value> {
    const list = this.#lists[group] ?? [];
    if (list.length > SORTED_AT_ONCE) return this.#inSteps(list, shown);
    return fromValues(list.sort(this.#compare).slice(0, this.#limit).map(shown));
  }

  *#inSteps(list: readonly T[], shown: (item: T) => Scalar): Generator<undefined, Value> {
    const order = yield* sortedIndexes(list.length, (a, b) => this.#compare(list[a]!, list[b]!) || a - b);
    return fromValues(Array.from(order.subarray(0, this.#limit), (at) => shown(list[at]!)));
  }
}

/** FIRST (-1) or LAST (1): the value of the row with the smallest or largest sort value; null sorts last. */
function atEdge(sign: -1 | 1): (call: Call) => Accumulator {
  return (call) => {
    const compare = comparisonOf(call.types[1]!);
    const best: ({ readonly sort: Scalar | undefined; readonly value: Value } | undefined)[] = [];
    return {
      wholeLists: true,
      add({ groups, rows }, [vector, sort]) {
        const read = valueReader(vector!);
        const readSort = valueReader(sort!);
        for (let i = 0; i < groups.length; i++) {
          const row = rows ? rows[i]! : i;
          const group = groups[i]!;
          const sorts = valuesOf(readSort(row));
          const key = sorts.length > 1 ? sorts.reduce((a, b) => (compare(b, a) * sign > 0 ? b : a)) : sorts[0];
          const former = best[group];
          const wins =
            !former || (key !== undefined && (former.sort === undefined || compare(key, former.sort) * sign > 0));
          if (wins) best[group] = { sort: key, value: read(row) };
        }
      },
      finish: (count) => perGroup(call.type, count, (group) => best[group]?.value ?? null),
    };
  };
}

/** What is told by the order of all values; several figures of the same values keep them once. */
class Ordered implements Accumulator {
  readonly #owner: Ordered | undefined;
  readonly #quantiles: Quantiles;
  readonly #figure: (quantiles: Quantiles, groupCount: number) => Generator<undefined, Vector>;

  constructor(
    beside: readonly Accumulator[],
    figure: (quantiles: Quantiles, groupCount: number) => Generator<undefined, Vector>,
  ) {
    this.#owner = beside.find((one) => one instanceof Ordered);
    this.#quantiles = this.#owner ? this.#owner.#quantiles : new Quantiles();
    this.#figure = figure;
  }

  add(entries: GroupedRows, [vector]: readonly Vector[]): void {
    if (!this.#owner) this.#quantiles.add(...withoutNulls(entries, vector!));
  }

  finish(groupCount: number): Generator<undefined, Vector> {
    return this.#figure(this.#quantiles, groupCount);
  }
}

/** There is no value below which more than all, or fewer than none, of the values lie. */
function percentile(fraction: (call: Call) => number): Create {
  return (call, beside) => {
    const at = fraction(call);
    return new Ordered(beside, (quantiles, count) =>
      at >= 0 && at <= 1 ? quantiles.finish(count, at) : perGroup('double', count, () => null),
    );
  };
}

const medianDeviation: Create = (_, beside) => new Ordered(beside, (quantiles, count) => quantiles.deviations(count));

function presence(present: boolean): () => Accumulator {
  return () => {
    let seen = new Float64Array(16);
    return {
      add(entries, [vector]) {
        seen = roomFor(seen, entries.groupCount);
        eachValue(entries, vector!, (group) => {
          seen[group] = 1;
        });
      },
      finish: (count) => perGroup('boolean', count, (group) => (seen[group] === 1) === present),
    };
  };
}

const sameType: TypeRule = ([argument]) => withoutText(argument!.type);

const topType: TypeRule = ([field, limit, order, output], text) => {
  if (output && field!.type !== 'null' && !PAIRED.types.has(field!.type)) {
    const found = `found value [${field!.text}] type [${typeName(field!.type)}]`;
    return {
      problem: `when fourth argument is set, first argument of [${text}] must be [${PAIRED.label}], ${found}`,
    };
  }
  const n = limit?.value;
  if (n === null) return { problem: `second argument of [${text}] cannot be null, received [${limit!.text}]` };
  if (order?.value === null) return { problem: `third argument of [${text}] cannot be null, received [${order.text}]` };
  if (typeof n === 'number' && n <= 0)
    return { problem: `Limit must be greater than 0 in [${text}], found [${limit!.text}]` };
  const direction = order?.value;
  if (typeof direction === 'string' && !/^(asc|desc)$/i.test(direction)) {
    return { problem: `Invalid order value in [${text}], expected [ASC, DESC] but got [${direction}]` };
  }
  return sameType([output ?? (field as ArgumentType)], text);
};

const ORDERED: TypeFamily = {
  label: 'representable except unsigned_long and spatial types',
  types: new Set([...FAMILY.representable.types]),
};
const TOPPED: TypeFamily = {
  label: 'boolean, date, ip, string or numeric except unsigned_long or counter types',
  types: new Set(['boolean', 'date', 'ip', 'keyword', 'text', 'integer', 'long', 'double']),
};
/** What TOP orders by and gives where it has both. */
const PAIRED: TypeFamily = {
  label: 'date or numeric except unsigned_long or counter types',
  types: new Set(['date', 'integer', 'long', 'double']),
};
const field = { name: 'field', accepts: FAMILY.representable };
const number = { name: 'number', accepts: FAMILY.summable };

const entry = (
  name: string,
  parameters: AggregateEntry['parameters'],
  returns: AggregateEntry['returns'],
  create: Create,
  summary: string,
  example: string,
): AggregateEntry => ({ kind: 'aggregate', name, parameters, returns, create, summary, example });

export const PICKS: readonly AggregateEntry[] = [
  entry(
    'MIN',
    [{ name: 'field', accepts: ORDERED }],
    sameType,
    extreme(-1),
    'Smallest value, in the type of the field.',
    'STATS MIN(@timestamp)',
  ),
  entry(
    'MAX',
    [{ name: 'field', accepts: ORDERED }],
    sameType,
    extreme(1),
    'Largest value, in the type of the field.',
    'STATS MAX(gen_ai.usage.prompt_tokens)',
  ),
  entry(
    'VALUES',
    [field],
    sameType,
    distinctValues,
    'Distinct values; their order is not specified.',
    'STATS models = VALUES(gen_ai.request.model.id) BY user.id',
  ),
  entry(
    'COUNT_DISTINCT',
    [field, { name: 'precision', accepts: FAMILY.whole, optional: true, constant: true }],
    'long',
    distinctCount,
    'Number of distinct values; exact here, approximate on a cluster beyond some thousands.',
    'STATS users = COUNT_DISTINCT(user.id)',
  ),
  entry(
    'TOP',
    [
      { name: 'field', accepts: TOPPED },
      { name: 'limit', accepts: FAMILY.integer, constant: true },
      { name: 'order', accepts: FAMILY.string, constant: true, optional: true },
      { name: 'outputField', accepts: PAIRED, optional: true },
    ],
    topType,
    top,
    'The first values in ascending or descending order, duplicates included, or what `outputField` holds beside them.',
    'STATS TOP(gen_ai.usage.prompt_tokens, 3, "desc") BY user.id',
  ),
  entry(
    'FIRST',
    [field, { name: 'sort', accepts: FAMILY.representable }],
    sameType,
    atEdge(-1),
    'Value of the row with the smallest sort value.',
    'STATS FIRST(user.id, @timestamp)',
  ),
  entry(
    'LAST',
    [field, { name: 'sort', accepts: FAMILY.representable }],
    sameType,
    atEdge(1),
    'Value of the row with the largest sort value.',
    'STATS LAST(user.id, @timestamp)',
  ),
  entry(
    'PERCENTILE',
    [number, { name: 'percentile', accepts: FAMILY.numeric, constant: true }],
    'double',
    percentile((call) => Number(call.constants[1] ?? Number.NaN) / 100),
    'The value below which a percentage of all values lie, interpolated.',
    'STATS PERCENTILE(gen_ai.performance.request_time, 95)',
  ),
  entry(
    'MEDIAN',
    [number],
    'double',
    percentile(() => 0.5),
    'The value in the middle of all values.',
    'STATS MEDIAN(gen_ai.performance.request_time)',
  ),
  entry(
    'MEDIAN_ABSOLUTE_DEVIATION',
    [number],
    'double',
    medianDeviation,
    'Median of the distances from the median.',
    'STATS MEDIAN_ABSOLUTE_DEVIATION(gen_ai.performance.request_time)',
  ),
  entry(
    'PRESENT',
    [{ name: 'field', accepts: FAMILY.any }],
    'boolean',
    presence(true),
    'Whether there is any value.',
    'STATS PRESENT(user.id)',
  ),
  entry(
    'ABSENT',
    [{ name: 'field', accepts: FAMILY.any }],
    'boolean',
    presence(false),
    'Whether there is no value.',
    'STATS ABSENT(user.id)',
  ),
];
