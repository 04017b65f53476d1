/**
 * WHERE as a narrowing of rows: the parts of an AND are asked one after another, each only about the
 * rows that are left, as far as that cannot be told from asking all of them about all rows.
 */
import type { CallExpression, Expression } from '../analysis/expression.ts';
import { type Vector, valueReader } from '../columns/vector.ts';
import { patternTest } from '../patterns/like.ts';
import { comparisonOf, type Scalar } from '../values/value.ts';
import type { Batch } from './batch.ts';
import { type ComparisonOperator, HOLDS, MIRRORED, type Verdicts } from './comparison.ts';
import { compile, type Evaluator, type Runtime } from './compile.ts';
import { truthRows } from './logic.ts';

/** In place of a count: all rows of the batch, which are then not listed. */
const ALL = -1;

/** Keeps some of the first `count` rows in `rows`, in place; how many were kept. */
type Narrow = (batch: Batch, rows: Int32Array, count: number) => number;

/** The rows of a batch for which a condition is true. */
export function rowFilter(condition: Expression, runtime: Runtime): (batch: Batch) => Int32Array {
  const parts = conjuncts(condition);
  if (parts.length === 1 && !simpleTest(parts[0]!)) {
    const evaluate = compile(condition, runtime);
    return (batch) => truthRows(evaluate(batch), batch.length);
  }
  const narrows = parts.map((part) => narrowing(part, runtime));
  let scratch = new Int32Array(0);
  return (batch) => {
    if (scratch.length < batch.length) scratch = new Int32Array(batch.length);
    let count = ALL;
    for (const narrow of narrows) count = narrow(batch, scratch, count);
    return scratch.slice(0, count);
  };
}

function conjuncts(condition: Expression): readonly Expression[] {
  if (condition.kind !== 'call' || condition.entry.name !== 'AND') return [condition];
  return condition.operands.flatMap(conjuncts);
}

/** A column compared with constants: what can be asked row by row without a warning going missing. */
interface SimpleTest {
  readonly column: number;
  readonly operator: ComparisonOperator | undefined;
  readonly constant: Scalar | undefined;
  /** For columns with a dictionary: asked once per distinct value. */
  readonly text: ((text: string) => boolean) | undefined;
}

function simpleTest(expression: Expression): SimpleTest | undefined {
  if (expression.kind !== 'call') return undefined;
  const [left, right] = expression.operands;
  const { name } = expression.entry;
  if (Object.hasOwn(HOLDS, name)) {
    const operator = name as ComparisonOperator;
    if (left?.kind === 'column' && right?.kind === 'constant') return comparisonTest(left, operator, right.value);
    if (left?.kind === 'constant' && right?.kind === 'column')
      return comparisonTest(right, MIRRORED[operator], left.value);
    return undefined;
  }
  return left?.kind === 'column' ? textTest(left.attribute.id, expression, name) : undefined;
}

function comparisonTest(
  column: Extract<Expression, { kind: 'column' }>,
  operator: ComparisonOperator,
  value: unknown,
): SimpleTest | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const compare = comparisonOf(column.type);
  const text = typeof value === 'string' ? (one: string) => HOLDS[operator](compare(one, value)) : undefined;
  return { column: column.attribute.id, operator, constant: value, text };
}

function textTest(column: number, expression: CallExpression, name: string): SimpleTest | undefined {
  const values = expression.operands.slice(1).map((operand) => (operand.kind === 'constant' ? operand.value : null));
  if (!values.every((value) => typeof value === 'string')) return undefined;
  if (name === 'IN') {
    const candidates = new Set<string>(values);
    return { column, operator: undefined, constant: undefined, text: (one) => candidates.has(one) };
  }
  if (name !== 'LIKE' && name !== 'RLIKE') return undefined;
  const test = patternTest(name, values);
  if (test.everything) return undefined;
  return { column, operator: undefined, constant: undefined, text: (one) => test.matches(one) };
}

function narrowing(part: Expression, runtime: Runtime): Narrow {
  const evaluate = compile(part, runtime);
  const general: Narrow = (batch, rows, count) => narrowByTruth(evaluate, batch, rows, count);
  const test = simpleTest(part);
  if (!test) return general;
  const known = new WeakMap<readonly string[], Verdicts>();
  const text = test.text;
  const ask = (value: string): boolean => {
    runtime.deadline.tick();
    return text?.(value) ?? false;
  };
  return (batch, rows, count) => {
    const vector = batch.column(test.column);
    if (vector.constant || vector.offsets) return general(batch, rows, count);
    if (vector.dictionary && text) {
      const left = vector.nulls ? listed(batch, rows, count) : count;
      return narrowTexts(vector, ask, known, rows, left);
    }
    const { values } = vector;
    const plain = values instanceof Float64Array || values instanceof Int32Array;
    if (!plain || !test.operator || typeof test.constant !== 'number') return general(batch, rows, count);
    if (vector.nulls) count = narrowNulls(vector.nulls, rows, listed(batch, rows, count));
    if (count === ALL) return numbersOfAll(values, test.operator, test.constant, rows, batch.length);
    return narrowNumbers(values, test.operator, test.constant, rows, count);
  };
}

