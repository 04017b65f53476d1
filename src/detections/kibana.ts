/**
 * Rules in the form in which Kibana exports and imports them: one JSON object a line, and a last line that counts. Kibana
 * calls the fields as the rule files do, so both are read by the same checks.
 */
import type { Rule, RuleProblem, Threat } from './rule.ts';
import { MAX_RULE_FILE, type RuleFile, readRuleTable } from './rule-file.ts';

/** Of an export more rules are refused. */
export const MAX_EXPORTED_RULES = 5_000;
/** Findings that Kibana makes of one run at the most, unless told otherwise. */
const MAX_SIGNALS = 100;

const SPANS: readonly (readonly [unit: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** Rules without a schedule, as the queries of a hunt, are left out: Kibana has none. Imported rules are not enabled. */
export function kibanaExport(rules: readonly Rule[]): string {
  const scheduled = rules.filter(({ from }) => from !== undefined);
  const lines = scheduled.map((rule) => JSON.stringify(exported(rule)));
  const counts = {
    exported_count: scheduled.length,
    exported_rules_count: scheduled.length,
    missing_rules: [],
    missing_rules_count: 0,
    exported_exception_list_count: 0,
    exported_exception_list_item_count: 0,
    missing_exception_list_item_count: 0,
    missing_exception_list_items: [],
    missing_exception_lists: [],
    missing_exception_lists_count: 0,
    exported_action_connector_count: 0,
    missing_action_connection_count: 0,
    missing_action_connections: [],
    excluded_action_connection_count: 0,
    excluded_action_connections: [],
  };
  return `${[...lines, JSON.stringify(counts)].join('\n')}\n`;
}

function exported(rule: Rule): object {
  return {
    rule_id: rule.id,
    name: rule.name,
    description: rule.description === '' ? rule.name : rule.description,
    severity: rule.severity,
    risk_score: rule.riskScore,
    type: rule.type,
    language: rule.language,
    query: rule.query,
    from: before(rule.from ?? 0),
    to: before(rule.to),
    interval: span(rule.interval),
    tags: rule.tags,
    threat: rule.threats.map(threatOf),
    false_positives: rule.falsePositives,
    references: rule.references,
    note: rule.note,
    enabled: false,
    version: 1,
    author: [],
    license: '',
    max_signals: MAX_SIGNALS,
    actions: [],
    exceptions_list: [],
    immutable: false,
  };
}

function span(ms: number): string {
  const [unit, size] = SPANS.find(([, one]) => ms % one === 0) ?? ['s', 1_000];
  return `${Math.max(1, Math.round(ms / size))}${unit}`;
}

const before = (ms: number): string => (ms === 0 ? 'now' : `now-${span(ms)}`);

function threatOf({ framework, tactic, techniques }: Threat): object {
  return {
    framework,
    ...(tactic !== undefined && { tactic: named(tactic) }),
    technique: techniques.map(named),
  };
}

/** `TA0043 Reconnaissance`; where there is no number, all of it is the name. */
function named(text: string): object {
  const [, id = '', name = text] = /^((?:TA|T|AML\.TA?|LLM)[\d.:]+)\s+(.+)$/.exec(text) ?? [];
  return { id, name, reference: '' };
}

/** Whether a file is of this form, by its name. */
export function isKibanaExport(path: string): boolean {
  return /\.ndjson$/i.test(path);
}

/** Reads an export. Never throws: what is wrong is told with its line. */
export function readKibanaExport(path: string, text: string): RuleFile {
  const rules: Rule[] = [];
  const problems: RuleProblem[] = [];
  const fail = (line: number, message: string) => problems.push({ path, line, severity: 'error', message });
  for (const [i, written] of text.split('\n').entries()) {
    const line = i + 1;
    if (written.trim() === '') continue;
    const table = written.length > MAX_RULE_FILE ? undefined : objectOf(written);
    if (!table) {
      fail(line, 'the line is no JSON object');
      continue;
    }
    // Counts, exception lists and connectors are no rules.
    if (table.rule_id === undefined) continue;
    if (rules.length >= MAX_EXPORTED_RULES) {
      fail(line, `the file has more than ${MAX_EXPORTED_RULES} rules`);
      break;
    }
    const read = readRuleTable(path, written, table);
    rules.push(...read.rules.map((rule) => ({ ...rule, queryLine: line })));
    problems.push(...read.problems.map((problem) => ({ ...problem, line })));
  }
  return { rules, problems, isRuleFile: rules.length > 0 || problems.length > 0 };
}

function objectOf(text: string): { readonly [key: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as { readonly [key: string]: unknown })
      : undefined;
  } catch {
    return undefined;
  }
}
