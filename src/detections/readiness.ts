/** Whether a rule can be asked at all: its language, its data, its query. */
import { analyse } from '../esql/analysis/analyse.ts';
import { AnalysisContext } from '../esql/analysis/context.ts';
import type { Plan } from '../esql/analysis/plan.ts';
import { problemText } from '../esql/query.ts';
import { parse } from '../esql/syntax/parser.ts';
import type { Problem } from '../esql/syntax/position.ts';
import type { QueryNode } from '../esql/syntax/tree.ts';
import type { Catalog } from '../esql/table.ts';
import type { RuleState } from './outcome.ts';
import type { Schema } from './records.ts';
import type { Rule } from './rule.ts';

export type Readiness =
  | { readonly plan: Plan; readonly notes: readonly string[] }
  | { readonly state: RuleState; readonly reason: string; readonly problems: readonly Problem[] };

/** Data of which nothing is known: every field may be there. */
const UNKNOWN_DATA: Catalog = { fields: () => [{ name: '@timestamp', type: 'date' }] };
const UNKNOWN_COLUMN = /^(Unknown column|No matches found for pattern)/;

const known = new WeakMap<Rule, { readonly schema: Schema; readonly readiness: Readiness }>();

/** Found once for each rule: it is asked before records are loaded, and at every check. */
export function readinessOf(rule: Rule, schema: Schema): Readiness {
  const before = known.get(rule);
  if (before?.schema === schema) return before.readiness;
  const readiness = found(rule, schema);
  known.set(rule, { schema, readiness });
  return readiness;
}

function found(rule: Rule, schema: Schema): Readiness {
  const not = (state: RuleState, reason: string, problems: readonly Problem[] = []): Readiness => ({
    state,
    reason,
    problems,
  });
  if (rule.deprecated) return not('not-applicable', 'the rule is deprecated');
  if (rule.language !== 'esql') {
    const language = rule.language === '' ? `of type ${rule.type}` : `in ${rule.language}`;
    return not(
      'not-applicable',
      `the rule is ${language}${rule.type === 'hunt' || rule.language === '' ? '' : ` (type ${rule.type})`}, not in ES|QL`,
    );
  }
  const parsed = parse(rule.query);
  if ('problem' in parsed) return refused(rule, [parsed.problem]);
  const patterns = patternsIn(parsed.query);
  if (patterns.length === 0) return not('not-applicable', 'the query reads no records (ROW)');
  if (!schema.covers(patterns)) {
    const elsewhere = analysed(rule, parsed.query, UNKNOWN_DATA, true);
    const wrong = 'problems' in elsewhere ? elsewhere.problems.filter(isWrongAnywhere) : [];
    return wrong.length > 0
      ? refused(rule, wrong)
      : not(
          'not-applicable',
          `it reads ${patterns.join(', ')}, not invocation logs: syntax and functions were checked, fields were not`,
        );
  }
  const ours = analysed(rule, parsed.query, schema.catalog, false);
  if ('plan' in ours) return { plan: ours.plan, notes: [] };
  const unknown = ours.problems.filter(({ message }) => UNKNOWN_COLUMN.test(message));
  if (unknown.length < ours.problems.length || !isMixed(patterns)) return refused(rule, ours.problems);
  // Of several data streams, or of all, fields of the others are null in ours.
  const mixed = analysed(rule, parsed.query, schema.catalog, true);
  if ('problems' in mixed) return refused(rule, mixed.problems);
  return { plan: mixed.plan, notes: ['fields of other data streams are null here'] };
}

function analysed(rule: Rule, query: QueryNode, catalog: Catalog, nullify: boolean): ReturnType<typeof analyse> {
  const context = new AnalysisContext(rule.query, catalog, { values: [] });
  context.nullifyUnmapped = nullify;
  return analyse(query, context);
}

function refused(rule: Rule, problems: readonly Problem[]): Readiness {
  const unsupported = problems.filter(({ kind }) => kind === 'unsupported');
  const told = unsupported.length > 0 ? unsupported : problems;
  return {
    state: unsupported.length > 0 ? 'unsupported' : 'error',
    reason: problemText(rule.query, told).replaceAll('\n', '; '),
    problems: told,
  };
}

/** What no data could make right: of fields that are not known nothing is said, nor of types, which may come of them. */
function isWrongAnywhere({ kind, message }: Problem): boolean {
  return kind !== 'verification' || !(UNKNOWN_COLUMN.test(message) || /\btypes?\b/.test(message));
}

function patternsIn({ commands }: QueryNode): readonly string[] {
  const [first] = commands;
  return first?.command === 'FROM' ? first.patterns : [];
}

/** Whether patterns name more than one kind of data. */
function isMixed(patterns: readonly string[]): boolean {
  const all = patterns.flatMap((pattern) => pattern.split(','));
  return all.length > 1 || all.some((pattern) => /^(?:\*|logs-\*|logs\*|logs-aws\*)/.test(pattern.trim()));
}
