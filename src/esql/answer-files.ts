/** An answer as a file: JSON like Elasticsearch's response, one JSON object a row, CSV. */
import type { ResultColumn, Shown } from './result.ts';

export type AnswerFormat = 'json' | 'csv' | 'ndjson';

export interface AnswerRows {
  readonly columns: readonly ResultColumn[];
  readonly warnings: readonly string[];
  /** A whole number may come as its digits, where a border takes no big integers. */
  rows(): Iterable<readonly Shown[]>;
}

/** The file's text in pieces, a row or less each. */
export function answerFile(answer: AnswerRows, format: AnswerFormat): Iterable<string> {
  return { json: jsonFile, csv: csvFile, ndjson: ndjsonFile }[format](answer);
}

const WHOLE: ReadonlySet<string> = new Set(['integer', 'long', 'unsigned_long']);
export const isNumeric = (type: string): boolean => type === 'double' || WHOLE.has(type);

/** A value as JSON: whole numbers with all their digits, `_source` as the object it is, what no JSON number is in quotes. */
export function json(value: Shown, column: ResultColumn): string {
  if (Array.isArray(value)) return `[${(value as readonly Shown[]).map((one) => json(one, column)).join(',')}]`;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string' && (column.type === '_source' || WHOLE.has(column.type))) return value;
  return JSON.stringify(typeof value === 'number' && !Number.isFinite(value) ? String(value) : value);
}

function* jsonFile({ columns, rows, warnings }: AnswerRows): Generator<string> {
  yield `{"columns":${JSON.stringify(columns.map(({ name, type }) => ({ name, type })))},"values":[`;
  let between = '';
  for (const row of rows()) {
    yield `${between}[${row.map((value, i) => json(value, columns[i] as ResultColumn)).join(',')}]`;
    between = ',';
  }
  yield `],"warnings":${JSON.stringify(warnings)}}\n`;
}

function* ndjsonFile({ columns, rows }: AnswerRows): Generator<string> {
  const names = columns.map(({ name }) => JSON.stringify(name));
  for (const row of rows()) {
    yield `{${row.map((value, i) => `${names[i]}:${json(value, columns[i] as ResultColumn)}`).join(',')}}\n`;
  }
}

/** What a spreadsheet would take for a formula. Logs are written by strangers. */
const FORMULA = /^[=+\-@\t\r]/;

function* csvFile({ columns, rows }: AnswerRows): Generator<string> {
  const safe = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const numeric = columns.map(({ type }) => isNumeric(type));
  yield `${columns.map(({ name }) => cell(safe(name))).join(',')}\r\n`;
  for (const row of rows()) {
    yield `${row.map((value, i) => cell(numeric[i] ? plain(value) : safe(plain(value)))).join(',')}\r\n`;
  }
}

/** A value as text; absent is empty. */
export function plain(value: Shown): string {
  if (value === null) return '';
  return Array.isArray(value) ? `[${(value as readonly Shown[]).map(plain).join(', ')}]` : String(value);
}
