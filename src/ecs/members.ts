import { OBJECT, STRING, type Tape } from '../json/tape.ts';
import { formerSymbol } from './names.ts';

/**
 * The member that stands under the known name `symbol` once keys are renamed (rule 9): the key of that name, or else
 * the listed one that becomes it. -1 if there is none or `object` is no object.
 */
export function member(tape: Tape, object: number, symbol: number): number {
  if (object < 0 || tape.kind(object) !== OBJECT) return -1;
  const former = formerSymbol(symbol);
  let found = -1;
  for (let key = tape.first(object); key >= 0; key = tape.next(key)) {
    const own = tape.symbol(key);
    if (own === symbol) return tape.value(key);
    if (own === former) found = tape.value(key);
  }
  return found;
}

/** The same for a name that is made at run time. */
export function memberNamed(tape: Tape, object: number, name: string): number {
  const symbol = tape.symbols.find(name);
  return symbol < 0 ? -1 : member(tape, object, symbol);
}

/** The value or, where it is null, -1: the integration takes null for nothing in most places. */
export function present(tape: Tape, n: number): number {
  return n >= 0 && tape.kind(n) === 0 ? -1 : n;
}

export function isObject(tape: Tape, n: number): boolean {
  return n >= 0 && tape.kind(n) === OBJECT;
}

export function isText(tape: Tape, n: number, text: string): boolean {
  return n >= 0 && tape.kind(n) === STRING && tape.string(n) === text;
}
