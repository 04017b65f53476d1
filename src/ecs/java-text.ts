import { ARRAY, FALSE, NULL, NUMBER, OBJECT, STRING, type Tape, TRUE } from '../json/tape.ts';
import { hashOrder } from './hash-order.ts';
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
    default: {
      const texts = hashOrder(tape, keysOf(tape, n), renaming).map((key) => {
        const symbol = tape.symbol(key);
        const name = tape.symbols.names[renaming ? renamedSymbol(symbol) : symbol];
        return `${name}=${textOf(tape, tape.value(key), renaming)}`;
      });
      return `{${texts.join(', ')}}`;
    }
  }
}

/** In the order of the log, whatever the members are chained by. */
function keysOf(tape: Tape, object: number): number[] {
  const keys: number[] = [];
  for (let key = tape.first(object); key >= 0; key = tape.next(key)) keys.push(key);
  return keys.sort((a, b) => a - b);
}
