import type { Drop, Region } from './region.ts';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  isBlank,
  LF,
  OPEN_OBJECT,
  QUOTE,
  skipBlanks,
  stringEnd,
} from './structure.ts';

/**
 * What to drop after the value at `p` turned out to be no record: its line if it broke on its own line, else all that
 * continues it. `at` is where it broke; `open`: it does not end; `long`: it is over the limit.
 */
export function recover(r: Region, p: number, at: number, how: 'broken' | 'open' | 'long'): Drop {
  if (r.frames.length > 0) {
    if (!r.afterValue) return { until: 'column', column: r.columnOf(p) };
    const key = firstKey(r, p);
    return key === undefined ? { until: 'line' } : { until: 'key', key };
  }
  const feed = r.lineFeed;
  if (how === 'broken') return { until: feed < 0 || at <= feed ? 'line' : 'start' };
  return { until: feed < 0 ? 'line' : 'start' };
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
    const at = bytes.indexOf(drop.key, p);
    if (at >= 0 && at + drop.key.length <= end) {
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
    feed = bytes.indexOf(LF, first);
    if (feed >= end) feed = -1;
  }
  return end;
}

function endsDrop(drop: Drop, byte: number, column: number): boolean {
  const closing = byte === CLOSE_OBJECT || byte === CLOSE_LIST || byte === COMMA;
  if (drop.until === 'column') {
    return column === drop.column ? !closing : column < drop.column && byte === CLOSE_LIST;
  }
  return !closing && byte !== QUOTE && !isBlank(byte);
}
