/**
 * A log group and metrics on bad days: in each of many seeded plans of throttling, failures, cut connections, old
 * credentials, page cuts, empty pages and repeated events, every event comes once, and every figure is right.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Clock } from '../../src/sources/aws/clock.ts';
import { Aws } from '../../src/sources/aws/connection/connection.ts';
import { Limiter } from '../../src/sources/aws/limiter.ts';
import { readLogsAddress } from '../../src/sources/aws/logs/address.ts';
import { readLogs } from '../../src/sources/aws/logs/reading.ts';
import { readMetrics } from '../../src/sources/aws/metrics/reading.ts';
import { jsonError, jsonResult } from './rig/canned.mjs';
import { type Fault, type FaultProxy, faultProxy, type ProxyRequest } from './rig/proxy.mjs';

const PLANS = 80;
const HOUR = 3_600_000;
const EVENTS = 60;
const MODELS = 30;
let proxy: FaultProxy;
let aws: Aws;

beforeAll(async () => {
  proxy = await faultProxy(inject('api'));
});
afterAll(() => proxy.close());
beforeEach(() => {
  aws = new Aws({ endpoint: proxy.url }, { patience: { attempts: 4, firstMs: 1, mostMs: 2 }, clock: HASTY });
});
afterEach(() => {
  aws.close();
  proxy.clear();
});

/** Waits pass in a moment; there are many of them. */
const HASTY: Clock = { now: () => Date.now(), sleep: async (_, signal) => signal?.throwIfAborted() };
const limiter = (): Limiter => new Limiter({ most: 1e6, least: 1e5 }, HASTY);

/** mulberry32: the same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const EXPIRED: Fault = jsonError('ExpiredTokenException', 'm', 400);
const FAULTS: readonly Fault[] = [
  jsonError('ThrottlingException', 'Rate exceeded'),
  jsonError('ServiceUnavailableException', 'm', 503),
  jsonError('InternalFailure', 'm', 500),
  { cutBefore: true },
];

/** Faults for some of the calls. Credentials expire once: twice in a row would mean that nobody renews them. */
function plan(random: () => number, op: string): Fault[] {
  const faults = Array.from({ length: 12 }, () => FAULTS[Math.floor(random() * FAULTS.length)] as Fault);
  return [EXPIRED, ...faults].map((fault) => ({
    ...fault,
    times: 1,
    match: (request: ProxyRequest) => request.op === op && random() < 0.2,
  }));
}

/** CloudWatch Logs with these events: pages of random size, some empty, some repeating what came before. */
function group(random: () => number): Fault {
  const all = Array.from({ length: EVENTS }, (_, i) => ({
    eventId: String(i),
    timestamp: Math.floor((i * 12 * HOUR) / EVENTS),
    logStreamName: 's',
    message: JSON.stringify({ schemaType: 'ModelInvocationLog', requestId: `r${i}` }),
  }));
  return {
    times: 1e6,
    match: ({ op }) => op === 'FilterLogEvents',
    ...jsonResult((request: ProxyRequest) => {
      const asked = JSON.parse(request.body ?? '') as { startTime: number; endTime: number; nextToken?: string };
      const inside = all.filter(({ timestamp }) => timestamp >= asked.startTime && timestamp <= asked.endTime);
      const from = Number(asked.nextToken?.split('-')[0] ?? 0);
      const size = random() < 0.2 ? 0 : 1 + Math.floor(random() * 30);
      const again = random() < 0.2 ? Math.max(0, from - 3) : from;
      const to = Math.min(inside.length, from + size);
      // A token is of its own each time, as AWS's are.
      return { events: inside.slice(again, to), ...(to < inside.length && { nextToken: `${to}-${random()}` }) };
    }),
  };
}

