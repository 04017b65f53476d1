import { rangeOf } from '../evaluate/arithmetic.ts';
import { evaluatorOf } from '../evaluate/styles.ts';
import { type DataType, FAMILY, type TypeFamily } from '../types.ts';
import { INT_MAX, INT_MIN, powerOfTen } from '../values/number.ts';
import { type Scalar, wholeNumber } from '../values/value.ts';
import type { Call, Evaluation, ScalarEntry, TypeRule } from './entry.ts';
import { byRow, byValue, firstType, numeric, optional, required, scalar } from './make.ts';

const ARITHMETIC = 'java.lang.ArithmeticException';

/** A finite double, or null with a warning. */
function finite(value: number, call: Call): number | null {
  return Number.isFinite(value) ? value : call.fail(`${ARITHMETIC}: not a finite double number: ${value}`);
}

/** Functions of one number that give a double; `domain` says why some numbers, given with their results, have none. */
function real(
  name: string,
  compute: (x: number) => number,
  summary: string,
  domain?: (x: number, result: number) => string | undefined,
): ScalarEntry {
  return scalar(
    name,
    [numeric()],
    'double',
    byRow(([a], call) => {
      const x = Number(a);
      const result = compute(x);
      const problem = domain?.(x, result);
      return problem ? call.fail(`${ARITHMETIC}: ${problem}`) : finite(result, call);
    }),
    summary,
    `EVAL x = ${name}(gen_ai.usage.prompt_tokens)`,
  );
}

// The constants of Java's own conversions: dividing by pi gives another last digit for a quarter of all numbers.
const DEGREES = 57.29577951308232;
const RADIANS = 0.017453292519943295;

/** Conversions take each value of a multivalue, as all of them do. */
function angle(name: string, compute: (x: number) => number, summary: string): ScalarEntry {
  const evaluation = byValue((value, call) => finite(compute(Number(value)), call));
  return scalar(name, [numeric()], 'double', evaluation, summary, `EVAL x = ${name}(1.5)`);
}

const outsideUnit =
  (name: string) =>
  (x: number): string | undefined =>
    Math.abs(x) > 1 ? `${name} input out of range` : undefined;
const overflow =
  (name: string) =>
  (_: number, result: number): string | undefined =>
    Number.isFinite(result) ? undefined : `${name} overflow`;
const notPositive = (x: number): string | undefined => (x <= 0 ? 'Log of non-positive number' : undefined);

/** ROUND keeps the type; whole numbers only change with negative places. */
function round(value: number | bigint, places: number, call: Call): number | bigint | null {
  if (call.type === 'double') return roundDouble(Number(value), places);
  if (places >= 0) return value;
  const exact = BigInt(value);
  const size = exact < 0n ? -exact : exact;
  // As Elasticsearch does: a number with no more digits than are rounded away is 0.
  if (String(size).length <= -places) return 0;
  const unit = 10n ** BigInt(-places);
  const half = exact < 0n ? -unit / 2n : unit / 2n;
  const rounded = ((exact + half) / unit) * unit;
  const [least, most] = rangeOf(call.type);
  return rounded < least || rounded > most ? call.fail(`${ARITHMETIC}: ${call.type} overflow`) : wholeNumber(rounded);
}

/** Halves away from zero; the product with the power of ten is rounded, as it is in binary, and its sign stays. */
function roundDouble(x: number, places: number): number {
  const unit = powerOfTen(places);
  if (unit === 0 || x === 0) return 0;
  const shifted = x * unit;
  if (!Number.isFinite(shifted)) return x;
  return (Math.round(Math.abs(shifted)) / unit) * (shifted >= 0 ? 1 : -1);
}

const power = (base: number, exponent: number): number =>
  base === 10 && Number.isInteger(exponent) ? powerOfTen(exponent) : base ** exponent;

/** Numbers of some types pass as they are, several values of a row too; the others are computed. */
const unless = (passes: (type: DataType) => boolean, evaluation: Evaluation): Evaluation => ({
  style: 'vector',
  evaluate: (vectors, length, call) =>
    passes(call.type) && vectors.length === 1 ? vectors[0]! : evaluatorOf(evaluation, call)(vectors, length),
});
const isNotDouble = (type: DataType): boolean => type !== 'double';
const toWhole = (compute: (x: number) => number): Evaluation =>
  unless(
    isNotDouble,
    byRow(([a]) => compute(a as number)),
  );

