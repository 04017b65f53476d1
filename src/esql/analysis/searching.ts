/**
 * What LIKE, RLIKE and KQL are given: constant patterns, and the columns of the source.
 */
import { matchesField } from '../patterns/kql.ts';
import { KqlError, kqlFields, parseKql } from '../patterns/kqlParser.ts';
import { patternTest } from '../patterns/like.ts';
import { PatternError } from '../patterns/lucene.ts';
import { unsupportedText } from '../syntax/parser.ts';
import type { Span } from '../syntax/position.ts';
import type { LikeNode } from '../syntax/tree.ts';
import { constantText } from './constants.ts';
import type { AnalysisContext } from './context.ts';
import type { Attribute, ConstantExpression, Expression } from './expression.ts';

/** What KQL is given: the columns of the source, or the command after which it cannot stand in STATS. */
export interface SearchScope {
  readonly attributes: readonly Attribute[];
  readonly blockedBy?: string | undefined;
}

/** The patterns of LIKE or RLIKE as literals; what is no constant string or no pattern is a problem. */
export function constantPatterns(
  node: LikeNode,
  patterns: readonly Expression[],
  context: AnalysisContext,
): readonly Expression[] | undefined {
  const constants: Expression[] = [];
  for (const pattern of patterns) {
    const value = constantText(pattern, context);
    if (typeof value !== 'string') {
      return context.fail(
        pattern,
        `second argument of [${context.source(node)}] must be a constant string, received [${pattern.text}]`,
      );
    }
    const problem = patternProblem(node.kind, value);
    if (problem !== undefined) {
      const kind = node.kind === 'LIKE' ? 'pattern' : 'regex pattern';
      return context.fail(node, `Invalid ${kind} for ${node.kind} [${value}]: [${problem}]`, 'syntax');
    }
    constants.push({ ...pattern, kind: 'constant', type: 'keyword', value });
  }
  return constants;
}

function patternProblem(kind: 'LIKE' | 'RLIKE', pattern: string): string | undefined {
  try {
    patternTest(kind, [pattern]);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

/** The text of a KQL query as a literal; null, and what is no constant text, is a problem. */
export function constantQuery(
  query: Expression,
  search: Expression,
  context: AnalysisContext,
): ConstantExpression | undefined {
  const value = constantText(query, context);
  if (value === null)
    return context.fail(search, `argument of [${search.text}] cannot be null, received [${query.text}]`);
  if (value === undefined) return context.fail(search, unsupportedText('KQL with a computed query'), 'unsupported');
  return { ...query, kind: 'constant', type: 'keyword', value };
}

/** The columns of the source that a KQL text names. */
export function searchedColumns(
  query: string,
  node: Span,
  search: SearchScope,
  context: AnalysisContext,
): readonly Expression[] | undefined {
  let fields: readonly string[];
  try {
    fields = kqlFields(parseKql(query));
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    if (error.unsupported) return context.fail(node, unsupportedText(error.message), 'unsupported');
    return context.fail(node, `Failed to parse KQL query [${query}]: ${error.message}`);
  }
  const named = search.attributes.filter(({ name }) => fields.some((field) => matchesField(name, field)));
  if (named.some(({ type }) => type === 'text')) {
    return context.fail(node, unsupportedText('KQL on a text field'), 'unsupported');
  }
  const { start, end } = node;
  return named
    .filter(({ type }) => type !== 'unsupported')
    .map((attribute) => ({ kind: 'column', attribute, type: attribute.type, text: attribute.name, start, end }));
}
