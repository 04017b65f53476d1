import type { Span } from '../syntax/position.ts';
import type { DataType } from '../types.ts';
import type { Constant } from '../values/value.ts';
import type { AggregateEntry, ArgumentType, ScalarEntry } from '../vocabulary/entry.ts';

/** A column at one point of the pipe. Two columns that once had the same name differ in `id`. */
export interface Attribute {
  readonly id: number;
  readonly name: string;
  readonly type: DataType;
  /** The mapped type of a column that cannot be computed with. */
  readonly declared?: string;
  readonly conflicts?: readonly string[];
  /** What the column holds in every row, where that does not depend on a row. */
  readonly definition?: Expression | undefined;
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

/** Larger definitions are not followed: those of columns of columns may double with each. */
const LARGEST_DEFINITION = 100;

/** What an expression comes to in every row, columns that hold one constant replaced by it; undefined if it depends on a row. */
export function definitionOf(expression: Expression): Expression | undefined {
  return folded(expression, { parts: LARGEST_DEFINITION });
}

function folded(expression: Expression, room: { parts: number }): Expression | undefined {
  if (--room.parts < 0 || expression.kind === 'aggregate') return undefined;
  if (expression.kind === 'constant') return expression;
  if (expression.kind === 'column') {
    const definition = expression.attribute.definition && folded(expression.attribute.definition, room);
    return definition && { ...definition, text: expression.text, start: expression.start, end: expression.end };
  }
  const operands: Expression[] = [];
  for (const operand of expression.operands) {
    const definition = folded(operand, room);
    if (!definition) return undefined;
    operands.push(definition);
  }
  return { ...expression, operands };
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

/** An argument as type rules see it. */
export function argumentOf(expression: Expression): ArgumentType {
  const { type, text } = expression;
  return {
    type,
    text,
    foldable: isFoldable(expression),
    value: expression.kind === 'constant' ? expression.value : undefined,
  };
}
