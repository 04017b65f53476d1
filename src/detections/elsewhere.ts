/** What a cluster answered to rules, in the words of a check on records here. */
import type { Shown } from '../esql/result.ts';
import { parseDate } from '../esql/values/date.ts';
import { type Measured, nearMisses, reachedIn } from './near-elsewhere.ts';
import { type Finding, nearMissText, type Outcome } from './outcome.ts';
import type { Rule } from './rule.ts';

export interface AnsweredRule {
  readonly rule: Rule;
  readonly state: 'fired' | 'clear' | 'not-applicable' | 'error';
  readonly reason: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Shown[])[];
  /** Names of the columns that make a row's group. */
  readonly groups: readonly string[];
  readonly warnings: readonly string[];
  /** The answer to the query of `measuredBy`, where it was asked. */
  readonly near?: Pick<AnsweredRule, 'columns' | 'rows'>;
}

/**
 * `now`: when it was asked, epoch ms. `measured`: the rule's thresholds, if it has any. `records`: the numbers of the
 * records behind a row, where these have numbers.
 */
export function outcomeElsewhere(
  { rule, state, reason, columns, rows, groups, warnings, near }: AnsweredRule,
  now: number,
  measured?: Measured,
  records: (row: number) => readonly number[] = () => [],
): Outcome {
  const named = groups.map((name) => ({ name, at: columns.findIndex((column) => column.name === name) }));
  const time = columns.findIndex(({ name }) => name === '@timestamp');
  const findings = rows.map((values, row): Finding => {
    const at = timeOf(values[time]) ?? now;
    const group = named.map(({ name, at: column }) => ({ name, value: values[column] ?? null }));
    const reached = measured ? reachedIn(measured, columns, values) : [];
    return { values, group, reached, first: at, last: at, runs: 1, records: records(row), notIndexed: 0 };
  });
  const outcome = { rule, state, reason, columns, findings, below: [], suppressed: [], notes: warnings };
  if (!measured || !near) return outcome;
  const { below, nearMiss } = nearMisses(measured, near.columns, near.rows, now);
  return { ...outcome, below, ...(nearMiss && { nearMiss, reason: nearMissText(nearMiss) }) };
}

function timeOf(value: Shown | undefined): number | undefined {
  return typeof value === 'string' ? parseDate(value) : undefined;
}
