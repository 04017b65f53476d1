/** CloudWatch Logs: whole ranges, quotas, filters, pieces of records and live tails, over the wire. */
import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { CLOCK } from '../../src/sources/aws/clock.ts';
import { Aws } from '../../src/sources/aws/connection/connection.ts';
import { AwsError } from '../../src/sources/aws/connection/errors.ts';
import { FILTER_LOG_EVENTS, Limiter } from '../../src/sources/aws/limiter.ts';
import { type LogsAddress, readLogsAddress } from '../../src/sources/aws/logs/address.ts';
import { liveTail, streamsOf } from '../../src/sources/aws/logs/calls.ts';
import type { CloudWatchEvent } from '../../src/sources/aws/logs/event.ts';
import { type LogsBatch, readLogs } from '../../src/sources/aws/logs/reading.ts';
import { jsonError, jsonResult, streamEvent } from './rig/canned.mjs';
import { NO_PAUSES } from './rig/provided.ts';
import { type FaultProxy, faultProxy, type ProxyRequest } from './rig/proxy.mjs';

const HOUR = 3_600_000;
const GROUP = '/aws/bedrock/invocations';
const STREAM = 'aws/bedrock/modelinvocations';
const FAST = { most: 1000, least: 100 };
const api = inject('api');
let proxy: FaultProxy;
let aws: Aws;

beforeEach(async () => {
  await fetch(`${api}/moto-api/reset`, { method: 'POST' });
  proxy = await faultProxy(api);
  aws = new Aws({ endpoint: proxy.url }, { patience: NO_PAUSES });
});
afterEach(() => {
  aws.close();
  proxy.close();
});

const addressed = (text: string): LogsAddress => {
  const address = readLogsAddress(text);
  if (typeof address !== 'object') throw new Error(address ?? text);
  return address;
};
const record = (n: number): string =>
  JSON.stringify({
    schemaType: 'ModelInvocationLog',
    requestId: `r${n}`,
    operation: n % 2 ? 'Converse' : 'InvokeModel',
  });

async function put(group: string, events: readonly { timestamp: number; message: string }[], stream = STREAM) {
  const direct = new Aws({ endpoint: api });
  const client = await direct.client('logs');
  await client.send(new CreateLogGroupCommand({ logGroupName: group })).catch(() => undefined);
  await client.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: stream })).catch(() => undefined);
  await client.send(new PutLogEventsCommand({ logGroupName: group, logStreamName: stream, logEvents: [...events] }));
  direct.close();
}

async function read(text: string, range: { from: number; to: number }, limiter = new Limiter(FAST, CLOCK)) {
  const batches: LogsBatch[] = [];
  for await (const batch of readLogs(addressed(text), range, { aws, limiter })) batches.push(batch);
  return {
    batches,
    events: batches.flatMap(({ events }) => events),
    remarks: batches.flatMap(({ remarks }) => remarks),
    ids: batches.flatMap(({ events }) => events.map(({ message }) => /"requestId":"(\w+)"/.exec(message)?.[1])),
  };
}

/** The week that ended with this test's hour, with an event every ten minutes. */
function week() {
  const to = Math.floor(Date.now() / HOUR) * HOUR;
  const from = to - 7 * 24 * HOUR;
  const events = Array.from({ length: 1000 }, (_, i) => ({ timestamp: from + i * 600_000, message: record(i) }));
  return { range: { from, to }, events };
}

const asked = (op: string): ProxyRequest[] => proxy.seen.filter((request) => request.op === op);

