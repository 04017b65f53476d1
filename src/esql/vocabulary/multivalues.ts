import { rangeOf } from '../evaluate/arithmetic.ts';
import { MULTIVALUE } from '../evaluate/warnings.ts';
import { FAMILY, typeName, withoutText } from '../types.ts';
import { comparisonOf, fromValues, type Scalar, type Value, valuesOf, wholeNumber } from '../values/value.ts';
import type { Call, Evaluation, Parameter, ScalarEntry, TypeRule } from './entry.ts';
import { distinct, eachOf, inSteps, numbersOf, setOf, sorted } from './lists.ts';
import { byAll, firstType, integer, optional, required, scalar } from './make.ts';
import { median, medianDeviation, percentile } from './spread.ts';

const several = (name = 'field'): Parameter => required(name, FAMILY.representable);
const numbers = required('number', FAMILY.numeric, { literal: 'double' });

const PLAIN = { ...FAMILY.summable, label: 'numeric except unsigned_long' };

/** A function of all values of the first argument. */
const fold = (compute: (values: readonly Scalar[]) => Value) => byAll(([value]) => compute(valuesOf(value!)));

/** MV_MIN (-1) and MV_MAX (1). */
const extreme = (sign: -1 | 1): Evaluation =>
  inSteps(function* ([value], call) {
    const compare = comparisonOf(call.types[0]!);
    let best: Scalar | undefined;
    yield* eachOf(value, (one) => {
      if (best === undefined || compare(one, best) * sign > 0) best = one;
    });
    return best ?? null;
  });

function* sum(value: Value | undefined, call: Call): Generator<undefined, Value> {
  if (call.type === 'double') return kahan(yield* numbersOf(value));
  let total = 0n;
  let plain = 0;
  yield* eachOf(value, (one) => {
    const next = typeof one === 'number' ? plain + one : Number.NaN;
    if (Number.isSafeInteger(next)) plain = next;
    else total += BigInt(one as number | bigint);
  });
  total += BigInt(plain);
  const [least, most] = rangeOf(call.type);
  return total < least || total > most
    ? call.fail(`java.lang.ArithmeticException: ${call.type} overflow`)
    : wholeNumber(total);
}

function kahan(values: Float64Array): number {
  let total = 0;
  let error = 0;
  for (const value of values) {
    const corrected = value - error;
    const next = total + corrected;
    error = next - total - corrected;
    total = next;
  }
  return total;
}

function slice(value: Value, start: Value, end: Value, call: Call): Value {
  if (typeof start === 'object' || typeof end === 'object') return call.fail(MULTIVALUE);
  const [first, last] = [Number(start), Number(end)];
  const problem = sliceProblem(first, last);
  if (problem) return call.fail(`${INVALID}: ${problem}`);
  const values = valuesOf(value);
  const from = first < 0 ? values.length + first : first;
  const to = last < 0 ? values.length + last : last;
  return to < 0 ? null : fromValues(values.slice(Math.max(0, from), to + 1));
}

function sliceProblem(start: number, end: number): string | undefined {
  if (start > end) return 'Start offset is greater than end offset';
  return start < 0 && end >= 0 ? 'Start and end offset have different signs' : undefined;
}

/** Offsets that are written into the query are looked at before it runs. */
const sliceRule: TypeRule = (given) => {
  const [start, end] = [given[1]?.value, given[2]?.value];
  const problem = typeof start === 'number' && typeof end === 'number' ? sliceProblem(start, end) : undefined;
  return problem ? { problem } : withoutText(given[0]!.type);
};

const INVALID = 'org.elasticsearch.xpack.esql.core.InvalidArgumentException';

function* zip([a, b, delimiter]: readonly Value[], call: Call): Generator<undefined, Value> {
  if (delimiter === null) return null;
  if (typeof delimiter === 'object') return call.fail(MULTIVALUE);
  const [x, y] = [valuesOf(a ?? null), valuesOf(b ?? null)];
  const between = (delimiter as string | undefined) ?? ',';
  const longer = x.length > y.length ? x : y;
  const joined: string[] = [];
  yield* eachOf(longer, () => {
    const left = x[joined.length];
    const right = y[joined.length];
    joined.push(left === undefined || right === undefined ? String(left ?? right) : `${left}${between}${right}`);
  });
  return fromValues(joined);
}

