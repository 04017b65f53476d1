import { canonicalDouble, isCanonicalDouble } from '../json/numbers.ts';
import { ARRAY, FALSE, NUMBER, OBJECT, STRING, type Tape, TRUE } from '../json/tape.ts';
import { type ByteWriter, chunk } from '../json/writer.ts';

const ESCAPED_QUOTE = chunk('\\"');
const NULL_TEXT = chunk('null');
const TRUE_TEXT = chunk('true');
const FALSE_TEXT = chunk('false');
const ZERO = 0x30;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;

/** A number in Java's spelling. Returns its length. */
export function writeNumber(tape: Tape, n: number, out: ByteWriter): number {
  const start = tape.start(n);
  const end = tape.end(n);
  if (tape.isWhole(n)) {
    // The one whole number whose spelling changes is -0.
    if (end - start === 2 && tape.bytes[start] === 0x2d && tape.bytes[start + 1] === ZERO) {
      out.byte(ZERO);
      return 1;
    }
  } else if (!isCanonicalDouble(tape.bytes, start, end)) {
    const text = canonicalDouble(tape.spelling(n));
    out.ascii(text);
    return text.length;
  }
  out.copy(tape.bytes, start, end);
  return end - start;
}

/** A number's text in Java's spelling. */
export function numberText(tape: Tape, n: number): string {
  const spelling = tape.spelling(n);
  if (tape.isWhole(n)) return spelling === '-0' ? '0' : spelling;
  return isCanonicalDouble(tape.bytes, tape.start(n), tape.end(n)) ? spelling : canonicalDouble(spelling);
}

/**
 * The text of `gen_ai.prompt` and `gen_ai.completion` (rule 8), written as the inside of a JSON string: keys sorted by
 * UTF-16 unit, no white space, strings in quotes with nothing escaped inside. Because the text itself is escaped once on
 * its way into the document, the bytes of every string are just those of the log. Returns the text's UTF-16 units.
 */
export function writeRendered(tape: Tape, n: number, out: ByteWriter): number {
  switch (tape.kind(n)) {
    case STRING: {
      quoted(tape, n, out);
      return tape.units(n) + 2;
    }
    case NUMBER:
      return writeNumber(tape, n, out);
    case OBJECT: {
      out.byte(0x7b);
      let units = 2;
      let count = 0;
      const base = keysTop;
      const top = sortedKeys(tape, n);
      for (let i = base; i < top; i++) {
        const key = keys[i] as number;
        if (count++ > 0) {
          out.byte(COMMA);
          units++;
        }
        quoted(tape, key, out);
        out.byte(0x3a);
        units += 3 + (tape.symbols.names[tape.symbol(key)] as string).length;
        units += writeRendered(tape, tape.value(key), out);
      }
      keysTop = base;
      out.byte(0x7d);
      return units;
    }
    case ARRAY: {
      out.byte(0x5b);
      let units = 2;
      let count = 0;
      for (let child = tape.first(n); child >= 0; child = tape.next(child)) {
        if (count++ > 0) {
          out.byte(COMMA);
          units++;
        }
        units += writeRendered(tape, child, out);
      }
      out.byte(0x5d);
      return units;
    }
    case TRUE:
      out.raw(TRUE_TEXT);
      return 4;
    case FALSE:
      out.raw(FALSE_TEXT);
      return 5;
    default:
      out.raw(NULL_TEXT);
      return 4;
  }
}

/** What `writeRendered` would return, without writing. */
export function renderedUnits(tape: Tape, n: number): number {
  const numbers = (node: number) => numberUnits(tape, node);
  return tape.duplicates.count === 0 ? tape.flatUnits(n, numbers) : chainedUnits(tape, n);
}

/** The same member by member. */
function chainedUnits(tape: Tape, n: number): number {
  switch (tape.kind(n)) {
    case STRING:
      return tape.units(n) + 2;
    case NUMBER:
      return numberUnits(tape, n);
    case OBJECT: {
      let units = 1;
      for (let key = tape.first(n); key >= 0; key = tape.next(key)) {
        // Two quotes, a colon, and the comma or brace after the value.
        units += 4 + (tape.symbols.names[tape.symbol(key)] as string).length + chainedUnits(tape, tape.value(key));
      }
      return units === 1 ? 2 : units;
    }
    case ARRAY: {
      let units = 1;
      for (let child = tape.first(n); child >= 0; child = tape.next(child)) units += 1 + chainedUnits(tape, child);
      return units === 1 ? 2 : units;
    }
    case FALSE:
      return 5;
    default:
      return 4;
  }
}

function numberUnits(tape: Tape, n: number): number {
  const start = tape.start(n);
  const end = tape.end(n);
  if (tape.isWhole(n)) {
    return end - start === 2 && tape.bytes[start] === 0x2d && tape.bytes[start + 1] === ZERO ? 1 : end - start;
  }
  return isCanonicalDouble(tape.bytes, start, end) ? end - start : canonicalDouble(tape.spelling(n)).length;
}

function quoted(tape: Tape, n: number, out: ByteWriter): void {
  const start = tape.start(n);
  const end = tape.end(n);
  const size = end - start;
  if (size > 48) {
    out.raw(ESCAPED_QUOTE);
    out.copy(tape.bytes, start + 1, end - 1);
    out.raw(ESCAPED_QUOTE);
    return;
  }
  out.reserve(size + 2);
  const source = tape.bytes;
  const bytes = out.bytes;
  let at = out.length;
  bytes[at++] = BACKSLASH;
  for (let i = start; i < end - 1; i++) bytes[at++] = source[i] as number;
  bytes[at++] = BACKSLASH;
  bytes[at++] = QUOTE;
  out.length = at;
}

/** A stack of key nodes: the members of each object that is being written, in order. */
let keys = new Int32Array(1024);
let keysTop = 0;

/** Objects with more keys than this are sorted as a whole: inserting one by one is quick only for few. */
const MAX_INSERTED = 32;

/** Pushes the keys of `object` in the order of their UTF-16 units; returns the new top. */
function sortedKeys(tape: Tape, object: number): number {
  const symbols = tape.symbols;
  const base = keysTop;
  let top = base;
  for (let key = tape.first(object); key >= 0; key = tape.next(key)) {
    if (top === keys.length) {
      const larger = new Int32Array(keys.length * 2);
      larger.set(keys);
      keys = larger;
    }
    if (top - base > MAX_INSERTED) {
      keys[top++] = key;
      continue;
    }
    const symbol = tape.symbol(key);
    let at = top++;
    while (at > base && symbols.precedes(symbol, tape.symbol(keys[at - 1] as number))) {
      keys[at] = keys[at - 1] as number;
      at--;
    }
    keys[at] = key;
  }
  keysTop = top;
  if (top - base > MAX_INSERTED) {
    keys.subarray(base, top).sort((a, b) => (symbols.precedes(tape.symbol(a), tape.symbol(b)) ? -1 : 1));
  }
  return top;
}
