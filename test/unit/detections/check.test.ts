/** What a check says of rules: states, windows, records behind findings, near misses. */
import { beforeAll, describe, expect, test } from 'vitest';
import { builtinRules } from '../../../src/detections/builtin.ts';
import type { RecordSource } from '../../../src/session/query-source.ts';
import { logFile, ndjson } from '../session/records.ts';
import { check, checkOne, folder, loadedFrom, ruleOf } from './checking.ts';

const FROM = 'FROM logs-aws_bedrock.invocation-*';
const START = Date.UTC(2026, 2, 14);
/** One record a second for an hour; caller is `app-N` with N the number modulo 7. */
let hour: RecordSource;
let empty: RecordSource;

beforeAll(async () => {
  const at = await folder();
  hour = await loadedFrom(
    await logFile(
      at,
      'a.jsonl',
      ndjson(0, 3600, (n) => (n % 1000 === 7 ? `needle ${n}` : `hay ${n}`)),
    ),
  );
  empty = await loadedFrom(await logFile(at, 'b.jsonl', '\n'));
});

const STATES: readonly (readonly [query: string, state: string, reason: RegExp])[] = [
  [`${FROM} | WHERE event.action == "Converse" | LIMIT 3`, 'fired', /^$/],
  [`${FROM} | WHERE event.action == "InvokeModel"`, 'clear', /^$/],
  [
    `${FROM} | WHERE gen_ai.response.error_code == "x"`,
    'cannot-fire',
    /no record has the field gen_ai.response.error_code/,
  ],
  [`${FROM} | WHERE gen_ai.compliance.violation_detected`, 'cannot-fire', /gen_ai.compliance.violation_detected/],
  [
    `${FROM} | MV_EXPAND gen_ai.policy.name | WHERE TO_LOWER(gen_ai.policy.name) LIKE "c*"`,
    'cannot-fire',
    /gen_ai.policy.name/,
  ],
  [`${FROM} | WHERE gen_ai.policy.match_detail.name == "a"`, 'cannot-fire', /gen_ai.policy.match_detail.name/],
  [`${FROM} | STATS m = MAX(bedrock_logs.latency) BY user.id | WHERE m > 5`, 'cannot-fire', /bedrock_logs.latency/],
  [`${FROM} | WHERE gen_ai.threat.category == "a" OR event.action == "b"`, 'clear', /^$/],
  [`${FROM} | WHERE gen_ai.guardrail_id IS NULL AND user.id IS NULL`, 'clear', /^$/],
  [`${FROM} | WHERE NOT gen_ai.policy.name == "a" OR COALESCE(gen_ai.policy.name, "b") == "c"`, 'clear', /^$/],
  [`${FROM} | WHERE user.idd == "x"`, 'error', /line 1:44: Unknown column \[user.idd\], did you mean \[user.id\]\?/],
  [`${FROM} | WHERE a =`, 'error', /line 1:4\d: /],
  [`${FROM} | ENRICH policy`, 'unsupported', /line 1:38: .*ENRICH/],
  ['FROM logs-aws.cloudtrail-* | WHERE event.provider == "a" | KEEP aws.*', 'not-applicable', /logs-aws.cloudtrail-\*/],
  ['FROM logs-aws.cloudtrail-* | WHERE NO_SUCH(event.provider)', 'error', /Unknown function \[NO_SUCH\]/],
  ['FROM logs-aws.cloudtrail-* | ENRICH policy', 'unsupported', /ENRICH/],
  ['FROM logs-aws.cloudtrail-* | IP_LOCATION place = source.ip', 'unsupported', /line 1:30: .*IP_LOCATION/],
  ['FROM logs-aws.cloudtrail-* | SORT a | LIMIT 1 BY user.name', 'unsupported', /line 1:47: .*LIMIT with BY/],
  ['FROM logs-aws.cloudtrail-* | EVAL x = TO_LOWER(a, b)', 'error', /line 1:39: .*to_lower.*exactly one/],
  ['FROM logs-aws.cloudtrail-* | WHERE COUNT(*) > 1', 'error', /line 1:36: /],
  ['FROM logs-aws.cloudtrail-* | EVAL x = a + 1 | WHERE x LIKE "*b*"', 'not-applicable', /fields were not/],
  ['FROM metrics-aws_bedrock.runtime-* | LIMIT 1', 'not-applicable', /not invocation logs/],
  ['ROW a = 1', 'not-applicable', /reads no records/],
];

