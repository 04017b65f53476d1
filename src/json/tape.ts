import { TapeBuilder } from './builder.ts';
import {
  ARRAY,
  DOUBLE,
  EMPTY,
  ESCAPED,
  FALSE,
  KEY,
  KIND,
  MAX_EXCESS,
  MOVED,
  NUMBER,
  OBJECT,
  SHIFT,
  STRING,
} from './kinds.ts';
import { decode, unescaped } from './text.ts';

export { MAX_DEPTH } from './builder.ts';
export { ARRAY, FALSE, NULL, NUMBER, OBJECT, STRING, TRUE } from './kinds.ts';
export type { JsonError } from './lexer.ts';

/**
 * One JSON text (RFC 8259, strictly, but for comments) as a flat list of nodes over its own bytes: nothing is decoded
 * until it is asked for, numbers keep their spelling, and a tape is used again and again without making garbage.
 *
 * A node is an integer; the root is 0. Children of a container are chained by `next`; the members of an object are its
 * KEY nodes, each with its `value`. Of a duplicate key only the last is chained.
 *
 * The bytes must be valid UTF-8 (the reader of records sees to it); others give wrong text, never a crash.
 */
export class Tape extends TapeBuilder {
  kind(n: number): number {
    return (this.slots[n] as number) & KIND;
  }

  /** First byte of the value; of a string its opening quote. */
  start(n: number): number {
    return this.slots[n + 1] as number;
  }

  /** The byte after the value. */
  end(n: number): number {
    return this.slots[n + 2] as number;
  }

  /** First element of an array, first key of an object; -1 if it is empty or no container. */
  first(n: number): number {
    const head = this.slots[n] as number;
    const kind = head & KIND;
    if (kind < ARRAY || (head & EMPTY) !== 0) return -1;
    return kind === OBJECT && (head & MOVED) !== 0 ? (this.moved.get(n) ?? -1) : n + 4;
  }

  /** Next element of an array, or from a key the next key; -1 at the end. */
  next(n: number): number {
    return this.slots[n + 3] as number;
  }

  value(key: number): number {
    return key + 4;
  }

  /** The symbol of a key node: see `symbols`. */
  symbol(key: number): number {
    return (this.slots[key] as number) >>> SHIFT;
  }

  /** The value of the member `name`; -1 if there is none or `n` is no object. */
  get(n: number, name: string): number {
    const symbol = this.symbols.find(name);
    return symbol < 0 ? -1 : this.getSymbol(n, symbol);
  }

  getSymbol(n: number, symbol: number): number {
    if (n < 0 || this.kind(n) !== OBJECT) return -1;
    const slots = this.slots;
    for (let key = this.first(n); key >= 0; key = slots[key + 3] as number) {
      if ((slots[key] as number) >>> SHIFT === symbol) return key + 4;
    }
    return -1;
  }

  /** The text of a string (or key) node, escapes resolved; halves of surrogate pairs stay as they are. */
  string(n: number): string {
    const from = this.start(n) + 1;
    const to = this.end(n) - 1;
    return this.escaped(n) ? unescaped(this.bytes, from, to) : decode(this.bytes, from, to);
  }

  /** Whether a string holds escapes, that is, whether its bytes between the quotes are not yet its text. */
  escaped(n: number): boolean {
    return ((this.slots[n] as number) & ESCAPED) !== 0;
  }

  /** Length of a string value (not of a key) in UTF-16 units. */
  units(n: number): number {
    const excess = (this.slots[n] as number) >>> SHIFT;
    return excess === MAX_EXCESS ? this.string(n).length : this.end(n) - this.start(n) - 2 - excess;
  }

  /** Whether a number has neither fraction nor exponent. */
  isWhole(n: number): boolean {
    return ((this.slots[n] as number) & DOUBLE) === 0;
  }

  /** A number's characters as they stand. */
  spelling(n: number): string {
    return decode(this.bytes, this.start(n), this.end(n));
  }

  /**
   * Length of a value in UTF-16 units if it were written without white space and with nothing escaped, numbers as
   * `numberUnits` says. One walk over its nodes as they lie, so not for a text with duplicate keys: those lie there too.
   */
  flatUnits(n: number, numberUnits: (node: number) => number): number {
    const { slots, top } = this;
    const names = this.symbols.names;
    const end = slots[n + 2] as number;
    let units = -1;
    for (let i = n; i < top && (slots[i + 1] as number) < end; i += 4) {
      const head = slots[i] as number;
      const kind = head & KIND;
      if (kind === STRING) {
        if ((head & KEY) !== 0) {
          units += 3 + (names[head >>> SHIFT] as string).length;
          continue;
        }
        const excess = head >>> SHIFT;
        const bytes = (slots[i + 2] as number) - (slots[i + 1] as number);
        units += excess === MAX_EXCESS ? this.string(i).length + 2 : bytes - excess;
      } else if (kind === NUMBER) units += numberUnits(i);
      // A container that holds something has a comma less than it has values.
      else if (kind >= ARRAY) units += (head & EMPTY) === 0 ? 1 : 2;
      else units += kind === FALSE ? 5 : 4;
      // The comma before the value; the first of all has none.
      units++;
    }
    return units;
  }

  /**
   * Chains the members of every object that has a key with a dot in the order of their names. To readers that take
   * `a.b` and `a` with `b` inside for the same field the last one counts, so the order must not depend on the log.
   */
  sortDottedKeys(): void {
    if (!this.symbols.dotted) return;
    const names = this.symbols.names;
    const name = (key: number) => names[this.symbol(key)] as string;
    for (let n = 0; n < this.top; n += 4) {
      if (this.kind(n) !== OBJECT) continue;
      const keys: number[] = [];
      for (let key = this.first(n); key >= 0; key = this.next(key)) keys.push(key);
      if (!keys.some((key) => name(key).includes('.'))) continue;
      this.chain(
        n,
        keys.sort((a, b) => (name(a) < name(b) ? -1 : 1)),
      );
    }
  }
}
