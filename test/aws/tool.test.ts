/** S3 as a SOURCE in the terminal, as a user types it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { batch, fill, logKey, ROOT, reset } from './rig/buckets.ts';
import { accessDenied } from './rig/canned.mjs';
import { type FaultProxy, faultProxy } from './rig/proxy.mjs';
import { documents, tool } from './rig/tool.ts';

let proxy: FaultProxy;
let cache: string;

beforeAll(async () => {
  await reset();
  await fill('logs', [
    [logKey('2026/10/02/05', 0), batch('a', 3)],
    [logKey('2026/10/02/05', 1), batch('b', 2)],
    [`${ROOT}/2026/10/02/05/data/x_input.json.gz`, batch('body', 1)],
    [`${ROOT}/amazon-bedrock-logs-permission-check`, ''],
    [logKey('2026/10/02/06', 0), batch('c', 1)],
    [logKey('2026/10/03/00', 0), batch('d', 4)],
  ]);
});
beforeEach(async () => {
  proxy = await faultProxy(inject('api'));
  cache = mkdtempSync(join(tmpdir(), 'tool-cache-'));
  process.env.XDG_CACHE_HOME = cache;
});
afterEach(() => {
  proxy.close();
  rmSync(cache, { recursive: true, force: true });
});
afterAll(() => {
  delete process.env.XDG_CACHE_HOME;
});

const aws = (...args: string[]): ReturnType<typeof tool> => tool(...args, '--endpoint', proxy.url);
const ids = (ran: Awaited<ReturnType<typeof tool>>): unknown[] =>
  documents(ran).map(({ gen_ai }) => (gen_ai as { request: { id: string } }).request.id);

describe('transform', () => {
  test('a bucket: every record once, in the order of keys, with the fields of an object', async () => {
    const ran = await aws('transform', 's3://logs');
    expect(ran.err).toContain('10 read, 2 skipped (1 body in the data folder, 1 permission check), 0 failed');
    expect(ran.err).toContain('requests: 1 s3:ListObjectsV2, 4 s3:GetObject');
    expect(ran.status).toBe(0);
    expect(ids(ran)).toEqual(['a-0', 'a-1', 'a-2', 'b-0', 'b-1', 'c-0', 'd-0', 'd-1', 'd-2', 'd-3']);
    expect(documents(ran)[0]).toMatchObject({
      aws: { s3: { bucket: { name: 'logs', arn: 'arn:aws:s3:::logs' }, object: { key: logKey('2026/10/02/05', 0) } } },
      input: { type: 'aws-s3' },
      log: { file: { path: `s3://logs/${logKey('2026/10/02/05', 0)}` } },
    });
  });

  test('an hour by its prefix, an object by its key', async () => {
    expect(ids(await aws('transform', `s3://logs/${ROOT}/2026/10/02/06/`))).toEqual(['c-0']);
    expect(ids(await aws('transform', `s3://logs/${logKey('2026/10/02/05', 1)}`))).toEqual(['b-0', 'b-1']);
  });

  test('a time range lists only what it leaves', async () => {
    const ran = await aws(
      'transform',
      `s3://logs/${ROOT}/`,
      '--since',
      '2026-10-02T06:00:00Z',
      '--until',
      '2026-10-02T23:00:00Z',
    );
    expect(ids(ran)).toEqual(['c-0']);
    const listed = proxy.seen.filter(({ op }) => op === 'ListObjectsV2').map(({ url }) => decodeURIComponent(url));
    expect(listed.every((url) => /2026\/10\/02\/(?:0[6-9]|1|2)/.test(url))).toBe(true);
  });

  test('the second time nothing is downloaded', async () => {
    await aws('transform', 's3://logs');
    const again = await aws('transform', 's3://logs');
    expect(again.err).toContain('10 read');
    expect(again.err).toContain('requests: 1 s3:ListObjectsV2\n');
  });

  test('without permission one line says which, and the status is 2', async () => {
    proxy.add({ ...accessDenied, times: 9, match: ({ op }) => op === 'GetObject' });
    const ran = await aws('transform', 's3://logs');
    expect(ran.status).toBe(2);
    expect(ran.err.trim().split('\n').at(-1)).toMatch(
      /^bedrock-logs: s3:GetObject on s3:\/\/logs\/AWSLogs.* was denied: the IAM permission s3:GetObject is missing$/,
    );
  });
});

test('an estimate reads nothing', async () => {
  const ran = await aws('transform', 's3://logs', '--estimate');
  expect(ran.out).toMatch(
    /^s3:\/\/logs\/: 4 objects, [\d,]+ bytes \(and 2 side objects, which are not read\); requests: 1 s3:ListObjectsV2, 4 s3:GetObject\n$/,
  );
  expect(proxy.seen.map(({ op }) => op)).toEqual(['ListObjectsV2']);
});

test('an estimate says what the requests cost, where there are prices of them', async () => {
  const prices = join(cache, 'prices.json');
  const write = (more: object) => writeFileSync(prices, JSON.stringify({ currency: 'EUR', prices: [], ...more }));
  write({ requests: { 's3:GetObject': 500, 's3:ListObjectsV2': 1000 } });
  expect((await aws('transform', 's3://logs', '--estimate', '--prices', prices)).out).toMatch(
    /4 s3:GetObject; EUR 3\.00\n$/,
  );
  write({ requests: { 's3:GetObject': 500 } });
  expect((await aws('summary', 's3://logs', '--estimate', '--prices', prices)).out).toMatch(
    /; EUR 2\.00, without a price: s3:ListObjectsV2\n$/,
  );
  write({});
  expect((await aws('transform', 's3://logs', '--estimate', '--prices', prices)).out).toMatch(/has none for these/);
  write({ requests: [] });
  const wrong = await aws('transform', 's3://logs', '--estimate', '--prices', prices);
  expect([wrong.status, wrong.err]).toEqual([2, expect.stringContaining('"requests" is an object')]);
});

test('summary, query, check and overview take the same sources', async () => {
  expect((await aws('summary', 's3://logs')).out).toContain('10 invocations');
  const esql = 'FROM logs-aws_bedrock.invocation-* | STATS n = COUNT(*) BY aws.s3.bucket.name';
  expect((await aws('query', 's3://logs', '--esql', esql, '--format', 'csv')).out).toContain('10,logs');
  expect((await aws('check', 's3://logs', '--format', 'json')).out).toContain('"records":10');
  expect((await aws('overview', 's3://logs', '--format', 'json')).status).toBe(0);
});