test.each(STATES)('%s: %s', async (query, state, reason) => {
  const outcome = await checkOne(query, hour);
  expect(outcome.state).toBe(state);
  expect(outcome.reason).toMatch(reason);
});

test.each(['eql', 'kuery', 'lucene'])('a rule in %s is not for us, and says so', async (language) => {
  const rule = { ...ruleOf(FROM), language, type: 'query' };
  const { outcomes } = await check([rule], hour);
  expect(outcomes[0]?.state).toBe('not-applicable');
  expect(outcomes[0]?.reason).toContain(language);
});

test('without records nothing can fire', async () => {
  const { outcomes, records } = await check([ruleOf(FROM)], empty);
  expect([records, outcomes[0]?.state, outcomes[0]?.reason]).toEqual([0, 'cannot-fire', 'there are no records']);
});

test('of other data streams beside ours, fields are null', async () => {
  const outcome = await checkOne(
    'FROM logs-* | WHERE process.name IS NULL AND event.action == "Converse" | STATS n = COUNT(*)',
    hour,
    { options: { window: 'all' } },
  );
  expect(outcome.findings[0]?.values).toEqual([3600]);
  expect(outcome.notes).toEqual(['fields of other data streams are null here']);
});

const BY_USER = `${FROM} | STATS n = COUNT(*) BY user.id`;

describe('windows', () => {
  test('all of the time is one run', async () => {
    const { findings } = await checkOne(`${BY_USER} | WHERE n > 500 | SORT n DESC`, hour, {
      options: { window: 'all' },
    });
    expect(findings).toHaveLength(7);
    expect(findings.reduce((sum, { values }) => sum + Number(values[0]), 0)).toBe(3600);
  });

  test('a rule sees only its own window, at every tick of its schedule, the last one at the newest record', async () => {
    const toml = 'from = "now-10m"\ninterval = "10m"';
    const outcome = await checkOne(`${FROM} | STATS n = COUNT(*), last = MAX(@timestamp), now = MAX(NOW())`, hour, {
      toml,
    });
    const [finding] = outcome.findings;
    expect(outcome.findings).toHaveLength(1);
    // The first window begins a second before the first record, and holds both its ends.
    expect(finding?.values[0]).toBe(600);
    expect(finding?.runs).toBe(6);
    expect([finding?.first, finding?.last]).toEqual([START + 599_000, START + 3_599_000]);
  });

  test('now can be set, and what comes after it is not seen', async () => {
    const options = { window: 'rule', now: START + 1_000_000 } as const;
    const { findings } = await checkOne(`${FROM} | STATS last = MAX(@timestamp)`, hour, {
      options,
      toml: 'from = "now-1h"\ninterval = "1h"',
    });
    expect(findings[0]?.values).toEqual(['2026-03-14T00:16:40.000Z']);
  });

  test('the time in a query is that of its run', async () => {
    const outcome = await checkOne(
      `${FROM} | WHERE @timestamp > NOW() - 1 minute | STATS n = COUNT(*) BY user.id | WHERE n >= 10`,
      hour,
      {
        toml: 'from = "now-1h"\ninterval = "30m"',
      },
    );
    // Sixty records of the last minute for seven callers: at most nine each.
    expect(outcome.state).toBe('clear');
    expect(outcome.nearMiss?.reached).toMatchObject({ column: 'n', value: 9, needed: 10 });
  });

  test('a rule on single records tells when the first run saw each', async () => {
    const { findings } = await checkOne(`${FROM} | WHERE gen_ai.request.id IN ("request-5", "request-2000")`, hour, {
      toml: 'from = "now-60m"\ninterval = "10m"',
    });
    expect(findings.map(({ first, records }) => [(first - START) / 1000, records])).toEqual([
      [599, [5]],
      [2399, [2000]],
    ]);
  });

  test('what fires, stops and fires again is two findings', async () => {
    const query = `${FROM} | WHERE gen_ai.request.id IN ("request-5", "request-6", "request-3000", "request-3001") | STATS n = COUNT(*) BY event.action | WHERE n >= 2`;
    const { findings } = await checkOne(query, hour, { toml: 'from = "now-5m"\ninterval = "5m"' });
    expect(findings.map(({ records }) => records)).toEqual([
      [5, 6],
      [3000, 3001],
    ]);
  });
});

