/** ES|QL over the session's protocol: answers, mistakes with their places, values, giving up. */
import { describe, expect, it } from 'vitest';
import { sessionGuards } from '../../../src/session/protocol/guards.ts';
import { RequestError } from '../../../src/session/protocol/rpc.ts';
import { fileSource, startSession } from './asking.ts';
import { testFolder } from './folder.ts';
import { logFile, ndjson } from './records.ts';

const folder = await testFolder();
const FROM = 'FROM logs-aws_bedrock.invocation-*';

async function loaded(records: number) {
  const asker = startSession(folder);
  const path = await logFile(folder, `query-${records}.jsonl.gz`, ndjson(0, records));
  await asker.ask('load', { sources: [fileSource(path)] });
  return asker;
}

describe('a query', () => {
  it('answers in columns, with the count of all rows and no more rows than asked for', async () => {
    const asker = await loaded(70);
    const text = `${FROM} | STATS calls = COUNT(*), tokens = SUM(gen_ai.usage.prompt_tokens) BY user.id | SORT calls DESC, user.id | KEEP user.id, calls`;
    const answer = await asker.ask('query', { text, limit: 3 });
    expect(answer.columns).toEqual([
      { name: 'user.id', type: 'keyword' },
      { name: 'calls', type: 'long' },
    ]);
    expect(answer.rows).toBe(7);
    expect(answer.values).toEqual([
      [0, 1, 2].map((n) => `arn:aws:sts::111122223333:assumed-role/app-${n}/session`),
      [10, 10, 10],
    ]);
    expect(answer.took).toBeGreaterThan(0);
    expect(answer.warnings).toEqual(['No limit defined, adding default limit of [1000]']);
  });

  it('reads the texts of records that it names', async () => {
    const asker = await loaded(70);
    const text = `${FROM} | WHERE bedrock_logs.prompt_text LIKE "*question 6?" | SORT @timestamp | KEEP @timestamp, bedrock_logs.prompt_text | LIMIT 2`;
    const { values } = await asker.ask('query', { text, limit: 10 });
    expect(values).toEqual([
      ['2026-03-14T00:01:00.000Z', '2026-03-14T00:01:01.000Z'],
      ['question 60', 'question 61'],
    ]);
  });

  it.each([
    [`${FROM}\n| WHERE nothing == 1`, 2, 9, /Unknown column \[nothing\]/],
    [`${FROM} | WHERE`, 1, 43, /mismatched input '<EOF>'/],
    ['FROM elsewhere', 1, 6, /Unknown index/],
    [`${FROM} | ENRICH x`, 1, 38, /ENRICH.*not supported by the local engine/],
  ])('%j that is wrong says where', async (text, line, column, message) => {
    const asker = startSession(folder);
    const failed = await asker.ask('query', { text, limit: 1 }).catch((error: unknown) => error);
    if (!(failed instanceof RequestError)) throw new Error('no failure');
    expect(failed).toMatchObject({ kind: 'query', place: { line, column } });
    expect(failed.message).toMatch(message);
  });

  it('takes parameters, and a time for NOW()', async () => {
    const asker = await loaded(70);
    const text = `${FROM} | WHERE gen_ai.usage.prompt_tokens > ?least AND @timestamp > NOW() - 10 seconds | STATS n = COUNT(*)`;
    const params = [{ name: 'least', value: 75 }];
    const now = Date.UTC(2026, 2, 14, 0, 1, 10);
    expect((await asker.ask('query', { text, params, now, limit: 10 })).values).toEqual([[4]]);
  });

  it('finds nothing in what is known but not loaded here', async () => {
    const asker = await loaded(70);
    const text = 'FROM metrics-aws_bedrock.runtime-* | STATS n = COUNT(*)';
    expect((await asker.ask('query', { text, limit: 10 })).values).toEqual([[0]]);
  });

  it('is given up within 100 ms, and the session answers on', async () => {
    const asker = await loaded(20_000);
    const controller = new AbortController();
    const text = `${FROM} | WHERE bedrock_logs.prompt_text RLIKE ".*(answer|reply).*" OR event.original LIKE "*nothing*" | STATS COUNT(*)`;
    let aborted = 0;
    const running = asker.ask(
      'query',
      { text, limit: 10 },
      {
        signal: controller.signal,
        onProgress: () => {
          if (aborted > 0) return;
          aborted = performance.now();
          controller.abort();
        },
      },
    );
    const failed = await running.catch((error: unknown) => error);
    expect(failed).toMatchObject({ kind: 'aborted' });
    expect(performance.now() - aborted).toBeLessThan(100);
    expect((await asker.ask('query', { text: `${FROM} | STATS n = COUNT(*)`, limit: 1 })).values).toEqual([[20_000]]);
  });
});

describe('values', () => {
  it('come with the most frequent first, and no more than asked for', async () => {
    const asker = await loaded(70);
    const models = await asker.ask('values', { field: 'gen_ai.request.model.id', limit: 2 });
    expect(models).toEqual(['anthropic.claude-3-haiku-20240307-v1:0', 'amazon.nova-pro-v1:0']);
    expect(await asker.ask('values', { field: 'user.id', limit: 50 })).toHaveLength(7);
    expect(await asker.ask('values', { field: 'event.module', limit: 50 })).toEqual(['aws_bedrock']);
  });

  it.each(['nothing', 'bedrock_logs.prompt_text', 'a` | LIMIT 1', ''])('of %j are none', async (field) => {
    expect(await (await loaded(10)).ask('values', { field, limit: 5 })).toEqual([]);
  });
});

it.each([
  ['query', {}],
  ['query', { text: 1, limit: 1 }],
  ['query', { text: 'FROM a', limit: 10_001 }],
  ['query', { text: 'FROM a', limit: -1 }],
  ['query', { text: 'FROM a', limit: 1, params: [{ value: {} }] }],
  ['query', { text: 'FROM a', limit: 1, now: 'today' }],
  ['query', { text: 'x'.repeat(1_000_001), limit: 1 }],
  ['values', { field: 'a' }],
  ['values', { field: 1, limit: 1 }],
] as const)('%s refuses %j', (name, params) => {
  expect(sessionGuards[name](params)).toBe(false);
});
