/** The runs that a rule's schedule would have made over the time of some records; those that saw nothing are left out. */

/** Runs of one rule that are replayed; beyond that only every second, third ... is. */
export const MAX_RUNS = 5000;

export interface Schedule {
  /** How far before a run its window begins and ends, and the time between two runs; ms. */
  readonly from: number;
  readonly to: number;
  readonly interval: number;
}

export interface Run {
  /** Epoch ms. */
  readonly at: number;
  /** The records of the window: a range of `times`. */
  readonly first: number;
  readonly end: number;
}

export interface Replay {
  readonly runs: readonly Run[];
  /** How many times longer than the rule's own the interval is. */
  readonly coarser: number;
}

/** `times` ascend; the last run is at `now`, and the window of a run holds its both ends. */
export function replay(times: Float64Array, schedule: Schedule, now: number): Replay {
  for (let coarser = 1; ; coarser = Math.ceil(coarser * 1.5) + 1) {
    const runs = runsOf(times, { ...schedule, interval: schedule.interval * coarser }, now);
    if (runs) return { runs, coarser };
  }
}

function runsOf(times: Float64Array, { from, to, interval }: Schedule, now: number): readonly Run[] | undefined {
  const runs: Run[] = [];
  let first = 0;
  let end = 0;
  const last = (times.at(-1) ?? Number.NEGATIVE_INFINITY) + from;
  for (let at = tickFrom((times[0] ?? now) + to, interval, now); at <= now && at <= last; at += interval) {
    while (first < times.length && (times[first] as number) < at - from) first++;
    while (end < times.length && (times[end] as number) <= at - to) end++;
    if (first >= end) {
      const next = times[first];
      if (next === undefined) break;
      // On to the first run that sees something.
      at = Math.max(at, tickFrom(next + to, interval, now) - interval);
      continue;
    }
    if (runs.length === MAX_RUNS) return undefined;
    runs.push({ at, first, end });
  }
  return runs;
}

/** The first run at or after a time. */
function tickFrom(time: number, interval: number, now: number): number {
  return now - Math.floor((now - time) / interval) * interval;
}
