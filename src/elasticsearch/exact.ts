/** JSON of an answer, with whole numbers that a double cannot say as their digits. */
import { type Json, JsonNumber, parseJson } from '../esql/documents/json.ts';

export type Exact = string | number | boolean | null | readonly Exact[] | { readonly [name: string]: Exact };

/** Throws a `SyntaxError` for what is no JSON. */
export function exactJson(text: string): Exact {
  return converted(parseJson(text));
}

function converted(value: Json): Exact {
  if (value instanceof JsonNumber) {
    const number = Number(value.text);
    return /^-?\d+$/.test(value.text) && !Number.isSafeInteger(number) ? value.text : number;
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map(converted);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, converted(inner as Json)]));
  return value as string | boolean | null;
}
