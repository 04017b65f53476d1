/**
 * The rules that others publish, as they are: point BEDROCK_LOGS_RULES_DIR at a clone of Elastic's detection-rules, or at
 * any folder of rule files.
 */
import { describe, expect, test } from 'vitest';
import { readRules } from '../../../src/cli/rule-files.ts';
import type { Outcome } from '../../../src/detections/outcome.ts';
import { check, scenario } from './checking.ts';

const path = process.env.BEDROCK_LOGS_RULES_DIR;
/** ES|QL rules that may need a cluster. */
const MOST_UNSUPPORTED = 14;

describe.skipIf(path === undefined)(`rules in ${path ?? 'BEDROCK_LOGS_RULES_DIR, which is not set'}`, () => {
  test('every ES|QL rule is asked or refused by name, none is wrong', async () => {
    const { rules } = readRules([path as string]);
    const { outcomes } = await check(rules, await scenario('incidents', 60), { window: 'all' });
    const esql = outcomes.filter(({ rule }) => rule.language === 'esql');
    const of = (state: Outcome['state']) =>
      esql.filter((outcome) => outcome.state === state).map(({ rule, reason }) => `${rule.path}: ${reason}`);
    expect(of('error')).toEqual([]);
    expect(of('unsupported').length, of('unsupported').join('\n')).toBeLessThanOrEqual(MOST_UNSUPPORTED);
    for (const outcome of outcomes.filter(({ rule }) => rule.language !== 'esql'))
      expect(outcome.state, outcome.rule.path).toBe('not-applicable');
    const ours = esql.filter(({ rule }) => /aws_bedrock\.invocation/.test(rule.query) && !rule.deprecated);
    for (const { rule, state, reason } of ours)
      expect(`${rule.path} ${state}`, reason).toMatch(/fired|clear|cannot-fire/);
  });
});
