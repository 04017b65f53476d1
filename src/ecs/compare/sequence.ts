/** Pairs of places that two lists share, in order: a longest common subsequence. */

/** Cells of the table that is filled; lists that would need more are held to share nothing but their ends. */
export const MAX_CELLS = 4_000_000;

/** Places `[left, right]` of equal elements, ascending in both. */
export function common<T>(left: readonly T[], right: readonly T[]): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let start = 0;
  const least = Math.min(left.length, right.length);
  while (start < least && left[start] === right[start]) pairs.push([start, start++]);
  let ends = 0;
  while (ends < least - start && left[left.length - 1 - ends] === right[right.length - 1 - ends]) ends++;
  pairs.push(...between(left, right, start, left.length - ends, right.length - ends));
  for (let i = ends; i > 0; i--) pairs.push([left.length - i, right.length - i]);
  return pairs;
}

function between<T>(
  left: readonly T[],
  right: readonly T[],
  start: number,
  leftEnd: number,
  rightEnd: number,
): (readonly [number, number])[] {
  const width = rightEnd - start + 1;
  const height = leftEnd - start + 1;
  if (width === 1 || height === 1 || width * height > MAX_CELLS) return [];
  // lengths[i * width + j]: what left from start + i and right from start + j share.
  const lengths = new Uint32Array(width * height);
  const at = (i: number, j: number) => lengths[i * width + j] as number;
  for (let i = height - 2; i >= 0; i--) {
    for (let j = width - 2; j >= 0; j--) {
      lengths[i * width + j] =
        left[start + i] === right[start + j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < height - 1 && j < width - 1; ) {
    if (left[start + i] === right[start + j]) pairs.push([start + i++, start + j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
