/** What checks of invented rules found on the invented records: each state once, and texts that no rule file should hold. */
import type {
  CheckState,
  RuleFacts,
  RuleFinding,
  RuleOutcome,
  RuleSeverity,
  RuleState,
} from '../../../src/session/protocol/checks.ts';
import { CALLERS, timeOf } from './invented.ts';
import { HOSTILE } from './texts.ts';

const HOUR = 3_600_000;

function ruleOf(id: string, name: string, severity: RuleSeverity, more: Partial<RuleFacts> = {}): RuleFacts {
  return {
    id,
    name,
    severity,
    description: `${name}: seen at one caller within an hour.`,
    riskScore: { low: 21, medium: 47, high: 73, critical: 99 }[severity],
    language: 'esql',
    type: 'esql',
    query:
      'FROM logs-aws_bedrock.invocation-*\n| WHERE gen_ai.compliance.violation_detected // what the guardrail said\n' +
      '| STATS blocks = COUNT(*) BY user.id\n| WHERE blocks > 5',
    from: HOUR,
    to: 0,
    interval: HOUR / 6,
    tags: ['Domain: LLM', 'OWASP LLM01: Prompt Injection', 'MITRE ATLAS: AML.T0054 LLM Jailbreak'],
    threats: [{ framework: 'MITRE ATLAS', techniques: ['AML.T0054 LLM Jailbreak'] }],
    falsePositives: ['A rehearsal of the service desk.'],
    references: ['https://example.com/about-the-rule', 'javascript:alert(1)'],
    note: '## Why it matters\n\nWho tries once tries\nagain.\n\n## What to do\n\n- Read what was said.\n- Ask the owner.',
    path: `builtin/${id}.toml`,
    queryLine: 10,
    ...more,
  };
}

function findingOf(caller: number, value: number, total: number): RuleFinding {
  const records = Array.from({ length: value }, (_, i) => total - 1 - i * 3).reverse();
  return {
    values: [value, CALLERS[caller] ?? null],
    group: [{ name: 'user.id', value: CALLERS[caller] ?? null }],
    reached: [{ column: 'blocks', value, needed: 6, exceed: false }],
    first: timeOf(total - 200, total),
    last: timeOf(total - 1, total),
    runs: 4,
    records,
    recordsTotal: value,
    notIndexed: caller === 1 ? 2 : 0,
  };
}

function outcomeOf(rule: RuleFacts, state: RuleState, more: Partial<RuleOutcome> = {}): RuleOutcome {
  const columns = [
    { name: 'blocks', type: 'long' },
    { name: 'user.id', type: 'keyword' },
  ];
  return {
    rule,
    state,
    reason: '',
    columns,
    findings: [],
    findingsTotal: 0,
    below: [],
    suppressed: [],
    notes: [],
    ...more,
  };
}

export type CheckScene = 'done' | 'none' | 'running' | 'cancelled' | 'failed' | 'stale' | 'empty';

export function checkState(scene: CheckScene, total: number, hostile: boolean): CheckState {
  if (scene === 'empty') return { phase: 'done', window: 'rule', rules: [], problems: [], stale: false };
  const outcomes = total < 400 ? [] : outcomesOf(total, hostile);
  const rules = outcomes.map(({ rule }) => rule);
  const answer = {
    range: { from: timeOf(0, total), to: timeOf(total - 1, total) },
    window: 'rule' as const,
    records: total,
    outcomes: scene === 'cancelled' ? outcomes.slice(0, 2) : outcomes,
    complete: scene !== 'cancelled',
    notes: [],
    took: 412,
  };
  const problems = [
    { path: '/rules/broken.toml', line: 7, severity: 'error' as const, message: 'not TOML: a value is missing' },
  ];
  const state = { window: 'rule' as const, rules, problems, stale: scene === 'stale' };
  if (scene === 'none' || scene === 'running') return { ...state, phase: scene };
  if (scene === 'failed') return { ...state, phase: 'failed', reason: 'Reading has ended. Open the logs again.' };
  return { ...state, phase: scene === 'cancelled' ? 'cancelled' : 'done', answer };
}

function outcomesOf(total: number, hostile: boolean): RuleOutcome[] {
  const group = (caller: number) => [{ name: 'user.id', value: CALLERS[caller] ?? null }];
  const near = {
    group: group(2),
    reached: { column: 'blocks', value: 5, needed: 6, exceed: false },
    at: timeOf(total - 90, total),
  };
  const clear = { ...near, group: group(3), reached: { ...near.reached, value: 1 } };
  const blocks = ruleOf(
    'blocks',
    hostile ? HOSTILE : 'Blocks in series',
    'medium',
    hostile ? { note: HOSTILE, tags: [HOSTILE] } : {},
  );
  return [
    outcomeOf(blocks, 'fired', {
      reason:
        'records behind 1 of 2 findings have text that Elasticsearch would not hold (above 32,766 characters, or in S3)',
      findings: [findingOf(1, 9, total), findingOf(0, 7, total)],
      findingsTotal: 2,
      below: [near, clear],
    }),
    outcomeOf(ruleOf('keys', 'Keys in a prompt', 'critical'), 'fired', {
      findings: [{ ...findingOf(0, 1, total), group: [], reached: [], runs: 1 }],
      findingsTotal: 1,
    }),
    outcomeOf(ruleOf('denied', 'Denied models in series', 'high'), 'clear', {
      reason: 'near miss: 5 of 6 (blocks, user.id vendor-trial)',
      nearMiss: near,
      below: [near, clear],
    }),
    outcomeOf(ruleOf('truncated', 'Truncated answers', 'low'), 'clear'),
    outcomeOf(ruleOf('guardless', 'Calls without a guardrail', 'medium'), 'clear', {
      reason: '1 finding is suppressed (The nightly report needs none, until 2026-12-31)',
      suppressed: [{ finding: findingOf(3, 40, total), reason: 'The nightly report needs none', until: '2026-12-31' }],
    }),
    outcomeOf(ruleOf('topics', 'Denied topics', 'low'), 'cannot-fire', {
      reason: 'no record has the field gen_ai.compliance.violation_code',
      missing: 'gen_ai.compliance.violation_code',
    }),
    outcomeOf(ruleOf('enriched', 'Callers by team', 'low', { path: '/rules/enriched.toml' }), 'unsupported', {
      reason: 'line 2:3: ENRICH can only be run on Elasticsearch',
    }),
    outcomeOf(ruleOf('sequence', 'A sequence of events', 'high', { language: 'eql', type: 'eql' }), 'not-applicable', {
      reason: 'the rule is in eql (type eql), not in ES|QL',
    }),
    outcomeOf(ruleOf('wrong', 'A rule with a mistake', 'low'), 'error', { reason: 'line 1:1: mismatched input' }),
  ];
}
