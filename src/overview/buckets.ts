/** Widths of buckets in time, and where they begin: as `BUCKET(@timestamp, SPAN)` has them, in UTC. */

export interface Bucket {
  /** As ES|QL spells the span. */
  readonly span: string;
  /** Milliseconds. */
  readonly ms: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** Weeks begin on Mondays, and the epoch was a Thursday. */
const FIRST_MONDAY = 4 * DAY;

const WIDTHS: readonly Bucket[] = [
  ...[1, 5, 10, 30].map((n) => ({ span: n === 1 ? '1 second' : `${n} seconds`, ms: n * SECOND })),
  ...[1, 2, 5, 10, 15, 30].map((n) => ({ span: n === 1 ? '1 minute' : `${n} minutes`, ms: n * MINUTE })),
  ...[1, 2, 3, 6, 12].map((n) => ({ span: n === 1 ? '1 hour' : `${n} hours`, ms: n * HOUR })),
  ...[1, 7, 30, 90, 365, 3650, 36500].map((n) => ({ span: n === 1 ? '1 day' : `${n} days`, ms: n * DAY })),
];
const WIDEST = WIDTHS[WIDTHS.length - 1] as Bucket;

/** The narrowest width that needs at most `most` buckets for a time from `from` to before `to`, epoch ms. */
export function bucketFor([from, to]: readonly [number, number], most: number): Bucket {
  return WIDTHS.find(({ ms }) => (to - from) / ms <= most) ?? WIDEST;
}

/** Where the bucket that holds a time begins, epoch ms. */
export function startOf(time: number, { ms }: Bucket): number {
  const offset = ms === WEEK ? FIRST_MONDAY : 0;
  return Math.floor((time - offset) / ms) * ms + offset;
}

/** The beginnings of all buckets that a time from `from` to before `to` touches. */
export function startsIn([from, to]: readonly [number, number], bucket: Bucket): readonly number[] {
  const starts: number[] = [];
  for (let at = startOf(from, bucket); at < to; at += bucket.ms) starts.push(at);
  return starts;
}
