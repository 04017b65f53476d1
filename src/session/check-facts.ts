/** What came of a rule as it crosses the border: values that every border takes, and no longer lists than a page can use. */
import type { Finding, NamedValue, NearMiss, Outcome } from '../detections/outcome.ts';
import type { Shown } from '../esql/result.ts';
import type { BelowThreshold, NamedCell, RuleFinding, RuleOutcome } from './protocol/checks.ts';
import { cellOf } from './query-cells.ts';

/** Findings of a rule that are told; the others are counted. */
export const MAX_FINDINGS = 500;
/** Records of a finding that are told; the others are counted. */
export const MAX_FINDING_RECORDS = 2_000;

export function outcomeFacts(outcome: Outcome): RuleOutcome {
  const { rule, state, reason, columns, findings, nearMiss, below, missing, suppressed, notes } = outcome;
  return {
    rule,
    state,
    reason,
    columns: columns.map(({ name, type }) => ({ name, type })),
    findings: findings.slice(0, MAX_FINDINGS).map(findingFacts),
    findingsTotal: findings.length,
    ...(nearMiss && { nearMiss: belowFacts(nearMiss) }),
    below: below.map(belowFacts),
    ...(missing !== undefined && { missing }),
    suppressed: suppressed
      .slice(0, MAX_FINDINGS)
      .map(({ finding, reason, until }) => ({ finding: findingFacts(finding), reason, until })),
    notes,
  };
}

function findingFacts({ values, group, reached, first, last, runs, records, notIndexed }: Finding): RuleFinding {
  return {
    values: values.map(cellOf),
    group: group.map(namedCell),
    reached,
    first,
    last,
    runs,
    records: records.slice(0, MAX_FINDING_RECORDS),
    recordsTotal: records.length,
    notIndexed,
  };
}

function belowFacts({ group, reached, at }: NearMiss): BelowThreshold {
  return { group: group.map(namedCell), reached, at };
}

function namedCell({ name, value }: NamedValue): NamedCell {
  return { name, value: cellOf(value as Shown) };
}
