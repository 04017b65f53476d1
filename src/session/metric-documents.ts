/** The metric documents of a session, each of a time and set of dimensions once. */
import { DATA_STREAMS, type DataStream } from '../ecs/fields.ts';
import type { MetricDocument, MetricValue } from '../ecs/metrics.ts';

/** Documents that are kept at most: a year of hours for some hundred sets of dimensions. */
export const MOST_METRIC_DOCUMENTS = 1_000_000;

export interface KeptDocument {
  readonly stream: DataStream;
  readonly document: MetricDocument;
}

export class MetricDocuments {
  /** Changes with what is kept. */
  version = 0;
  private readonly kept = new Map<string, KeptDocument>();

  get size(): number {
    return this.kept.size;
  }

  /** In the order in which they came. */
  get all(): Iterable<KeptDocument> {
    return this.kept.values();
  }

  /**
   * Adds documents; one of the same time and dimensions takes the place of an older one, for CloudWatch completes the
   * numbers of the latest periods. False when some had no room.
   */
  add(documents: readonly MetricDocument[]): boolean {
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
      else this.kept.set(identity, { stream, document });
    }
    this.version++;
    return room;
  }
}

function streamOf(document: MetricDocument): DataStream | undefined {
  const dataset = memberOf(document, 'data_stream.dataset');
  return DATA_STREAMS.find(({ name }) => name === `metrics-${String(dataset)}`);
}

const PLACE: ReadonlySet<string> = new Set(['@timestamp', 'metricset.period', 'cloud.account.id', 'cloud.region']);

/** What tells one document of a stream from another: its time, period, account, region and dimensions. */
function placeOf(document: MetricDocument, { name, fields }: DataStream): string {
  const parts = fields.filter(({ field, rule }) => rule === 'dimension' || PLACE.has(field));
  return JSON.stringify([name, parts.map(({ field }) => memberOf(document, field) ?? null)]);
}

/** A member by its full name. */
export function memberOf(document: MetricDocument, field: string): MetricValue | undefined {
  return field
    .split('.')
    .reduce<MetricValue | undefined>((value, part) => (typeof value === 'object' ? value[part] : undefined), document);
}
