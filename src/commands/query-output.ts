/** The answer of a query as text: a table to read, and files for other programs. */
import type { QueryAnswer, QueryCell, QueryFormat } from '../session/protocol/protocol.ts';

export function queryFile(answer: QueryAnswer, format: QueryFormat): string {
  return { csv, json, ndjson }[format](answer);
}

function* rowsOf({ values }: QueryAnswer): Generator<readonly QueryCell[]> {
  const count = values[0]?.length ?? 0;
  for (let row = 0; row < count; row++) yield values.map((column) => column[row] ?? null);
}

const WHOLE: ReadonlySet<string> = new Set(['integer', 'long', 'unsigned_long']);
const isNumber = (type: string | undefined): boolean => type === 'double' || WHOLE.has(type ?? '');

/** A value as JSON; whole numbers with all their digits. */
function jsonOf(value: QueryCell, type: string | undefined): string {
  if (Array.isArray(value)) return `[${(value as readonly QueryCell[]).map((one) => jsonOf(one, type)).join(',')}]`;
  return typeof value === 'string' && WHOLE.has(type ?? '') ? value : JSON.stringify(value);
}

/** As Elasticsearch answers. */
function json(answer: QueryAnswer): string {
  const { columns, warnings } = answer;
  const rows = [...rowsOf(answer)].map(
    (row) => `    [${row.map((value, i) => jsonOf(value, columns[i]?.type)).join(', ')}]`,
  );
  const listed = columns.map((column) => `    ${JSON.stringify(column)}`);
  return `{\n  "columns": [\n${listed.join(',\n')}\n  ],\n  "values": [\n${rows.join(',\n')}\n  ],\n  "warnings": ${JSON.stringify(warnings)}\n}\n`;
}

function ndjson(answer: QueryAnswer): string {
  const { columns } = answer;
  let text = '';
  for (const row of rowsOf(answer)) {
    const cells = row.map((value, i) => `${JSON.stringify(columns[i]?.name)}:${jsonOf(value, columns[i]?.type)}`);
    text += `{${cells.join(',')}}\n`;
  }
  return text;
}

/** What a spreadsheet would take for a formula. Logs are written by strangers. */
const FORMULA = /^[=+\-@\t\r]/;

function csv(answer: QueryAnswer): string {
  const { columns } = answer;
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const safe = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
  const lines = [columns.map(({ name }) => cell(safe(name))).join(',')];
  for (const row of rowsOf(answer)) {
    lines.push(row.map((value, i) => cell(isNumber(columns[i]?.type) ? plain(value) : safe(plain(value)))).join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}

function plain(value: QueryCell): string {
  if (value === null) return '';
  return Array.isArray(value) ? `[${(value as readonly QueryCell[]).map(plain).join(', ')}]` : String(value);
}

/** Columns of text that a cell of the table takes at most; files have the whole values. */
const MAX_CELL = 80;
// Control characters and marks that turn the direction of text would change how the table reads.
const CONTROL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const visible = (text: string): string => text.replace(CONTROL, (c) => (c === '\n' || c === '\t' ? ' ' : '\ufffd'));
const cut = (text: string): string => (text.length > MAX_CELL ? `${text.slice(0, MAX_CELL - 1)}…` : text);

/** Rows in aligned columns, numbers to the right. */
export function queryTable(answer: QueryAnswer): string {
  const { columns } = answer;
  const heads = columns.map(({ name }) => cut(visible(name)));
  const rows = [...rowsOf(answer)].map((row) =>
    row.map((value) => (value === null ? '-' : cut(visible(plain(value))))),
  );
  const widths = heads.map((head, i) => rows.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), head.length));
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, i) => (isNumber(columns[i]?.type) ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(heads), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line), ''].join('\n');
}
