import { bitAt, isNullAt, nullVector, type Vector, valueReader } from '../columns/vector.ts';
import { MULTIVALUE } from '../evaluate/warnings.ts';
import { FAMILY } from '../types.ts';
import { comparisonOf, type Scalar, type Value, valuesOf } from '../values/value.ts';
import type { Arm, Call, ScalarEntry, TypeRule } from './entry.ts';
import { required, scalar } from './make.ts';
import { select } from './select.ts';

const SEVERAL_CONDITIONS = 'java.lang.IllegalArgumentException: CASE expects a single-valued boolean';

/** Rows of a batch that are not decided yet. */
class Open {
  readonly flags: Uint8Array;
  #count: number;

  constructor(length: number) {
    this.flags = new Uint8Array(length).fill(1);
    this.#count = length;
  }

  get none(): boolean {
    return this.#count === 0;
  }

  /** What an argument gives for them. */
  asked(arm: Arm): Vector {
    return arm.plain || this.#count === this.flags.length
      ? arm.values()
      : arm.values(rowsOf(this.flags, 1, this.#count));
  }

  close(row: number): void {
    this.flags[row] = 0;
    this.#count--;
  }
}

function rowsOf(marks: ArrayLike<number>, wanted: number, count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let row = 0, i = 0; i < count; row++) if (marks[row] === wanted) rows[i++] = row;
  return rows;
}

/** What an argument gives for the rows that have chosen it. */
function chosenOf(arm: Arm, place: number, choice: Int32Array, call: Call): Vector {
  if (arm.plain) return arm.values();
  let count = 0;
  for (const chosen of choice) if (chosen === place) count++;
  if (count === 0) return nullVector(call.type);
  return count === choice.length ? arm.values() : arm.values(rowsOf(choice, place, count));
}

function caseOf(arms: readonly Arm[], length: number, call: Call): Vector {
  const pairs = Math.floor(arms.length / 2);
  const choice = new Int32Array(length).fill(arms.length % 2 === 1 ? pairs : -1);
  const open = new Open(length);
  for (let k = 0; k < pairs && !open.none; k++) {
    const condition = open.asked(arms[2 * k]!);
    if (!condition.constant && !condition.offsets) {
      const { values, nulls } = condition;
      for (let row = 0; row < length; row++) {
        if (values[row] !== 1 || open.flags[row] === 0 || bitAt(nulls, row)) continue;
        choice[row] = k;
        open.close(row);
      }
      continue;
    }
    const read = valueReader(condition);
    for (let row = 0; row < length; row++) {
      if (!open.flags[row]) continue;
      const value = read(row);
      if (value === true) {
        choice[row] = k;
        open.close(row);
      } else if (typeof value === 'object' && value !== null) call.failFalse(SEVERAL_CONDITIONS, 2 * k);
    }
  }
  const results = Array.from({ length: pairs }, (_, k) => arms[2 * k + 1]!);
  if (arms.length % 2 === 1) results.push(arms.at(-1)!);
  return select(
    results.map((arm, k) => chosenOf(arm, k, choice, call)),
    choice,
    length,
    call,
  );
}

function coalesce(arms: readonly Arm[], length: number, call: Call): Vector {
  const choice = new Int32Array(length).fill(-1);
  const open = new Open(length);
  const values: Vector[] = [];
  for (let k = 0; k < arms.length && !open.none; k++) {
    const vector = open.asked(arms[k]!);
    values.push(vector);
    if (vector.type === 'null') continue;
    for (let row = 0; row < length; row++) {
      if (!open.flags[row] || isNullAt(vector, row)) continue;
      choice[row] = k;
      open.close(row);
    }
  }
  return select(values, choice, length, call);
}

/** The same where all arguments are at hand; of constants alone a constant. */
const atHand =
  (lazily: (arms: readonly Arm[], length: number, call: Call) => Vector) =>
  (vectors: readonly Vector[], length: number, call: Call): Vector => {
    const rows = vectors.every((vector) => vector.constant) ? 1 : length;
    const arms = vectors.map((vector): Arm => ({ plain: true, values: () => vector }));
    const chosen = lazily(arms, rows, call);
    return rows === 1 && length !== 1 && !chosen.constant ? { ...chosen, constant: true } : chosen;
  };

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
    { style: 'vector', evaluate: atHand(caseOf) },
    'The value after the first condition that is true, else the last argument or null.',
    'EVAL size = CASE(gen_ai.usage.prompt_tokens > 10000, "large", gen_ai.usage.prompt_tokens > 1000, "medium", "small")',
    {
      unites: (position, count) => position % 2 === 1 || (position === count - 1 && count % 2 === 1),
      firstLeads: true,
      lazily: caseOf,
    },
  ),
  scalar(
    'COALESCE',
    [required('first', FAMILY.any), required('rest', FAMILY.any, { optional: true, repeats: true })],
    'null',
    { style: 'vector', evaluate: atHand(coalesce) },
    'The first value that is not null.',
    'EVAL who = COALESCE(user.name, user.id, "unknown")',
    { unites: () => true, firstLeads: true, lazily: coalesce },
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
