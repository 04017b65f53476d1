import { describe, expect, test } from 'vitest';
import { readMetricsAddress } from '../../../../src/sources/aws/metrics/address.ts';
import {
  callsFor,
  type ListedMetric,
  POINTS_A_CALL,
  periodProblem,
  queriesFor,
  wholePeriods,
} from '../../../../src/sources/aws/metrics/plan.ts';

const DAY = 86_400_000;
const listed = (metric: string, ...dimensions: [string, string][]): ListedMetric => ({
  namespace: 'AWS/Bedrock',
  metric,
  dimensions: dimensions.map(([name, value]) => ({ name, value })),
});

describe('what CloudWatch is asked for', () => {
  test('each wanted metric and set of dimensions once, with its statistic', () => {
    const queries = queriesFor(
      [
        listed('Invocations', ['ModelId', 'a']),
        listed('Invocations', ['ModelId', 'a']),
        listed('Invocations', ['ModelId', 'b']),
        listed('InvocationLatency', ['ModelId', 'a']),
        listed('SomethingElse', ['ModelId', 'a']),
        listed('OutputImageCount', ['ImageSize', 's'], ['ModelId', 'a']),
        listed('OutputImageCount', ['ModelId', 'a'], ['ImageSize', 's']),
      ],
      'integration',
    );
    expect(queries.map(({ metric, statistic }) => `${metric} ${statistic}`)).toEqual([
      'InvocationLatency Average',
      'Invocations Sum',
      'Invocations Sum',
      'OutputImageCount Sum',
    ]);
    expect(queries.map(({ id }) => id)).toEqual(['m0', 'm1', 'm2', 'm3']);
  });

  test('percentiles of latency belong to the extended profile', () => {
    const statistics = queriesFor([listed('InvocationLatency')], 'extended').map(({ statistic }) => statistic);
    expect(statistics).toEqual(['Average', 'p50', 'p90', 'p99']);
  });

  test('500 queries a call, and no more points than a call gives', () => {
    const queries = queriesFor(
      Array.from({ length: 1201 }, (_, i) => listed('Invocations', ['ModelId', `m${i}`])),
      'integration',
    );
    const calls = callsFor(queries, { from: 0, to: 3 * DAY }, 300);
    expect(new Set(calls.map((call) => call.queries.length))).toEqual(new Set([500, 201]));
    for (const { queries: group, range } of calls)
      expect((group.length * (range.to - range.from)) / 300_000).toBeLessThanOrEqual(POINTS_A_CALL);
    const covered = calls.reduce((sum, call) => sum + call.queries.length * (call.range.to - call.range.from), 0);
    expect(covered).toBe(1201 * 3 * DAY);
  });

  test('the range is whole periods of the clock', () => {
    expect(wholePeriods({ from: 1_000, to: 900_001 }, 300)).toEqual({ from: 0, to: 900_000 });
  });

  test.each<[period: number, days: number, problem: RegExp | undefined]>([
    [300, 1, undefined],
    [300, 63, undefined],
    [300, 64, /63 days: ask for a longer period/],
    [60, 16, /15 days/],
    [3600, 400, undefined],
    [3600, 500, /455 days: ask for later/],
    [90, 1, /multiple of 60/],
    [0, 1, /multiple of 60/],
    [90_000, 1, /at most 86400/],
  ])('a period of %d seconds, %d days ago', (period, days, problem) => {
    const said = periodProblem(period, 0, days * DAY);
    if (problem) expect(said).toMatch(problem);
    else expect(said).toBeUndefined();
  });

  test('addresses', () => {
    expect(readMetricsAddress('metrics:eu-central-1')).toEqual({ region: 'eu-central-1', period: 300, linked: false });
    expect(readMetricsAddress('metrics:us-gov-west-1?period=60&linked')).toMatchObject({ period: 60, linked: true });
    expect(readMetricsAddress('metrics:')).toMatchObject({ region: '' });
    expect(readMetricsAddress('logs:x')).toBeUndefined();
    expect(readMetricsAddress('metrics:nowhere')).toMatch(/no region/);
    expect(readMetricsAddress('metrics:eu-west-1?periode=3')).toMatch(/periode=3/);
  });
});