/** Lists all rows where they are not listed yet. */
function listed(batch: Batch, rows: Int32Array, count: number): number {
  if (count !== ALL) return count;
  for (let i = 0; i < batch.length; i++) rows[i] = i;
  return batch.length;
}

function narrowByTruth(evaluate: Evaluator, batch: Batch, rows: Int32Array, count: number): number {
  const read = valueReader(evaluate(batch));
  const all = listed(batch, rows, count);
  let kept = 0;
  for (let i = 0; i < all; i++) {
    const row = rows[i]!;
    if (read(row) === true) rows[kept++] = row;
  }
  return kept;
}

function narrowNulls(nulls: Uint8Array, rows: Int32Array, count: number): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    if ((nulls[row >> 3]! & (1 << (row & 7))) === 0) rows[kept++] = row;
  }
  return kept;
}

function narrowTexts(
  vector: Vector,
  test: (text: string) => boolean,
  known: WeakMap<readonly string[], Verdicts>,
  rows: Int32Array,
  count: number,
): number {
  const dictionary = vector.dictionary!;
  const { values, nulls, length } = vector;
  const states = statesOf(known, dictionary);
  const ask = (code: number): number => {
    const state = test(dictionary[code]!) ? 2 : 1;
    states[code] = state;
    return state;
  };
  if (count === ALL && !nulls && dictionary.length <= SMALL_DICTIONARY) {
    const wanted = dictionary
      .map((_, code) => states[code]! || ask(code))
      .flatMap((state, code) => (state === 2 ? [code] : []));
    if (wanted.length < 2) return rowsOfCode(values as Uint32Array, wanted[0] ?? -1, rows, length);
  }
  let kept = 0;
  if (count === ALL && !nulls) {
    for (let i = 0; i < length; i++) {
      const code = values[i] as number;
      const state = states[code]! || ask(code);
      if (state === 2) rows[kept++] = i;
    }
    return kept;
  }
  const left = nulls ? narrowNulls(nulls, rows, count) : count;
  for (let i = 0; i < left; i++) {
    const row = rows[i]!;
    const code = values[row] as number;
    const state = states[code]! || ask(code);
    if (state === 2) rows[kept++] = row;
  }
  return kept;
}

/** Dictionaries up to this size are asked about all their values beforehand. */
const SMALL_DICTIONARY = 256;

function rowsOfCode(codes: Uint32Array, wanted: number, rows: Int32Array, length: number): number {
  let kept = 0;
  for (let i = 0; i < length; i++) if (codes[i] === wanted) rows[kept++] = i;
  return kept;
}

function statesOf(known: WeakMap<readonly string[], Verdicts>, dictionary: readonly string[]): Uint8Array {
  const verdicts = known.get(dictionary);
  if (verdicts && verdicts.states.length >= dictionary.length) return verdicts.states;
  const states = new Uint8Array(Math.max(dictionary.length, (verdicts?.states.length ?? 0) * 2));
  if (verdicts) states.set(verdicts.states);
  known.set(dictionary, { states });
  return states;
}

function narrowNumbers(
  values: Float64Array | Int32Array,
  operator: ComparisonOperator,
  constant: number,
  rows: Int32Array,
  count: number,
): number {
  let kept = 0;
  switch (operator) {
    case '==':
      for (let i = 0; i < count; i++) if (values[rows[i]!]! === constant) rows[kept++] = rows[i]!;
      break;
    case '!=':
      for (let i = 0; i < count; i++) if (values[rows[i]!]! !== constant) rows[kept++] = rows[i]!;
      break;
    case '<':
      for (let i = 0; i < count; i++) if (values[rows[i]!]! < constant) rows[kept++] = rows[i]!;
      break;
    case '<=':
      for (let i = 0; i < count; i++) if (values[rows[i]!]! <= constant) rows[kept++] = rows[i]!;
      break;
    case '>':
      for (let i = 0; i < count; i++) if (values[rows[i]!]! > constant) rows[kept++] = rows[i]!;
      break;
    case '>=':
      for (let i = 0; i < count; i++) if (values[rows[i]!]! >= constant) rows[kept++] = rows[i]!;
  }
  return kept;
}

/** The same for all rows of a batch. */
function numbersOfAll(
  values: Float64Array | Int32Array,
  operator: ComparisonOperator,
  constant: number,
  rows: Int32Array,
  count: number,
): number {
  let kept = 0;
  switch (operator) {
    case '==':
      for (let i = 0; i < count; i++) if (values[i]! === constant) rows[kept++] = i;
      break;
    case '!=':
      for (let i = 0; i < count; i++) if (values[i]! !== constant) rows[kept++] = i;
      break;
    case '<':
      for (let i = 0; i < count; i++) if (values[i]! < constant) rows[kept++] = i;
      break;
    case '<=':
      for (let i = 0; i < count; i++) if (values[i]! <= constant) rows[kept++] = i;
      break;
    case '>':
      for (let i = 0; i < count; i++) if (values[i]! > constant) rows[kept++] = i;
      break;
    case '>=':
      for (let i = 0; i < count; i++) if (values[i]! >= constant) rows[kept++] = i;
  }
  return kept;
}
