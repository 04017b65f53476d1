/** A rule on a cluster tells of the same near misses as here, though all that can be asked there is another query. */
import { describe, expect, test } from 'vitest';
import { builtinRules } from '../../../src/detections/builtin.ts';
import { type Measured, measuredBy, nearMisses, reachedIn } from '../../../src/detections/near-elsewhere.ts';
import { nearMissText } from '../../../src/detections/outcome.ts';
import { prepare, run } from '../../../src/esql/query.ts';
import type { RecordSource } from '../../../src/session/query-source.ts';
import { RULE_SCHEMA } from '../../../src/session/rule-schema.ts';
import { check, ruleOf, scenario } from './checking.ts';

const NOW = Date.UTC(2026, 2, 14);
const FROM = 'FROM logs-aws_bedrock.invocation-*';
const BY = '| STATS n = COUNT(*), tokens = SUM(gen_ai.usage.prompt_tokens) BY user.id';

const measured = (query: string): Measured | undefined => measuredBy(ruleOf(query), RULE_SCHEMA);

async function near(of: Measured, records: RecordSource) {
  const prepared = prepare(of.query ?? '', RULE_SCHEMA.catalog);
  if (!('plan' in prepared)) throw new Error(prepared.problems[0]?.message);
  const result = await run(prepared.plan, records, { now: NOW });
  return nearMisses(of, result.columns, [...result.rows()], NOW);
}

describe('a rule that comes with the inspector', () => {
  const counting = builtinRules().filter((rule) => measuredBy(rule, RULE_SCHEMA)?.query !== undefined);

  test('can be lowered wherever it counts', () => {
    const all = builtinRules().filter((rule) => measuredBy(rule, RULE_SCHEMA));
    expect(counting.length).toBe(all.length);
    expect(counting.length).toBeGreaterThan(5);
  });

  test.each(counting.map((rule) => [rule.path.replace(/^.*\/|\.toml$/g, ''), rule] as const))(
    '%s comes as near as here',
    async (name, rule) => {
      const records = await scenario(`${name}-near`, 40);
      const { outcomes } = await check([rule], records, { window: 'all' });
      const { nearMiss, below } = await near(measuredBy(rule, RULE_SCHEMA) as Measured, records);
      const here = outcomes[0]?.nearMiss;
      expect(nearMiss && nearMissText(nearMiss)).toEqual(here && nearMissText(here));
      expect(below.map(nearMissText)).toEqual(
        outcomes[0]?.below.filter(({ reached: { value, needed } }) => value >= needed / 2).map(nearMissText),
      );
    },
  );
});

const LOWERED: readonly (readonly [query: string, lowered: string])[] = [
  [
    `${FROM}\n${BY}\n| WHERE n >= 10\n| KEEP user.id, n`,
    `${FROM}\n${BY}\n| WHERE n >= 5 AND NOT (n >= 10)\n| SORT n DESC\n| KEEP user.id, n\n| LIMIT 100`,
  ],
  [
    `${FROM} ${BY} | WHERE (n > 3 AND 500 <= tokens) AND (user.id == "a" OR user.id == "b") | SORT n`,
    `${FROM}\n${BY}\n| WHERE (user.id == "a" OR user.id == "b")\n| WHERE n >= 2 AND tokens >= 250 AND NOT (n >= 4 AND tokens >= 500)\n| SORT n DESC\n| KEEP user.id, n, tokens\n| LIMIT 100`,
  ],
  [
    `${FROM} | STATS \`odd name\` = COUNT(*) BY gen_ai.request.model.id | KEEP \`odd name\` | WHERE \`odd name\` > 4`,
    `${FROM}\n| STATS \`odd name\` = COUNT(*) BY gen_ai.request.model.id\n| WHERE \`odd name\` >= 2.5 AND NOT (\`odd name\` >= 5)\n| SORT \`odd name\` DESC\n| KEEP gen_ai.request.model.id, \`odd name\`\n| LIMIT 100`,
  ],
];

test.each(LOWERED)('%s', (query, lowered) => {
  expect(measured(query)?.query).toBe(lowered);
});

test.each([
  [`${FROM} | WHERE gen_ai.usage.prompt_tokens > 5`],
  [`${FROM} ${BY}`],
  [`${FROM} ${BY} | WHERE user.id == "a"`],
  [`${FROM} | ENRICH policy | STATS n = COUNT(*) | WHERE n > 1`],
  ['FROM logs-aws.cloudtrail-* | STATS n = COUNT(*) | WHERE n > 1'],
])('%s has nothing that could be lowered', (query) => {
  expect(measured(query)?.query).toBeUndefined();
});

test('names that are changed between the groups and the threshold are left alone', () => {
  const renamed = measured(`${FROM} ${BY} | RENAME n AS calls | WHERE calls > 3`);
  expect(renamed?.query).toBeUndefined();
  expect(renamed?.thresholds).toHaveLength(1);
});

test('a finding says what it reached, and a group that came near what it lacks most', () => {
  const of = measured(`${FROM} ${BY} | WHERE n >= 10 AND tokens > 100.5`) as Measured;
  const columns = [{ name: 'user.id' }, { name: 'n' }, { name: 'tokens' }];
  expect(reachedIn(of, columns, ['a', 12, 300])).toEqual([
    { column: 'n', value: 12, needed: 10, exceed: false },
    { column: 'tokens', value: 300, needed: 100.5, exceed: true },
  ]);
  expect(reachedIn(of, [{ name: 'user.id' }], ['a'])).toEqual([]);
  const rows = [
    ['near', 9, 100],
    ['nearer', 10, 100],
    ['few', 12, 60],
    ['there', 10, 200],
  ];
  const { below, nearMiss } = nearMisses(of, columns, rows, NOW);
  expect(below.map(({ group }) => group[0]?.value)).toEqual(['nearer', 'near', 'few']);
  expect(nearMiss && nearMissText(nearMiss)).toBe('near miss: 100 of more than 100.5 (tokens, user.id nearer)');
});
