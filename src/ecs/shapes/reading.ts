import { ARRAY, NULL, NUMBER, OBJECT, STRING, type Tape } from '../../json/tape.ts';

/** Small readings of a tape that every shape needs. `n` may be -1 (no such node) everywhere; nothing here throws. */

export function isObject(tape: Tape, n: number): boolean {
  return n >= 0 && tape.kind(n) === OBJECT;
}

export function isArray(tape: Tape, n: number): boolean {
  return n >= 0 && tape.kind(n) === ARRAY;
}

export function isString(tape: Tape, n: number): boolean {
  return n >= 0 && tape.kind(n) === STRING;
}

/** The text of a string node; undefined for every other node. */
export function textOf(tape: Tape, n: number): string | undefined {
  return isString(tape, n) ? tape.string(n) : undefined;
}

/** The text of the member `name`, if that is a string. */
export function textIn(tape: Tape, n: number, name: string): string | undefined {
  return textOf(tape, tape.get(n, name));
}

/** A number as a double; undefined for every other node and beyond double range. */
export function numberOf(tape: Tape, n: number): number | undefined {
  if (n < 0 || tape.kind(n) !== NUMBER) return undefined;
  const value = Number(tape.spelling(n));
  return Number.isFinite(value) ? value : undefined;
}

export function numberIn(tape: Tape, n: number, name: string): number | undefined {
  return numberOf(tape, tape.get(n, name));
}

/** The JSON text of a value as the log has it. */
export function jsonOf(tape: Tape, n: number): string {
  return tape.spelling(n);
}

/** Whether a value says nothing: absent, null, an empty text, list or object. */
export function isEmpty(tape: Tape, n: number): boolean {
  if (n < 0) return true;
  const kind = tape.kind(n);
  if (kind === NULL) return true;
  if (kind === STRING) return tape.end(n) - tape.start(n) === 2;
  return kind >= ARRAY && tape.first(n) < 0;
}

/** The elements of an array; nothing for every other node. */
export function* elements(tape: Tape, n: number): Generator<number, void, undefined> {
  if (!isArray(tape, n)) return;
  for (let element = tape.first(n); element >= 0; element = tape.next(element)) yield element;
}

/** Names and values of an object's members; nothing for every other node. */
export function* members(tape: Tape, n: number): Generator<readonly [name: string, value: number], void, undefined> {
  if (!isObject(tape, n)) return;
  // The table of symbols has the text of every key already.
  const names = tape.symbols.names;
  for (let key = tape.first(n); key >= 0; key = tape.next(key)) {
    yield [names[tape.symbol(key)] as string, tape.value(key)];
  }
}

/** The same without a generator, for what is done with every event of a stream. */
export function eachMember(tape: Tape, n: number, visit: (name: string, value: number) => void): void {
  if (!isObject(tape, n)) return;
  const names = tape.symbols.names;
  for (let key = tape.first(n); key >= 0; key = tape.next(key))
    visit(names[tape.symbol(key)] as string, tape.value(key));
}

/** The elements of an array, or the one value itself if it is no array: logs have both for "one or more". */
export function* each(tape: Tape, n: number): Generator<number, void, undefined> {
  if (isArray(tape, n)) yield* elements(tape, n);
  else if (n >= 0 && tape.kind(n) !== NULL) yield n;
}
