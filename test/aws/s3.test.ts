/** Reading a bucket: what is asked of AWS, in which order, and how much of it is held at once. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { S3Source } from '../../src/session/protocol/sources.ts';
import { Aws } from '../../src/sources/aws/connection/connection.ts';
import { ObjectCache } from '../../src/sources/aws/s3/cache.ts';
import { estimate } from '../../src/sources/aws/s3/estimate.ts';
import { listPage } from '../../src/sources/aws/s3/listing.ts';
import { type ReadingOptions, S3Reading } from '../../src/sources/aws/s3/reading.ts';
import type { Reached, RemoteStep } from '../../src/sources/remote.ts';
import { batch, fill, logKey, ROOT, reset } from './rig/buckets.ts';
import { accessDenied, internalError, s3Error, slowDown } from './rig/canned.mjs';
import { cannedBucket } from './rig/canned-bucket.ts';
import { NO_PAUSES } from './rig/provided.ts';
import { type FaultProxy, faultProxy } from './rig/proxy.mjs';

let proxy: FaultProxy;
let aws: Aws;
let folder: string;

beforeEach(async () => {
  await reset();
  proxy = await faultProxy(inject('api'));
  aws = new Aws({ endpoint: proxy.url }, { patience: NO_PAUSES });
  folder = mkdtempSync(join(tmpdir(), 's3-cache-'));
});
afterEach(() => {
  aws.close();
  proxy.close();
  rmSync(folder, { recursive: true, force: true });
});

const source = (more: Partial<S3Source> = {}): S3Source => ({
  kind: 's3',
  bucket: 'logs',
  prefix: '',
  aws: {},
  ...more,
});
const reading = (of: S3Source = source(), more: Partial<ReadingOptions> = {}): S3Reading =>
  new S3Reading(of, { aws, cache: new ObjectCache(folder), patience: NO_PAUSES, ...more });

async function all(of: S3Reading): Promise<RemoteStep[]> {
  const steps: RemoteStep[] = [];
  for await (const step of of) steps.push(step);
  return steps;
}
const keys = (steps: readonly RemoteStep[]): string[] =>
  steps.flatMap((step) => (step.step === 'file' ? [step.file.object?.key ?? ''] : []));
const problems = (steps: readonly RemoteStep[]): string[] =>
  steps.flatMap((step) => (step.step === 'problem' ? [`${step.place}: ${step.reason}`] : []));
const asked = (op: string): string[] => proxy.seen.filter((r) => r.op === op).map(({ url }) => decodeURIComponent(url));
const range = (from: string, to: string) => [Date.parse(from), Date.parse(to)] as const;

describe('the tree', () => {
  test('is listed by what is between slashes, a page at a time', async () => {
    await fill('logs', [
      [logKey('2026/10/02/05'), 'x'],
      [logKey('2026/10/02/06'), 'x'],
      [logKey('2026/10/03/00'), 'x'],
      [`${ROOT.replace('us-east-1', 'eu-west-1')}/2026/10/02/05/a.json.gz`, 'x'],
    ]);
    const below = async (prefix: string) => (await listPage(aws, { bucket: 'logs', prefix, delimiter: '/' })).prefixes;
    expect(await below('')).toEqual(['AWSLogs/']);
    expect(await below('AWSLogs/111122223333/BedrockModelInvocationLogs/')).toEqual([
      `${ROOT.replace('us-east-1', 'eu-west-1')}/`,
      `${ROOT}/`,
    ]);
    expect(await below(`${ROOT}/2026/10/02/`)).toEqual([`${ROOT}/2026/10/02/05/`, `${ROOT}/2026/10/02/06/`]);
    const page = await listPage(aws, { bucket: 'logs', prefix: ROOT, limit: 2 });
    expect(page.objects).toHaveLength(2);
    expect((await listPage(aws, { bucket: 'logs', prefix: ROOT, token: page.token })).objects).toHaveLength(1);
  });

  test('keys with spaces, signs and accents are what they are', async () => {
    const odd = ['a b+c.json', 'ä/ü%20&=?.json', "it's (1).json", 'x//y.json'];
    await fill(
      'logs',
      odd.map((key) => [key, '{}']),
    );
    expect(keys(await all(reading())).sort()).toEqual(odd.sort());
  });
});

describe('a time range', () => {
  const hours = Array.from({ length: 72 }, (_, i) =>
    new Date(Date.UTC(2026, 9, 1, i)).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/'),
  );

  test('leaves exactly its hours, and no other is listed', async () => {
    await fill(
      'logs',
      hours.map((hour) => [logKey(hour), 'x']),
    );
    const within = range('2026-10-01T22:30:00Z', '2026-10-02T02:00:00Z');
    const found = keys(await all(reading(source({ prefix: `${ROOT}/`, range: within }))));
    expect(found).toEqual(
      ['2026/10/01/22', '2026/10/01/23', '2026/10/02/00', '2026/10/02/01'].map((hour) => logKey(hour)),
    );
    const urls = asked('ListObjectsV2');
    expect(urls.length).toBeLessThanOrEqual(5);
    expect(urls.every((url) => /start-after=[^&]*2026\/10\/0[12]|prefix=[^&]*2026\/10\/0[12]/.test(url))).toBe(true);
  });

  test('is found below accounts and regions, and loose files are judged by their own time', async () => {
    const other = 'team/AWSLogs/444455556666/BedrockModelInvocationLogs/eu-west-1';
    await fill('logs', [
      [logKey('2026/10/01/05'), 'x'],
      [logKey('2026/10/02/05'), 'x'],
      [logKey('2026/10/02/05', 0, other), 'x'],
      [logKey('2026/10/09/05', 0, other), 'x'],
      ['loose.json', 'x'],
      ['elsewhere/deep/down/loose.json', 'x'],
    ]);
    const found = keys(await all(reading(source({ range: range('2026-10-02T00:00:00Z', '2026-10-03T00:00:00Z') }))));
    expect(found.sort()).toEqual([logKey('2026/10/02/05'), logKey('2026/10/02/05', 0, other)].sort());
    const now = Date.now();
    const recent = keys(await all(reading(source({ range: [now - 3_600_000, now + 3_600_000] }))));
    expect(recent.sort()).toEqual(['elsewhere/deep/down/loose.json', 'loose.json']);
  });

  test('of a week is listed in several parts at once, in the order of keys', async () => {
    await fill(
      'logs',
      hours.flatMap((hour) => [0, 1, 2].map((n) => [logKey(hour, n), 'x'] as const)),
    );
    const found = keys(
      await all(reading(source({ prefix: `${ROOT}/`, range: range('2026-09-28T00:00:00Z', '2026-10-05T00:00:00Z') }))),
    );
    expect(found).toEqual([...found].sort());
    expect(found).toHaveLength(216);
    expect(asked('ListObjectsV2').length).toBeLessThanOrEqual(9);
  });
});

describe('the first record', () => {
  test('of 100,000 objects costs one listing page and one object', async () => {
    proxy.add(...cannedBucket(100_000));
    const iterator = reading(source({ prefix: `${ROOT}/` }))[Symbol.asyncIterator]();
    let first: RemoteStep | undefined;
    do first = (await iterator.next()).value as RemoteStep;
    while (first.step !== 'file');
    expect(proxy.seen.map(({ op }) => op)).toEqual(['ListObjectsV2', 'GetObject']);
    await iterator.return(undefined);
  });

  test('of a time range as well', async () => {
    proxy.add(...cannedBucket(100_000));
    const iterator = reading(
      source({ prefix: `${ROOT}/`, range: range('2026-10-01T00:00:00Z', '2026-10-08T00:00:00Z') }),
    )[Symbol.asyncIterator]();
    let first: RemoteStep | undefined;
    do first = (await iterator.next()).value as RemoteStep;
    while (first.step !== 'file');
    expect(proxy.seen.map(({ op }) => op)).toEqual(['ListObjectsV2', 'GetObject']);
    await iterator.return(undefined);
  });
});

describe('what is held at once', () => {
  test('is bounded in downloads, objects and bytes', async () => {
    await fill(
      'logs',
      Array.from({ length: 120 }, (_, n) => [logKey('2026/10/02/05', n), Buffer.alloc(20_000, n)] as const),
    );
    const bounded = reading(source(), { limits: { parallel: 4, ahead: 8, aheadBytes: 90_000 } });
    await all(bounded);
    expect(bounded.gauge.peakRunning).toBeLessThanOrEqual(4);
    expect(bounded.gauge.peakBytes).toBeLessThanOrEqual(90_000);
    expect(bounded.gauge.bytes).toBe(0);
    const usual = reading(source(), { cache: new ObjectCache(join(folder, 'other')) });
    await all(usual);
    expect(usual.gauge.peakRunning).toBe(16);
  });

  test('nobody who takes nothing is sent more', async () => {
    await fill(
      'logs',
      Array.from({ length: 200 }, (_, n) => [logKey('2026/10/02/05', n), 'x'] as const),
    );
    const iterator = reading(source(), { limits: { parallel: 4, ahead: 8, aheadBytes: 1e9 } })[Symbol.asyncIterator]();
    for (let files = 0; files < 3; ) if (((await iterator.next()).value as RemoteStep).step === 'file') files++;
    // Two are done with, and the third is being looked at.
    await expect.poll(() => asked('GetObject').length, { timeout: 2000 }).toBe(2 + 8);
    await iterator.return(undefined);
  });
});

describe('giving up', () => {
  test.each(['listing', 'download', 'pause'])('ends within 200 ms in the middle of a %s', async (what) => {
    await fill(
      'logs',
      Array.from({ length: 30 }, (_, n) => [logKey('2026/10/02/05', n), batch(`a${n}`, 2)] as const),
    );
    if (what === 'listing') proxy.add({ delayMs: 60_000, match: ({ op }) => op === 'ListObjectsV2' });
    if (what === 'download')
      proxy.add({ delayMs: 60_000, times: 99, match: ({ op, url }) => op === 'GetObject' && /0000000[5-9]/.test(url) });
    if (what === 'pause') proxy.add({ ...slowDown, times: 999, match: ({ op }) => op === 'GetObject' });
    const slow = what === 'pause' ? { attempts: 9, firstMs: 60_000, mostMs: 60_000 } : NO_PAUSES;
    const patient = new Aws({ endpoint: proxy.url }, { patience: slow });
    const giving = new AbortController();
    const steps: RemoteStep[] = [];
    const run = (async () => {
      for await (const step of reading(source(), { aws: patient, signal: giving.signal })) steps.push(step);
    })();
    run.catch(() => undefined);
    await expect
      .poll(() => proxy.seen.length, { timeout: 5000 })
      .toBeGreaterThan(what === 'listing' ? 0 : what === 'download' ? 8 : 1);
    const began = performance.now();
    giving.abort();
    await expect(run).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(200);
    patient.close();
    // What was read is kept: the next time it is not asked for again.
    if (what !== 'download') return;
    const before = keys(steps);
    expect(before.length).toBeGreaterThan(0);
    proxy.clear();
    expect(keys(await all(reading()))).toHaveLength(30);
    expect(asked('GetObject').some((url) => before.some((key) => url.includes(key)))).toBe(false);
  });
});

describe('an object', () => {
  const big = Buffer.alloc(6_000_000, 'log ');

  test('that is cut is gone on with where it broke off', async () => {
    await fill('logs', [['big.json', big]]);
    proxy.add(
      { cutAfter: 1_000_000, match: ({ op }) => op === 'GetObject' },
      { cutAfter: 2_000_000, match: ({ op }) => op === 'GetObject' },
    );
    const steps = await all(reading());
    const ranges = proxy.seen.filter(({ op }) => op === 'GetObject').map(({ range: r }) => r);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1).every((r) => /^bytes=\d+-$/.test(r ?? ''))).toBe(true);
    const file = steps.find((step) => step.step === 'file');
    expect(file?.step === 'file' && statSync(file.file.path).size).toBe(big.length);
  });

  test('that was begun by an earlier run is gone on with, with its ETag', async () => {
    await fill('logs', [['big.json', big]]);
    proxy.add({ cutAfter: 2_000_000, match: ({ op }) => op === 'GetObject' });
    proxy.add({ cutBefore: true, times: 99, match: ({ op }) => op === 'GetObject' });
    expect(problems(await all(reading()))[0]).toMatch(/no answer/);
    proxy.clear();
    expect(keys(await all(reading()))).toEqual(['big.json']);
    const [request] = proxy.seen.filter(({ op }) => op === 'GetObject');
    expect(request?.range).toMatch(/^bytes=[1-9]\d+-$/);
    expect(request?.headers['if-match']).toMatch(/^"/);
  });

  test('that was changed since it was listed is read as it is now, and that is said', async () => {
    await fill('logs', [
      ['a.json', 'old'],
      ['b.json', 'same'],
    ]);
    const steps: RemoteStep[] = [];
    for await (const step of reading()) {
      steps.push(step);
      if (step.step === 'found') await fill('logs', [['a.json', 'new, and longer']]);
    }
    // The listing came first, so the change falls between it and the object.
    expect(keys(steps)).toEqual(['a.json', 'b.json']);
    expect(problems(steps).join()).toMatch(/^$|s3:\/\/logs\/a\.json: the object was changed after it was listed/);
  });

  test('that changes under the download is told by its key', async () => {
    await fill('logs', [['a.json', 'new']]);
    proxy.add({ ...s3Error(412, 'PreconditionFailed'), match: ({ op }) => op === 'GetObject' });
    const steps = await all(reading());
    expect(problems(steps)).toEqual([
      's3://logs/a.json: the object was changed after it was listed; what it holds now was read',
    ]);
    expect(keys(steps)).toEqual(['a.json']);
  });

  test('that was deleted is told by its key, and the others are read', async () => {
    await fill('logs', [
      ['a.json', '1'],
      ['b.json', '2'],
    ]);
    proxy.add({ ...s3Error(404, 'NoSuchKey'), match: ({ url }) => url.includes('a.json') });
    const steps = await all(reading());
    expect(problems(steps)).toEqual(['s3://logs/a.json: the object was deleted after it was listed']);
    expect(keys(steps)).toEqual(['b.json']);
  });

  test('that is denied alone is told; when nothing may be read, reading ends at once', async () => {
    await fill(
      'logs',
      Array.from({ length: 20 }, (_, n) => [`${n}.json`, 'x'] as const),
    );
    proxy.add({ ...accessDenied, times: 9, match: ({ url }) => url.includes('/17.json') });
    expect(problems(await all(reading()))).toEqual([
      expect.stringContaining('s3://logs/17.json: s3:GetObject on s3://logs/17.json was denied'),
    ]);
    proxy.clear();
    proxy.add({ ...accessDenied, times: 99, match: ({ op }) => op === 'GetObject' });
    await expect(all(reading(source(), { cache: new ObjectCache(join(folder, 'empty')) }))).rejects.toThrow(
      /s3:GetObject is missing/,
    );
    expect(asked('GetObject')).toHaveLength(1);
  });
});

describe('an access point', () => {
  const arn = 'arn:aws:s3:eu-west-1:111122223333:accesspoint/logs';

  /** Names below `localhost` do not resolve, so a proxy reaches them; what is sent through it is kept. */
  async function tunnel(): Promise<{ readonly url: string; readonly sent: () => string; close(): void }> {
    const { hostname, port } = new URL(inject('api'));
    const sent: Buffer[] = [];
    const sockets = new Set<Duplex>();
    const server = createServer();
    server.on('connect', (_, client: Duplex) => {
      const up = connect(Number(port), hostname, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
      for (const socket of [client, up]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
      }
      client.on('data', (bytes: Buffer) => sent.push(bytes));
      client.pipe(up).pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      sent: () => Buffer.concat(sent).toString('latin1'),
      close: () => {
        for (const socket of sockets) socket.destroy();
        server.close();
      },
    };
  }

  // The API knows no access points: the bucket behind it is one whose name is that of the access point's host.
  test('is read by its ARN: under a host of its own, signed for its own region', async () => {
    const key = logKey('2026/10/02/05');
    await fill('logs-111122223333', [[key, batch('a', 1)]]);
    const proxied = await tunnel();
    const endpoint = `http://localhost:${new URL(inject('api')).port}`;
    const point = new Aws(
      { endpoint, pathStyle: false, proxy: proxied.url, region: 'us-east-1' },
      { patience: NO_PAUSES },
    );
    try {
      const steps = await all(reading(source({ bucket: arn }), { aws: point }));
      expect(keys(steps)).toEqual([key]);
      expect(steps.find(({ step }) => step === 'file')).toMatchObject({ file: { object: { bucket: arn, key } } });
      expect(proxied.sent()).toMatch(
        /^GET \/\?list-type=2[^\n]*\r\n(?:[^\r]+\r\n)*host: logs-111122223333\.localhost/im,
      );
      const regions = [...proxied.sent().matchAll(/Credential=[^/]+\/\d+\/([^/]+)\/s3\//g)].map(([, region]) => region);
      expect(new Set(regions)).toEqual(new Set(['eu-west-1']));
    } finally {
      point.close();
      proxied.close();
    }
  });

  test.each([
    ['of several regions', 'arn:aws:s3::111122223333:accesspoint/x.mrap', { region: 'us-east-1' }, /several regions/],
    ['with path style', arn, { endpoint: 'http://localhost:9', pathStyle: true, region: 'us-east-1' }, /path style/],
  ])('that cannot be read says why: %s', async (_, bucket, connection, why) => {
    const asking = new Aws(connection, { patience: NO_PAUSES });
    await expect(all(reading(source({ bucket }), { aws: asking }))).rejects.toThrow(why);
    asking.close();
  });
});

describe('the cache', () => {
  test('gives what it has, and lets the objects go that were not used for longest', async () => {
    await fill(
      'logs',
      Array.from({ length: 10 }, (_, n) => [`${n}.json`, Buffer.alloc(1000)] as const),
    );
    const cache = new ObjectCache(folder, 5000);
    await all(reading(source(), { cache }));
    await all(reading(source({ prefix: '3' }), { cache }));
    await cache.trim();
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files).toHaveLength(4);
    proxy.clear();
    await all(reading(source({ prefix: '3' }), { cache }));
    expect(asked('GetObject')).toEqual([]);
  });

  test('an object that was replaced by another is another', async () => {
    await fill('logs', [['a.json', 'one']]);
    await all(reading());
    await fill('logs', [['a.json', 'two']]);
    proxy.clear();
    await all(reading());
    expect(asked('GetObject')).toHaveLength(1);
  });
});

test('a refresh reads only what is new', async () => {
  await fill('logs', [[logKey('2026/10/02/05', 0), 'x']]);
  const known = new Set<string>();
  await all(reading(source(), { known }));
  await fill('logs', [[logKey('2026/10/02/05', 1), 'y']]);
  proxy.clear();
  expect(keys(await all(reading(source(), { known })))).toEqual([logKey('2026/10/02/05', 1)]);
});

describe('a refresh lists only what may be new', () => {
  const nothing = (pages = 0): Reached => ({ hours: new Map(), pages });

  test.each([
    ['a bucket', '', 2],
    ['a delivery', `${ROOT}/`, 1],
  ])('of %s with 2,100 objects below %o', async (_, prefix, requests) => {
    const more = { known: new Set<string>(), reached: nothing() };
    proxy.add(...cannedBucket(2_100));
    expect(keys(await all(reading(source({ prefix }), more)))).toHaveLength(2_100);
    proxy.clear();
    proxy.add(...cannedBucket(2_110));
    expect(keys(await all(reading(source({ prefix }), more)))).toHaveLength(10);
    expect(asked('ListObjectsV2')).toHaveLength(requests);
    expect(asked('GetObject')).toHaveLength(10);
  });

  test('and finds late objects of the hour before, new regions, and what could not be read', async () => {
    const elsewhere = ROOT.replace('us-east-1', 'eu-west-1');
    const late = logKey('2026/10/02/04', 59);
    const lost = logKey('2026/10/02/03', 5, elsewhere);
    await fill('logs', [
      [logKey('2026/10/01/05'), 'x'],
      [logKey('2026/10/02/05'), 'x'],
      [logKey('2026/10/02/02', 1, elsewhere), 'x'],
      [lost, 'x'],
      [logKey('2026/10/02/06', 2, elsewhere), 'x'],
    ]);
    const more = { known: new Set<string>(), reached: nothing(9) };
    proxy.add({
      times: 1,
      match: ({ op, url }) => op === 'GetObject' && url.includes(lost),
      ...s3Error(404, 'NoSuchKey'),
    });
    expect(keys(await all(reading(source(), more)))).toHaveLength(4);
    const added = [
      late,
      logKey('2026/10/02/07', 1),
      logKey('2026/10/02/00', 0, ROOT.replace('us-east-1', 'us-west-2')),
    ];
    await fill(
      'logs',
      [...added, 'other/loose.json'].map((key) => [key, 'y'] as const),
    );
    proxy.clear();
    expect(keys(await all(reading(source(), more))).sort()).toEqual([...added, lost, 'other/loose.json'].sort());
    expect(asked('ListObjectsV2')).toHaveLength(3);
  });

  test('of a range as well', async () => {
    await fill('logs', [
      [logKey('2026/10/01/05'), 'x'],
      [logKey('2026/10/02/05'), 'x'],
    ]);
    const more = { known: new Set<string>(), reached: nothing() };
    const days = source({ prefix: `${ROOT}/`, range: range('2026-09-25T00:00:00Z', '2026-10-03T00:00:00Z') });
    await all(reading(days, more));
    await fill('logs', [[logKey('2026/10/02/06'), 'y']]);
    const before = asked('ListObjectsV2').length;
    expect(keys(await all(reading(days, more)))).toEqual([logKey('2026/10/02/06')]);
    const listed = asked('ListObjectsV2').slice(before);
    expect(listed.every((url) => /start-after=[^&]*2026\/10\/02|prefix=[^&]*2026\/10\/02/.test(url))).toBe(true);
  });
});

test('objects that were written before a time are left out', async () => {
  await fill('logs', [[logKey('2026/10/02/05'), 'x']]);
  const now = Date.now();
  expect(keys(await all(reading(source({ writtenSince: now - 3_600_000 }))))).toHaveLength(1);
  expect(keys(await all(reading(source({ writtenSince: now + 3_600_000 }))))).toEqual([]);
  expect(await estimate(aws, source({ writtenSince: now + 3_600_000 }))).toMatchObject({ objects: 0 });
});

test('an estimate counts objects, bytes and requests of a range', async () => {
  await fill('logs', [
    [logKey('2026/10/02/05'), 'xxxx'],
    [logKey('2026/10/02/06'), 'yyyyyy'],
    [`${ROOT}/2026/10/02/06/data/a_input.json.gz`, 'z'],
  ]);
  expect(await estimate(aws, source({ prefix: `${ROOT}/2026/10/02/06/` }))).toEqual({
    objects: 1,
    bytes: 6,
    skipped: 1,
    requests: { 's3:ListObjectsV2': 1, 's3:GetObject': 1 },
  });
});

test('a service that fails for long ends the reading, and what was read before stays', async () => {
  await fill(
    'logs',
    Array.from({ length: 12 }, (_, n) => [logKey('2026/10/02/05', n), 'x'] as const),
  );
  proxy.add({
    ...internalError,
    times: 9999,
    match: ({ op, url }) => op === 'GetObject' && !/_0000000[0-3]\./.test(url),
  });
  const steps: RemoteStep[] = [];
  await expect(
    (async () => {
      for await (const step of reading()) steps.push(step);
    })(),
  ).rejects.toThrow(/AWS is busy/);
  expect(keys(steps)).toHaveLength(4);
});
