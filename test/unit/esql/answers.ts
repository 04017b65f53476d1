/** Asks the engine about documents, as every test of it does. */
import type { Parameters } from '../../../src/esql/analysis/context.ts';
import { type JsonObject, parseJson } from '../../../src/esql/documents/json.ts';
import { DocumentTable, fieldsOf, readMapping } from '../../../src/esql/documents/load.ts';
import { prepare, problemText, run } from '../../../src/esql/query.ts';
import type { QueryResult } from '../../../src/esql/result.ts';
import { parseDate } from '../../../src/esql/values/date.ts';

export interface World {
  readonly docs?: readonly unknown[];
  readonly mapping?: Readonly<Record<string, unknown>>;
  readonly now?: string;
  readonly params?: Parameters;
}

export type Answer = { readonly error: string } | { readonly result: QueryResult };

const NOTHING: World = {};

export async function answer(query: string, world: World = NOTHING): Promise<Answer> {
  const mapping = readMapping(parseJson(JSON.stringify(world.mapping ?? {})));
  const documents = (world.docs ?? []).map((doc) => parseJson(JSON.stringify(doc)) as JsonObject);
  const prepared = prepare(query, { fields: () => fieldsOf(mapping) }, world.params);
  if ('problems' in prepared) return { error: problemText(query, prepared.problems) };
  const now = parseDate(world.now ?? '2026-03-05T12:00:00Z') ?? 0;
  return { result: await run(prepared.plan, new DocumentTable(documents, mapping), { now }) };
}

/** The result of a query that has one; fails with the engine's words where it has none. */
export async function resultOf(query: string, world: World = NOTHING): Promise<QueryResult> {
  const given = await answer(query, world);
  if ('error' in given) throw new Error(`${query}\n${given.error}`);
  return given.result;
}

export async function rowsOf(query: string, world: World = NOTHING): Promise<unknown[][]> {
  return [...(await resultOf(query, world)).rows()].map((row) => [...row]);
}

export async function errorOf(query: string, world: World = NOTHING): Promise<string> {
  const given = await answer(query, world);
  return 'error' in given ? given.error : `no error, but ${JSON.stringify([...given.result.rows()])}`;
}
