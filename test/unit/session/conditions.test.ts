/** Selections with a condition and a range of time: what the engine itself would find, kept while records arrive. */
import { describe, expect, it } from 'vitest';
import type { Selection } from '../../../src/session/protocol/protocol.ts';
import { RequestError } from '../../../src/session/protocol/rpc.ts';
import { BY_TIME, fileSource, REQUEST_ID, requestIds, startSession } from './asking.ts';
import { testFolder } from './folder.ts';
import { logFile, ndjson } from './records.ts';

const folder = await testFolder();
const START = Date.UTC(2026, 2, 14);
const FROM = 'FROM logs-aws_bedrock.invocation-*';

async function session(...parts: readonly (readonly [from: number, to: number])[]) {
  const asker = startSession(folder);
  const sources = await Promise.all(
    parts.map(async ([from, to]) =>
      fileSource(await logFile(folder, `where-${from}-${to}.jsonl.gz`, ndjson(from, to))),
    ),
  );
  return { asker, load: async (part: number) => asker.ask('load', { sources: [sources[part] ?? fileSource('')] }) };
}

const where = (text: string, more: Partial<Selection> = {}): Selection => ({ ...BY_TIME, where: text, ...more });

describe('a selection with a condition', () => {
  it.each([
    'gen_ai.usage.prompt_tokens > 50',
    'user.id LIKE "*app-3*" AND gen_ai.usage.completion_tokens IS NOT NULL',
    'gen_ai.usage.prompt_tokens > 90 OR NOT user.id LIKE "*app-0*"',
    'bedrock_logs.prompt_text LIKE "*question 1*"',
    'bedrock_logs.completion_text LIKE "*answer ?5" AND gen_ai.usage.prompt_tokens < 40',
    'gen_ai.prompt LIKE "*question 2*" OR gen_ai.usage.prompt_tokens == 11',
    'gen_ai.response.error_code IS NOT NULL',
    'gen_ai.usage.prompt_tokens > 50 // and a remark',
  ])('%s: holds what a query finds, also after more has been loaded', async (text) => {
    const { asker, load } = await session([0, 150], [150, 300]);
    for (const part of [0, 1]) {
      await load(part);
      const query = `${FROM} | WHERE\n${text}\n| SORT @timestamp | KEEP ${REQUEST_ID} | LIMIT 10000`;
      const { values } = await asker.ask('query', { text: query, limit: 10_000 });
      expect(await requestIds(asker, where(text))).toEqual(values[0] ?? []);
    }
  });

  it('goes together with a searched text and a range, from its first up to before its second time', async () => {
    const { asker, load } = await session([0, 150], [150, 300]);
    const selection = where('gen_ai.usage.prompt_tokens >= 20', {
      search: 'app-2',
      range: [START + 16_000, START + 184_000],
    });
    const expected = Array.from({ length: 300 }, (_, n) => n).filter(
      (n) => 10 + (n % 90) >= 20 && n % 7 === 2 && n >= 16 && n < 184,
    );
    for (const part of [0, 1]) {
      await load(part);
      const loaded = (part + 1) * 150;
      const ids = expected.filter((n) => n < loaded).map((n) => `request-${n}`);
      expect(await requestIds(asker, selection)).toEqual(ids);
    }
  });

  it('a range alone leaves out records of other times, wherever the records lie', async () => {
    const { asker, load } = await session([0, 300]);
    await load(0);
    expect(await requestIds(asker, { ...BY_TIME, range: [START + 3000, START + 5001] })).toEqual([
      'request-3',
      'request-4',
      'request-5',
    ]);
    expect(await requestIds(asker, { ...BY_TIME, range: [0, START] })).toEqual([]);
  });

  it('tells where a record stands, and exports what it holds', async () => {
    const { asker, load } = await session([0, 150]);
    await load(0);
    const selection = where('gen_ai.usage.prompt_tokens == 12', { sort: { field: '@timestamp', descending: true } });
    expect(await asker.ask('position', { selection, id: 2 })).toBe(1);
    expect(await asker.ask('position', { selection, id: 3 })).toBe(-1);
    const exported = await asker.ask('export', {
      scope: { kind: 'matched', selection },
      profile: 'integration',
      format: 'ndjson',
      tags: ['forwarded'],
    });
    expect(exported.documents).toBe(2);
    expect(exported.text).toContain('request-92');
  });

  it.each([
    ['nothing == 1', 1, 1, /^line 1:1: Unknown column \[nothing\]/],
    ['gen_ai.usage.prompt_tokens >\n  "a"', 1, 1, /^line 1:1:/],
    ['user.id ==', 1, 11, /^line 1:11: mismatched input '<EOF>'/],
    ['user.id == "a"\n  | LIMIT 3', 2, 5, /^line 2:5: A filter is one condition/],
    ['gen_ai.usage.prompt_tokens', 1, 1, /^line 1:1:/],
  ])('%j fails and says where', async (text, line, column, message) => {
    const { asker, load } = await session([0, 150]);
    await load(0);
    const failed = await requestIds(asker, where(text)).catch((error: unknown) => error);
    if (!(failed instanceof RequestError)) throw new Error('no failure');
    expect(failed).toMatchObject({ kind: 'query', place: { line, column } });
    expect(failed.message).toMatch(message);
  });

  it('is given up between steps; what was looked at need not be looked at again', async () => {
    const { asker, load } = await session([0, 3000]);
    await load(0);
    const selection = where('gen_ai.prompt LIKE "*question 29*"');
    const seen: number[] = [];
    const controller = new AbortController();
    const asked = { selection, from: 0, count: 10, fields: [] };
    const first = asker.ask('rows', asked, {
      signal: controller.signal,
      onProgress: ({ done, of }) => {
        seen.push(done);
        expect(of).toBe(3000);
        controller.abort();
      },
    });
    await expect(first).rejects.toMatchObject({ kind: 'aborted' });
    const [before = 0] = seen;
    seen.length = 0;
    const { matched } = await asker.ask('rows', asked, { onProgress: ({ done }) => seen.push(done) });
    expect(matched).toBe(111);
    expect(Math.min(...seen)).toBeGreaterThan(before);
  });
});

describe('a query within a selection', () => {
  it.each([
    ['a search', { search: 'app-2' }, (n: number) => n % 7 === 2],
    ['a condition', { where: 'gen_ai.usage.prompt_tokens < 30' }, (n: number) => 10 + (n % 90) < 30],
    ['a range', { range: [START + 20_000, START + 40_000] as const }, (n: number) => n >= 20 && n < 40],
  ])('of %s reads those records alone, texts too', async (_, part, holds) => {
    const { asker, load } = await session([0, 150]);
    await load(0);
    const within = { ...BY_TIME, ...part };
    const numbers = Array.from({ length: 150 }, (_, n) => n).filter(holds);
    const ask = async (condition: string) => {
      const text = `${FROM} | WHERE ${condition} | STATS n = COUNT(*)`;
      return (await asker.ask('query', { text, limit: 1, within })).values;
    };
    expect(await ask('true')).toEqual([[numbers.length]]);
    const ending = numbers.filter((n) => String(n).endsWith('3')).length;
    expect(await ask('bedrock_logs.prompt_text LIKE "*3"')).toEqual([[ending]]);
  });
});
