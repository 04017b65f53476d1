import type { Drop, Region } from './region.ts';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  isBlank,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  skipBlanks,
  stringEnd,
} from './structure.ts';

/**
 * What to drop after the value at `p` turned out to be no record: its line if it broke on its own line, else all that
 * continues it. `at` is where it broke; `open`: it does not end; `long`: it is over
 * the limit, and `at` is where the limit lies.
 */
export function recover(r: Region, p: number, at: number, how: 'broken' | 'open' | 'long'): Drop {
  if (r.frames.length > 0) {
    if (!r.afterValue) return { until: 'column', column: r.columnOf(p) };
    const key = firstKey(r, p);
    return key === undefined ? { until: 'line' } : { until: 'key', key };
  }
  const feed = r.lineFeed;
  if (feed < 0) return { until: 'line' };
  return { until: how === 'open' || feed < at ? 'start' : 'line' };
}

/** `{"timestamp"`: how the elements of one list all begin. */
function firstKey(r: Region, p: number): Buffer | undefined {
  if (r.bytes[p] !== OPEN_OBJECT) return undefined;
  const quote = skipBlanks(r.bytes, p + 1, r.end);
  if (r.bytes[quote] !== QUOTE) return undefined;
  const after = stringEnd(r.bytes, quote, Math.min(r.end, quote + 100));
  return after <= 0 ? undefined : Buffer.from(r.bytes.subarray(p, after));
}

/** Goes on in what is to be dropped; -1: more bytes are needed to tell. The anchor of `r` is at `p`. */
export function resume(r: Region, p: number): number {
  const { bytes, end, drop } = r;
  if (drop === undefined) return p;
  if (drop.until === 'line') {
    if (r.lineFeed < 0) return end;
    r.drop = undefined;
    return r.lineFeed;
  }
  if (drop.until === 'key') {
    const found = bytes.indexOf(drop.key, p);
    const at = found >= 0 && found + drop.key.length <= end ? found : -1;
    const feed = nextStart(r, at < 0 ? end : at);
    if (feed >= 0) {
      r.drop = undefined;
      r.frames.length = 0;
      return feed;
    }
    if (at >= 0) {
      r.drop = undefined;
      return at;
    }
    if (r.atEnd) return end;
    const kept = end - drop.key.length + 1;
    return kept > p ? kept : -1;
  }
  let feed = r.lineFeed;
  while (feed >= 0) {
    let first = feed + 1;
    if (drop.until === 'column') while (bytes[first] === 0x20 || bytes[first] === 0x09) first++;
    if (first >= end) return r.atEnd ? end : feed > p ? feed : -1;
    if (endsDrop(drop, bytes[first] as number, first - feed - 1)) {
      r.drop = undefined;
      return drop.until === 'start' ? feed + 1 : first;
    }
    feed = r.feedAfter(feed);
  }
  return end;
}

/** The first line feed before `to` that an object or a list follows: the list on the line before was cut. */
function nextStart(r: Region, to: number): number {
  for (let feed = r.lineFeed; feed >= 0 && feed + 1 < to; feed = r.feedAfter(feed)) {
    const byte = r.bytes[feed + 1];
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) return feed;
  }
  return -1;
}

function endsDrop(drop: Drop, byte: number, column: number): boolean {
  const closing = byte === CLOSE_OBJECT || byte === CLOSE_LIST || byte === COMMA;
  if (drop.until === 'column') {
    return column === drop.column ? !closing : column < drop.column && (byte === CLOSE_LIST || byte === OPEN_OBJECT);
  }
  return !closing && byte !== QUOTE && !isBlank(byte);
}
