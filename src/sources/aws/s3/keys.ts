/** What keys of a delivery say of time, and which keys a time range leaves. Pure. */
import { parseLogPath } from '../../logPath.ts';

export const HOUR_MS = 3_600_000;

/** Delivery hours from the first, before the second, epoch ms. */
export type TimeRange = readonly [from: number, to: number];

/** One account's and region's delivery: the key up to and with the slash behind the region. */
const ROOT = /^(.*?AWSLogs\/[^/]+\/BedrockModelInvocationLogs\/[^/]+\/)(.*)$/s;

/** The part of a key or prefix that is the delivery's root, and what follows; undefined if it does not reach so far. */
export function splitRoot(key: string): { readonly root: string; readonly rest: string } | undefined {
  const found = ROOT.exec(key);
  return found ? { root: found[1] as string, rest: found[2] as string } : undefined;
}

/** `2026/03/04/05/` of the hour that holds this time. */
export function hourPath(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/')}/`;
}

/** When the hour of a key begins, epoch ms; undefined if the key names none. */
export function hourOf(key: string): number | undefined {
  const { day, hour } = parseLogPath(key);
  if (day === undefined || hour === undefined) return undefined;
  const ms = Date.parse(`${day}T${hour}:00:00Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether an object belongs to the range: by its hour, or where the key has none by when it was written. */
export function isWithin(key: string, modified: number, [from, to]: TimeRange): boolean {
  const hour = hourOf(key);
  if (hour !== undefined) return hour + HOUR_MS > from && hour < to;
  return modified >= from && modified < to;
}

/** Keys from `after` (exclusive) on, before `before`, that begin with `prefix`: one way through a listing. */
export interface Lane {
  readonly prefix: string;
  readonly after?: string;
  readonly before?: string;
}

/** The longest prefix that all keys between the two have. */
function common(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

/**
 * The ways through one delivery that a range leaves, at most `most`, in the order of their keys. Each begins at an hour
 * by `after`, which S3 takes as the beginning of what follows, and ends before one.
 */
export function lanesOf(root: string, [from, to]: TimeRange, most: number): Lane[] {
  const first = Math.floor(from / HOUR_MS) * HOUR_MS;
  const hours = Math.ceil((to - first) / HOUR_MS);
  const lanes: Lane[] = [];
  const step = Math.max(1, Math.ceil(hours / most));
  for (let hour = 0; hour < hours; hour += step) {
    const after = `${root}${hourPath(first + hour * HOUR_MS)}`;
    const before = `${root}${hourPath(first + Math.min(hours, hour + step) * HOUR_MS)}`;
    // Of a single hour the last character is in common as well.
    lanes.push(step === 1 ? { prefix: after } : { prefix: common(after, before), after, before });
  }
  return lanes;
}
