import { ARRAY, NULL, NUMBER, OBJECT, STRING, type Tape } from '../json/tape.ts';
import type { ByteWriter } from '../json/writer.ts';
import { keyChunk, renamedSymbol } from './names.ts';
import { writeNumber } from './rendering.ts';

const OPEN_OBJECT = 0x7b;
const COMMA = 0x2c;

/** Writes `"name":`, after a comma where a member stands before it in the object that is being written. */
export function writeKey(out: ByteWriter, name: Uint8Array): void {
  if (out.bytes[out.length - 1] !== OPEN_OBJECT) out.byte(COMMA);
  out.raw(name);
}

/** Begins an object under `name`; `closeObject` takes the result. */
export function openObject(out: ByteWriter, name: Uint8Array): number {
  const mark = out.length;
  writeKey(out, name);
  out.byte(OPEN_OBJECT);
  return mark;
}

/** Ends the object; one without members is taken back, with its name (rule 24). */
export function closeObject(out: ByteWriter, mark: number): void {
  if (out.bytes[out.length - 1] === OPEN_OBJECT) out.length = mark;
  else out.byte(0x7d);
}

/** Writes a member with the value `n`, renamed and without empties; nothing if nothing is left or `n` is -1. */
export function writeMember(tape: Tape, name: Uint8Array, n: number, renaming: boolean, out: ByteWriter): void {
  if (n < 0) return;
  const mark = out.length;
  writeKey(out, name);
  if (!writeValue(tape, n, renaming, out)) out.length = mark;
}

/** Writes a member of the log's own object under its own or its new name. */
export function writeOwnMember(tape: Tape, key: number, renaming: boolean, out: ByteWriter): void {
  const mark = out.length;
  if (out.bytes[out.length - 1] !== OPEN_OBJECT) out.byte(COMMA);
  const symbol = tape.symbol(key);
  const renamed = renaming ? renamedSymbol(symbol) : symbol;
  if (renamed === symbol) {
    out.copy(tape.bytes, tape.start(key), tape.end(key));
    out.byte(0x3a);
  } else {
    out.raw(keyChunk(renamed));
  }
  if (!writeValue(tape, tape.value(key), renaming, out)) out.length = mark;
}

/**
 * Writes a value of the log with listed keys renamed (rule 9, unless `renaming` is false: inside a list that is itself
 * an element of a list nothing is renamed) and without nulls, empty strings, objects and lists (rule 24). False if
 * nothing is left; then nothing was written.
 */
export function writeValue(tape: Tape, n: number, renaming: boolean, out: ByteWriter): boolean {
  switch (tape.kind(n)) {
    case STRING: {
      const start = tape.start(n);
      const end = tape.end(n);
      if (end - start === 2) return false;
      out.copy(tape.bytes, start, end);
      return true;
    }
    case NUMBER:
      writeFinite(tape, n, out);
      return true;
    case NULL:
      return false;
    case ARRAY:
      return writeList(tape, n, renaming, out);
    case OBJECT: {
      const mark = out.length;
      out.byte(OPEN_OBJECT);
      for (let key = tape.first(n); key >= 0; key = tape.next(key)) {
        if (renaming && isSuperseded(tape, n, key)) continue;
        writeOwnMember(tape, key, renaming, out);
      }
      if (out.length === mark + 1) {
        out.length = mark;
        return false;
      }
      out.byte(0x7d);
      return true;
    }
    default:
      out.copy(tape.bytes, tape.start(n), tape.end(n));
      return true;
  }
}

/** Whether a listed key has its snake-case twin beside it: then the twin stays and this one goes. */
export function isSuperseded(tape: Tape, object: number, key: number): boolean {
  const symbol = tape.symbol(key);
  const renamed = renamedSymbol(symbol);
  return renamed !== symbol && tape.getSymbol(object, renamed) >= 0;
}

/** Whether `writeValue` would write anything. */
export function hasContent(tape: Tape, n: number): boolean {
  switch (tape.kind(n)) {
    case NULL:
      return false;
    case STRING:
      return tape.end(n) - tape.start(n) > 2;
    case ARRAY:
      for (let child = tape.first(n); child >= 0; child = tape.next(child)) if (hasContent(tape, child)) return true;
      return false;
    case OBJECT:
      for (let key = tape.first(n); key >= 0; key = tape.next(key)) {
        if (!isSuperseded(tape, n, key) && hasContent(tape, tape.value(key))) return true;
      }
      return false;
    default:
      return true;
  }
}

function writeList(tape: Tape, n: number, renaming: boolean, out: ByteWriter): boolean {
  const mark = out.length;
  out.byte(0x5b);
  for (let child = tape.first(n); child >= 0; child = tape.next(child)) {
    const before = out.length;
    if (before > mark + 1) out.byte(COMMA);
    if (!writeValue(tape, child, renaming && tape.kind(child) === OBJECT, out)) out.length = before;
  }
  if (out.length === mark + 1) {
    out.length = mark;
    return false;
  }
  out.byte(0x5d);
  return true;
}

/** JSON has no number beyond double range: such a one becomes a text there. */
function writeFinite(tape: Tape, n: number, out: ByteWriter): void {
  const mark = out.length;
  writeNumber(tape, n, out);
  const last = out.bytes[out.length - 1] as number;
  if (last !== 0x79) return;
  const negative = out.bytes[mark] === 0x2d;
  out.length = mark;
  out.json(negative ? '-Infinity' : 'Infinity');
}
