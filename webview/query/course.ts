/** From an answer with times to what the chart of times draws. Pure. */
import type { QueryAnswer } from '../../src/session/protocol/protocol.ts';
import type { ChartSeries, TimeChart, Tone } from '../charts/chart.ts';
import { formatNumber, formatRough } from '../format.ts';
import { t } from '../texts.ts';
import { cellText } from './cell-text.ts';
import { type Drawing, numberOf } from './shape.ts';

type Course = Extract<Drawing, { kind: 'time' }>;

/** Series that stand alone; the rest is one more. */
const MOST_SERIES = 4;
const TONES: readonly Tone[] = [1, 2, 3, 4, 5];
/** Steps of the axis; where even ones would be more, only the times that there are get a place. */
const MOST_STARTS = 1_000;
const HEIGHT = 190;
const DAY = 86_400_000;
const WHOLE: ReadonlySet<string> = new Set(['integer', 'long', 'unsigned_long']);

/** Undefined for numbers below zero and times that cannot be read: the table has them. */
export function courseOf(answer: QueryAnswer, drawing: Course): TimeChart | undefined {
  const { columns, values } = answer;
  const times = (values[drawing.time] ?? []).map((cell) => (cell === null ? undefined : Date.parse(String(cell))));
  if (times.some((time) => Number.isNaN(time))) return undefined;
  const { starts, width } = axisOf(times.filter((time) => time !== undefined));
  if (starts.length < 2) return undefined;
  const places = new Map(starts.map((start, i) => [start, i]));
  const placeOf = (row: number): number | undefined => {
    const time = times[row];
    return time === undefined ? undefined : places.get(time);
  };
  const series =
    drawing.by === undefined
      ? columnsOf(answer, drawing, starts.length, placeOf)
      : split(answer, drawing, drawing.by, starts.length, placeOf);
  if (series.some((one) => one.values.some((value) => value !== null && value < 0))) return undefined;
  // Counts and sums of one kind stand on one another; what is no part of a whole is a line.
  const counts = drawing.values.every((i) => WHOLE.has(columns[i]?.type ?? ''));
  const bars = counts && (drawing.by !== undefined || drawing.values.length === 1);
  return {
    kind: bars ? 'bars' : 'lines',
    starts,
    width,
    series: bars ? series.map((one) => ({ ...one, total: formatRough(sum(one.values)) })) : series,
    axis: formatRough,
    format: formatNumber,
    height: HEIGHT,
  };
}

const sum = (values: readonly (number | null)[]): number => values.reduce<number>((all, one) => all + (one ?? 0), 0);

/** The times in even steps where they are even, with the empty ones between. */
function axisOf(times: readonly number[]): { readonly starts: readonly number[]; readonly width: number } {
  const all = [...new Set(times)].sort((a, b) => a - b);
  const [first = 0] = all;
  const last = all.at(-1) ?? first;
  const steps = all.slice(1).map((time, i) => time - (all[i] ?? time));
  const width = steps.length > 0 ? Math.min(...steps) : DAY;
  const even = steps.every((step) => step % width === 0) && (last - first) / width < MOST_STARTS;
  if (!even) return { starts: all, width };
  return { starts: Array.from({ length: (last - first) / width + 1 }, (_, i) => first + i * width), width };
}

type PlaceOf = (row: number) => number | undefined;

function columnsOf({ columns, values }: QueryAnswer, drawing: Course, length: number, placeOf: PlaceOf): ChartSeries[] {
  return drawing.values.slice(0, TONES.length).map((column, i) => ({
    label: columns[column]?.name ?? '',
    values: filled(values[column] ?? [], length, placeOf),
    tone: TONES[i] ?? 5,
  }));
}

function filled(cells: QueryAnswer['values'][number], length: number, placeOf: PlaceOf): (number | null)[] {
  const values: (number | null)[] = Array.from({ length }, () => null);
  for (const [row, cell] of cells.entries()) {
    const place = placeOf(row);
    const value = numberOf(cell);
    if (place !== undefined && value !== undefined) values[place] = (values[place] ?? 0) + value;
  }
  return values;
}

/** A series for each of the values with the greatest sums, and one for all others together. */
function split(
  { columns, values }: QueryAnswer,
  drawing: Course,
  by: number,
  length: number,
  placeOf: PlaceOf,
): ChartSeries[] {
  const cells = values[drawing.values[0] ?? 0] ?? [];
  const type = columns[by]?.type ?? '';
  const rows = new Map<string, number[]>();
  for (const [row, key] of (values[by] ?? []).entries()) {
    const label = cellText(key, type);
    const known = rows.get(label);
    if (known) known.push(row);
    else rows.set(label, [row]);
  }
  const sized = [...rows].map(([label, own]) => ({
    label,
    own,
    size: own.reduce((all, row) => all + (numberOf(cells[row]) ?? 0), 0),
  }));
  sized.sort((a, b) => b.size - a.size);
  const kept = sized.length > MOST_SERIES + 1 ? sized.slice(0, MOST_SERIES) : sized;
  const rest = sized.slice(kept.length);
  const seriesOf = (label: string, own: ReadonlySet<number>, i: number): ChartSeries => ({
    label,
    values: filled(cells, length, (row) => (own.has(row) ? placeOf(row) : undefined)),
    tone: TONES[i] ?? 5,
  });
  return [
    ...kept.map(({ label, own }, i) => seriesOf(label, new Set(own), i)),
    ...(rest.length > 0
      ? [seriesOf(t('{0} more', rest.length), new Set(rest.flatMap(({ own }) => own)), MOST_SERIES)]
      : []),
  ];
}
