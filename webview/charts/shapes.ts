/** Paths of bars and lines: one for a series, however many buckets it has. Pure. */
import type { ChartSeries } from './chart.ts';

/** Where a chart's drawing is, in CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 1.5;
/** Between two bars on one another, as long as the upper one can spare it. */
const SEAM = 0.75;
/** What is there at all is seen. */
const LEAST = 0.5;
const n = (value: number): string => String(Math.round(value * 10) / 10);

/**
 * The bars of each series on those of the series before it, standing on the lower end of the box or hanging from its
 * upper one. `at` gives heights as shares of the box.
 */
export function stackPaths(
  series: readonly ChartSeries[],
  box: Box,
  at: (value: number) => number,
  hanging = false,
): readonly string[] {
  const count = series[0]?.values.length ?? 0;
  const step = box.width / Math.max(1, count);
  const wide = Math.max(1, step - Math.min(GAP, step / 4));
  const bases = new Float64Array(count);
  return series.map(({ values }) => {
    let path = '';
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? 0;
      if (value <= 0) continue;
      const from = at(bases[i] as number) * box.height;
      bases[i] = (bases[i] as number) + value;
      const full = at(bases[i] as number) * box.height - from;
      const high = full > 3 ? full - SEAM : Math.max(full, LEAST);
      const y = hanging ? box.top + from : box.top + box.height - from;
      const x = box.left + i * step + (step - wide) / 2;
      path += `M${n(x)} ${n(y)}h${n(wide)}v${n(hanging ? high : -high)}h${n(-wide)}z`;
    }
    return path;
  });
}

/** A line through the middles of the buckets that have a value; a bucket alone between gaps is a short dash. */
export function linePath({ values }: ChartSeries, box: Box, at: (value: number) => number): string {
  const step = box.width / Math.max(1, values.length);
  let path = '';
  let pen = false;
  values.forEach((value, i) => {
    if (value === null) {
      pen = false;
      return;
    }
    const [x, y] = [box.left + (i + 0.5) * step, box.top + box.height * (1 - at(value))];
    const alone = !pen && (values[i + 1] ?? null) === null;
    path += alone ? `M${n(x - 3)} ${n(y)}h6` : `${pen ? 'L' : 'M'}${n(x)} ${n(y)}`;
    pen = true;
  });
  return path;
}

/** The area between two lines, where both have values. */
export function bandPath(upper: ChartSeries, lower: ChartSeries, box: Box, at: (value: number) => number): string {
  const step = box.width / Math.max(1, upper.values.length);
  const point = (i: number, value: number): string =>
    `${n(box.left + (i + 0.5) * step)} ${n(box.top + box.height * (1 - at(value)))}`;
  let path = '';
  let there: string[] = [];
  let back: string[] = [];
  const close = (): void => {
    if (there.length > 1) path += `M${there.join('L')}L${back.reverse().join('L')}Z`;
    there = [];
    back = [];
  };
  upper.values.forEach((high, i) => {
    const low = lower.values[i] ?? null;
    if (high === null || low === null) {
      close();
      return;
    }
    there.push(point(i, high));
    back.push(point(i, low));
  });
  close();
  return path;
}
