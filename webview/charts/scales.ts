/** From values to places: what a chart's axes need to know. Pure. */

export interface Scale {
  /** Where a value is, 0 at the lower end and 1 at the upper. */
  readonly at: (value: number) => number;
  /** Values that have a line and a label, ascending. */
  readonly ticks: readonly number[];
}

const STEPS = [1, 2, 2.5, 5, 10] as const;

/** From 0 to a round number that holds `greatest`, in about `wanted` steps. */
export function linearScale(greatest: number, wanted: number): Scale {
  const step = roundStep(Math.max(greatest, Number.MIN_VALUE) / wanted);
  const count = greatest > 0 ? Math.ceil(greatest / step - 1e-9) : 1;
  const top = (greatest > 0 ? step : 1) * count;
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((i * (top / count)).toPrecision(12)));
  return { at: (value) => value / top, ticks };
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return (STEPS.find((step) => step * power >= least * (1 - 1e-9)) ?? 10) * power;
}

/** 1, 2 and 5 of every power of ten, as far as they are in sight; of long scales the powers alone. */
export function logScale(least: number, greatest: number): Scale {
  const low = Math.log10(Math.max(least, Number.MIN_VALUE));
  const high = Math.log10(Math.max(greatest, least * 1.0001, Number.MIN_VALUE));
  const decades = Math.ceil(high) - Math.floor(low);
  const parts = decades > 3 ? [1] : [1, 2, 5];
  const all: number[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++)
    for (const part of parts) all.push(Number((part * 10 ** power).toPrecision(3)));
  const from = all.findLastIndex((tick) => tick <= 10 ** low * 1.0001);
  // Two at least: a scale has two ends.
  const past = all.findIndex((tick, i) => i > from && tick >= 10 ** high * 0.9999);
  const ticks = all.slice(Math.max(0, from), past < 0 ? all.length : past + 1);
  const bottom = Math.log10(ticks[0] ?? 1);
  const top = Math.log10(ticks[ticks.length - 1] ?? 10);
  return { at: (value) => (Math.log10(Math.max(value, Number.MIN_VALUE)) - bottom) / (top - bottom || 1), ticks };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [
  ...[1, 2, 5, 10, 30].map((n) => n * 1000),
  ...[1, 2, 5, 10, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 4, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365, 3650, 36500, 365000].map((n) => n * DAY),
];

export interface TimeTicks {
  readonly times: readonly number[];
  /** Milliseconds between two of them. */
  readonly step: number;
}

/** At most `most` times at round steps of a zone's clock; `offset` is how far that clock is from UTC, ms. */
export function timeTicks([from, to]: readonly [number, number], most: number, offset: number): TimeTicks {
  const step = TIME_STEPS.find((each) => (to - from) / each <= Math.max(1, most)) ?? to - from;
  const times: number[] = [];
  for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to && times.length <= most + 1; at += step)
    times.push(at);
  return { times, step };
}