describe('records behind a finding', () => {
  const all = { options: { window: 'all' } } as const;

  test('of a group', async () => {
    const { findings } = await checkOne(`${BY_USER} | SORT user.id | LIMIT 1`, hour, all);
    expect(findings[0]?.records.slice(0, 3)).toEqual([0, 7, 14]);
    expect(findings[0]?.records).toHaveLength(515);
    expect(findings[0]?.group).toEqual([{ name: 'user.id', value: expect.stringContaining('/app-0/') }]);
  });

  test.each([
    ['two texts', 'a = user.id, b = gen_ai.request.model.id'],
    ['a text that some records lack', 'a = CASE(gen_ai.usage.prompt_tokens % 3 == 0, null, user.id), b = "all"'],
    ['a text and a number', 'a = user.id, b = gen_ai.usage.prompt_tokens % 3'],
    ['the same text in another place', 'a = user.id, b = user.id'],
  ])('of groups by %s', async (_, keys) => {
    const { findings } = await checkOne(`${FROM} | STATS n = COUNT(*) BY ${keys}`, hour, all);
    expect(findings.length).toBeGreaterThan(3);
    // Each record is behind one finding, and each finding has as many as its COUNT says.
    expect(findings.map(({ records }) => records.length)).toEqual(findings.map(({ values: [n] }) => n));
    const behind = findings.flatMap(({ records }) => records).sort((a, b) => a - b);
    expect(behind).toEqual(Array.from({ length: 3600 }, (_, i) => i));
  });

  test('of groups that KEEP has taken the keys from', async () => {
    const query = `${FROM} | WHERE gen_ai.usage.prompt_tokens == 11 | STATS n = COUNT(*) BY minute = DATE_TRUNC(1 minute, @timestamp), user.id | KEEP n`;
    const { findings } = await checkOne(query, hour, all);
    expect(findings).toHaveLength(40);
    expect(findings.flatMap(({ records }) => records).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, i) => 1 + i * 90),
    );
  });

  test('of groups of groups', async () => {
    const query = `${BY_USER} | STATS callers = COUNT(*) BY n | WHERE n == 515`;
    const { findings } = await checkOne(query, hour, all);
    expect(findings[0]?.values).toEqual([2, 515]);
    expect(findings[0]?.records.slice(0, 4)).toEqual([0, 1, 7, 8]);
  });

  test('of rows that are records', async () => {
    const { findings } = await checkOne(`${FROM} | WHERE gen_ai.request.id == "request-42" | KEEP user.id`, hour, all);
    expect(findings.map(({ values, records }) => [values.length, records])).toEqual([[1, [42]]]);
  });

  test('of groups of values that a record has several of', async () => {
    const query = `${FROM} | WHERE gen_ai.request.id == "request-42" | EVAL part = SPLIT("a,b", ",") | STATS n = COUNT(*) BY part`;
    const { findings } = await checkOne(query, hour, all);
    expect(findings.map(({ group, records }) => [group[0]?.value, records])).toEqual([
      ['a', [42]],
      ['b', [42]],
    ]);
  });
});

