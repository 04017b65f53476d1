/** What the charts are given: numbers side by side with what they are of. */

/** The hues that stand beside each other in a stack, and what is bad; each also has its hatch or dash. */
export type Tone = 1 | 2 | 3 | 4 | 5 | 'part' | 'bad' | 'plain';

export interface ChartSeries {
  readonly label: string;
  /** One for each bucket; null where there is nothing. */
  readonly values: readonly (number | null)[];
  readonly tone: Tone;
  readonly dashed?: boolean;
  /** Of all buckets together, as it is written in the legend. */
  readonly total?: string;
}

export interface TimeChart {
  readonly kind: 'bars' | 'lines';
  /** Where the buckets begin, epoch ms, ascending, without gaps. */
  readonly starts: readonly number[];
  readonly width: number;
  readonly series: readonly ChartSeries[];
  /** Below the bars, on a scale of its own. */
  readonly lane?: readonly ChartSeries[];
  readonly log?: boolean;
  /** A value as text, on the axis and in sentences. */
  readonly axis: (value: number) => string;
  readonly format: (value: number) => string;
  /** Only these times were read or asked for; others stay empty. */
  readonly height: number;
}

/** The sums of a stack, bucket by bucket. */
export function sumsOf(series: readonly ChartSeries[]): readonly number[] {
  const length = series[0]?.values.length ?? 0;
  return Array.from({ length }, (_, i) => series.reduce((sum, { values }) => sum + (values[i] ?? 0), 0));
}

/** The greatest value of any series. */
export function greatestOf(series: readonly ChartSeries[]): number {
  let greatest = 0;
  for (const { values } of series) for (const value of values) if (value !== null) greatest = Math.max(greatest, value);
  return greatest;
}

/** The smallest value above 0; undefined if there is none. */
export function leastOf(series: readonly ChartSeries[]): number | undefined {
  let least: number | undefined;
  for (const { values } of series)
    for (const value of values)
      if (value !== null && value > 0 && (least === undefined || value < least)) least = value;
  return least;
}
