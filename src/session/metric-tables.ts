/** Metric documents as the rows of their data streams, beside the loaded records. */
import type { DataStream } from '../ecs/fields.ts';
import { VectorBuilder } from '../esql/columns/builder.ts';
import { type JsonObject, parseJson } from '../esql/documents/json.ts';
import { DocumentTable, type Mapping } from '../esql/documents/load.ts';
import { type Chunk, METADATA_FIELDS, type TableSource } from '../esql/table.ts';
import type { DataType } from '../esql/types.ts';
import type { MetricDocuments } from './metric-documents.ts';
import { fieldsOf, indexOf, streamsBehind } from './query-catalog.ts';

export class MetricTables {
  private readonly documents: MetricDocuments;
  private readonly tables = new Map<string, DocumentTable>();
  private version = -1;

  constructor(documents: MetricDocuments) {
    this.documents = documents;
  }

  /** The rows of some data streams; undefined if there are none. */
  rowsOf(streams: readonly DataStream[]): TableSource | undefined {
    if (this.version !== this.documents.version) this.tables.clear();
    this.version = this.documents.version;
    const wanted = streams.filter(({ name }) => name.startsWith('metrics-'));
    const key = wanted.map(({ name }) => name).join();
    const known = this.tables.get(key);
    if (known) return known;
    const rows: JsonObject[] = [];
    for (const { document, stream } of this.documents.all) {
      if (!wanted.includes(stream)) continue;
      rows.push(parseJson(JSON.stringify({ ...document, _index: indexOf(stream) })) as JsonObject);
    }
    if (rows.length === 0) return undefined;
    const table = new DocumentTable(rows, mappingOf(wanted));
    this.tables.set(key, table);
    return table;
  }
}

/** The rows behind index patterns: records, metrics, or both one after the other; none of what is not loaded. */
export function rowsBehind(patterns: readonly string[], records: TableSource, metrics: MetricTables): TableSource {
  const streams = streamsBehind(patterns);
  const rows = metrics.rowsOf(streams);
  const own = streams.find(({ name }) => name === 'logs-aws_bedrock.invocation');
  if (!own) return rows ?? NOTHING;
  if (!rows) return records;
  return joined(
    [
      { source: records, streams: [own] },
      { source: rows, streams: streams.filter((stream) => stream !== own) },
    ],
    streams,
  );
}

const NOTHING: TableSource = { rowCount: 0, read: () => [] };

interface Part {
  readonly source: TableSource;
  readonly streams: readonly DataStream[];
}

/** Several sources as one: what a source has no field for is null in its rows. */
function joined(parts: readonly Part[], streams: readonly DataStream[]): TableSource {
  const types = new Map<string, DataType>(fieldsOf(streams).map(({ name, type }) => [name, type]));
  async function* read(names: readonly string[]): AsyncGenerator<Chunk> {
    for (const { source, streams: own } of parts) {
      const has = new Set([...fieldsOf(own).map(({ name }) => name), ...METADATA_FIELDS.keys()]);
      const asked = names.filter((name) => has.has(name));
      for await (const { columns, length } of source.read(asked)) {
        const given = new Map(asked.map((name, i) => [name, columns[i]]));
        yield {
          length,
          columns: names.map((name) => given.get(name) ?? nulls(types.get(name) ?? 'keyword', length)),
        };
      }
    }
  }
  return { rowCount: parts.reduce((sum, { source }) => sum + source.rowCount, 0), read };
}

function nulls(type: DataType, length: number) {
  const builder = new VectorBuilder(type);
  for (let row = 0; row < length; row++) builder.push(null);
  return builder.finish();
}

function mappingOf(streams: readonly DataStream[]): Mapping {
  return new Map(
    streams.flatMap(({ fields, extended }) =>
      [...fields, ...extended].map(({ field, type }) => [field, { type }] as const),
    ),
  );
}
