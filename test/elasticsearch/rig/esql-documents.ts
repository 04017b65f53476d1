/** ES|QL answers of some documents, in a cluster's form: what the strict fake says where figures must be those of documents. */
import { listAt, member } from '../../../src/elasticsearch/cluster.ts';
import { isObject, type JsonObject, parseJson } from '../../../src/esql/documents/json.ts';
import { DocumentTable, type Mapping } from '../../../src/esql/documents/load.ts';
import { patternsOf, prepare, problemText, run } from '../../../src/esql/query.ts';
import { STREAM_CATALOG, streamsBehind } from '../../../src/session/query-catalog.ts';
import { cellOf } from '../../../src/session/query-cells.ts';
import type { EsqlAnswer, EsqlBody } from './esql-fake.ts';

const INVOCATIONS = 'logs-aws_bedrock.invocation-*';
const MAPPING: Mapping = new Map(
  (STREAM_CATALOG.fields([INVOCATIONS]) ?? []).map(({ name, type, declared }) => [name, { type: declared ?? type }]),
);

/** `lines`: documents of invocations as NDJSON. `NOW()` is `now`, epoch ms. Parameters are not known. */
export function documentAnswers(lines: string, now: number): (body: EsqlBody) => Promise<EsqlAnswer> {
  const documents = lines.split('\n').filter(Boolean).map(parseJson).filter(isObject);
  return async ({ query, params, filter }) => {
    if (params !== undefined) return refusal('parameters are not known here');
    const text = String(query);
    const prepared = prepare(text, STREAM_CATALOG);
    if ('problems' in prepared) return refusal(problemText(text, prepared.problems));
    const invocations = streamsBehind(patternsOf(prepared.plan) ?? []).some(({ name }) => INVOCATIONS.startsWith(name));
    const table = new DocumentTable(invocations ? documents.filter((one) => passes(one, filter)) : [], MAPPING);
    const answer = await run(prepared.plan, table, { now });
    const values = answer.columns.map((): unknown[] => []);
    for (const row of answer.rows()) for (const [i, column] of values.entries()) column.push(cellOf(row[i] ?? null));
    return { body: { is_running: false, took: 3, columns: answer.columns, values } };
  };
}

/** The filter that goes beside a query: its range of times; all documents are of one namespace. */
function passes(document: JsonObject, filter: unknown): boolean {
  const time = Date.parse(String(document['@timestamp']));
  const ranges = listAt(filter, 'bool', 'filter').flatMap((one) => member(one, 'range', '@timestamp') ?? []);
  return ranges.every(
    (range) => time >= Date.parse(String(member(range, 'gte'))) && time < Date.parse(String(member(range, 'lt'))),
  );
}

function refusal(reason: string): EsqlAnswer {
  return { status: 400, body: { error: { type: 'verification_exception', reason }, status: 400 } };
}
