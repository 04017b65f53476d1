/**
 * What a document is called on the cluster, so that pushing it again finds it there (docs/elasticsearch.md).
 *
 * An invocation: the SHA-256 of its record's JSON text as it was logged, without blanks around it, in UTF-8; the first
 * 40 hexadecimal digits. Request ids are not enough: records of tests and of gateways share them, and one of two
 * records would be lost. The place of a record does not count, so a copied log adds nothing.
 *
 * A metric document, where the data stream does not make ids itself: the same digest of `@timestamp`, the data set and
 * its dimensions with account and region, as a JSON list.
 */
import { createHash } from 'node:crypto';
import { DATA_STREAMS } from '../../ecs/fields.ts';
import { METRICS } from '../../ecs/metrics.ts';
import { member } from '../cluster.ts';

const DIGITS = 40;

const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Of the record in `bytes[start, end)`. */
export function recordIdentity(bytes: Uint8Array, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && BLANK.has(bytes[from] as number)) from++;
  while (to > from && BLANK.has(bytes[to - 1] as number)) to--;
  return createHash('sha256').update(bytes.subarray(from, to)).digest('hex').slice(0, DIGITS);
}

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
