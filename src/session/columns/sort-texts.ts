/** Sorting many byte strings: radix by eight bytes at a time, then only those that are still equal. */
import { sortByKeys } from './radix.ts';

/** Below this a comparison sort is faster than radix passes. */
const SMALL = 256;
/** Bytes after which even a large group is compared: bounds the recursion on hostile values. */
const MAX_RADIX_DEPTH = 2048;

/**
 * The codes of the texts that lie end to end in `bytes`, in byte order. `ends[code]` is where a text ends; no two are
 * equal. `sorted` holds the order of the first of them, from an earlier call; it is merged, not sorted again.
 */
export function sortTexts(bytes: Uint8Array, ends: Uint32Array, sorted: Uint32Array): Uint32Array {
  const start = (code: number) => (code === 0 ? 0 : (ends[code - 1] as number));
  const compareFrom = (a: number, b: number, depth: number) => {
    let i = start(a) + depth;
    let j = start(b) + depth;
    const endA = ends[a] as number;
    const endB = ends[b] as number;
    for (; i < endA && j < endB; i++, j++) {
      const difference = (bytes[i] as number) - (bytes[j] as number);
      if (difference !== 0) return difference;
    }
    return endA - i - (endB - j);
  };

  const added = new Uint32Array(ends.length - sorted.length);
  for (let i = 0; i < added.length; i++) added[i] = sorted.length + i;
  const word = (code: number, depth: number) => {
    let at = start(code) + depth;
    const end = ends[code] as number;
    let key = 0;
    for (let i = 0; i < 4; i++, at++) key = (key << 8) | (at < end ? (bytes[at] as number) : 0);
    return key >>> 0;
  };

  const sortFrom = (codes: Uint32Array, depth: number): void => {
    if (codes.length < SMALL) {
      codes.sort((a, b) => compareFrom(a, b, depth));
      return;
    }
    const high = new Uint32Array(codes.length);
    const low = new Uint32Array(codes.length);
    let longest = 0;
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i] as number;
      high[i] = word(code, depth);
      low[i] = word(code, depth + 4);
      longest = Math.max(longest, (ends[code] as number) - start(code));
    }
    const order = sortByKeys(codes.length, low, high);
    const before = codes.slice();
    for (let i = 0; i < order.length; i++) codes[i] = before[order[i] as number] as number;
    const same = (i: number, j: number) => {
      const a = order[i] as number;
      const b = order[j] as number;
      return high[a] === high[b] && low[a] === low[b];
    };
    for (let from = 0, to = 1; from < codes.length; from = to, to = from + 1) {
      while (to < codes.length && same(from, to)) to++;
      if (to - from < 2) continue;
      const group = codes.subarray(from, to);
      // Past the end of all of them only zero bytes and ends are left to tell apart.
      if (longest <= depth + 8 || depth >= MAX_RADIX_DEPTH) group.sort((a, b) => compareFrom(a, b, depth));
      else sortFrom(group, depth + 8);
    }
  };
  sortFrom(added, 0);
  return sorted.length === 0 ? added : merge(sorted, added, (a, b) => compareFrom(a, b, 0));
}

/** Two sorted lists as one; of equals those of `first` come first. */
export function merge(first: Uint32Array, second: Uint32Array, compare: (a: number, b: number) => number): Uint32Array {
  const merged = new Uint32Array(first.length + second.length);
  let i = 0;
  let j = 0;
  let to = 0;
  while (i < first.length && j < second.length) {
    const a = first[i] as number;
    const b = second[j] as number;
    if (compare(a, b) <= 0) {
      merged[to++] = a;
      i++;
    } else {
      merged[to++] = b;
      j++;
    }
  }
  merged.set(first.subarray(i), to);
  merged.set(second.subarray(j), to + first.length - i);
  return merged;
}