describe('a range is read whole', () => {
  test('a week, every event once, with its place', async () => {
    const { events, range } = week();
    await put(GROUP, events);
    const { batches, ids, events: found } = await read(`logs:${GROUP}`, range);
    expect(ids).toEqual(events.map((_, i) => `r${i}`));
    expect(found[0]).toMatchObject({ group: GROUP, stream: STREAM, time: range.from });
    expect(found[0]?.id).toMatch(/^\d+$/);
    expect(batches.at(-1)).toMatchObject({ covered: 1, until: range.to });
    expect(asked('FilterLogEvents').length).toBeLessThan(20);
  });

  test('all groups that begin so, none that is named otherwise', async () => {
    const { range } = week();
    for (const name of ['/aws/bedrock/a', '/aws/bedrock/b', '/other'])
      await put(name, [{ timestamp: range.from + 1, message: record(1) }]);
    const { batches } = await read('logs:/aws/bedrock/*', range);
    expect(new Set(batches.map(({ group }) => group))).toEqual(new Set(['/aws/bedrock/a', '/aws/bedrock/b']));
    expect(batches.at(-1)?.covered).toBe(1);
  });

  test('a group of a linked account is asked for by its ARN', async () => {
    const arn = 'arn:aws:logs:us-east-1:999900001111:log-group:/aws/bedrock/theirs';
    const bodies: unknown[] = [];
    proxy.add({
      times: 9,
      match: ({ op }) => op === 'FilterLogEvents',
      ...jsonResult((request) => {
        bodies.push(JSON.parse(request.body ?? ''));
        return { events: [] };
      }),
    });
    await read(`logs:${arn}`, { from: 0, to: 1 });
    expect(bodies[0]).toMatchObject({ logGroupIdentifier: arn });
    expect(bodies[0]).not.toHaveProperty('logGroupName');
  });

  test('empty pages with a token are gone through', async () => {
    const pages = [
      { events: [], nextToken: 'one' },
      { events: [], nextToken: 'two' },
      { events: [{ eventId: '1', timestamp: 5, message: record(5), logStreamName: 's' }], nextToken: 'three' },
      { events: [] },
    ];
    for (const page of pages) proxy.add({ match: ({ op }) => op === 'FilterLogEvents', ...jsonResult(page) });
    const { ids, remarks } = await read('logs:g', { from: 0, to: HOUR });
    expect(ids).toEqual(['r5']);
    expect(remarks).toEqual([]);
  });

  test('a group that is not there', async () => {
    await expect(read('logs:/nowhere', { from: 0, to: 1 })).rejects.toThrow(
      /logs:FilterLogEvents on \/nowhere: it does not exist/,
    );
  });

  test('a permission that is missing is named', async () => {
    proxy.add({ ...jsonError('AccessDeniedException', 'm', 400) });
    await expect(read('logs:g', { from: 0, to: 1 })).rejects.toThrow(/IAM permission logs:FilterLogEvents is missing/);
  });
});

describe('the streams of a group', () => {
  const names = async (more: Parameters<typeof streamsOf>[2] = {}) => streamsOf(aws, GROUP, more);

  test('those that were written last come first, and by their names with a prefix', async () => {
    const now = Date.now();
    for (const [stream, age] of [
      ['a/1', 3 * HOUR],
      ['a/2', HOUR],
      ['b/1', 2 * HOUR],
    ] as const)
      await put(GROUP, [{ timestamp: now - age, message: record(1) }], stream);
    const { streams } = await names();
    expect(streams.map(({ name }) => name)).toEqual(['a/2', 'b/1', 'a/1']);
    expect(streams[0]?.latest).toBe(now - HOUR);
    expect((await names({ prefix: 'a/' })).streams.map(({ name }) => name)).toEqual(['a/1', 'a/2']);
  });

  test('page by page; a page token that comes back is the end', async () => {
    const bodies: unknown[] = [];
    const page = (n: number, nextToken: string) => ({
      match: ({ op }: ProxyRequest) => op === 'DescribeLogStreams',
      ...jsonResult(({ body }: { body: string }) => {
        bodies.push(JSON.parse(body));
        return { logStreams: [{ logStreamName: `s${n}` }], nextToken };
      }),
    });
    proxy.add(page(1, 'more'), page(2, 'more'));
    expect(await names()).toEqual({ streams: [{ name: 's1' }], token: 'more' });
    expect(await names({ token: 'more' })).toEqual({ streams: [{ name: 's2' }] });
    expect(bodies).toMatchObject([{ orderBy: 'LastEventTime', descending: true }, { nextToken: 'more' }]);
  });

  test('of a group by its ARN; a missing permission is named', async () => {
    const asked: string[] = [];
    proxy.add({
      match: ({ op }: ProxyRequest) => op === 'DescribeLogStreams',
      ...jsonResult(({ body }: { body: string }) => {
        asked.push(JSON.parse(body).logGroupIdentifier);
        return { logStreams: [] };
      }),
    });
    const arn = 'arn:aws:logs:us-east-1:222233334444:log-group:/theirs';
    await streamsOf(aws, arn, {});
    expect(asked).toEqual([arn]);
    proxy.add({ ...jsonError('AccessDeniedException', 'm', 400) });
    await expect(names()).rejects.toThrow(/IAM permission logs:DescribeLogStreams is missing/);
  });
});

