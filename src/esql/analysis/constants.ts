import { valueReader } from '../columns/vector.ts';
import { Batch } from '../evaluate/batch.ts';
import { compile } from '../evaluate/compile.ts';
import { Deadline } from '../evaluate/deadline.ts';
import { Patience } from '../evaluate/patience.ts';
import { Warnings } from '../evaluate/warnings.ts';
import { isString } from '../types.ts';
import type { Value } from '../values/value.ts';
import type { AnalysisContext } from './context.ts';
import { definitionOf, type Expression, walk } from './expression.ts';

/**
 * The text, or null, that an expression of literals and of columns that hold one comes to in every row;
 * undefined when it depends on the row or on the time, or is no text.
 */
export function constantText(expression: Expression, context: AnalysisContext): string | null | undefined {
  if (!isString(expression.type) && expression.type !== 'null') return undefined;
  const value = constantValue(expression, context);
  return typeof value === 'string' || value === null ? value : undefined;
}

/** The same for values of any type. */
export function constantValue(expression: Expression, context: AnalysisContext): Value | undefined {
  const definition = definitionOf(expression);
  if (!definition) return undefined;
  let clock = false;
  walk(definition, (inner) => {
    if (inner.kind === 'call' && inner.entry.clock) clock = true;
  });
  if (clock) return undefined;
  const vector = compile(definition, {
    now: 0,
    warnings: new Warnings(context.text),
    deadline: new Deadline(undefined),
    patience: new Patience(),
  })(new Batch(1, new Map()));
  return valueReader(vector)(0);
}
