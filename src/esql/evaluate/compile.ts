import type { CallExpression, Expression } from '../analysis/expression.ts';
import { constantVector } from '../columns/builder.ts';
import { gather } from '../columns/gather.ts';
import { makeVector, type Vector, valueReader } from '../columns/vector.ts';
import { isTimespanValue } from '../values/timespan.ts';
import type { Constant, Value } from '../values/value.ts';
import type { Arm, Call } from '../vocabulary/entry.ts';
import { Batch } from './batch.ts';
import type { Deadline } from './deadline.ts';
import type { Patience } from './patience.ts';
import { evaluatorOf } from './styles.ts';
import type { Warnings } from './warnings.ts';

/** Computes one vector for a batch: a row for each of its rows, or a constant. */
export type Evaluator = (batch: Batch) => Vector;

/** What a query is run with. */
export interface Runtime {
  readonly now: number;
  readonly warnings: Warnings;
  readonly deadline: Deadline;
  readonly patience: Patience;
}

const ONE_ROW = new Batch(1, new Map());

/** An expression as a function of batches; what is constant is computed here, once. */
export function compile(expression: Expression, runtime: Runtime): Evaluator {
  switch (expression.kind) {
    case 'constant': {
      const vector = constantOf(expression.type, expression.value);
      return () => vector;
    }
    case 'column': {
      const { id } = expression.attribute;
      return (batch) => batch.column(id);
    }
    case 'call':
      return compileCall(expression, runtime);
    case 'aggregate':
      throw new Error(`aggregate ${expression.text} outside STATS`);
  }
}

/** A timespan has no column; its call reads it from `constants`, and a placeholder stands in its place. */
function constantOf(type: Expression['type'], value: Constant): Vector {
  return isTimespanValue(value) ? constantVector('integer', 0) : constantVector(type, value as Value);
}

function compileCall(expression: CallExpression, runtime: Runtime): Evaluator {
  const operands = expression.operands.map((operand) => compile(operand, runtime));
  const foldable = expression.operands.map((operand) => isConstant(operand, runtime));
  const constants = expression.operands.map((operand, i) => {
    if (operand.kind === 'constant') return operand.value;
    return foldable[i] ? valueReader(operands[i]!(ONE_ROW))(0) : undefined;
  });
  const call = callOf(expression, constants, runtime);
  const evaluate = evaluatorOf(expression.entry.evaluation, call);
  if (foldable.every(Boolean)) {
    let folded: Vector | undefined;
    return () => {
      folded ??= asConstant(
        evaluate(
          operands.map((operand) => operand(ONE_ROW)),
          1,
        ),
      );
      return folded;
    };
  }
  const { lazily } = expression.entry;
  if (lazily && expression.operands.some((operand, i) => operand.kind === 'call' && !foldable[i])) {
    const arms = operands.map((operand, i) =>
      lazyArm(operand, expression.operands[i]!.kind !== 'call' || foldable[i]!),
    );
    return (batch) =>
      lazily(
        arms.map((arm) => arm(batch)),
        batch.length,
        call,
      );
  }
  return (batch) =>
    evaluate(
      operands.map((operand) => operand(batch)),
      batch.length,
    );
}

/** An argument that can be asked about some rows. The same rows of a batch are the same vectors when it is asked again. */
function lazyArm(operand: Evaluator, plain: boolean): (batch: Batch) => Arm {
  let last: { readonly batch: Batch; readonly rows: Int32Array; readonly some: Batch } | undefined;
  return (batch) => ({
    plain,
    values(rows) {
      if (!rows) return operand(batch);
      if (last?.batch !== batch || !sameRows(last.rows, rows)) last = { batch, rows, some: batch.rows(rows) };
      const places = new Int32Array(batch.length);
      for (let i = 0; i < rows.length; i++) places[rows[i]!] = i;
      return gather(operand(last.some), places);
    },
  });
}

const sameRows = (a: Int32Array, b: Int32Array): boolean => a.length === b.length && a.every((row, i) => row === b[i]);

const asConstant = (v: Vector): Vector =>
  v.constant ? v : makeVector(v.type, 1, v.values, v.nulls, v.dictionary, v.offsets, true);

function isConstant(expression: Expression, runtime: Runtime): boolean {
  if (expression.kind === 'call') return expression.operands.every((operand) => isConstant(operand, runtime));
  return expression.kind === 'constant';
}

export function callOf(
  expression: Expression & { readonly operands: readonly Expression[] },
  constants: readonly (Constant | undefined)[],
  runtime: Runtime,
  gathered = false,
): Call {
  const cache = new Map<string, unknown>();
  const call: Call = {
    type: expression.type,
    types: expression.operands.map((operand) => operand.type),
    texts: expression.operands.map((operand) => operand.text),
    now: runtime.now,
    gathered,
    constants,
    tick: () => runtime.deadline.tick(),
    inSteps: (given, make) => runtime.patience.result(call, given, make),
    fail(cause) {
      runtime.warnings.failure(expression, expression.text, cause);
      return null;
    },
    failFalse(cause, argument) {
      const failed = argument === undefined ? expression : expression.operands[argument]!;
      runtime.warnings.failure(failed, failed.text, cause, 'false');
    },
    cached<T>(key: string, make: () => T): T {
      if (!cache.has(key)) {
        if (cache.size >= MAX_CACHED) cache.clear();
        cache.set(key, make());
      }
      return cache.get(key) as T;
    },
  };
  return call;
}

/** Patterns that come from a column are not kept without end. */
const MAX_CACHED = 1000;
