/** Cells of an answer as text: for the eye, and for the clipboard. */
import type { QueryAnswer, QueryCell } from '../../src/session/protocol/protocol.ts';
import { ABSENT, formatNumber } from '../format.ts';
import { isNumeric } from './shape.ts';

/** UTF-16 units of a cell that are shown; all of it is copied. */
export const MOST_SHOWN = 400;

/** As the table shows it. */
export function cellText(value: QueryCell | undefined, type: string): string {
  if (value === null || value === undefined) return ABSENT;
  if (Array.isArray(value)) {
    const list = (value as readonly (string | number | boolean)[]).slice(0, MOST_SHOWN);
    return `[${list.map((one) => cellText(one, type)).join(', ')}]`;
  }
  if (isNumeric(type)) return formatNumber(value as number | string);
  if (type === 'date') return shortDate(String(value));
  return String(value);
}

/** `2026-11-20T16:00:00.000Z` as `2026-11-20T16:00Z`; what is not nought stays. */
function shortDate(iso: string): string {
  return iso.replace(/(?::00)?\.000Z$/, 'Z');
}

/** As it is copied: the value itself. */
export function plainText(value: QueryCell | undefined): string {
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}

/** What a spreadsheet would take for a formula. Logs are written by strangers. */
const FORMULA = /^[=+\-@]/;

/** All rows with the names of their columns, in the order of `rows`, as spreadsheets paste them. */
export function tabbed({ columns, values }: QueryAnswer, rows: Iterable<number>): string {
  const cell = (text: string, numeric: boolean): string => {
    const flat = text.replace(/[\t\r\n]+/g, ' ');
    return !numeric && FORMULA.test(flat) ? `'${flat}` : flat;
  };
  const lines = [columns.map(({ name }) => cell(name, false)).join('\t')];
  for (const row of rows) {
    lines.push(columns.map(({ type }, i) => cell(plainText(values[i]?.[row]), isNumeric(type))).join('\t'));
  }
  return `${lines.join('\n')}\n`;
}
