import { rangeOf } from '../evaluate/arithmetic.ts';
import { FAMILY } from '../types.ts';
import { wholeNumber } from '../values/value.ts';
import type { Call, ScalarEntry } from './entry.ts';
import { byRow, byValue, firstType, numeric, optional, required, scalar } from './make.ts';

const ARITHMETIC = 'java.lang.ArithmeticException';

/** A finite double, or null with a warning. */
function finite(value: number, call: Call): number | null {
  return Number.isFinite(value) ? value : call.fail(`${ARITHMETIC}: not a finite double number: ${value}`);
}

/** Functions of one number that give a double; `domain` says why some numbers have no result. */
function real(
  name: string,
  compute: (x: number) => number,
  summary: string,
  domain?: (x: number) => string | undefined,
): ScalarEntry {
  return scalar(
    name,
    [numeric()],
    'double',
    byRow(([a], call) => {
      const x = Number(a);
      const problem = domain?.(x);
      return problem ? call.fail(`${ARITHMETIC}: ${problem}`) : finite(compute(x), call);
    }),
    summary,
    `EVAL x = ${name}(gen_ai.usage.prompt_tokens)`,
  );
}

/** Conversions take each value of a multivalue, as all of them do. */
function angle(name: string, compute: (x: number) => number, summary: string): ScalarEntry {
  const evaluation = byValue((value, call) => finite(compute(Number(value)), call));
  return scalar(name, [numeric()], 'double', evaluation, summary, `EVAL x = ${name}(1.5)`);
}

const outsideUnit =
  (name: string) =>
  (x: number): string | undefined =>
    Math.abs(x) > 1 ? `${name} input out of range` : undefined;
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

/** Halves away from zero; the product with the power of ten is rounded, as it is in binary. */
function roundDouble(x: number, places: number): number {
  const unit = 10 ** places;
  if (!Number.isFinite(x) || unit === 0) return Number.isFinite(x) ? 0 : x;
  const shifted = x * unit;
  if (!Number.isFinite(shifted) || Math.abs(shifted) >= 2 ** 52) return x;
  return (Math.round(Math.abs(shifted)) / unit) * (shifted > 0 ? 1 : -1) + 0;
}

/** FLOOR and CEIL leave whole numbers as they are. */
const toWhole = (compute: (x: number) => number) =>
  byRow(([a], call) => (call.type === 'double' ? compute(a as number) : a!));

export const MATHS: readonly ScalarEntry[] = [
  scalar(
    'ABS',
    [numeric()],
    firstType,
    byRow(([a], call) => {
      if (typeof a === 'bigint') return a < 0n ? wholeNumber(-a) : a;
      if (call.type === 'integer' && a === -2147483648) return call.fail(`${ARITHMETIC}: integer overflow`);
      return Math.abs(a as number);
    }),
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
    byRow(([a, places], call) => round(a as number | bigint, Number(places ?? 0), call)),
    'Rounded to some decimals, halves away from zero; the type stays.',
    'EVAL x = ROUND(gen_ai.performance.request_time / 1000.0, 1)',
  ),
  scalar(
    'POW',
    [required('base', FAMILY.numeric), required('exponent', FAMILY.numeric)],
    'double',
    byRow(([a, b], call) => finite(Number(a) ** Number(b), call)),
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
      if (base === 1) return call.fail(`${ARITHMETIC}: / by zero`);
      return b === undefined ? Math.log(x) : finite(Math.log10(x) / Math.log10(base), call);
    }),
    'Natural logarithm, or the one to a base given first.',
    'EVAL x = LOG(2, gen_ai.usage.prompt_tokens)',
  ),
  real('LOG10', Math.log10, 'Logarithm to base 10.', notPositive),
  real('SQRT', Math.sqrt, 'Square root.', (x) => (x < 0 ? 'Square root of negative' : undefined)),
  real('CBRT', Math.cbrt, 'Cube root.'),
  real('EXP', Math.exp, 'Power of e.'),
  real('SIN', Math.sin, 'Sine of radians.'),
  real('COS', Math.cos, 'Cosine of radians.'),
  real('TAN', Math.tan, 'Tangent of radians.'),
  real('ASIN', Math.asin, 'Arcsine, in radians.', outsideUnit('Asin')),
  real('ACOS', Math.acos, 'Arccosine, in radians.', outsideUnit('Acos')),
  real('ATAN', Math.atan, 'Arctangent, in radians.'),
  real('SINH', Math.sinh, 'Hyperbolic sine.'),
  real('COSH', Math.cosh, 'Hyperbolic cosine.'),
  real('TANH', Math.tanh, 'Hyperbolic tangent.'),
  real('SIGNUM', Math.sign, 'Sign: -1, 0 or 1.'),
  angle('TO_DEGREES', (x) => (x / Math.PI) * 180, 'Radians as degrees, each value of a multivalue.'),
  angle('TO_RADIANS', (x) => (x / 180) * Math.PI, 'Degrees as radians, each value of a multivalue.'),
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
    byRow(([a, b]) => {
      const negative = Number(b) < 0 || Object.is(Number(b), -0);
      if (typeof a === 'bigint') return a < 0n === negative ? a : wholeNumber(-a);
      return negative ? 0 - Math.abs(a as number) : Math.abs(a as number);
    }),
    'The first number with the sign of the second.',
    'EVAL x = COPY_SIGN(a, b)',
  ),
  scalar(
    'SCALB',
    [required('number', FAMILY.numeric), required('exponent', FAMILY.whole)],
    'double',
    byRow(([a, b], call) => finite(Number(a) * 2 ** Number(b), call)),
    'The number times a power of two.',
    'EVAL x = SCALB(3, 4)',
  ),
  scalar(
    'ROUND_TO',
    [numeric(), required('point', FAMILY.numeric, { repeats: true })],
    firstType,
    byRow(([a, ...points]) => {
      const sorted = [...points].sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
      return sorted.findLast((point) => point <= a!) ?? sorted[0]!;
    }),
    'The largest of some points that is not above the number.',
    'EVAL band = ROUND_TO(gen_ai.usage.prompt_tokens, 0, 100, 1000, 10000)',
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
