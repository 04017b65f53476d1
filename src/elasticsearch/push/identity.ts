/**
 * What a metric document is called on the cluster where the data stream does not make ids itself (docs/elasticsearch.md):
 * the SHA-256 of `@timestamp`, the data set and its dimensions with account and region, as a JSON list; the first 40
 * hexadecimal digits. Invocations are called after their records (src/records/identity.ts).
 */
import { createHash } from 'node:crypto';
import { DATA_STREAMS } from '../../ecs/fields.ts';
import { METRICS } from '../../ecs/metrics.ts';
import { member } from '../cluster.ts';

const DIGITS = 40;

/** Fields that tell one metric document from another, besides its time: its time series. */
export function seriesFields(dataset: string): readonly string[] {
  const kind = Object.values(METRICS).find((metrics) => metrics.dataset === dataset);
  return [
    'aws.cloudwatch.namespace',
    'cloud.account.id',
    'cloud.region',
    ...(kind?.dimensions ?? []).map(({ field }) => field),
  ];
}

/** Of a metric document; undefined of any other. */
export function metricIdentity(document: unknown): string | undefined {
  const dataset = member(document, 'data_stream', 'dataset');
  if (typeof dataset !== 'string' || !Object.values(METRICS).some((metrics) => metrics.dataset === dataset))
    return undefined;
  const values = seriesFields(dataset).map((field) => member(document, ...field.split('.')) ?? null);
  const identity = JSON.stringify([member(document, '@timestamp') ?? null, dataset, ...values]);
  return createHash('sha256').update(identity).digest('hex').slice(0, DIGITS);
}

/** The data stream of a document that names it in `data_stream`; undefined where that is none of ours. */
export function dataStreamOf(document: unknown): string | undefined {
  const type = member(document, 'data_stream', 'type');
  const dataset = member(document, 'data_stream', 'dataset');
  const namespace = member(document, 'data_stream', 'namespace');
  if (!DATA_STREAMS.some(({ name }) => name === `${String(type)}-${String(dataset)}`)) return undefined;
  return typeof namespace === 'string' ? `${String(type)}-${String(dataset)}-${namespace}` : undefined;
}
