import type { Tape } from '../json/tape.ts';
import { renamedSymbol } from './names.ts';

/**
 * Keys of one object in the order in which the pipeline's hash tables have them: the parser's, that of the renames
 * (rule 9), and each after the copy that every script makes of the whole document.
 */
export function hashOrder(tape: Tape, keys: readonly number[], renaming: boolean): number[] {
  const names = tape.symbols.names;
  const parsed = copied(
    inBuckets(
      keys.map((key) => named(names[tape.symbol(key)], key)),
      LEAST_BUCKETS,
    ),
  );
  if (!renaming) return parsed.map(({ key }) => key);
  const renamed = parsed.map(({ key }) => named(names[renamedSymbol(tape.symbol(key))], key));
  return copied(inBuckets(renamed, LEAST_BUCKETS)).map(({ key }) => key);
}

interface Entry {
  readonly key: number;
  readonly hash: number;
}

function named(name: string | undefined, key: number): Entry {
  const hash = hashOf(name ?? '');
  return { key, hash: hash ^ (hash >>> 16) };
}

/** Java's `String.hashCode`. */
function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

/** Buckets of a new `java.util.HashMap`. */
const LEAST_BUCKETS = 16;

/** A copy has as many buckets as entries, rounded up to a power of two. */
function copied(entries: readonly Entry[]): Entry[] {
  return inBuckets(entries, 2 ** Math.ceil(Math.log2(entries.length)));
}

/** By bucket, those of one bucket as they came. The buckets double when more than three quarters as many are in them. */
function inBuckets(entries: readonly Entry[], least: number): Entry[] {
  let buckets = least;
  while (entries.length > buckets * 0.75) buckets *= 2;
  const last = buckets - 1;
  return [...entries].sort((a, b) => (a.hash & last) - (b.hash & last));
}