/** Largest power of two that is applied at once: a larger one is no double. */
const MOST_SCALE = 1023;

/** A number times a power of two, exactly as long as the result is a normal double. */
function scalb(x: number, exponent: number): number {
  let rest = Math.max(-4 * MOST_SCALE, Math.min(4 * MOST_SCALE, exponent));
  let scaled = x;
  for (; Math.abs(rest) > MOST_SCALE; rest -= Math.sign(rest) * MOST_SCALE) {
    scaled *= 2 ** (Math.sign(rest) * MOST_SCALE);
  }
  return scaled * 2 ** rest;
}

const ROUNDED: ReadonlySet<DataType> = new Set<DataType>(['null', 'integer', 'long', 'double']);
const DATED: ReadonlySet<DataType> = new Set<DataType>(['null', 'date']);

/** Text literals are read as dates. */
const NO_TEXT: TypeFamily = {
  label: 'numeric, date or date_nanos',
  types: new Set([...FAMILY.representable.types].filter((type) => !FAMILY.string.types.has(type))),
};

/** ROUND_TO takes numbers but unsigned_long, or dates. */
const numbersOrDates: TypeRule = (given) => {
  for (const family of [ROUNDED, DATED]) if (given.every(({ type }) => family.has(type))) return 'null';
  return { problem: 'all arguments must be numeric, date, or data_nanos' };
};

/** The largest point that is not above a value, or the smallest point. */
function roundTo([value, ...points]: readonly Scalar[]): Scalar {
  let below: Scalar | undefined;
  let least = points[0]!;
  for (const point of points) {
    if (point < least) least = point;
    if (point <= value! && (below === undefined || point > below)) below = point;
  }
  return below ?? least;
}

