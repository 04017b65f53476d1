import { constantVector } from '../columns/builder.ts';
import { isNullAt, makeVector, nullVector, type Vector } from '../columns/vector.ts';
import { type ArithmeticOperator, arithmetic } from '../evaluate/arithmetic.ts';
import { type ComparisonOperator, compareVectors } from '../evaluate/comparison.ts';
import { and, isNull, not, or } from '../evaluate/logic.ts';
import { mapNumbers } from '../evaluate/mapping.ts';
import { inList } from '../evaluate/membership.ts';
import { matchPatterns } from '../evaluate/patterns.ts';
import { type DataType, FAMILY, isNumeric, type TypeFamily } from '../types.ts';
import { addTimespan, isTimespanValue, negateTimespan, shiftProblem } from '../values/timespan.ts';
import type { Call, Evaluation, Parameter, ScalarEntry } from './entry.ts';

const two = (accepts: TypeFamily): readonly Parameter[] => [
  { name: 'left', accepts },
  { name: 'right', accepts },
];

function operator(
  name: string,
  parameters: readonly Parameter[],
  returns: ScalarEntry['returns'],
  summary: string,
  example: string,
  evaluate: (vectors: readonly Vector[], length: number, call: Call) => Vector,
): ScalarEntry {
  return { kind: 'operator', name, parameters, returns, summary, example, evaluation: { style: 'vector', evaluate } };
}

function comparison(name: ComparisonOperator, summary: string): ScalarEntry {
  const accepts = name === '==' || name === '!=' ? FAMILY.representable : FAMILY.comparable;
  return operator(
    name,
    two(accepts),
    'boolean',
    summary,
    `WHERE gen_ai.usage.prompt_tokens ${name} 100`,
    ([a, b], length, call) => compareVectors(name, a!, b!, length, call),
  );
}

function calculation(name: ArithmeticOperator, summary: string): ScalarEntry {
  const accepts = name === '+' || name === '-' ? FAMILY.addable : FAMILY.numeric;
  return operator(
    name,
    two(accepts),
    'null',
    summary,
    `EVAL x = gen_ai.usage.prompt_tokens ${name} 2`,
    ([a, b], length, call) =>
      call.type === 'date' ? shiftDate(name, a!, b!, length, call) : arithmetic(name, a!, b!, length, call),
  );
}

/** From here on a moved date may be out of its range, which is then looked at closely. */
const FAR_DATE = 8.64e15;

/** Date plus or minus a timespan; the span is a constant of the call. */
function shiftDate(name: ArithmeticOperator, a: Vector, b: Vector, length: number, call: Call): Vector {
  const place = call.constants.findIndex(isTimespanValue);
  const given = call.constants[place];
  const span = isTimespanValue(given) ? (name === '-' ? negateTimespan(given) : given) : undefined;
  if (!span) return nullVector('date');
  const shift = (date: number): number => {
    const shifted = addTimespan(date, span);
    if (Math.abs(shifted) < FAR_DATE) return shifted;
    const problem = shiftProblem(date, shifted, span);
    if (problem) call.fail(problem);
    return problem ? Number.NaN : shifted;
  };
  return mapNumbers(place === 0 ? b : a, length, 'date', shift, call);
}

const NEGATION: Evaluation = {
  style: 'row',
  evaluate([value], call) {
    if (typeof value === 'bigint') {
      return value === -9223372036854775808n ? call.fail('java.lang.ArithmeticException: long overflow') : -value;
    }
    if (call.type === 'integer' && value === -2147483648) {
      return call.fail('java.lang.ArithmeticException: integer overflow');
    }
    return call.type === 'double' ? -(value as number) : 0 - (value as number);
  },
};

function like(name: 'LIKE' | 'RLIKE', summary: string, example: string): ScalarEntry {
  const parameters: Parameter[] = [
    { name: 'string', accepts: FAMILY.string },
    { name: 'pattern', accepts: FAMILY.string, repeats: true, constant: true },
  ];
  return operator(name, parameters, 'boolean', summary, example, ([value], length, call) =>
    matchPatterns(name, value!, call.constants.slice(1) as string[], length, call),
  );
}

