/** A log group as a source: its events as files, then what arrives, until it is called off. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { LogsSource } from '../../src/session/protocol/sources.ts';
import { CLOCK, type Clock } from '../../src/sources/aws/clock.ts';
import { Aws } from '../../src/sources/aws/connection/connection.ts';
import { Limiter } from '../../src/sources/aws/limiter.ts';
import { LogsReading } from '../../src/sources/aws/logs/feed.ts';
import type { RemoteStep } from '../../src/sources/remote.ts';
import { jsonError, streamEvent } from './rig/canned.mjs';
import { NO_PAUSES } from './rig/provided.ts';
import { type FaultProxy, faultProxy } from './rig/proxy.mjs';

const GROUP = '/aws/bedrock/invocations';
const STREAM = 'aws/bedrock/modelinvocations';
const api = inject('api');
const HOUR = 3_600_000;
let proxy: FaultProxy;
let aws: Aws;
let folder: string;

beforeEach(async () => {
  await fetch(`${api}/moto-api/reset`, { method: 'POST' });
  proxy = await faultProxy(api);
  aws = new Aws({ endpoint: proxy.url }, { patience: NO_PAUSES });
  folder = mkdtempSync(join(tmpdir(), 'events-'));
  const client = await aws.client('logs');
  await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: STREAM }));
});
afterEach(() => {
  aws.close();
  proxy.close();
  rmSync(folder, { recursive: true, force: true });
});

async function put(...events: readonly (readonly [timestamp: number, requestId: string])[]): Promise<void> {
  const logEvents = events.map(([timestamp, requestId]) => ({ timestamp, message: message(requestId) }));
  const direct = new Aws({ endpoint: api });
  const command = new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: STREAM, logEvents });
  await (await direct.client('logs')).send(command);
  direct.close();
}

const message = (requestId: string): string => JSON.stringify({ schemaType: 'ModelInvocationLog', requestId });

/** Waits of a second or more pass in a moment. */
const HASTY: Clock = { now: () => Date.now(), sleep: (ms, signal) => CLOCK.sleep(ms >= 1000 ? 10 : ms, signal) };

/** Reads until `enough` is true of what came, or to its end. */
async function read(
  source: Partial<LogsSource>,
  enough: (ids: readonly string[], steps: readonly RemoteStep[]) => unknown,
) {
  const stop = new AbortController();
  const limiter = new Limiter({ most: 500, least: 100 }, CLOCK);
  const options = { aws, folder, limiter, clock: HASTY, signal: stop.signal };
  const reading = new LogsReading({ kind: 'logs', group: GROUP, aws: aws.connection, ...source }, options);
  const steps: RemoteStep[] = [];
  const ids: string[] = [];
  let error: unknown;
  try {
    for await (const step of reading) {
      steps.push(step);
      if (step.step === 'file') {
        const lines = readFileSync(step.file.path, 'utf8').trimEnd().split('\n');
        const events = lines.map((line) => JSON.parse(line) as { message: string; logGroup: string });
        ids.push(...events.map((event) => (JSON.parse(event.message) as { requestId: string }).requestId));
      }
      if (await enough(ids, steps)) stop.abort(new Error('enough'));
    }
  } catch (thrown) {
    error = thrown;
  }
  return { steps, ids, error, reading };
}

const remarks = (steps: readonly RemoteStep[]) =>
  steps.flatMap((step) => (step.step === 'problem' ? [step.reason] : []));

describe('a range', () => {
  test('the last day unless another is asked for; counts add up', async () => {
    const now = Date.now();
    await put([now - 30 * 3_600_000, 'old'], [now - 3_600_000, 'one'], [now - 60_000, 'two']);
    const { error, ids, reading, steps } = await read({}, () => false);
    expect(error).toBeUndefined();
    expect(ids).toEqual(['one', 'two']);
    const found = steps.filter((step) => step.step === 'found').reduce((sum, { objects }) => sum + objects, 0);
    expect(found).toBe(steps.filter(({ step }) => step === 'file').length);
    expect(
      steps.at(-1)?.step === 'covered' ? steps.at(-1) : steps.findLast(({ step }) => step === 'covered'),
    ).toMatchObject({ part: 1 });
    expect([...reading.requests.keys()]).toEqual(['logs:FilterLogEvents']);
    const file = steps.find((step) => step.step === 'file');
    expect(file).toMatchObject({ file: { named: `logs:${GROUP}` } });
  });

  test('what was read before an error is there', async () => {
    const now = Date.now();
    await put([now - 20 * 3_600_000, 'one']);
    let calls = 0;
    proxy.add({ match: ({ op }) => op === 'FilterLogEvents' && ++calls > 1, ...jsonError('AccessDeniedException') });
    const { error, ids } = await read({ range: [now - 24 * 3_600_000, now] }, () => false);
    // The first window of an hour has nothing; what follows is refused.
    expect(String(error)).toMatch(/logs:FilterLogEvents is missing/);
    expect(ids).toEqual([]);
    proxy.clear();
    calls = 0;
    proxy.add({ match: ({ op }) => op === 'FilterLogEvents' && ++calls > 1, ...jsonError('AccessDeniedException') });
    const second = await read({ range: [now - 20 * 3_600_000 - 1, now] }, () => false);
    expect(String(second.error)).toMatch(/logs:FilterLogEvents is missing/);
    expect(second.ids).toEqual(['one']);
  });

  test('a prefix that nothing begins with is said', async () => {
    const { steps } = await read({ group: '/nothing/*' }, () => false);
    expect(remarks(steps)).toEqual(['no log group has a name that begins so']);
  });

  test('an address that is none', async () => {
    expect(String((await read({ group: 'a b' }, () => false)).error)).toMatch(/needs a log group/);
  });
});

