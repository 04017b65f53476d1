/** An ES|QL answer in a terminal: a table for people, or what its files hold. */
import { type AnswerFormat, answerFile, isNumeric, plain } from '../esql/answer-files.ts';
import type { QueryResult } from '../esql/result.ts';

export type Format = 'table' | AnswerFormat;

/** Rows of a table in a terminal; the rest is counted. */
export const TABLE_ROWS = 1000;
/** Width of a table where the terminal does not tell. */
export const DEFAULT_WIDTH = 120;
const MIN_CELL = 6;

/** What an answer has, wherever it was found. */
export type Written = Pick<QueryResult, 'columns' | 'rowCount' | 'warnings' | 'rows'>;

/** @param width columns of the terminal, undefined when there is none */
export function writeResult(
  result: Written,
  format: Format,
  width: number | undefined,
  write: (text: string) => void,
): void {
  if (format === 'table') writeTable(result, width ?? DEFAULT_WIDTH, write);
  else for (const piece of answerFile({ ...result, rows: () => result.rows() }, format)) write(piece);
}

// Control characters from a log must not reach the terminal.
const CONTROL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
export const visible = (text: string): string =>
  text.replace(CONTROL, (c) => (c === '\n' || c === '\t' ? ' ' : '\ufffd'));

function writeTable(result: Written, width: number, write: (text: string) => void): void {
  if (result.columns.length === 0) return;
  const rows = [...result.rows(0, TABLE_ROWS)].map((row) => row.map((value) => (value === null ? '-' : plain(value))));
  const columns = result.columns.map(({ name, type }) => ({ head: name, right: isNumeric(type) }));
  writeTexts({ columns, rows, more: result.rowCount - rows.length }, width, write);
}

/** A table of texts, one cell of each row for each column. */
export interface TextTable {
  readonly columns: readonly { readonly head: string; readonly right: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** Rows that are not among these. */
  readonly more: number;
}

/** Writes what fits in `width` cells, and says what does not. Texts may be hostile. */
export function writeTexts({ columns, rows, more }: TextTable, width: number, write: (text: string) => void): void {
  const heads = columns.map(({ head }) => visible(head));
  const texts = rows.map((row) => row.map(visible));
  const shown = fitWidths(
    heads.map((head, i) => texts.reduce((most, row) => Math.max(most, cells(row[i] ?? '')), cells(head))),
    width,
  );
  const line = (parts: readonly string[]): string =>
    shown
      .map((size, i) => place(parts[i] ?? '', size, columns[i]?.right ?? false))
      .join('  ')
      .trimEnd();
  write(`${line(heads)}\n${line(shown.map((n) => '─'.repeat(n)))}\n`);
  for (const row of texts) write(`${line(row)}\n`);
  const notes: string[] = [];
  if (more > 0) notes.push(`${more} more rows are not shown`);
  if (heads.length > shown.length) notes.push(`columns not shown: ${heads.slice(shown.length).join(', ')}`);
  if (texts.length === 0) notes.push('no rows');
  for (const note of notes) write(`(${note})\n`);
}

/** The widths that fit: the widest columns give way first; columns that do not fit at all are left out. */
function fitWidths(wanted: readonly number[], width: number): number[] {
  let widths = [...wanted];
  while (widths.length > 1 && widths.length * (MIN_CELL + 2) - 2 > width) widths = widths.slice(0, -1);
  for (let over = total(widths) - width; over > 0; over = total(widths) - width) {
    const widest = Math.max(...widths);
    if (widest <= MIN_CELL) break;
    const i = widths.indexOf(widest);
    const next = Math.max(MIN_CELL, ...widths.filter((n) => n < widest));
    widths[i] = Math.max(next, widest - over, MIN_CELL) === widest ? widest - 1 : Math.max(next, widest - over);
  }
  return widths;
}

const total = (widths: readonly number[]): number => widths.reduce((sum, n) => sum + n + 2, -2);

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const MARK = /\p{Mark}|\u200d|\ufe0f/u;

/** Cells of a terminal that a text takes. */
export function cells(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let count = 0;
  for (const c of text) count += MARK.test(c) ? 0 : WIDE.test(c) ? 2 : 1;
  return count;
}

export function place(text: string, width: number, right: boolean): string {
  let shown = text;
  let size = cells(text);
  if (size > width) {
    shown = '';
    size = 0;
    for (const c of text) {
      const next = cells(c);
      if (size + next > width - 1) break;
      shown += c;
      size += next;
    }
    shown += '…';
    size++;
  }
  const gap = ' '.repeat(Math.max(0, width - size));
  return right ? gap + shown : shown + gap;
}
