import { ARRAY, NULL, OBJECT, type Tape } from '../json/tape.ts';

/** A field of a document with all its values, as JSON texts in their own spelling. */
export interface Leaf {
  readonly path: string;
  readonly values: string[];
  /** First node that has it. */
  readonly node: number;
}

/** Deeper values are one leaf, as JSON. Real documents are some 12 deep. */
const MAX_DEPTH = 64;

/**
 * The fields of an object as Elasticsearch sees them: objects are walked into, lists give several values to one field.
 * `whole`: whether the value at a path is taken as it is, as Elasticsearch does for flattened fields.
 */
export function leaves(tape: Tape, root: number, whole: (path: string) => boolean, limit: number): Leaf[] {
  const found = new Map<string, Leaf>();
  const visit = (node: number, path: string, depth: number): void => {
    const kind = tape.kind(node);
    if (kind === NULL || (found.size >= limit && !found.has(path))) return;
    if (depth < MAX_DEPTH && (path === '' || !whole(path))) {
      if (kind === OBJECT) {
        for (let key = tape.first(node); key >= 0; key = tape.next(key)) {
          const name = tape.string(key);
          visit(tape.value(key), path === '' ? name : `${path}.${name}`, depth + 1);
        }
        return;
      }
      if (kind === ARRAY) {
        for (let element = tape.first(node); element >= 0; element = tape.next(element))
          visit(element, path, depth + 1);
        return;
      }
    }
    const leaf = found.get(path);
    if (leaf === undefined) found.set(path, { path, values: [tape.spelling(node)], node });
    else leaf.values.push(tape.spelling(node));
  };
  visit(root, '', 0);
  return [...found.values()];
}