describe('texts', () => {
  test.each([
    ['LIKE', 'bedrock_logs.prompt_text LIKE "*needle*"'],
    ['RLIKE', 'bedrock_logs.prompt_text RLIKE """.*[Nn]ee(dle|sle) [0-9]+.*"""'],
    [
      'lower case',
      'TO_LOWER(bedrock_logs.prompt_text) LIKE "*NEEDLE*" OR TO_LOWER(bedrock_logs.prompt_text) LIKE "*needle*"',
    ],
    ['the documents of the integration', 'gen_ai.prompt LIKE "*\\"text\\":\\"needle*"'],
    ['a text and a column', 'STARTS_WITH(bedrock_logs.prompt_text, "needle") AND event.action == "Converse"'],
    ['no text that could be looked for', 'LENGTH(bedrock_logs.prompt_text) > 7 AND bedrock_logs.prompt_text LIKE "n*"'],
  ])('%s', async (_, condition) => {
    const { findings } = await checkOne(`${FROM} | WHERE ${condition} | KEEP user.id`, hour, {
      options: { window: 'all' },
    });
    expect(findings.map(({ records }) => records[0])).toEqual([7, 1007, 2007, 3007]);
  });
});

test('what rests on text that Elasticsearch does not hold says so', async () => {
  const at = await folder();
  const long = (n: number): string => `${'x'.repeat(n === 1 ? 40_000 : 10)} needle`;
  const records = await loadedFrom(await logFile(at, 'a.jsonl', ndjson(0, 3, long)));
  const found = (field: string) =>
    checkOne(`${FROM} | WHERE ${field} LIKE "*needle*"`, records, { options: { window: 'all' } });
  const { findings, reason } = await found('bedrock_logs.prompt_text');
  expect(findings.map(({ notIndexed }) => notIndexed)).toEqual([0, 1, 0]);
  expect(reason).toMatch(/^records behind 1 of 3 findings have text that Elasticsearch would not hold/);
  // The integration's own field is what Elasticsearch would have seen.
  expect((await found('gen_ai.prompt')).findings.map(({ records: [row] }) => row)).toEqual([0, 2]);
});

test('hostile text takes no time', async () => {
  const at = await folder();
  const texts = [
    'sk-ant-'.repeat(20_000),
    'AIza'.repeat(30_000),
    `${'A'.repeat(100_000)}AKIA`,
    '-----BEGIN '.repeat(9000),
  ];
  const records = await loadedFrom(
    await logFile(
      at,
      'a.jsonl',
      ndjson(0, texts.length, (n) => texts[n] ?? ''),
    ),
  );
  const from = performance.now();
  const { outcomes } = await check(builtinRules(), records);
  expect(outcomes.filter(({ state }) => state === 'error')).toEqual([]);
  expect(performance.now() - from).toBeLessThan(5000);
});

test('a check can be given up', async () => {
  const { outcomes } = await check([ruleOf(FROM), ruleOf(FROM)], hour, {
    window: 'all',
    pace: { signal: { aborted: true } },
  });
  expect(outcomes).toEqual([]);
});

test('of thousands of groups below a threshold the nearest are told, whenever they come', async () => {
  const since = `DATE_DIFF("seconds", "2026-03-14T00:00:00Z"::datetime, @timestamp)`;
  const { below, state } = await checkOne(
    `${FROM} | STATS n = MAX(${since}) BY gen_ai.request.id | WHERE n >= 100000`,
    hour,
    { options: { window: 'all' } },
  );
  expect(state).toBe('clear');
  expect(below.map(({ reached }) => reached.value)).toEqual(Array.from({ length: 20 }, (_, i) => 3599 - i));
});