describe('the quota that all share', () => {
  test('refusals are waited out, and nothing is lost or doubled', async () => {
    const { events, range } = week();
    await put(GROUP, events);
    let call = 0;
    const throttling = jsonError('ThrottlingException', 'Rate exceeded');
    proxy.add({ times: 12, match: ({ op }) => op === 'FilterLogEvents' && call++ % 2 === 0, ...throttling });
    const limiter = new Limiter(FAST, { now: () => Date.now(), sleep: (_, signal) => CLOCK.sleep(1, signal) });
    const { ids } = await read(`logs:${GROUP}`, range, limiter);
    expect(ids).toEqual(events.map((_, i) => `r${i}`));
  });

  test('no more than five calls a second', async () => {
    const { range } = week();
    await put(GROUP, [{ timestamp: range.from, message: record(0) }]);
    const limiter = new Limiter(FILTER_LOG_EVENTS, CLOCK);
    const began = Date.now();
    await read(`logs:${GROUP}`, { from: range.from, to: range.from + 30 * HOUR }, limiter);
    const calls = asked('FilterLogEvents').length;
    expect(calls).toBeGreaterThan(3);
    expect((Date.now() - began) / 1000).toBeGreaterThanOrEqual((calls - 1) / 5 - 0.05);
  });

  test('it can be called off at once, and what was read stays', async () => {
    const { events, range } = week();
    await put(GROUP, events);
    const stop = new AbortController();
    const limiter = new Limiter({ most: 20, least: 1 }, CLOCK);
    const found: CloudWatchEvent[] = [];
    let stopped = 0;
    const reading = (async () => {
      for await (const batch of readLogs(addressed(`logs:${GROUP}`), range, { aws, limiter, signal: stop.signal })) {
        found.push(...batch.events);
        if (found.length === 0 || stopped > 0) continue;
        proxy.add({ times: 9, delayMs: 20_000 });
        stopped = Date.now();
        setTimeout(() => stop.abort(new Error('called off')), 30);
      }
    })();
    await expect(reading).rejects.toThrow();
    expect(Date.now() - stopped).toBeLessThan(200);
    expect(found.length).toBeGreaterThan(0);
  });
});

