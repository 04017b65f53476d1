/** A document as a search sees it: every field with all its values, whatever lists they stand in. */

/** Depth and number of values beyond which a document is not followed. */
export const MAX_DEPTH = 50;
export const MAX_VALUES = 10_000;

/** Values are JSON; those of a field are sorted, for a search does not know their order either. */
export type FieldValues = ReadonlyMap<string, readonly string[]>;

export function fieldValues(document: unknown): FieldValues {
  const found = new Map<string, string[]>();
  let count = 0;
  const walk = (value: unknown, name: string, depth: number): void => {
    if (value === null || value === undefined || depth > MAX_DEPTH || count >= MAX_VALUES) return;
    if (Array.isArray(value)) {
      for (const one of value as readonly unknown[]) walk(one, name, depth + 1);
      return;
    }
    if (typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) walk(inner, name === '' ? key : `${name}.${key}`, depth + 1);
      return;
    }
    count++;
    const values = found.get(name);
    if (values) values.push(JSON.stringify(value));
    else found.set(name, [JSON.stringify(value)]);
  };
  walk(document, '', 0);
  for (const values of found.values()) values.sort();
  return found;
}
