import { ARRAY, FALSE, NULL, NUMBER, OBJECT, STRING, type Tape, TRUE } from '../json/tape.ts';
import { renamedSymbol } from './names.ts';
import { numberText } from './rendering.ts';

/**
 * Java's text of the value of a member, as string concatenation gives it there, after the renames of rule 9: `null`,
 * `{a=1, b=[2, 3]}`. Members stand in the order of a Java hash table.
 */
export function javaText(tape: Tape, n: number): string {
  return textOf(tape, n, true);
}

function textOf(tape: Tape, n: number, renaming: boolean): string {
  switch (tape.kind(n)) {
    case STRING:
      return tape.string(n);
    case NUMBER:
      return numberText(tape, n);
    case TRUE:
      return 'true';
    case FALSE:
      return 'false';
    case NULL:
      return 'null';
    case ARRAY: {
      const texts: string[] = [];
      for (let child = tape.first(n); child >= 0; child = tape.next(child)) {
        texts.push(textOf(tape, child, renaming && tape.kind(child) === OBJECT));
      }
      return `[${texts.join(', ')}]`;
    }
    default:
      return `{${hashed(tape, n, renaming)
        .map(({ name, value }) => `${name}=${textOf(tape, value, renaming)}`)
        .join(', ')}}`;
  }
}

interface Member {
  readonly name: string;
  readonly value: number;
}

/**
 * The members in the order in which the pipeline's hash tables have them: the parser's, that of the renames, and each
 * after the copy that every script makes of the whole document.
 */
function hashed(tape: Tape, object: number, renaming: boolean): Member[] {
  const names = tape.symbols.names;
  const parsed: Keyed[] = [];
  for (let key = tape.first(object); key >= 0; key = tape.next(key)) {
    const symbol = tape.symbol(key);
    parsed.push({ symbol, name: names[symbol] as string, value: tape.value(key) });
  }
  const before = copied(inBuckets(parsed, LEAST_BUCKETS));
  if (!renaming) return before;
  const renamed = before.map(({ symbol, value }) => ({ name: names[renamedSymbol(symbol)] as string, value }));
  return copied(inBuckets(renamed, LEAST_BUCKETS));
}

interface Keyed extends Member {
  readonly symbol: number;
}

/** Buckets of a new `java.util.HashMap`. */
const LEAST_BUCKETS = 16;

/** A copy has as many buckets as entries, rounded up to a power of two. */
function copied<T extends Member>(members: readonly T[]): T[] {
  return inBuckets(members, 2 ** Math.ceil(Math.log2(members.length)));
}

/** By bucket, those of one bucket as they came. The buckets double when more than three quarters as many are in them. */
function inBuckets<T extends Member>(members: readonly T[], least: number): T[] {
  let buckets = least;
  while (members.length > buckets * 0.75) buckets *= 2;
  const bucket = ({ name }: T) => {
    const hash = hashOf(name);
    return (hash ^ (hash >>> 16)) & (buckets - 1);
  };
  return [...members].sort((a, b) => bucket(a) - bucket(b));
}

/** Java's `String.hashCode`. */
function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
