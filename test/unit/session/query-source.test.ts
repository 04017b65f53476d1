/** What queries read of loaded records is what Elasticsearch would read of their documents. */
import { expect, test } from 'vitest';
import { writeSamples } from '../../../src/cli/generate.ts';
import { INVOCATION_COLUMNS } from '../../../src/ecs/columns.ts';
import { DATA_STREAMS } from '../../../src/ecs/fields.ts';
import { gather } from '../../../src/esql/columns/gather.ts';
import { valueReader, vectorOf } from '../../../src/esql/columns/vector.ts';
import { isObject, type JsonObject, parseJson } from '../../../src/esql/documents/json.ts';
import { DocumentTable } from '../../../src/esql/documents/load.ts';
import type { TableSource } from '../../../src/esql/table.ts';
import type { Value } from '../../../src/esql/values/value.ts';
import { Documents } from '../../../src/session/documents.ts';
import { InvocationIndex } from '../../../src/session/invocation-index.ts';
import { LoadedRecords } from '../../../src/session/loaded-records.ts';
import { Loader } from '../../../src/session/loader.ts';
import { STREAM_CATALOG, streamsBehind } from '../../../src/session/query-catalog.ts';
import { RecordSource } from '../../../src/session/query-source.ts';
import { Turns } from '../../../src/session/turns.ts';
import { testFolder } from './folder.ts';

const folder = await testFolder();

async function loaded(): Promise<LoadedRecords> {
  const records = new LoadedRecords(INVOCATION_COLUMNS, folder);
  await loadMore(records, folder, 3);
  return records;
}

async function loadMore(records: LoadedRecords, path: string, seed: number): Promise<void> {
  writeSamples('week', path, { records: 260, seed });
  const loader = new Loader(records, new InvocationIndex(records.table), new Turns());
  const context = { signal: new AbortController().signal, progress: () => undefined };
  await loader.load([{ kind: 'file', path }], context);
}

async function column(source: TableSource, name: string): Promise<Value[]> {
  const values: Value[] = [];
  for await (const { length, columns } of source.read([name])) {
    const read = valueReader(vectorOf(columns[0]!));
    for (let i = 0; i < length; i++) values.push(read(i));
  }
  return values;
}

/** Told by the session, not by the document; or not what a column of ES|QL is. */
const ELSEWHERE = new Set(['bedrock_logs.source.path', 'input.type', 'log.file.path', 'log.offset']);

test('every field of every record', async () => {
  const records = await loaded();
  const source = new RecordSource(records);
  const documents: JsonObject[] = [];
  const made = new Documents(records);
  for (let row = 0; row < source.rowCount; row++) {
    const document = parseJson(await made.text(row, 'document-line', { profile: 'extended' }));
    if (isObject(document)) documents.push(document);
  }
  const [stream] = DATA_STREAMS;
  const fields = [...stream!.fields, ...stream!.extended];
  const mapping = new Map(
    fields.map(({ field, type }) => [field, { type, ...(type === 'keyword' && { ignoreAbove: 1024 }) }]),
  );
  const table = new DocumentTable(documents, mapping);
  const names = (STREAM_CATALOG.fields(['logs-aws_bedrock.invocation-*']) ?? []).filter(
    ({ name, type }) => type !== 'unsupported' && !ELSEWHERE.has(name),
  );
  expect(names.length).toBeGreaterThan(120);
  for (const { name } of names) expect(await column(source, name), name).toEqual(await column(table, name));
});

test('all rows that were there when they were chosen stay those, whatever is loaded before they are read', async () => {
  const records = await loaded();
  const source = new RecordSource(records);
  const before = await column(source, 'gen_ai.request.id');
  const chosen = source.select(Int32Array.from(before.keys()));
  expect(await column(chosen, 'gen_ai.request.id')).toEqual(before);
  await loadMore(records, await testFolder(), 4);
  expect(source.rowCount).toBeGreaterThan(before.length);
  expect(await column(chosen, 'gen_ai.request.id')).toEqual(before);
});

test('chosen rows are those rows, of columns and of texts', async () => {
  const source = new RecordSource(await loaded());
  const rows = Int32Array.of(200, 3, 3, 77);
  for (const name of [
    'gen_ai.request.id',
    'bedrock_logs.tools.called',
    'gen_ai.prompt',
    'bedrock_logs.prompt_text',
    '_row',
  ]) {
    const all = await column(source, name);
    expect(await column(source.select(rows), name), name).toEqual(Array.from(rows, (row) => all[row]));
  }
  // Texts come in pieces of rows.
  const [chunk] = source.select(rows).read(['gen_ai.request.id']) as Iterable<{
    columns: Parameters<typeof vectorOf>[0][];
  }>;
  expect(gather(vectorOf(chunk!.columns[0]!), Int32Array.of(0)).length).toBe(1);
});

test.each([
  ['logs-aws_bedrock.invocation-*', 1],
  ['logs-aws_bedrock.*', 1],
  ['logs-aws_bedrock.invocation-default', 1],
  ['logs-*', 1],
  ['other:logs-aws_bedrock.invocation-*', 1],
  ['logs-a,logs-aws_bedrock.invocation-*', 1],
  ['*aws_bedrock*', 3],
  ['metrics-aws_bedrock.*', 2],
  ['logs-aws_bedrock.invocation', 0],
  ['logs-aws.cloudtrail-*', 0],
  ['-logs-aws_bedrock.invocation-*', 0],
])('%s names %i data streams', (pattern, count) => {
  expect(streamsBehind([pattern])).toHaveLength(count);
  expect(STREAM_CATALOG.fields([pattern]) === undefined).toBe(count === 0);
});
