/** What guardrails found and did, as the records tell it. */
import { contains, equals, hasFinding } from '../conditions.ts';
import type { Panel } from '../panel.ts';
import { byTime, overRecords, quoted, type Scope } from '../scope.ts';

const VIOLATED = 'WHERE gen_ai.compliance.violation_detected';
const NOTHING_FOUND = 'No guardrail found anything in these records.';
const NOTHING_DONE = 'No guardrail intervened in these records.';

/** One row for each text of a finding with the records that hold it: `found` counts a record's equal findings once. */
const EACH_FINDING = [
  'WHERE bedrock_logs.finding IS NOT NULL',
  'STATS found = COUNT(*) BY bedrock_logs.finding',
  'DISSECT bedrock_logs.finding "%{source}|%{policy}|%{code}|%{confidence}|%{action}"',
] as const;
/** What was only looked at, or marked without being stopped, has the action NONE or none at all. */
const ACTED = 'WHERE action IN ("BLOCKED", "ANONYMIZED")';

/** Whether one of the joined findings blocked or masked something of the input or the output. */
const acted = (source: string): string =>
  `findings RLIKE ${quoted(`(.*;)?${source}[|]([^|]*[|]){3}(BLOCKED|ANONYMIZED)(;.*)?`)}`;

const overFindings = (scope: Scope, ...commands: readonly string[]): string =>
  overRecords(scope, ...EACH_FINDING, ...commands);

export const POLICIES: Panel = {
  id: 'guardrail-policies',
  title: 'Interventions by policy',
  unit: 'findings, in and out',
  section: 'guardrails',
  from: 'records',
  view: {
    kind: 'table',
    label: {
      column: 'policy',
      label: 'Policy',
      condition: (policy) => contains('gen_ai.policy.name')(policy),
    },
    columns: [
      { column: 'input', label: 'Input', measure: 'findings', share: true },
      { column: 'output', label: 'Output', measure: 'findings', share: true },
    ],
  },
  absent: NOTHING_DONE,
  esql: (scope) =>
    scope.extended
      ? overFindings(
          scope,
          ACTED,
          'STATS input = SUM(found) WHERE source == "input", output = SUM(found) WHERE source == "output", n = SUM(found) BY policy',
          'SORT n DESC, policy',
        )
      : overRecords(
          scope,
          VIOLATED,
          'MV_EXPAND gen_ai.policy.name',
          'STATS n = COUNT(*) BY policy = gen_ai.policy.name',
          'SORT n DESC, policy',
        ),
};

export const CONFIDENCE: Panel = {
  id: 'guardrail-confidence',
  title: 'Confidence and action',
  unit: 'findings',
  section: 'guardrails',
  from: 'records',
  extended: true,
  view: {
    kind: 'matrix',
    measure: 'findings',
    row: { column: 'confidence', label: 'Confidence', none: 'not given' },
    column: { column: 'action', label: 'Action', none: 'none given' },
    value: 'n',
    rows: ['HIGH', 'MEDIUM', 'LOW'],
    columns: ['BLOCKED', 'ANONYMIZED', 'NONE'],
    condition: (confidence, action) => hasFinding({ confidence: confidence ?? '', action: action ?? '' }),
  },
  absent: NOTHING_FOUND,
  esql: (scope) => overFindings(scope, 'STATS n = SUM(found) BY confidence, action', 'SORT confidence, action'),
};

const CODE = 'gen_ai.compliance.violation_code';

/** A finding has its policy before its code; of a denied topic it has the name, and the code of every topic is DENY. */
const POLICY_OF_CODE = [
  `EVAL findings = MV_CONCAT(findings, ";"), at = LOCATE(findings, CONCAT("|", ${CODE}, "|"))`,
  `EVAL policy = CASE(${CODE} == "DENY", "topic_policy", at > 0, MV_LAST(SPLIT(LEFT(findings, GREATEST(at - 1, 0)), "|")))`,
  'DROP findings, at',
] as const;

export const CODES: Panel = {
  id: 'violation-codes',
  title: 'Violation codes',
  unit: 'calls',
  section: 'guardrails',
  from: 'records',
  view: {
    kind: 'ranking',
    measure: 'calls',
    label: {
      column: CODE,
      label: 'Code',
      condition: (code) => `gen_ai.compliance.violation_detected AND ${contains(CODE)(code)}`,
    },
    value: 'calls',
    policy: 'policy',
  },
  absent: NOTHING_DONE,
  esql: (scope) =>
    overRecords(
      scope,
      VIOLATED,
      `MV_EXPAND ${CODE}`,
      `STATS calls = COUNT(*)${scope.extended ? ', findings = VALUES(bedrock_logs.finding)' : ''} BY ${CODE}`,
      `SORT calls DESC, ${CODE}`,
      ...(scope.extended ? POLICY_OF_CODE : []),
      'LIMIT 7',
    ),
};

/** TOP sorts by value and not by frequency, so what was found most often takes two steps. */
export const TRIGGERED: Panel = {
  id: 'guardrail-callers',
  title: 'Who triggers guardrails?',
  unit: 'calls',
  section: 'guardrails',
  from: 'records',
  view: {
    kind: 'table',
    label: {
      column: 'user.id',
      label: 'Caller',
      condition: (caller) => `gen_ai.compliance.violation_detected AND ${equals('user.id')(caller)}`,
      none: 'not given',
    },
    also: { column: 'most_often', label: 'Most often', condition: contains(CODE) },
    columns: [
      { column: 'calls', label: 'Calls', measure: 'calls' },
      { column: 'peak', label: 'Peak/h', measure: 'calls' },
    ],
  },
  absent: NOTHING_DONE,
  esql: (scope) =>
    overRecords(
      scope,
      VIOLATED,
      'INLINE STATS calls = COUNT(*) BY user.id',
      'EVAL hour = DATE_TRUNC(1 hour, @timestamp)',
      'INLINE STATS in_hour = COUNT(*) BY user.id, hour',
      'INLINE STATS peak = MAX(in_hour) BY user.id',
      `MV_EXPAND ${CODE}`,
      `STATS calls = MAX(calls), peak = MAX(peak), times = COUNT(*) BY user.id, code = ${CODE}`,
      'INLINE STATS most = MAX(times) BY user.id',
      'WHERE times == most',
      'STATS calls = MAX(calls), most_often = MIN(code), peak = MAX(peak) BY user.id',
      'SORT calls DESC, user.id',
      'LIMIT 6',
    ),
};

export const INTERVENTIONS: Panel = {
  id: 'interventions',
  title: 'Interventions over time',
  unit: 'calls per {0}; one in both counts twice',
  section: 'guardrails',
  from: 'records',
  view: {
    kind: 'bars',
    measure: 'calls',
    series: [
      { column: 'input', label: 'input' },
      { column: 'output', label: 'output' },
    ],
    picks: 'gen_ai.compliance.violation_detected',
  },
  absent: NOTHING_DONE,
  esql: (scope) =>
    scope.extended
      ? overRecords(
          scope,
          VIOLATED,
          'EVAL findings = MV_CONCAT(bedrock_logs.finding, ";")',
          `STATS calls = COUNT(*) BY ${byTime(scope)}, findings`,
          `STATS input = SUM(calls) WHERE ${acted('input')}, output = SUM(calls) WHERE ${acted('output')} BY t`,
          'SORT t',
        )
      : overRecords(scope, VIOLATED, `STATS input = COUNT(*) BY ${byTime(scope)}`, 'SORT t'),
};
