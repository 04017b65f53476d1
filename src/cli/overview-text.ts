/** A panel's answer for people in a terminal: with its labels and units, and time across where it is split by a value. */
import { plain } from '../esql/answer-files.ts';
import type { QueryResult } from '../esql/result.ts';
import type { FiguresView, Label, MatrixView, Measure, Panel, Series, TimeView } from '../overview/panel.ts';
import type { Scope } from '../overview/scope.ts';
import type { TextTable } from './query-output.ts';

/** Rows of a panel; `query` and `--format json` have all. */
const MOST_ROWS = 12;
const ABSENT = '-';

/** The columns of an answer by name; empty cells are null. */
class Columns {
  readonly length: number;
  private readonly columns: ReadonlyMap<string, readonly (string | null)[]>;

  constructor(result: QueryResult) {
    const rows = [...result.rows()];
    this.length = rows.length;
    this.columns = new Map(
      result.columns.map(({ name }, i) => [
        name,
        rows.map((row) => (row[i] === null || row[i] === undefined ? null : plain(row[i]))),
      ]),
    );
  }

  text(column: string, row: number): string | null {
    return this.columns.get(column)?.[row] ?? null;
  }

  /** Of an ARN what follows the account, which tells more of it in less room. */
  label({ column, none = 'none' }: Label, row: number): string {
    const text = this.text(column, row) || none;
    return text.startsWith('arn:') ? text.split(':').slice(5).join(':') || text : text;
  }

  /** Distinct texts of a label in the order in which they come. */
  labels(label: Label): readonly string[] {
    return [...new Set(Array.from({ length: this.length }, (_, row) => this.label(label, row)))];
  }
}

export function panelTable({ view }: Panel, scope: Scope, result: QueryResult): TextTable {
  const columns = new Columns(result);
  switch (view.kind) {
    case 'figures':
      return figures(view, columns);
    case 'bars':
    case 'lines':
      return view.split ? splitOverTime(view, view.split, columns) : overTime(view, scope, columns);
    case 'bands':
      return listed(columns, [
        { head: 'from', right: true, cell: (row) => inTable(columns.text(view.band, row), view.measure) },
        { head: view.count, right: true, cell: (row) => inTable(columns.text(view.count, row), 'calls') },
      ]);
    case 'ranking':
      return cut(
        listed(columns, [
          { head: view.label.label, right: false, cell: (row) => columns.label(view.label, row) },
          { head: view.value, right: true, cell: (row) => inTable(columns.text(view.value, row), view.measure) },
        ]),
      );
    case 'table':
      return cut(
        listed(columns, [
          ...[view.label, ...(view.also ? [view.also] : [])].map((label) => ({
            head: label.label,
            right: false,
            cell: (row: number) => columns.label(label, row),
          })),
          ...view.columns.map(({ column, label, measure }) => ({
            head: measure === 'percent' ? `${label} %` : measure === 'ms' ? `${label} s` : label,
            right: true,
            cell: (row: number) => inTable(columns.text(column, row), measure),
          })),
        ]),
      );
    case 'matrix':
      return matrix(view, columns);
  }
}

interface ListedColumn {
  readonly head: string;
  readonly right: boolean;
  readonly cell: (row: number) => string;
}

function listed(columns: Columns, shown: readonly ListedColumn[]): TextTable {
  const rows = Array.from({ length: columns.length }, (_, row) => shown.map(({ cell }) => cell(row)));
  return { columns: shown, rows, more: 0 };
}

const cut = ({ columns, rows }: TextTable): TextTable => ({
  columns,
  rows: rows.slice(0, MOST_ROWS),
  more: Math.max(0, rows.length - MOST_ROWS),
});

function figures({ figures: shown }: FiguresView, columns: Columns): TextTable {
  const known = shown.filter(({ column }) => columns.text(column, 0) !== null);
  return {
    columns: [
      { head: 'figure', right: false },
      { head: 'value', right: true },
    ],
    rows: known.map(({ column, label, measure }) => [
      label,
      `${inTable(columns.text(column, 0), measure)}${unit(measure)}`,
    ]),
    more: 0,
  };
}

