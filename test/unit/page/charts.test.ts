/** What a chart shows is where its numbers say, whatever the numbers are. */
import { describe, expect, test } from 'vitest';
import type { ChartSeries } from '../../../webview/charts/chart.ts';
import { linearScale, logScale, timeTicks } from '../../../webview/charts/scales.ts';
import { bandPath, linePath, stackPaths } from '../../../webview/charts/shapes.ts';
import { Clock } from '../../../webview/format.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BOX = { left: 0, top: 0, width: 100, height: 50 };
const series = (...values: (number | null)[]): ChartSeries => ({ label: 'a', tone: 1, values });

describe('scales', () => {
  test.each([
    [0, [0, 1]],
    [1, [0, 0.25, 0.5, 0.75, 1]],
    [7, [0, 2, 4, 6, 8]],
    [380, [0, 100, 200, 300, 400]],
    [1e-9, [0, 2.5e-10, 5e-10, 7.5e-10, 1e-9]],
    [9e18, [0, 2.5e18, 5e18, 7.5e18, 1e19]],
  ])('up to %d in round steps', (greatest, ticks) => {
    const scale = linearScale(greatest, 4);
    expect(scale.ticks).toEqual(ticks);
    expect(scale.at(ticks.at(-1) as number)).toBeCloseTo(1);
  });

  test.each([
    [300, 12_000, [200, 500, 1000, 2000, 5000, 10_000, 20_000]],
    [1, 1_000_000, [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]],
    [5, 5, [5, 10]],
  ])('of logarithms from %d to %d', (least, greatest, ticks) => {
    const scale = logScale(least, greatest);
    expect(scale.ticks).toEqual(ticks);
    expect([scale.at(ticks[0] as number), scale.at(ticks.at(-1) as number)].map((at) => Math.round(at * 1e9))).toEqual([
      0, 1e9,
    ]);
    expect(Number.isFinite(scale.at(0))).toBe(true);
  });

  test('of times begin at round hours of the zone, and never end up without end', () => {
    const berlin = new Clock('Europe/Berlin');
    const from = Date.UTC(2026, 6, 1, 10, 20);
    const { times, step } = timeTicks([from, from + DAY], 6, berlin.offsetAt(from));
    expect(step).toBe(4 * HOUR);
    expect(times.map((time) => berlin.tickOf(time, step))).toEqual([
      '16:00',
      '20:00',
      'Jul 2',
      '04:00',
      '08:00',
      '12:00',
    ]);
    expect([4 * HOUR, DAY, 30 * DAY].map((apart) => berlin.dayTickOf(times[2] as number, apart))).toEqual([
      'Jul 2',
      'Thu, Jul 2',
      'Jul 2026',
    ]);
    expect(timeTicks([-8e15, 8e15], 5, 0).times.length).toBeLessThanOrEqual(7);
  });
});

describe('shapes', () => {
  test('bars stand on those before them, and gaps stay empty', () => {
    const [lower = '', upper = ''] = stackPaths([series(2, null, 4), series(2, 3, 0)], BOX, (value) => value / 4);
    expect(lower.match(/M/g)).toHaveLength(2);
    expect(upper.match(/M/g)).toHaveLength(2);
    expect(upper.startsWith('M0.8 25h')).toBe(true);
  });

  test('hanging bars begin at the upper end', () => {
    expect(stackPaths([series(4)], BOX, (value) => value / 4, true)[0]).toMatch(/^M\S+ 0h\S+v49\.\dh/);
  });

  test('lines break where there is nothing, and a value alone is seen', () => {
    expect(linePath(series(1, 1, null, 1, null), BOX, () => 0)).toBe('M10 50L30 50M67 50h6');
    expect(bandPath(series(2, 2, null), series(1, 1, 1), BOX, (value) => value / 2)).toBe(
      'M16.7 0L50 0L50 25L16.7 25Z',
    );
  });
});
