import { bitAt, isNullAt, type Vector, valueReader } from '../columns/vector.ts';
import { MULTIVALUE } from '../evaluate/warnings.ts';
import { FAMILY } from '../types.ts';
import { comparisonOf, type Scalar, type Value, valuesOf } from '../values/value.ts';
import type { Call, ScalarEntry, TypeRule } from './entry.ts';
import { required, scalar } from './make.ts';
import { select } from './select.ts';

const SEVERAL_CONDITIONS = 'java.lang.IllegalArgumentException: CASE expects a single-valued boolean';

function evaluateCase(vectors: readonly Vector[], length: number, call: Call): Vector {
  const pairs = Math.floor(vectors.length / 2);
  const results = Array.from({ length: pairs }, (_, i) => vectors[2 * i + 1]!);
  if (vectors.length % 2 === 1) results.push(vectors.at(-1)!);
  const rows = vectors.every((vector) => vector.constant) ? 1 : length;
  const choice = new Int32Array(rows).fill(vectors.length % 2 === 1 ? pairs : -1);
  const open = new Uint8Array(rows).fill(1);
  for (let k = 0; k < pairs; k++) {
    const condition = vectors[2 * k]!;
    if (!condition.constant && !condition.offsets) {
      const { values, nulls } = condition;
      for (let row = 0; row < rows; row++) {
        if (values[row] !== 1 || open[row] === 0 || bitAt(nulls, row)) continue;
        choice[row] = k;
        open[row] = 0;
      }
      continue;
    }
    const read = valueReader(condition);
    for (let row = 0; row < rows; row++) {
      if (!open[row]) continue;
      const value = read(row);
      if (value === true) {
        choice[row] = k;
        open[row] = 0;
      } else if (typeof value === 'object' && value !== null) call.failFalse(SEVERAL_CONDITIONS, 2 * k);
    }
  }
  const chosen = select(results, choice, rows, call);
  return rows === 1 && length !== 1 && !chosen.constant ? { ...chosen, constant: true } : chosen;
}

function coalesce(vectors: readonly Vector[], length: number, call: Call): Vector {
  const rows = vectors.every((vector) => vector.constant) ? 1 : length;
  const choice = new Int32Array(rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < vectors.length; k++) {
      if (vectors[k]!.type === 'null' || isNullAt(vectors[k]!, row)) continue;
      choice[row] = k;
      break;
    }
  }
  const chosen = select(vectors, choice, rows, call);
  return rows === 1 && length !== 1 && !chosen.constant ? { ...chosen, constant: true } : chosen;
}

/** GREATEST and LEAST: null when one is null; of a multivalue the extreme value counts. */
function extreme(sign: 1 | -1) {
  return (values: readonly Value[], call: Call): Value => {
    const compare = comparisonOf(call.type);
    let best: Scalar | undefined;
    for (const value of values) {
      for (const one of valuesOf(value)) if (best === undefined || compare(one, best) * sign > 0) best = one;
    }
    return best ?? null;
  };
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];

const caseType: TypeRule = (given, text) => {
  for (let i = 0; i + 1 < given.length; i += 2) {
    const { type, text: written } = given[i]!;
    if (type === 'boolean' || type === 'null') continue;
    const place = ORDINALS[i] ? `${ORDINALS[i]} ` : '';
    return {
      problem: `${place}argument of [${text}] must be [boolean], found value [${written}] type [${type === 'date' ? 'datetime' : type}]`,
    };
  }
  return 'null';
};

/** CLAMP, CLAMP_MIN and CLAMP_MAX: bounds are given in this order. */
const clamp =
  (bounds: readonly (1 | -1)[]) =>
  ([value, ...given]: readonly Value[], call: Call): Value => {
    if (typeof value === 'object' || given.some((bound) => typeof bound === 'object')) return call.fail(MULTIVALUE);
    const compare = comparisonOf(call.type);
    return given.reduce<Scalar>((kept, bound, i) => {
      const beyond = compare(kept, bound as Scalar) * bounds[i]! > 0;
      return beyond ? (bound as Scalar) : kept;
    }, value as Scalar);
  };

const anyValue = { name: 'value', accepts: FAMILY.any };

export const CONDITIONS: readonly ScalarEntry[] = [
  scalar(
    'CASE',
    [
      { name: 'condition', accepts: FAMILY.any },
      anyValue,
      { name: 'else', accepts: FAMILY.any, optional: true, repeats: true },
    ],
    caseType,
    { style: 'vector', evaluate: evaluateCase },
    'The value after the first condition that is true, else the last argument or null.',
    'EVAL size = CASE(gen_ai.usage.prompt_tokens > 10000, "large", gen_ai.usage.prompt_tokens > 1000, "medium", "small")',
    {
      unites: (position, count) => position % 2 === 1 || (position === count - 1 && count % 2 === 1),
      firstLeads: true,
    },
  ),
  scalar(
    'COALESCE',
    [required('first', FAMILY.any), required('rest', FAMILY.any, { optional: true, repeats: true })],
    'null',
    { style: 'vector', evaluate: coalesce },
    'The first value that is not null.',
    'EVAL who = COALESCE(user.name, user.id, "unknown")',
    { unites: () => true, firstLeads: true },
  ),
  scalar(
    'CLAMP',
    ['field', 'min', 'max'].map((name) => required(name, FAMILY.representable)),
    'null',
    { style: 'whole', evaluate: clamp([-1, 1]) },
    'The value, but at least min and at most max.',
    'EVAL x = CLAMP(gen_ai.usage.prompt_tokens, 0, 1000)',
    { unites: () => true },
  ),
  scalar(
    'CLAMP_MIN',
    ['field', 'min'].map((name) => required(name, FAMILY.representable)),
    'null',
    { style: 'whole', evaluate: clamp([-1]) },
    'The value, but at least min.',
    'EVAL x = CLAMP_MIN(gen_ai.usage.prompt_tokens, 1)',
    { unites: () => true },
  ),
  scalar(
    'CLAMP_MAX',
    ['field', 'max'].map((name) => required(name, FAMILY.representable)),
    'null',
    { style: 'whole', evaluate: clamp([1]) },
    'The value, but at most max.',
    'EVAL x = CLAMP_MAX(gen_ai.usage.prompt_tokens, 1000)',
    { unites: () => true },
  ),
  ...(['GREATEST', 'LEAST'] as const).map((name) =>
    scalar(
      name,
      [
        required('first', FAMILY.representable),
        required('rest', FAMILY.representable, { optional: true, repeats: true }),
      ],
      'null',
      { style: 'whole', evaluate: extreme(name === 'GREATEST' ? 1 : -1) },
      `The ${name === 'GREATEST' ? 'largest' : 'smallest'} of several values; null when one is null.`,
      `EVAL x = ${name}(gen_ai.usage.prompt_tokens, gen_ai.usage.completion_tokens)`,
      { unites: () => true, firstLeads: true },
    ),
  ),
];
