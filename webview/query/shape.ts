/** What can be drawn of an answer, told from the types and the values of its columns. */
import type { QueryAnswer, QueryCell } from '../../src/session/protocol/protocol.ts';

const NUMERIC: ReadonlySet<string> = new Set(['integer', 'long', 'unsigned_long', 'double', 'counter_long']);

export const isNumeric = (type: string): boolean => NUMERIC.has(type);

/** Columns by their number. */
export type Drawing =
  /** One row of numbers: each large, with its name. */
  | { readonly kind: 'single'; readonly values: readonly number[] }
  /** Numbers over time; `by` parts one number into series by the values of a column. */
  | { readonly kind: 'time'; readonly time: number; readonly values: readonly number[]; readonly by?: number }
  /** A bar a row. */
  | { readonly kind: 'bars'; readonly label: number; readonly value: number };

/** Rows that bars are drawn of. */
export const MOST_BARS = 50;

/** The drawing that fits; undefined for rows that are only a table. */
export function drawingOf({ columns, values, rows }: QueryAnswer): Drawing | undefined {
  const all = columns.map((_, i) => i);
  const numbers = all.filter((i) => isNumeric(columns[i]?.type ?? '') && (values[i] ?? []).every(isSingle));
  if (rows === 0 || numbers.length === 0) return undefined;
  if (rows === 1 && numbers.length === columns.length) return { kind: 'single', values: numbers };
  const time = all.find((i) => columns[i]?.type === 'date' && (values[i] ?? []).every(isSingle));
  const words = all.filter((i) => ['keyword', 'text', 'boolean', 'ip'].includes(columns[i]?.type ?? ''));
  const [value] = numbers;
  if (time !== undefined && value !== undefined && rows > 1 && words.length <= 1) {
    const [by] = words;
    if (by === undefined) return isBucketed(values[time] ?? []) ? { kind: 'time', time, values: numbers } : undefined;
    return { kind: 'time', time, values: [value], by };
  }
  const [label = numbers.length > 1 ? value : undefined] = words;
  const shown = numbers.find((i) => i !== label);
  if (label === undefined || shown === undefined || words.length > 2 || rows < 2) return undefined;
  return { kind: 'bars', label, value: shown };
}

const isSingle = (value: QueryCell): boolean => !Array.isArray(value);

/** Rows of single records have a time too; a drawing is of rows that have one each. */
function isBucketed(times: readonly QueryCell[]): boolean {
  return new Set(times.map(String)).size === times.length;
}

/** A cell as a number; absent, and what is no number, is undefined. */
export function numberOf(value: QueryCell | undefined): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The first column that inline bars are drawn of: counts and sums, none of it below zero. */
export function barColumn({ columns, values, rows }: QueryAnswer): number | undefined {
  if (rows < 2) return undefined;
  const fits = columns.findIndex(({ type }, i) => {
    if (!isNumeric(type)) return false;
    const numbers = (values[i] ?? []).map(numberOf);
    return numbers.some((n) => n !== undefined && n > 0) && numbers.every((n) => n === undefined || n >= 0);
  });
  return fits < 0 ? undefined : fits;
}
