/** What a check found, for people and for programs. */
import type { CheckReport } from '../detections/check.ts';
import type { Finding, Outcome, RuleState } from '../detections/outcome.ts';
import { count, findingText } from '../detections/report/finding-text.ts';
import { SEVERITIES } from '../detections/rule.ts';
import { json } from '../esql/answer-files.ts';
import { cells, place, visible } from './query-output.ts';

/** Request ids of records. */
export type IdsOf = (records: readonly number[]) => readonly string[];

/** The contract of `--format json`: these keys, and no others. */
export function checkJson({ window, records, outcomes }: CheckReport, idsOf: IdsOf): string {
  const rules = outcomes.map(({ rule, state, reason, columns, findings }) => {
    const head = JSON.stringify({ id: rule.id, name: rule.name, severity: rule.severity, state, reason });
    const kinds = JSON.stringify(columns.map(({ name, type }) => ({ name, type })));
    const values = findings.map((finding) => {
      const row = columns.map((column, i) => json(finding.values[i] ?? null, column));
      return `[${row.join(',')}]`;
    });
    const behind = [...new Set(findings.flatMap((finding) => finding.records))].sort((a, b) => a - b);
    const ids = JSON.stringify(idsOf(behind));
    return `${head.slice(0, -1)},"columns":${kinds},"values":[${values.join(',')}],"records":${ids}}`;
  });
  const times = JSON.stringify({ from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() });
  return `{"window":${times},"records":${records},"rules":[${rules.join(',')}]}\n`;
}

/** Findings of a rule that are listed; the rest is counted. */
const LISTED_FINDINGS = 8;
const LISTED_IDS = 3;
/** Width of the words before a rule's name. */
const LABEL = 9;

const QUIET: readonly (readonly [state: RuleState, title: string])[] = [
  ['cannot-fire', 'Cannot fire'],
  ['not-applicable', 'Not applicable'],
  ['unsupported', 'Only on Elasticsearch'],
  ['error', 'Wrong'],
];
/** Rules of a state that are listed one by one. */
const LISTED_RULES = 12;

export function checkTable({ window, records, outcomes }: CheckReport, idsOf: IdsOf, width: number): string {
  const lines: string[] = [];
  const line = (text: string): void => void lines.push(fitted(visible(text), width));
  const fired = outcomes
    .filter(({ state }) => state === 'fired')
    .sort((a, b) => SEVERITIES.indexOf(b.rule.severity) - SEVERITIES.indexOf(a.rule.severity));
  for (const { rule, findings, columns } of fired) {
    const number = findings.length === 1 ? '1 finding' : `${count(findings.length)} findings`;
    line(`${rule.severity.toUpperCase().padEnd(LABEL)} ${rule.name}: ${number}`);
    for (const finding of findings.slice(0, LISTED_FINDINGS)) {
      line(`  ${whenText(finding)}  ${findingText(finding, columns)}`);
      line(`    ${behindText(finding, idsOf)}`);
    }
    if (findings.length > LISTED_FINDINGS) line(`  and ${count(findings.length - LISTED_FINDINGS)} more`);
  }
  if (fired.length > 0) lines.push('');
  for (const { rule, reason } of outcomes.filter((outcome) => outcome.nearMiss))
    line(`${'near'.padEnd(LABEL)} ${rule.name}: ${reason.replace('near miss: ', '')}`);
  for (const { rule, suppressed } of outcomes) {
    if (suppressed.length === 0) continue;
    const reasons = new Set(suppressed.map(({ reason, until }) => `${reason}, until ${until}`));
    line(`${'muted'.padEnd(LABEL)} ${rule.name}: ${count(suppressed.length)} (${[...reasons].join('; ')})`);
  }
  for (const { rule, notes } of outcomes)
    for (const note of notes) line(`${'note'.padEnd(LABEL)} ${rule.name}: ${note}`);
  for (const [state, title] of QUIET) quiet(outcomes, state, title, line);
  const quietCount = outcomes.filter(({ state }) => state === 'clear').length;
  line(
    `${count(outcomes.length)} rules on ${count(records)} records, ${minute(window.from)} to ${minute(window.to)} UTC: ` +
      `${count(fired.length)} fired, ${count(quietCount)} clear`,
  );
  return `${lines.join('\n')}\n`;
}

function quiet(outcomes: readonly Outcome[], state: RuleState, title: string, line: (text: string) => void): void {
  const own = outcomes.filter((outcome) => outcome.state === state);
  if (own.length === 0) return;
  line(`${title}: ${count(own.length)}`);
  for (const { rule, reason } of own.slice(0, LISTED_RULES)) line(`  ${rule.name}: ${reason}`);
  if (own.length > LISTED_RULES) line(`  and ${count(own.length - LISTED_RULES)} more`);
}

function whenText({ first, last, runs }: Finding): string {
  const until = minute(last).slice(0, 10) === minute(first).slice(0, 10) ? minute(last).slice(11) : minute(last);
  return runs > 1 && last > first ? `${minute(first)} to ${until}` : minute(first);
}

function behindText({ records }: Finding, idsOf: IdsOf): string {
  const ids = idsOf(records.slice(0, LISTED_IDS));
  const more = records.length - ids.length;
  return `${count(records.length)} record${records.length === 1 ? '' : 's'}: ${ids.join(' ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}

function minute(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

function fitted(text: string, width: number): string {
  return cells(text) > width ? place(text, width, false) : text;
}
