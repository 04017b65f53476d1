import { valueReader } from '../columns/vector.ts';
import { Batch } from '../evaluate/batch.ts';
import { compile } from '../evaluate/compile.ts';
import { Deadline } from '../evaluate/deadline.ts';
import { Patience } from '../evaluate/patience.ts';
import { Warnings } from '../evaluate/warnings.ts';
import { isString } from '../types.ts';
import type { AnalysisContext } from './context.ts';
import { definitionOf, type Expression, walk } from './expression.ts';

/**
 * The text, or null, that an expression of literals and of columns that hold one comes to in every row;
 * undefined when it depends on the row or on the time, or is no text.
 */
export function constantText(expression: Expression, context: AnalysisContext): string | null | undefined {
  const known = isString(expression.type) || expression.type === 'null';
  const definition = known ? definitionOf(expression) : undefined;
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
  const value = valueReader(vector)(0);
  return typeof value === 'string' || value === null ? value : undefined;
}