describe('what was asked for is asked for, and filtered once more', () => {
  test('pattern, streams and range go to CloudWatch and are kept to here', async () => {
    const { range } = week();
    const events = Array.from({ length: 20 }, (_, i) => ({ timestamp: range.from + i * 1000, message: record(i) }));
    await put(GROUP, events);
    await put(GROUP, events.slice(0, 5), 'other');
    const bodies: Record<string, unknown>[] = [];
    proxy.add({
      times: 9,
      match: ({ op }) => op === 'FilterLogEvents',
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: (request) => {
        bodies.push(JSON.parse(request.body ?? '') as Record<string, unknown>);
        // As a service does that ignores all of it.
        const all = events.map(({ message, timestamp }, i) => ({
          eventId: `${i}`,
          logStreamName: STREAM,
          message,
          timestamp,
        }));
        return JSON.stringify({
          events: [...all, { eventId: 'x', logStreamName: 'other', timestamp: range.from, message: record(1) }],
        });
      },
    });
    const filter = encodeURIComponent('{ $.operation = "Converse" }');
    const within = { from: range.from + 2000, to: range.from + 10_000 };
    const { ids } = await read(`logs:${GROUP}?streams=aws/&filter=${filter}`, within);
    expect(ids).toEqual(['r3', 'r5', 'r7', 'r9']);
    expect(bodies[0]).toMatchObject({
      logGroupName: GROUP,
      logStreamNamePrefix: 'aws/',
      filterPattern: '{ $.operation = "Converse" }',
      startTime: within.from,
      endTime: within.to - 1,
    });
  });

  test('records that were cut or split are told, with their events', async () => {
    const { range } = week();
    const long = JSON.stringify({ schemaType: 'ModelInvocationLog', requestId: 'split', text: 'x'.repeat(300_000) });
    const cut = `{"schemaType":"ModelInvocationLog","text":"${'y'.repeat(262_118)}`.slice(0, 262_118);
    await put(GROUP, [
      { timestamp: range.from + 1, message: long.slice(0, 200_000) },
      { timestamp: range.from + 1, message: long.slice(200_000) },
      { timestamp: range.from + 2, message: record(1) },
      { timestamp: range.from + 3, message: cut },
      { timestamp: range.from + 60_000, message: record(2) },
    ]);
    const { events, remarks } = await read(`logs:${GROUP}`, { from: range.from, to: range.from + HOUR });
    expect(events.map(({ message }) => message.length)).toEqual([
      long.length,
      record(1).length,
      cut.length,
      record(2).length,
    ]);
    expect(remarks).toEqual([
      expect.stringMatching(/^a record was split into 2 events and put together: .*event \d+$/),
      expect.stringMatching(/^an event was cut at CloudWatch's 256 KiB: .*event \d+$/),
    ]);
  });
});

describe('live tail', () => {
  const stream = (...frames: Buffer[]) => ({
    match: ({ op }: ProxyRequest) => op === 'StartLiveTail',
    status: 200,
    headers: { 'content-type': 'application/vnd.amazon.eventstream' },
    body: Buffer.concat([
      streamEvent('initial-response', {}),
      streamEvent('sessionStart', { sessionId: 's' }),
      ...frames,
    ]),
  });
  const update = (sampled: boolean, ...messages: string[]) =>
    streamEvent('sessionUpdate', {
      sessionMetadata: { sampled },
      sessionResults: messages.map((message, i) => ({
        logStreamName: STREAM,
        logGroupIdentifier: `123456789012:${GROUP}`,
        message,
        timestamp: 1_700_000_000_000 + i,
        ingestionTime: 1_700_000_000_500,
      })),
    });
  const group = { name: GROUP, arn: `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}` };

  async function follow() {
    const found: { events: readonly CloudWatchEvent[]; sampled: boolean }[] = [];
    for await (const batch of liveTail(aws, [group], { streams: 'aws/', filter: 'x' }, new AbortController().signal))
      found.push(batch);
    return found;
  }

  test('events as they come, and whether CloudWatch left some out', async () => {
    proxy.add(stream(update(false, record(1)), update(true, record(2), record(3))));
    const found = await follow();
    expect(found.map(({ events, sampled }) => [events.length, sampled])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(found[0]?.events[0]).toMatchObject({
      group: GROUP,
      stream: STREAM,
      time: 1_700_000_000_000,
      message: record(1),
    });
  });

  test('after three hours it ends as if nothing were wrong', async () => {
    proxy.add(
      stream(update(false, record(1)), streamEvent('SessionTimeoutException', { message: 'over' }, 'exception')),
    );
    expect(await follow()).toHaveLength(1);
  });

  test('a permission that is missing is named', async () => {
    proxy.add(jsonError('AccessDeniedException', 'm', 400));
    const error = await follow().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AwsError);
    expect((error as AwsError).action).toBe('logs:StartLiveTail');
  });
});
