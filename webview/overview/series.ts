/** From a panel's answer to what its chart draws. Pure. */

import { startOf, startsIn } from '../../src/overview/buckets.ts';
import type { BandView, Series, TimeView } from '../../src/overview/panel.ts';
import type { Scope } from '../../src/overview/scope.ts';
import type { BandChart } from '../charts/band-chart.ts';
import type { ChartSeries, TimeChart, Tone } from '../charts/chart.ts';
import { t } from '../texts.ts';
import { panelText } from './panel-texts.ts';
import type { Rows } from './rows.ts';
import { labelText, onAxis, said } from './words.ts';

/** Series of a split that stand alone; the rest is one more. */
const MOST_SERIES = 4;
const TONES: readonly Tone[] = [1, 2, 3, 4, 5];
/** Of lines: the middle one, then those above it. */
const LINES: readonly Pick<ChartSeries, 'tone' | 'dashed'>[] = [
  { tone: 'plain' },
  { tone: 1 },
  { tone: 1, dashed: true },
];

type Numbers = (number | null)[];

/** `domain`: the times that the axis shows; empty buckets are there too. */
export function timeChart(
  view: TimeView,
  rows: Rows,
  scope: Scope,
  domain: readonly [number, number],
  height: number,
): TimeChart {
  const starts = startsIn(domain, scope.bucket);
  const places = new Map(starts.map((start, i) => [start, i]));
  const currency = scope.prices?.currency ?? 'USD';
  const format = (value: number): string => said(value, view.measure, currency);
  const placeOf = (row: number): number | undefined => places.get(startOf(rows.time('t', row), scope.bucket));
  const fill = ({ column }: Series): Numbers => {
    const values: Numbers = starts.map(() => null);
    for (let row = 0; row < rows.length; row++) {
      const place = placeOf(row);
      const value = rows.number(column, row);
      if (place !== undefined && value !== null) values[place] = (values[place] ?? 0) + value;
    }
    return values;
  };
  const lines = view.kind === 'lines';
  const plain = (series: readonly Series[]): readonly ChartSeries[] => {
    let tone = 0;
    return series
      .filter(({ column }) => rows.has(column))
      .map((each, i): ChartSeries => {
        const values = fill(each);
        const look: Pick<ChartSeries, 'tone' | 'dashed'> = lines
          ? (LINES[i] ?? { tone: 1 })
          : { tone: each.bad ? 'bad' : each.part ? 'part' : (TONES[tone++] ?? 5) };
        return { label: panelText(each.label), values, ...look, ...(lines ? {} : { total: format(total(values)) }) };
      });
  };
  return {
    kind: view.kind,
    starts,
    width: scope.bucket.ms,
    series: view.split ? splitSeries(view, rows, starts.length, placeOf, format) : plain(view.series),
    ...(view.lane && { lane: laneOf(plain(view.lane)) }),
    ...(view.log && { log: true }),
    axis: (value) => onAxis(value, view.measure),
    format,
    height,
  };
}

/** Beside what is bad stands a quiet second. */
function laneOf(series: readonly ChartSeries[]): readonly ChartSeries[] {
  return series.map((each) => (each.tone === 'bad' ? each : { ...each, tone: 5 }));
}

function splitSeries(
  { split, series }: TimeView,
  rows: Rows,
  count: number,
  placeOf: (row: number) => number | undefined,
  format: (value: number) => string,
): readonly ChartSeries[] {
  const column = series[0]?.column ?? '';
  const label = split ?? { column: '', label: '' };
  const found = new Map<string | null, { readonly values: Numbers; total: number }>();
  for (let row = 0; row < rows.length; row++) {
    const place = placeOf(row);
    const value = rows.number(column, row);
    if (place === undefined || value === null) continue;
    const name = rows.text(label.column, row);
    const own = found.get(name) ?? { values: Array.from({ length: count }, () => null), total: 0 };
    found.set(name, own);
    own.values[place] = (own.values[place] ?? 0) + value;
    own.total += value;
  }
  const ranked = [...found].sort(([, a], [, b]) => b.total - a.total);
  const alone = ranked.length <= MOST_SERIES + 1 ? ranked.length : MOST_SERIES;
  const result = ranked.slice(0, alone).map(([name, { values, total }], i) => ({
    label: labelText(name, label),
    values,
    tone: TONES[i] ?? 5,
    total: format(total),
  }));
  const rest = ranked.slice(alone);
  if (rest.length === 0) return result;
  const values = Array.from({ length: count }, (_, i) => rest.reduce((sum, [, own]) => sum + (own.values[i] ?? 0), 0));
  return [...result, { label: t('{0} more', rest.length), values, tone: 5, total: format(total(values)) }];
}

function total(values: Numbers): number {
  return values.reduce((sum: number, value) => sum + (value ?? 0), 0);
}

/** From the first band that holds a call to the last one; those between without any are drawn empty. */
export function bandChart(
  view: BandView,
  rows: Rows,
  steps: readonly number[],
  marks: BandChart['marks'],
  height: number,
): BandChart {
  const counts = new Map<number, number>();
  for (let row = 0; row < rows.length; row++)
    counts.set(rows.number(view.band, row) ?? 0, rows.number(view.count, row) ?? 0);
  const known = steps.filter((step) => (counts.get(step) ?? 0) > 0);
  const bands = steps.slice(steps.indexOf(known[0] ?? 0), steps.indexOf(known.at(-1) ?? 0) + 1);
  return { bands, counts: bands.map((band) => counts.get(band) ?? 0), marks, height };
}