describe('following', () => {
  const follow = { keep: 1000 };

  test('by polling where a live tail is not allowed: what was there, then what arrives, each once', async () => {
    proxy.add({ times: 99, match: ({ op }) => op === 'StartLiveTail', ...jsonError('AccessDeniedException') });
    await put([Date.now() - 60_000, 'before']);
    let sent = 0;
    const { ids, steps } = await read({ follow }, async (seen, all) => {
      if (all.at(-1)?.step === 'following' && sent < 3) await put([Date.now(), `after${++sent}`]);
      return seen.length === 4;
    });
    expect(ids).toEqual(['before', 'after1', 'after2', 'after3']);
    expect(remarks(steps)[0]).toMatch(/permission logs:StartLiveTail is missing; following by polling$/);
    expect(steps.some((step) => step.step === 'following' && step.by === 'polling')).toBe(true);
  });

  test('paused: what there is is read, and nothing waited for', async () => {
    const now = Date.now();
    await put([now - 3 * HOUR, 'old'], [now - 60_000, 'recent']);
    const { ids, steps } = await read(
      { follow: { ...follow, paused: true }, range: [now - HOUR, now - HOUR / 2] },
      () => false,
    );
    expect(ids).toEqual(['recent']);
    expect(steps.some(({ step }) => step === 'following')).toBe(false);
    expect(proxy.seen.some(({ op }) => op === 'StartLiveTail')).toBe(false);
  });

  test('an event that arrives late lies before the beginning, and comes all the same', async () => {
    proxy.add({ times: 99, match: ({ op }) => op === 'StartLiveTail', ...jsonError('AccessDeniedException') });
    const began = Date.now();
    await put([began - 50_000, 'before']);
    let late = false;
    const { ids } = await read({ follow }, async (seen, all) => {
      if (all.at(-1)?.step === 'following' && !late) {
        late = true;
        await put([began - 20_000, 'late']);
      }
      return seen.length === 2;
    });
    expect(ids).toEqual(['before', 'late']);
  });

  test('by a live tail where it is', async () => {
    const results = ['one', 'two'].map((requestId) => ({
      logStreamName: STREAM,
      logGroupIdentifier: `123456789012:${GROUP}`,
      message: message(requestId),
      timestamp: Date.now() + 1000,
    }));
    proxy.add({
      match: ({ op }) => op === 'StartLiveTail',
      status: 200,
      headers: { 'content-type': 'application/vnd.amazon.eventstream' },
      body: Buffer.concat([
        streamEvent('initial-response', {}),
        streamEvent('sessionStart', { sessionId: 's' }),
        streamEvent('sessionUpdate', { sessionMetadata: { sampled: true }, sessionResults: results }),
      ]),
    });
    const { ids, steps } = await read({ follow }, (seen) => seen.length === 2);
    expect(ids).toEqual(['one', 'two']);
    expect(steps.filter(({ step }) => step === 'following')).toMatchObject([{ by: 'live tail', sampled: true }]);
    expect(remarks(steps)).toEqual([]);
  });

  test('it is called off within 200 ms while nothing arrives', async () => {
    const stopped: number[] = [];
    const stop = new AbortController();
    const options = { aws, folder, limiter: new Limiter({ most: 500, least: 100 }, CLOCK), signal: stop.signal };
    const reading = new LogsReading({ kind: 'logs', group: GROUP, follow, aws: aws.connection }, options);
    proxy.add({ times: 99, match: ({ op }) => op === 'StartLiveTail', ...jsonError('AccessDeniedException') });
    const reader = (async () => {
      for await (const { step } of reading) {
        if (step !== 'following' || stopped.length > 0) continue;
        setTimeout(() => {
          stopped.push(Date.now());
          stop.abort(new Error('called off'));
        }, 50);
      }
    })();
    await expect(reader).rejects.toThrow('called off');
    expect(Date.now() - (stopped[0] ?? 0)).toBeLessThan(200);
  });
});