const alike: TypeRule = ([a, b], text) => {
  const [x, y] = [withoutText(a!.type), withoutText(b!.type)];
  if (x === 'null') return y;
  if (y === 'null' || x === y) return x;
  return {
    problem: `second argument of [${text}] must be [${typeName(x)}], found value [${b!.text}] type [${typeName(y)}]`,
  };
};

/** What is left of nothing is nothing, of whatever type the second is. */
const ofFirst: TypeRule = (given, text) => {
  const type = alike(given, text);
  return typeof type === 'string' ? withoutText(given[0]!.type) : type;
};

const alikeBoolean: TypeRule = (given, text) => {
  const type = alike(given, text);
  return typeof type === 'string' ? 'boolean' : type;
};

const sortRule: TypeRule = (given, text) => {
  const order = given[1]?.value;
  if (order === undefined || (typeof order === 'string' && /^(asc|desc)$/i.test(order)))
    return withoutText(given[0]!.type);
  return { problem: `Invalid order value in [${text}], expected one of [ASC, DESC] but got [${order}]`, argument: 1 };
};

export const MULTIVALUES: readonly ScalarEntry[] = [
  scalar(
    'MV_COUNT',
    [several()],
    'integer',
    fold((values) => values.length),
    'Number of values; null for none.',
    'WHERE MV_COUNT(gen_ai.policy.name) > 1',
  ),
  scalar(
    'MV_FIRST',
    [several()],
    firstType,
    fold((values) => values[0]!),
    'The first value; of a loaded keyword the smallest.',
    'EVAL p = MV_FIRST(gen_ai.policy.name)',
  ),
  scalar(
    'MV_LAST',
    [several()],
    firstType,
    fold((values) => values.at(-1)!),
    'The last value; of a loaded keyword the largest.',
    'EVAL p = MV_LAST(gen_ai.policy.name)',
  ),
  scalar(
    'MV_MIN',
    [several()],
    firstType,
    extreme(-1),
    'The smallest value.',
    'EVAL x = MV_MIN(gen_ai.policy.confidence)',
  ),
  scalar(
    'MV_MAX',
    [several()],
    firstType,
    extreme(1),
    'The largest value.',
    'EVAL x = MV_MAX(gen_ai.policy.confidence)',
  ),
  scalar(
    'MV_SUM',
    [numbers],
    firstType,
    inSteps(([value], call) => sum(value, call)),
    'The sum of all values.',
    'EVAL x = MV_SUM(counts)',
  ),
  scalar(
    'MV_AVG',
    [numbers],
    'double',
    inSteps(function* ([value]) {
      const all = yield* numbersOf(value);
      return kahan(all) / all.length;
    }),
    'The mean of all values.',
    'EVAL x = MV_AVG(counts)',
  ),
  scalar(
    'MV_MEDIAN',
    [numbers],
    firstType,
    inSteps(([value], call) => median(value, call)),
    'The median of all values.',
    'EVAL x = MV_MEDIAN(counts)',
  ),
  scalar(
    'MV_PERCENTILE',
    [required('number', PLAIN, { literal: 'double' }), required('percentile', PLAIN)],
    firstType,
    inSteps(percentile),
    'A percentile of all values.',
    'EVAL x = MV_PERCENTILE(counts, 90)',
  ),
  scalar(
    'MV_MEDIAN_ABSOLUTE_DEVIATION',
    [numbers],
    firstType,
    inSteps(([value], call) => medianDeviation(value, call)),
    'The median of the distances from the median.',
    'EVAL x = MV_MEDIAN_ABSOLUTE_DEVIATION(counts)',
  ),
  scalar(
    'MV_CONCAT',
    [required('string', FAMILY.string), required('delimiter', FAMILY.string)],
    'keyword',
    byAll(([value, delimiter], call) =>
      typeof delimiter === 'string' ? valuesOf(value!).join(delimiter) : call.fail(MULTIVALUE),
    ),
    'All values in one string.',
    'EVAL p = MV_CONCAT(gen_ai.policy.name, ", ")',
  ),
  scalar(
    'MV_DEDUPE',
    [several()],
    firstType,
    inSteps(([value]) => distinct([value])),
    'Without repeated values.',
    'EVAL p = MV_DEDUPE(gen_ai.policy.name)',
  ),
  scalar(
    'MV_SORT',
    [several(), optional('order', FAMILY.string, { constant: 'late' })],
    sortRule,
    inSteps(function* ([value, order], call) {
      const compare = comparisonOf(call.type);
      const sign = typeof order === 'string' && order.toLowerCase() === 'desc' ? -1 : 1;
      return fromValues(yield* sorted(valuesOf(value!), (a, b) => compare(a, b) * sign));
    }),
    'The values in ascending order, or descending with "DESC".',
    'EVAL p = MV_SORT(gen_ai.policy.name, "DESC")',
  ),
  scalar(
    'MV_SLICE',
    [several(), integer('start'), integer('end', { optional: true })],
    sliceRule,
    byAll(([value, start, end = start], call) => slice(value!, start!, end!, call)),
    'The values from one place to another, both included; places count from 0, or from the end when negative.',
    'EVAL p = MV_SLICE(gen_ai.policy.name, 0, 1)',
  ),
  scalar(
    'MV_APPEND',
    [several('field1'), several('field2')],
    alike,
    byAll(([a, b]) => fromValues([...valuesOf(a!), ...valuesOf(b!)])),
    'The values of both; null when one is null.',
    'EVAL p = MV_APPEND(gen_ai.policy.name, gen_ai.policy.action)',
  ),
  scalar(
    'MV_CONTAINS',
    [several('superset'), several('subset')],
    alikeBoolean,
    inSteps(function* ([a, b]) {
      const all = yield* setOf(a);
      let missing = false;
      yield* eachOf(b, (one) => {
        missing ||= !all.get(one);
      });
      return !missing;
    }, true),
    'Whether all values of the second are among those of the first; null counts as no values.',
    'WHERE MV_CONTAINS(gen_ai.policy.name, "topic_policy")',
  ),
  scalar(
    'MV_INTERSECTS',
    [several('field1'), several('field2')],
    alikeBoolean,
    inSteps(function* ([a, b]) {
      const all = yield* setOf(a);
      let common = false;
      yield* eachOf(b, (one) => {
        common ||= all.get(one) === true;
      });
      return common;
    }, true),
    'Whether both have a value in common.',
    'WHERE MV_INTERSECTS(gen_ai.policy.name, ["topic_policy", "word_policy"])',
  ),
  scalar(
    'MV_INTERSECTION',
    [several('field1'), several('field2')],
    alike,
    inSteps(function* ([a, b]) {
      const other = yield* setOf(b);
      return yield* distinct([a], (one) => other.get(one) === true);
    }),
    'The values that both have; null when there are none.',
    'EVAL p = MV_INTERSECTION(gen_ai.policy.name, ["topic_policy", "word_policy"])',
  ),
  scalar(
    'MV_UNION',
    [several('field1'), several('field2')],
    alike,
    inSteps(([a, b]) => distinct([a, b]), true),
    'The distinct values of both.',
    'EVAL p = MV_UNION(a, b)',
  ),
  scalar(
    'MV_DIFFERENCE',
    [several('field1'), several('field2')],
    ofFirst,
    inSteps(function* ([a, b]) {
      const other = yield* setOf(b);
      const left: Scalar[] = [];
      yield* eachOf(a, (one) => {
        if (!other.get(one)) left.push(one);
      });
      return fromValues(left);
    }, true),
    'The values of the first that the second has not, repeated ones included.',
    'EVAL p = MV_DIFFERENCE(a, b)',
  ),
  scalar(
    'MV_ZIP',
    [required('string1', FAMILY.string), required('string2', FAMILY.string), optional('delimiter', FAMILY.string)],
    'keyword',
    inSteps(zip, true),
    'The values of two fields joined in pairs.',
    'EVAL p = MV_ZIP(gen_ai.policy.name, gen_ai.policy.action, "=")',
  ),
];
