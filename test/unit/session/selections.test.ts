import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BooleanColumn, KeywordColumn, NumberColumn } from '../../../src/session/columns/column.ts';
import { Table } from '../../../src/session/columns/table.ts';
import type { ColumnInfo, Selection } from '../../../src/session/protocol/protocol.ts';
import { Selections } from '../../../src/session/selections.ts';

const infos: ColumnInfo[] = [
  { field: '@timestamp', type: 'date' },
  { field: 'model', type: 'keyword' },
  { field: 'tokens', type: 'long' },
  { field: 'temperature', type: 'double' },
  { field: 'detected', type: 'boolean' },
];

interface Row {
  readonly '@timestamp': readonly number[];
  readonly model: readonly string[];
  readonly tokens: readonly number[];
  readonly temperature: readonly number[];
  readonly detected: readonly boolean[];
}

const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 2 });
const one = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 1 });
const row: fc.Arbitrary<Row> = fc.record({
  '@timestamp': one(fc.integer({ min: 1_760_000_000_000, max: 1_770_000_000_000 })),
  model: few(fc.constantFrom('Nova', 'claude', 'Claude 4', 'é', '\u{1f680}', '\ufffd', 'a', '')),
  tokens: few(fc.integer({ min: -3, max: 3 })),
  temperature: one(fc.constantFrom(0, -0, 0.5, 1e21, Number.POSITIVE_INFINITY)),
  detected: one(fc.boolean()),
});

function append(table: Table, rows: readonly Row[]): void {
  for (const values of rows) {
    for (const { field } of infos) {
      const column = table.column(field);
      for (const value of values[field as keyof Row]) {
        if (column instanceof KeywordColumn) column.add(table.rows, String(value));
        else if (column instanceof NumberColumn) column.add(table.rows, Number(value));
        else if (column instanceof BooleanColumn) column.add(table.rows, value === true);
      }
    }
    table.rows++;
  }
}

/** The same by the plainest means. */
function naive(rows: readonly Row[], { search, sort }: Selection): number[] {
  const needle = search.trim().toLowerCase();
  const holds = ({ model, tokens, temperature, '@timestamp': time }: Row) =>
    model.some((value) => value.toLowerCase().includes(needle)) ||
    (/^[-+.\de]+$/.test(needle) && [...tokens, ...temperature].some((value) => String(value).includes(needle))) ||
    (/^\d{4}-\d/.test(needle) && time.some((ms) => new Date(ms).toISOString().toLowerCase().startsWith(needle)));
  const ids = rows.map((_, id) => id).filter((id) => needle === '' || holds(rows[id] as Row));
  const sign = sort.descending ? -1 : 1;
  const order = (a: string | number | boolean, b: string | number | boolean) =>
    typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(String(b))) : Number(a) - Number(b) || 0;
  const key = (id: number) => [...(rows[id] as Row)[sort.field as keyof Row]].sort((a, b) => sign * order(a, b))[0];
  return ids.sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || a - b;
    return (x === y ? 0 : sign * order(x, y)) || a - b;
  });
}

describe('selections', () => {
  it('are what a plain search and sort would give, however the records arrive', () => {
    const selection = fc.record({
      search: fc.constantFrom(
        '',
        ' Claude',
        'o',
        '1',
        '-',
        '2',
        '2025-1',
        '2025-12-1',
        '2026-01-04t1',
        'é',
        'nothing of it',
        'e',
      ),
      sort: fc.record({
        field: fc.constantFrom(...infos.map(({ field }) => field), 'absent'),
        descending: fc.boolean(),
      }),
    });
    const batches = fc.array(fc.array(row, { maxLength: 40 }), { maxLength: 4 });
    fc.assert(
      fc.property(batches, fc.array(selection, { minLength: 1, maxLength: 3 }), (parts, asked) => {
        const table = new Table(infos);
        const selections = new Selections(table);
        const all: Row[] = [];
        for (const part of parts) {
          append(table, part);
          all.push(...part);
          for (const one of asked) {
            if (one.sort.field === 'absent')
              expect(selections.ids(one)).toHaveLength(
                naive(all, { ...one, sort: { field: 'model', descending: false } }).length,
              );
            else expect([...selections.ids(one)]).toEqual(naive(all, one));
          }
        }
      }),
      { seed: 4711, numRuns: 300 },
    );
  });

  it('are kept for a few askers at once', () => {
    const table = new Table(infos);
    append(table, [{ '@timestamp': [], model: ['a'], tokens: [], temperature: [], detected: [] }]);
    const selections = new Selections(table);
    const by = (search: string): Selection => ({ search, sort: { field: 'model', descending: false } });
    const first = selections.ids(by('a'));
    expect(selections.ids(by('a'))).toBe(first);
    for (let i = 0; i < 20; i++) selections.ids(by(`other ${i}`));
    expect([...selections.ids(by('a'))]).toEqual([...first]);
  });
});
