/**
 * Where KQL may stand: in the condition of a WHERE after commands that leave the documents as they are, and
 * there as a condition itself. The texts are those of Elasticsearch's FullTextFunction.
 */
import type { Span } from '../syntax/position.ts';
import { OPERATORS } from '../vocabulary/operators.ts';
import type { AnalysisContext } from './context.ts';
import { type CallExpression, type Expression, walk } from './expression.ts';

/** Commands after which a search of the documents may still stand. */
const SEARCHABLE: ReadonlySet<string> = new Set(['FROM', 'WHERE', 'SORT']);

/** What may hold a search: whatever takes conditions for what they are. */
const HOLDERS: ReadonlySet<unknown> = new Set(
  (['AND', 'OR', 'NOT', '==', '!=', '<', '<=', '>', '>='] as const).map((name) => OPERATORS[name]),
);

const isSearch = (expression: Expression): boolean => expression.kind === 'call' && expression.entry.name === 'KQL';

export const leavesDocuments = (command: string): boolean => SEARCHABLE.has(command);

/** For the expressions of all commands but WHERE and STATS. */
export function noSearches(expression: Expression, context: AnalysisContext): void {
  walk(expression, (inner) => {
    if (!isSearch(inner)) return;
    context.failLate(
      inner,
      '[KQL] function is only supported in WHERE and STATS commands, or in EVAL within score(.) function',
    );
  });
}

/** For what STATS groups by. */
export function noSearchesInGrouping(expression: Expression, context: AnalysisContext): void {
  walk(expression, (inner) => {
    if (isSearch(inner)) context.failLate(inner, '[KQL] function is only supported in WHERE and STATS commands');
  });
}

/** For the condition of a WHERE; `before`: the commands before it that change the documents, the nearest first. */
export function checkSearches(
  condition: Expression,
  command: Span,
  before: readonly string[],
  context: AnalysisContext,
): void {
  let searches = 0;
  walk(condition, (inner) => {
    if (isSearch(inner)) searches++;
  });
  if (searches === 0) return;
  for (const name of new Set(before)) context.failLate(command, `[KQL] function cannot be used after ${name}`);
  checkHolders(condition, condition, context);
}

/** Says of every call around the first search inside whether it may hold one; true when there is a search. */
function checkHolders(expression: Expression, condition: Expression, context: AnalysisContext): boolean {
  if (isSearch(expression)) return true;
  if (expression.kind !== 'call') return false;
  if (!expression.operands.some((operand) => checkHolders(operand, condition, context))) return false;
  if (!HOLDERS.has(expression.entry)) {
    const name = nameOf(expression);
    context.failLate(condition, `Invalid condition [${condition.text}]. [KQL] function can't be used with ${name}`);
  }
  return true;
}

const nameOf = ({ entry }: CallExpression): string => entry.name.replace(/[ _]/g, '');