describe(`${PLANS} plans`, () => {
  test('every event of a log group once, and the range covered', { timeout: 120_000 }, async () => {
    const address = readLogsAddress('logs:g');
    if (typeof address !== 'object') throw new Error('no address');
    const wanted = Array.from({ length: EVENTS }, (_, i) => `r${i}`);
    for (let seed = 1; seed <= PLANS; seed++) {
      const random = seeded(seed);
      proxy.clear();
      proxy.add(...plan(random, 'FilterLogEvents'), group(random));
      const ids: string[] = [];
      let covered = 0;
      for await (const batch of readLogs(address, { from: 0, to: 12 * HOUR }, { aws, limiter: limiter() })) {
        ids.push(...batch.events.map(({ message }) => (JSON.parse(message) as { requestId: string }).requestId));
        covered = batch.covered;
      }
      expect(ids, `plan ${seed}`).toEqual(wanted);
      expect(covered, `plan ${seed}`).toBe(1);
    }
  });

  test('every figure of the metrics once, with its value', { timeout: 120_000 }, async () => {
    const dimensions = (i: number) => [{ Name: 'ModelId', Value: `m${i}` }];
    for (let seed = 1; seed <= PLANS / 4; seed++) {
      const random = seeded(seed);
      proxy.clear();
      proxy.add(...plan(random, 'GetMetricData'), ...plan(random, 'ListMetrics'));
      proxy.add({
        times: 1e6,
        match: ({ op }) => op === 'ListMetrics',
        ...jsonResult((request: ProxyRequest) => {
          const { Namespace, NextToken = '0' } = JSON.parse(request.body ?? '') as {
            Namespace: string;
            NextToken?: string;
          };
          const from = Number(NextToken);
          const to = Math.min(MODELS, from + 1 + Math.floor(random() * 10));
          const Metrics = Array.from({ length: to - from }, (_, i) => ({
            Namespace,
            MetricName: 'Invocations',
            Dimensions: dimensions(from + i),
          }));
          return Namespace === 'AWS/Bedrock'
            ? { Metrics, ...(to < MODELS && { NextToken: String(to) }) }
            : { Metrics: [] };
        }),
      });
      proxy.add({
        times: 1e6,
        match: ({ op }) => op === 'GetMetricData',
        ...jsonResult((request: ProxyRequest) => {
          const { MetricDataQueries, NextToken = '0' } = JSON.parse(request.body ?? '') as {
            NextToken?: string;
            MetricDataQueries: { Id: string; MetricStat: { Metric: { Dimensions: { Value: string }[] } } }[];
          };
          const from = Number(NextToken);
          const to = Math.min(12, from + 1 + Math.floor(random() * 6));
          const times = Array.from({ length: to - from }, (_, i) => (from + i) * 300);
          const MetricDataResults = MetricDataQueries.map(({ Id, MetricStat }) => ({
            Id,
            Timestamps: times,
            Values: times.map((time) => Number(MetricStat.Metric.Dimensions[0]?.Value.slice(1)) * 1000 + time / 300),
            StatusCode: to < 12 ? 'PartialData' : 'Complete',
          }));
          return { MetricDataResults, ...(to < 12 && { NextToken: String(to) }) };
        }),
      });
      const sums = new Map<string, number[]>();
      const whole = {
        account: '1',
        period: 300,
        linked: false,
        profile: 'integration',
        dataStream: 'default',
      } as const;
      const access = { aws, limiter: limiter(), region: 'us-east-1' };
      for await (const { documents } of readMetrics({ ...whole, range: { from: 0, to: HOUR } }, access)) {
        for (const document of documents) {
          const { invocations, model_id } = (
            document.aws_bedrock as unknown as { runtime: { invocations: number; model_id: string } }
          ).runtime;
          sums.set(model_id, [...(sums.get(model_id) ?? []), invocations]);
        }
      }
      const wanted = Array.from({ length: MODELS }, (_, i) => [
        `m${i}`,
        Array.from({ length: 12 }, (__, t) => i * 1000 + t),
      ]);
      expect(Object.fromEntries(sums), `plan ${seed}`).toEqual(Object.fromEntries(wanted));
    }
  });
});