export const MATHS: readonly ScalarEntry[] = [
  scalar(
    'ABS',
    [numeric()],
    firstType,
    unless(
      (type) => type === 'unsigned_long',
      byRow(([a], call) => {
        if (typeof a === 'bigint') {
          const [, most] = rangeOf('long');
          return a < -most ? call.fail(`${ARITHMETIC}: long overflow`) : a < 0n ? wholeNumber(-a) : a;
        }
        if (call.type === 'integer' && a === INT_MIN) return call.fail(`${ARITHMETIC}: integer overflow`);
        return Math.abs(a as number);
      }),
    ),
    'Absolute value.',
    'EVAL x = ABS(a - b)',
  ),
  scalar(
    'CEIL',
    [numeric()],
    firstType,
    toWhole(Math.ceil),
    'Next whole number above.',
    'EVAL x = CEIL(gen_ai.performance.request_time / 1000.0)',
  ),
  scalar(
    'FLOOR',
    [numeric()],
    firstType,
    toWhole(Math.floor),
    'Next whole number below.',
    'EVAL x = FLOOR(gen_ai.performance.request_time / 1000.0)',
  ),
  scalar(
    'ROUND',
    [numeric(), optional('decimals', FAMILY.whole, { literal: 'long' })],
    firstType,
    unless(
      isNotDouble,
      byRow(([a, places], call) => round(a as number | bigint, Number(places ?? 0), call)),
    ),
    'Rounded to some decimals, halves away from zero; the type stays.',
    'EVAL x = ROUND(gen_ai.performance.request_time / 1000.0, 1)',
  ),
  scalar(
    'POW',
    [required('base', FAMILY.numeric), required('exponent', FAMILY.numeric)],
    'double',
    byRow(([a, b], call) => finite(power(Number(a), Number(b)), call)),
    'Power, as a double.',
    'EVAL x = POW(2, 10)',
  ),
  scalar(
    'LOG',
    [required('number_or_base', FAMILY.numeric), optional('number', FAMILY.numeric)],
    'double',
    byRow(([a, b], call) => {
      const base = b === undefined ? Math.E : Number(a);
      const x = Number(b ?? a);
      if (x <= 0 || base <= 0) return call.fail(`${ARITHMETIC}: Log of non-positive number`);
      if (base === 1) return call.fail(`${ARITHMETIC}: Log of base 1`);
      return b === undefined ? Math.log(x) : finite(Math.log10(x) / Math.log10(base), call);
    }),
    'Natural logarithm, or the one to a base given first.',
    'EVAL x = LOG(2, gen_ai.usage.prompt_tokens)',
  ),
  real('LOG10', Math.log10, 'Logarithm to base 10.', notPositive),
  real('SQRT', Math.sqrt, 'Square root.', (x) => (x < 0 ? 'Square root of negative' : undefined)),
  real('CBRT', Math.cbrt, 'Cube root.'),
  scalar(
    'EXP',
    [numeric()],
    'double',
    // The one of them that is not asked whether it is finite.
    byRow(([a]) => Math.exp(Number(a))),
    'Power of e; beyond a double it is Infinity.',
    'EVAL x = EXP(0.5)',
  ),
  real('SIN', Math.sin, 'Sine of radians.'),
  real('COS', Math.cos, 'Cosine of radians.'),
  real('TAN', Math.tan, 'Tangent of radians.'),
  real('ASIN', Math.asin, 'Arcsine, in radians.', outsideUnit('Asin')),
  real('ACOS', Math.acos, 'Arccosine, in radians.', outsideUnit('Acos')),
  real('ATAN', Math.atan, 'Arctangent, in radians.'),
  real('SINH', Math.sinh, 'Hyperbolic sine.', overflow('sinh')),
  real('COSH', Math.cosh, 'Hyperbolic cosine.', overflow('cosh')),
  real('TANH', Math.tanh, 'Hyperbolic tangent.'),
  real('ASINH', Math.asinh, 'Inverse hyperbolic sine.'),
  real('ACOSH', Math.acosh, 'Inverse hyperbolic cosine.', (x) => (x < 1 ? 'Acosh input out of range' : undefined)),
  real('ATANH', Math.atanh, 'Inverse hyperbolic tangent.', (x) =>
    Math.abs(x) >= 1 ? 'Atanh input out of range' : undefined,
  ),
  real('SIGNUM', Math.sign, 'Sign: -1, 0 or 1.'),
  angle('TO_DEGREES', (x) => x * DEGREES, 'Radians as degrees, each value of a multivalue.'),
  angle('TO_RADIANS', (x) => x * RADIANS, 'Degrees as radians, each value of a multivalue.'),
  scalar(
    'ATAN2',
    [required('y', FAMILY.numeric), required('x', FAMILY.numeric)],
    'double',
    byRow(([y, x]) => Math.atan2(Number(y), Number(x))),
    'Angle of a point, in radians.',
    'EVAL a = ATAN2(y, x)',
  ),
  scalar(
    'HYPOT',
    [required('a', FAMILY.numeric), required('b', FAMILY.numeric)],
    'double',
    byRow(([a, b]) => Math.hypot(Number(a), Number(b))),
    'Length of the hypotenuse.',
    'EVAL h = HYPOT(3, 4)',
  ),
  scalar(
    'COPY_SIGN',
    [required('magnitude', FAMILY.numeric), required('sign', FAMILY.numeric)],
    firstType,
    byRow(([a, b], call) => {
      // Only a double takes the sign of a negative zero.
      const negative = Number(b) < 0 || (call.type === 'double' && Object.is(b, -0));
      if (typeof a === 'bigint') return a < 0n === negative ? a : wholeNumber(-a);
      const size = Math.abs(a as number);
      return negative ? (call.type === 'double' ? -size : 0 - size) : size;
    }),
    'The first number with the sign of the second.',
    'EVAL x = COPY_SIGN(a, b)',
  ),
  scalar(
    'SCALB',
    [required('number', FAMILY.numeric), required('exponent', FAMILY.whole)],
    'double',
    byRow(([a, b], call) => {
      const exponent = Number(b);
      if (exponent < INT_MIN || exponent > INT_MAX) return call.fail(`${ARITHMETIC}: integer overflow`);
      return finite(scalb(Number(a), exponent), call);
    }),
    'The number times a power of two.',
    'EVAL x = SCALB(3, 4)',
  ),
  scalar(
    'ROUND_TO',
    [
      required('field', NO_TEXT, { literal: 'date' }),
      required('point', NO_TEXT, { literal: 'date', repeats: true, constant: true }),
    ],
    numbersOrDates,
    byRow(roundTo),
    'The largest of some points that is not above a number or a date; the smallest when all are.',
    'EVAL band = ROUND_TO(gen_ai.usage.prompt_tokens, 0, 100, 1000, 10000)',
    { unites: () => true },
  ),
  ...(
    [
      ['E', Math.E],
      ['PI', Math.PI],
      ['TAU', 2 * Math.PI],
    ] as const
  ).map(([name, value]) =>
    scalar(
      name,
      [],
      'double',
      byRow(() => value),
      `The number ${value}.`,
      `EVAL x = ${name}()`,
    ),
  ),
];
