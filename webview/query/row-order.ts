/** The rows of an answer in an order of the reader's own. */
import type { QueryAnswer, QueryCell } from '../../src/session/protocol/protocol.ts';
import { isNumeric, numberOf } from './shape.ts';

export interface Sorting {
  readonly column: number;
  readonly descending: boolean;
}

/** Numbers of the rows; as the query has them unless they are sorted. Absent values come last either way. */
export function rowOrder({ columns, values }: QueryAnswer, count: number, sorting: Sorting | undefined): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  if (!sorting) return order;
  const cells = values[sorting.column] ?? [];
  const numeric = isNumeric(columns[sorting.column]?.type ?? '');
  const keys = cells.map((cell) => keyOf(cell, numeric));
  const sign = sorting.descending ? -1 : 1;
  return order.sort((a, b) => {
    const [left, right] = [keys[a], keys[b]];
    if (left === undefined || right === undefined) return left === right ? a - b : left === undefined ? 1 : -1;
    return (left < right ? -sign : left > right ? sign : 0) || a - b;
  });
}

/** Of several values the first counts. */
function keyOf(cell: QueryCell, numeric: boolean): string | number | undefined {
  const value = Array.isArray(cell) ? (cell[0] as string | number | boolean | undefined) : (cell as QueryCell);
  if (value === null || value === undefined) return undefined;
  return numeric ? numberOf(value as string | number) : String(value);
}

/** What the next press on a column's head asks for: numbers and times begin with the greatest, the third press ends it. */
export function nextSorting(before: Sorting | undefined, column: number, type: string): Sorting | undefined {
  const greatestFirst = isNumeric(type) || type === 'date';
  if (before?.column !== column) return { column, descending: greatestFirst };
  return before.descending === greatestFirst ? { column, descending: !greatestFirst } : undefined;
}
