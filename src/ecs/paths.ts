import { ARRAY, OBJECT, type Tape } from '../json/tape.ts';

/** Elements of one list that are looked through for a path; longer lists are stopped at. */
const MAX_ELEMENTS = 10_000;

/** A value in a record and where it is, lists marked by `[]`: `output.outputBodyJson[].delta.stop_reason`. */
export interface Place {
  readonly path: string;
  readonly node: number;
}

/**
 * Finds a path such as `output.outputBodyJson.delta.stop_reason` below the root of a tape. Where it comes to a list,
 * the last element that has the rest counts, as the last events of a stream do; `[]` in the path asks for no more.
 * Undefined if the record has no such value.
 */
export function locate(tape: Tape, path: string): Place | undefined {
  return step(tape, 0, path.replaceAll('[]', '').split('.'), 0, '');
}

function step(tape: Tape, node: number, parts: readonly string[], at: number, walked: string): Place | undefined {
  const part = parts[at];
  if (part === undefined) return { path: walked, node };
  const kind = tape.kind(node);
  if (kind === OBJECT) {
    const value = tape.get(node, part);
    return value < 0 ? undefined : step(tape, value, parts, at + 1, walked === '' ? part : `${walked}.${part}`);
  }
  if (kind !== ARRAY) return undefined;
  let found: Place | undefined;
  let seen = 0;
  for (let element = tape.first(node); element >= 0 && seen < MAX_ELEMENTS; element = tape.next(element), seen++) {
    found = step(tape, element, parts, at, `${walked}[]`) ?? found;
  }
  return found;
}
