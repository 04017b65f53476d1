import { isTimespan } from '../types.ts';
import { constantValue } from './constants.ts';
import type { AnalysisContext } from './context.ts';
import type { Expression } from './expression.ts';

type Constant = Extract<Expression, { kind: 'constant' }>;

/**
 * What `CASE(?scale == "day", 1 hour, 1 day)` comes to. Timespans are no values of rows, so that the conditions
 * must not depend on one; undefined where they do, and for a CASE of anything else.
 */
export function chosenTimespan(operands: readonly Expression[], context: AnalysisContext): Constant | undefined {
  const values = operands.filter((_, i) => i % 2 === 1 || (i > 0 && i === operands.length - 1));
  const first = values.find(({ type }) => type !== 'null');
  if (!first || !isTimespan(first.type)) return undefined;
  const spans = values.filter((value): value is Constant => value.kind === 'constant');
  if (spans.length < values.length || spans.some(({ type }) => type !== 'null' && type !== first.type))
    return undefined;
  for (let i = 0; i + 1 < operands.length; i += 2) {
    const condition = operands[i]!;
    if (condition.type !== 'boolean' && condition.type !== 'null') return undefined;
    const holds = constantValue(condition, context);
    if (holds === undefined || (typeof holds === 'object' && holds !== null)) return undefined;
    if (holds) return { ...(operands[i + 1] as Constant), type: first.type };
  }
  const other = operands.length % 2 === 1 ? (operands.at(-1) as Constant).value : null;
  return { ...spans[0]!, type: first.type, value: other };
}
