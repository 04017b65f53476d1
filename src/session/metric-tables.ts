/** Metric documents as the rows of their data streams, beside the loaded records. */
import { DATA_STREAMS, type DataStream } from '../ecs/fields.ts';
import type { MetricDocument, MetricValue } from '../ecs/metrics.ts';
import { type JsonObject, parseJson } from '../esql/documents/json.ts';
import { DocumentTable, type Mapping } from '../esql/documents/load.ts';
import type { TableSource } from '../esql/table.ts';
import { indexOf } from './query-catalog.ts';

/** Documents that are kept at most: a year of hours for some hundred sets of dimensions. */
export const MOST_METRIC_DOCUMENTS = 1_000_000;

interface Kept {
  readonly stream: DataStream;
  readonly document: MetricDocument;
  readonly json: JsonObject;
}

export class MetricTables {
  private readonly kept = new Map<string, Kept>();
  private readonly tables = new Map<string, DocumentTable>();

  get rowCount(): number {
    return this.kept.size;
  }

  /** All documents, in the order in which they came. */
  *documents(): Iterable<MetricDocument> {
    for (const { document } of this.kept.values()) yield document;
  }

  /**
   * Adds documents; one of the same time and dimensions takes the place of an older one, for CloudWatch completes the
   * numbers of the latest periods. False when some had no room.
   */
  add(documents: readonly MetricDocument[]): boolean {
    this.tables.clear();
    let room = true;
    const times = new Map<string, number>();
    for (const document of documents) {
      const stream = streamOf(document);
      if (!stream) continue;
      const place = placeOf(document, stream);
      // Dimensions that the fields do not have leave documents that only their order tells apart.
      const nth = (times.get(place) ?? 0) + 1;
      times.set(place, nth);
      const identity = `${nth} ${place}`;
      if (this.kept.size >= MOST_METRIC_DOCUMENTS && !this.kept.has(identity)) room = false;
      else
        this.kept.set(identity, {
          stream,
          document,
          json: parseJson(JSON.stringify({ ...document, _index: indexOf(stream) })) as JsonObject,
        });
    }
    return room;
  }

  /** The rows of some data streams; undefined if there are none. */
  rowsOf(streams: readonly DataStream[]): TableSource | undefined {
    const wanted = streams.filter(({ name }) => name.startsWith('metrics-'));
    const key = wanted.map(({ name }) => name).join();
    const known = this.tables.get(key);
    if (known) return known;
    const rows = [...this.kept.values()].filter(({ stream }) => wanted.includes(stream)).map(({ json }) => json);
    if (rows.length === 0) return undefined;
    const table = new DocumentTable(rows, mappingOf(wanted));
    this.tables.set(key, table);
    return table;
  }
}

function streamOf(document: MetricDocument): DataStream | undefined {
  const dataset = memberOf(document, 'data_stream.dataset');
  return DATA_STREAMS.find(({ name }) => name === `metrics-${String(dataset)}`);
}

/** What tells one document of a stream from another: its time, period, account, region and dimensions. */
function placeOf(document: MetricDocument, { name, fields }: DataStream): string {
  const parts = fields.filter(
    ({ field, rule }) =>
      rule === 'dimension' || ['@timestamp', 'metricset.period', 'cloud.account.id', 'cloud.region'].includes(field),
  );
  return JSON.stringify([name, parts.map(({ field }) => memberOf(document, field) ?? null)]);
}

/** A member by its full name. */
export function memberOf(document: MetricDocument, field: string): MetricValue | undefined {
  return field
    .split('.')
    .reduce<MetricValue | undefined>((value, part) => (typeof value === 'object' ? value[part] : undefined), document);
}

function mappingOf(streams: readonly DataStream[]): Mapping {
  return new Map(
    streams.flatMap(({ fields, extended }) =>
      [...fields, ...extended].map(({ field, type }) => [field, { type }] as const),
    ),
  );
}
