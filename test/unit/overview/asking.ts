import { prepare, problemText, run } from '../../../src/esql/query.ts';
import type { Catalog, TableSource } from '../../../src/esql/table.ts';
import { STREAM_CATALOG } from '../../../src/session/query-catalog.ts';

export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** What is wrong with a query; empty where nothing is. */
export function problemsOf(text: string, catalog: Catalog = STREAM_CATALOG): string {
  const prepared = prepare(text, catalog);
  return 'problems' in prepared ? problemText(text, prepared.problems) : '';
}

/** The rows of an answer by the names of their columns. */
export async function rowsOf(text: string, source: TableSource, catalog: Catalog = STREAM_CATALOG): Promise<Row[]> {
  const prepared = prepare(text, catalog);
  if ('problems' in prepared) throw new Error(problemText(text, prepared.problems));
  const result = await run(prepared.plan, source, { now: 0 });
  return [...result.rows()].map((row) =>
    Object.fromEntries(result.columns.map(({ name }, i) => [name, row[i] as Row[string]])),
  );
}