function overTime(view: TimeView, scope: Scope, columns: Columns): TextTable {
  const time = timeTexts(columns);
  return listed(columns, [
    { head: `UTC, ${scope.bucket.span}`, right: false, cell: (row) => time(columns.text('t', row)) },
    ...[...view.series, ...(view.lane ?? [])].map(({ column, label }: Series) => ({
      head: label,
      right: true,
      cell: (row: number) => inTable(columns.text(column, row), view.measure),
    })),
  ]);
}

/** A row for each value, the greatest first, and a column for each time. */
function splitOverTime(view: TimeView, split: Label, columns: Columns): TextTable {
  const first = view.series[0]?.column ?? '';
  const time = timeTexts(columns);
  const times = [...new Set(Array.from({ length: columns.length }, (_, row) => columns.text('t', row)))].sort();
  const sums = new Map<string, Map<string | null, number>>();
  for (let row = 0; row < columns.length; row++) {
    const name = columns.label(split, row);
    const cells = sums.get(name) ?? new Map<string | null, number>();
    sums.set(name, cells);
    const at = columns.text('t', row);
    cells.set(at, (cells.get(at) ?? 0) + Number(columns.text(first, row) ?? 0));
  }
  const all = (cells: ReadonlyMap<unknown, number>): number => [...cells.values()].reduce((sum, n) => sum + n, 0);
  const ranked = [...sums].sort(([, a], [, b]) => all(b) - all(a));
  return cut({
    columns: [
      { head: split.label, right: false },
      { head: 'all', right: true },
      ...times.map((at) => ({ head: time(at), right: true })),
    ],
    rows: ranked.map(([name, cells]) => [
      name,
      inTable(String(all(cells)), view.measure),
      ...times.map((at) => inTable(cells.has(at) ? String(cells.get(at)) : null, view.measure)),
    ]),
    more: 0,
  });
}

function matrix(view: MatrixView, columns: Columns): TextTable {
  const inOrder = (known: readonly string[], there: readonly string[]): readonly string[] => [
    ...known.filter((name) => there.includes(name)),
    ...there.filter((name) => !known.includes(name)),
  ];
  const across = inOrder(view.columns, columns.labels(view.column));
  const down = inOrder(view.rows, columns.labels(view.row));
  const values = new Map<string, string | null>();
  const key = (row: string, column: string): string => JSON.stringify([row, column]);
  for (let row = 0; row < columns.length; row++)
    values.set(key(columns.label(view.row, row), columns.label(view.column, row)), columns.text(view.value, row));
  return {
    columns: [{ head: view.row.label, right: false }, ...across.map((head) => ({ head, right: true }))],
    rows: down.map((row) => [
      row,
      ...across.map((column) => inTable(values.get(key(row, column)) ?? null, view.measure)),
    ]),
    more: 0,
  };
}

/** Days where all times are days, else with the minute. */
function timeTexts(columns: Columns): (time: string | null) => string {
  const days = Array.from({ length: columns.length }, (_, row) => columns.text('t', row) ?? '').every((time) =>
    time.endsWith('T00:00:00.000Z'),
  );
  return (time) => (time === null ? ABSENT : days ? time.slice(5, 10) : time.slice(5, 16).replace('T', ' '));
}

const unit = (measure: Measure): string => (measure === 'ms' ? ' s' : measure === 'percent' ? ' %' : '');

/** A number where the unit is known; milliseconds as seconds. */
function inTable(text: string | null, measure: Measure): string {
  if (text === null) return ABSENT;
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  if (measure === 'ms') return (value / 1000).toFixed(value < 10_000 ? 2 : 1);
  if (measure === 'percent') return String(Number(value.toFixed(2)));
  if (measure === 'money') return value.toFixed(value !== 0 && Math.abs(value) < 1 ? 4 : 2);
  return value.toLocaleString('en', { maximumFractionDigits: Number.isInteger(value) ? 0 : 1 });
}
