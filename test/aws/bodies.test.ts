/** Bodies that Bedrock wrote to S3 instead of into the record: a reader opens the record and finds them in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { RecordView, S3Source } from '../../src/session/protocol/protocol.ts';
import { Session } from '../../src/session/session.ts';
import { fill, logKey, ROOT, record, reset } from './rig/buckets.ts';
import { accessDenied } from './rig/canned.mjs';
import { type FaultProxy, faultProxy } from './rig/proxy.mjs';
import { tool } from './rig/tool.ts';

const DATA = `${ROOT}/2026/10/02/05/data`;
const path = (name: string, bucket = 'logs'): string => `s3://${bucket}/${DATA}/${name}.json.gz`;
const input = { messages: [{ role: 'user', content: [{ text: 'Where is the long question?' }] }] };
const output = {
  output: { message: { role: 'assistant', content: [{ text: 'Here is the long answer.' }] } },
  stopReason: 'end_turn',
};

let proxy: FaultProxy;
let folder: string;
let session: Session;

beforeEach(async () => {
  await reset();
  proxy = await faultProxy(inject('api'));
  folder = mkdtempSync(join(tmpdir(), 'bodies-'));
  process.env.XDG_CACHE_HOME = folder;
  session = new Session(folder);
  const away = (id: string, asked: string, answered: string) =>
    record(id, {
      input: { inputContentType: 'application/json', inputBodyS3Path: asked, inputTokenCount: 3 },
      output: { outputContentType: 'application/json', outputBodyS3Path: answered, outputTokenCount: 4 },
    });
  await fill('logs', [
    [
      logKey('2026/10/02/05'),
      gzipSync(
        away('both', path('both_input'), path('both_output')) +
          record('inline') +
          away('elsewhere', path('x', 'other-bucket'), path('both_output')) +
          away('gone', path('gone'), path('both_output')) +
          away('text', path('text'), path('both_output')),
      ),
    ],
    [`${DATA}/both_input.json.gz`, gzipSync(JSON.stringify(input))],
    [`${DATA}/both_output.json.gz`, gzipSync(JSON.stringify(output))],
    [`${DATA}/text.json.gz`, gzipSync('no JSON')],
  ]);
  await fill('other-bucket', [[`${DATA}/x.json.gz`, gzipSync('{}')]]);
});
afterEach(async () => {
  delete process.env.XDG_CACHE_HOME;
  await session.dispose();
  proxy.close();
  rmSync(folder, { recursive: true, force: true });
});

const context = { signal: new AbortController().signal, progress: () => undefined };

async function load(): Promise<void> {
  const source: S3Source = { kind: 's3', bucket: 'logs', prefix: '', aws: { endpoint: proxy.url } };
  await session.handlers.load.run({ sources: [source] }, context);
}
const view = async (id: number): Promise<RecordView> =>
  session.handlers.record.run({ id, profile: 'extended' }, context);
const texts = ({ conversation }: RecordView): string => JSON.stringify(conversation.turns);

describe('a record that is opened', () => {
  test('holds the bodies that it names, and nothing was asked for before', async () => {
    await load();
    const asked = proxy.seen.length;
    expect(proxy.seen.some(({ url }) => url.includes('/data/both'))).toBe(false);
    const opened = await view(0);
    expect(texts(opened)).toContain('Where is the long question?');
    expect(texts(opened)).toContain('Here is the long answer.');
    expect(opened.raw.text).toContain('"inputBodyS3Path"');
    expect(opened.document.text).toContain('Here is the long answer.');
    expect(opened.warnings).toEqual([]);
    const fetched = proxy.seen.length - asked;
    await view(0);
    expect(proxy.seen.length - asked).toBe(fetched);
  });

  test.each([
    [2, /The body is in a bucket that is no source here, add it to read the body: s3:\/\/other-bucket/],
    [3, /s3:HeadObject on s3:\/\/logs\/.*gone.json.gz: it does not exist/],
    [4, /The body is no JSON: s3:\/\/logs\/.*text.json.gz/],
  ])('record %i says what it lacks, and shows the rest', async (id, reason) => {
    await load();
    const opened = await view(id);
    expect(opened.warnings.join('\n')).toMatch(reason);
    expect(texts(opened)).toContain('Here is the long answer.');
    expect(proxy.seen.some(({ url }) => url.includes('other-bucket'))).toBe(false);
  });

  test('that was denied its body gets it once that is allowed', async () => {
    await load();
    proxy.add({ ...accessDenied, times: 2, match: ({ url }) => url.includes('/data/') });
    expect((await view(0)).warnings.join()).toContain('was denied');
    expect(texts(await view(0))).toContain('Where is the long question?');
  });
});

test('all bodies at once: queries find their texts, and what could not be had is counted', async () => {
  await load();
  const brought = await session.handlers.bodies.run({}, context);
  expect(brought).toMatchObject({ records: 4, failed: 3 });
  expect(brought.problems).toHaveLength(3);
  const text = 'FROM logs-aws_bedrock.invocation-* | WHERE gen_ai.completion LIKE "*long answer*" | STATS n = COUNT(*)';
  const answer = await session.handlers.query.run({ text, limit: 10 }, context);
  expect(answer.values).toEqual([[4]]);
});

test('in the terminal', async () => {
  const esql = 'FROM logs-aws_bedrock.invocation-* | WHERE gen_ai.prompt LIKE "*long question*" | STATS n = COUNT(*)';
  const ran = await tool('query', 's3://logs', '--bodies', '--esql', esql, '--format', 'csv', '--endpoint', proxy.url);
  expect(ran.out).toBe('n\r\n1\r\n');
  expect(ran.status).toBe(1);
  expect(ran.err).toContain('The body is no JSON');
});

describe('a record whose object was let go from the cache', () => {
  const forget = (): void => rmSync(join(folder, 'fetched'), { recursive: true, force: true });

  test('is fetched once more', async () => {
    await load();
    forget();
    expect((await view(1)).requestId).toBe('inline');
  });

  test('and has been changed meanwhile says so, with its key', async () => {
    await load();
    forget();
    await fill('logs', [[logKey('2026/10/02/05'), gzipSync(record('new'))]]);
    await expect(view(1)).rejects.toThrow(/since it was read.*s3:\/\/logs\/.*20261002T050000000Z/);
  });
});
