/** What is done with each record once for all runs of a rule answers as if each run had done it. */
import { beforeAll, expect, test } from 'vitest';
import { builtinRules } from '../../../src/detections/builtin.ts';
import { checkRules } from '../../../src/detections/check.ts';
import { readinessOf } from '../../../src/detections/readiness.ts';
import type { CheckedRecords } from '../../../src/detections/records.ts';
import type { Rule } from '../../../src/detections/rule.ts';
import { Staged } from '../../../src/detections/staged.ts';
import { countTo } from '../../../src/esql/columns/order.ts';
import type { RecordSource } from '../../../src/session/query-source.ts';
import { RULE_SCHEMA } from '../../../src/session/rule-schema.ts';
import { ruleOf, scenario } from './checking.ts';

const FROM = 'FROM logs-aws_bedrock.invocation-*';
const SCHEDULE = 'from = "now-90m"\ninterval = "10m"';

const QUERIES: readonly string[] = [
  `${FROM} | WHERE bedrock_logs.latency > 0 | STATS n = COUNT(*), slow = MAX(bedrock_logs.latency) BY user.id | WHERE n >= 5`,
  `${FROM} | EVAL who = CONCAT(user.id, "/", gen_ai.request.model.id) | STATS n = COUNT(*), users = VALUES(TO_UPPER(user.id)) BY who, day = DATE_TRUNC(1 hour, @timestamp) | WHERE n >= 3 | SORT n DESC`,
  `${FROM} | STATS errors = COUNT(*) WHERE gen_ai.response.error_code IS NOT NULL, n = COUNT(*) BY LENGTH(user.id) | WHERE errors >= 2 AND n > 3`,
  `${FROM} | MV_EXPAND bedrock_logs.finding | WHERE bedrock_logs.finding LIKE "*BLOCKED" | DISSECT bedrock_logs.finding "%{policy}|%{rest}" | STATS n = COUNT(*), kinds = COUNT_DISTINCT(policy) BY user.id, policy | WHERE n >= 2`,
  `${FROM} | WHERE bedrock_logs.finding IS NOT NULL | STATS n = COUNT(*) BY bedrock_logs.finding | WHERE n > 2`,
  `${FROM} | EVAL m = gen_ai.request.model.id | STATS n = COUNT(*) BY user.id, m | STATS models = COUNT(*), calls = SUM(n) BY user.id | WHERE models >= 2 | KEEP calls, user.id`,
  `${FROM} | WHERE user.id IS NOT NULL | STATS n = COUNT(*) BY user.id | EVAL twice = n * 2 | WHERE twice > 6 AND user.id LIKE "*a*" | LIMIT 5`,
  `${FROM} | WHERE user.id == "nobody" | STATS n = COUNT(*) BY user.id | WHERE n > 1`,
  `${FROM} | WHERE user.id IS NOT NULL | STATS n = COUNT(*), m = MAX(LENGTH(who)) BY who = user.id, all = "all" | WHERE n > 2 AND m > 1`,
  `${FROM} | WHERE bedrock_logs.latency > 0 | STATS n = COUNT(*), m = MAX(ABS(hours)) BY hours = DATE_DIFF("hours", NOW(), @timestamp), user.id | WHERE n > 2`,
  `${FROM} | EVAL age = NOW() - 30 minutes | STATS n = COUNT(*) WHERE @timestamp > age BY user.id | WHERE n >= 2`,
];

let records: RecordSource;
/** The same records with nothing in memory: nothing is done beforehand. */
let unstaged: CheckedRecords;

beforeAll(async () => {
  records = await scenario('incidents');
  unstaged = {
    rowCount: records.rowCount,
    read: (names) => records.read(names),
    select: (rows) => records.select(rows),
    inMemory: () => false,
    filled: (field) => records.filled(field),
    searchable: () => false,
    find: (needles, pace) => records.find(needles, pace),
  };
});

async function stagedOf(rule: Rule, from: CheckedRecords): Promise<Staged | undefined> {
  const readiness = readinessOf(rule, RULE_SCHEMA);
  if (!('plan' in readiness)) throw new Error(`${rule.name} cannot run`);
  return Staged.of(readiness.plan, from, countTo(from.rowCount), {});
}

test.each(QUERIES)('%s', async (query) => {
  const rule = ruleOf(query, SCHEDULE);
  for (const window of ['rule', 'all'] as const) {
    const [one, other] = [records, unstaged].map((from) => checkRules([rule], from, RULE_SCHEMA, { window }));
    expect((await one)?.outcomes).toEqual((await other)?.outcomes);
  }
});

test('rules that group records do so, and what asks for the time does not', async () => {
  const staged = await Promise.all(QUERIES.map((query) => stagedOf(ruleOf(query), records)));
  expect(staged.map((each) => each !== undefined)).toEqual(QUERIES.map((query) => !/BY who =|age = NOW/.test(query)));
  expect(await stagedOf(ruleOf(QUERIES[0] as string), unstaged)).toBeUndefined();
  const texts = `${FROM} | EVAL start = LEFT(gen_ai.prompt, 9) | STATS n = COUNT(*) BY start | WHERE n > 1`;
  expect(await stagedOf(ruleOf(texts), records)).toBeUndefined();
});

test('the rules that come with the inspector', async () => {
  const rules = builtinRules().filter(({ query }) => !/_text|gen_ai\.(?:prompt|completion)/.test(query ?? ''));
  expect(rules.length).toBeGreaterThan(12);
  const [one, other] = [records, unstaged].map((from) => checkRules(rules, from, RULE_SCHEMA, { window: 'rule' }));
  const outcomes = (await one)?.outcomes;
  expect(outcomes?.filter(({ state }) => state === 'fired').length).toBeGreaterThan(8);
  expect(outcomes).toEqual((await other)?.outcomes);
});