export const OPERATORS = {
  '==': comparison('==', 'Whether two values are equal; null when one is null or has several values.'),
  '!=': comparison('!=', 'Whether two values differ; null when one is null or has several values.'),
  '<': comparison('<', 'Whether the left value is smaller; strings are compared by their UTF-8 bytes.'),
  '<=': comparison('<=', 'Whether the left value is smaller or equal.'),
  '>': comparison('>', 'Whether the left value is larger.'),
  '>=': comparison('>=', 'Whether the left value is larger or equal.'),
  '+': calculation('+', 'Sum, or a date moved by a timespan; overflow is null with a warning.'),
  '-': calculation('-', 'Difference, or a date moved back by a timespan.'),
  '*': calculation('*', 'Product; overflow is null with a warning.'),
  '/': calculation('/', 'Quotient; whole numbers are cut towards zero, division by zero is null with a warning.'),
  '%': calculation('%', 'Remainder, with the sign of the dividend.'),
  AND: operator('AND', two(FAMILY.boolean), 'boolean', 'False wins, then null.', 'WHERE a AND b', ([a, b], n, call) =>
    and(a!, b!, n, call),
  ),
  OR: operator('OR', two(FAMILY.boolean), 'boolean', 'True wins, then null.', 'WHERE a OR b', ([a, b], n, call) =>
    or(a!, b!, n, call),
  ),
  NOT: operator(
    'NOT',
    [{ name: 'condition', accepts: FAMILY.boolean }],
    'boolean',
    'NOT null is null.',
    'WHERE NOT a',
    ([a], n, call) => not(a!, n, call),
  ),
  'IS NULL': operator(
    'IS NULL',
    [{ name: 'value', accepts: FAMILY.any }],
    'boolean',
    'Whether there is no value.',
    'WHERE user.id IS NULL',
    ([a], n) => isNull(a!, n, false),
  ),
  'IS NOT NULL': operator(
    'IS NOT NULL',
    [{ name: 'value', accepts: FAMILY.any }],
    'boolean',
    'Whether there is a value; several count too.',
    'WHERE user.id IS NOT NULL',
    ([a], n) => isNull(a!, n, true),
  ),
  IN: operator(
    'IN',
    [
      { name: 'value', accepts: FAMILY.representable },
      { name: 'candidate', accepts: FAMILY.representable, repeats: true },
    ],
    'boolean',
    'Whether a value equals one of a list; null when it does not and the list holds null.',
    'WHERE event.outcome IN ("failure", "unknown")',
    (vectors, n, call) => inList(vectors, n, call),
  ),
  LIKE: like(
    'LIKE',
    'Whether the whole string matches a pattern: * any text, ? one character.',
    'WHERE gen_ai.request.model.id LIKE "anthropic.*"',
  ),
  RLIKE: like(
    'RLIKE',
    'Whether the whole string matches a Lucene regular expression.',
    'WHERE gen_ai.prompt RLIKE """.*(AKIA|ASIA)[A-Z0-9]{16}.*"""',
  ),
  NEGATE: {
    kind: 'operator',
    name: '-',
    parameters: [{ name: 'number', accepts: FAMILY.summable }],
    returns: 'null',
    summary: 'The number with its sign turned.',
    example: 'EVAL x = -gen_ai.usage.prompt_tokens',
    evaluation: NEGATION,
  },
} as const satisfies Record<string, ScalarEntry>;

/** A change of type that loses nothing, which the analyser puts where numbers of two types meet. */
export const WIDEN: ScalarEntry = {
  kind: 'operator',
  name: 'widen',
  parameters: [{ name: 'number', accepts: FAMILY.any }],
  returns: 'null',
  summary: 'The same value in a wider type.',
  example: '',
  evaluation: { style: 'vector', evaluate: ([vector], length, call) => widen(vector!, length, call.type) },
};

/** The rows under a type that holds them too: integer as long or double, text as keyword. */
export function widen(vector: Vector, _length: number, type: DataType): Vector {
  if (vector.type === type) return vector;
  if (vector.type === 'null' || (vector.constant && isNullAt(vector, 0))) return constantVector(type, null);
  const { values } = vector;
  const stored =
    isNumeric(type) && isNumeric(vector.type)
      ? type === 'double' || !(values instanceof BigInt64Array || values instanceof BigUint64Array)
        ? Float64Array.from(values as ArrayLike<number | bigint>, Number)
        : values
      : values;
  return makeVector(type, vector.length, stored, vector.nulls, vector.dictionary, vector.offsets, vector.constant);
}
