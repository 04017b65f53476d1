/**
 * The rules that others publish, as they are: point BEDROCK_LOGS_RULES_DIR at a clone of Elastic's detection-rules, or at
 * any folder of rule files. No outcome of an ES|QL rule is taken silently: each feature that is refused and each mistake
 * in a file is named here.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { readRules } from '../../../src/cli/rule-files.ts';
import type { Outcome } from '../../../src/detections/outcome.ts';
import { logFile } from '../session/records.ts';
import { attackLog } from './attacks.ts';
import { check, folder, loadedFrom } from './checking.ts';

const path = process.env.BEDROCK_LOGS_RULES_DIR;

/** How many ES|QL rules (hunts aside) may need a cluster because of a feature. */
const REFUSED: Readonly<Record<string, number>> = {
  COMPLETION: 6,
  'FROM with a subquery': 4,
  ':': 3,
  MATCH: 1,
};
/** Features that came with later versions than the rules counted above. */
const REFUSED_LATER: Readonly<Record<string, number>> = { IP_LOCATION: 4, ST_Y: 2, ST_X: 2, 'LIMIT with BY': 1 };
/** Features that only hunting queries use beyond these. */
const REFUSED_HUNTS: readonly string[] = ['ENRICH', 'MATCH'];
/** Mistakes of published files, which Elasticsearch refuses as well, each in one query. */
const MISTAKES: Readonly<Record<string, RegExp>> = {
  'one = in a condition': /mismatched input '=' expecting <EOF>$/,
  'a backslash before ? in a string': /token recognition error at: '.*\\\?/,
  'a lone quote in a regular expression of Lucene':
    /Invalid regex pattern for RLIKE .*\[expected '"' at position \d+\]/,
  'an aggregate that is not there': /mismatched input 'by' expecting/,
  'a - in the parentheses of NOW': /mismatched input '\)' expecting/,
  'a field under a former name': /^Found 1 problem; line \d+:\d+: Unknown column \[gen_ai\.model\.id\]/,
};
/** Fields that the integration declares and never fills. */
const NEVER_FILLED = /^no record has the field gen_ai\.performance\.start_response_time$/;

describe.skipIf(path === undefined)(`rules in ${path ?? 'BEDROCK_LOGS_RULES_DIR, which is not set'}`, () => {
  let outcomes: readonly Outcome[] = [];
  const esql = (state: Outcome['state'], hunts: boolean) =>
    outcomes.filter(
      ({ rule, state: own }) => rule.language === 'esql' && own === state && (rule.type === 'hunt') === hunts,
    );
  const told = (some: readonly Outcome[]) => some.map(({ rule, reason }) => `${rule.path}: ${reason}`);

  beforeAll(async () => {
    const { rules } = readRules([path as string]);
    const records = await loadedFrom(await logFile(await folder(), 'attacks.jsonl', attackLog()));
    ({ outcomes } = await check(rules, records, { window: 'all' }));
    const counts = new Map<string, number>();
    for (const { rule, state } of outcomes) {
      const kind = `${rule.language || 'no language'}, ${rule.type === 'hunt' ? 'hunt' : 'rule'}: ${state}`;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    console.info(
      [...counts]
        .sort()
        .map(([kind, count]) => `${String(count).padStart(5)}  ${kind}`)
        .join('\n'),
    );
  });

  test('no ES|QL rule is wrong, but for the mistakes that Elasticsearch refuses too', () => {
    const wrong = [...esql('error', false), ...esql('error', true)];
    const known = Object.values(MISTAKES);
    expect(told(wrong.filter(({ reason }) => !known.some((mistake) => mistake.test(reason))))).toEqual([]);
    for (const [mistake, pattern] of Object.entries(MISTAKES))
      expect(told(wrong.filter(({ reason }) => pattern.test(reason))).length, mistake).toBeLessThanOrEqual(1);
  });

  test('what only a cluster has is refused by its name, in no more rules than use it', () => {
    const features = new Map<string, number>();
    for (const { reason } of esql('unsupported', false)) {
      const named = new Set(
        [...reason.matchAll(/\[([^\]]*)\] is not supported by the local engine/g)].map(([, f]) => f),
      );
      expect(named.size, reason).toBeGreaterThan(0);
      for (const feature of named) features.set(feature as string, (features.get(feature as string) ?? 0) + 1);
    }
    console.info(`refused: ${[...features].map(([feature, count]) => `${feature} ${count}`).join(', ')}`);
    for (const [feature, count] of features)
      expect(count, feature).toBeLessThanOrEqual(REFUSED[feature] ?? REFUSED_LATER[feature] ?? 0);
    for (const { reason } of esql('unsupported', true))
      expect(
        REFUSED_HUNTS.some((feature) => reason.includes(`[${feature}] is not supported`)),
        reason,
      ).toBe(true);
  });

  test('rules for other data are checked as far as that goes without their fields, and say so', () => {
    for (const { rule, reason } of [...esql('not-applicable', false), ...esql('not-applicable', true)]) {
      if (!rule.deprecated) expect(`${rule.path}: ${reason}`).toMatch(/not invocation logs: syntax and functions were/);
    }
  });

  test('rules in other languages are listed as not applicable', () => {
    const others = outcomes.filter(({ rule }) => rule.language !== 'esql');
    expect(told(others.filter(({ state }) => state !== 'not-applicable'))).toEqual([]);
    expect(others.map(({ rule }) => rule.language).filter((language) => /es\W?ql/.test(language))).toEqual([]);
  });

  test('each rule and hunt for Bedrock invocation logs finds what it is for', () => {
    const ours = outcomes.filter(
      ({ rule, state }) =>
        /\bfrom\s+logs-aws_bedrock\.invocation-\*/i.test(rule.query) && !rule.deprecated && state !== 'error',
    );
    const quiet = ours.filter(({ state, reason }) => state !== 'fired' && !NEVER_FILLED.test(reason));
    expect(quiet.map(({ rule, state, reason }) => `${rule.path}: ${state} ${reason}`)).toEqual([]);
    for (const { rule, findings } of ours.filter(({ state }) => state === 'fired'))
      for (const { records } of findings) expect(records.length, rule.path).toBeGreaterThan(0);
  });
});
