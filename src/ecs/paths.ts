import { ARRAY, OBJECT, type Tape } from '../json/tape.ts';

/** Objects and list elements that one locator looks at: hostile records must not make an explanation slow. */
export const MAX_STEPS = 2_000_000;

/** A value in a record and where it is, lists marked by `[]`: `output.outputBodyJson[].delta.stop_reason`. */
export interface Place {
  readonly path: string;
  readonly node: number;
}

/** Finds values of one record by their paths. */
export class Locator {
  private readonly tape: Tape;
  private steps = MAX_STEPS;

  constructor(tape: Tape) {
    this.tape = tape;
  }

  /**
   * The value at a path such as `output.outputBodyJson.delta.stop_reason` below the root. Where it comes to a list, the
   * last element that has the rest counts, as the last events of a stream do; `[]` in the path asks for no more.
   * Undefined if the record has no such value, or after too many steps.
   */
  locate(path: string): Place | undefined {
    return this.step(0, path.replaceAll('[]', '').split('.'), 0, '');
  }

  private step(node: number, parts: readonly string[], at: number, walked: string): Place | undefined {
    const part = parts[at];
    if (part === undefined) return { path: walked, node };
    if (this.steps-- <= 0) return undefined;
    const tape = this.tape;
    const kind = tape.kind(node);
    if (kind === OBJECT) {
      const value = tape.get(node, part);
      return value < 0 ? undefined : this.step(value, parts, at + 1, walked === '' ? part : `${walked}.${part}`);
    }
    if (kind !== ARRAY) return undefined;
    let found: Place | undefined;
    for (let element = tape.first(node); element >= 0 && this.steps > 0; element = tape.next(element)) {
      found = this.step(element, parts, at, `${walked}[]`) ?? found;
    }
    return found;
  }
}
