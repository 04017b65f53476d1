import type { Span } from '../syntax/position.ts';
import type { DataType } from '../types.ts';
import type { Constant } from '../values/value.ts';
import type { AggregateEntry, ScalarEntry } from '../vocabulary/entry.ts';

/** A column at one point of the pipe. Two columns that once had the same name differ in `id`. */
export interface Attribute {
  readonly id: number;
  readonly name: string;
  readonly type: DataType;
  /** The mapped type of a column that cannot be computed with. */
  readonly declared?: string;
  readonly conflicts?: readonly string[];
}

interface Typed extends Span {
  readonly type: DataType;
  /** As written. */
  readonly text: string;
}

export interface ConstantExpression extends Typed {
  readonly kind: 'constant';
  readonly value: Constant;
}

export interface ColumnExpression extends Typed {
  readonly kind: 'column';
  readonly attribute: Attribute;
}

export interface CallExpression extends Typed {
  readonly kind: 'call';
  readonly entry: ScalarEntry;
  readonly operands: readonly Expression[];
}

export interface AggregateExpression extends Typed {
  readonly kind: 'aggregate';
  readonly entry: AggregateEntry;
  readonly operands: readonly Expression[];
}

/** An expression whose names are resolved and whose types fit. */
export type Expression = ConstantExpression | ColumnExpression | CallExpression | AggregateExpression;

/** Whether a value does not depend on a row. */
export function isFoldable(expression: Expression): boolean {
  if (expression.kind === 'call') return expression.operands.every(isFoldable);
  return expression.kind === 'constant';
}

/** Calls `visit` on an expression and everything inside it, outermost first. */
export function walk(expression: Expression, visit: (inner: Expression) => void): void {
  visit(expression);
  if ('operands' in expression) for (const operand of expression.operands) walk(operand, visit);
}

/** Every attribute that an expression reads. */
export function attributesOf(expression: Expression, into: Set<number>): void {
  walk(expression, (inner) => {
    if (inner.kind === 'column') into.add(inner.attribute.id);
  });
}
