/**
 * Calls that read @timestamp without naming it.
 */
import { FAMILY, isTimespan, isWhole } from '../types.ts';
import type { ArgumentType } from '../vocabulary/entry.ts';
import type { Attribute } from './expression.ts';
import { mismatch } from './typing.ts';

/** Why a call of TBUCKET is none, in Elasticsearch's words, or undefined. */
export function timeBucketProblem(
  text: string,
  timestamp: Attribute | undefined,
  [buckets, from, to]: readonly ArgumentType[],
): string | undefined {
  if (!timestamp) {
    return `[${text}] requires the [@timestamp] field, which was either not present in the source index, or has been dropped or renamed`;
  }
  const { type } = timestamp;
  if (type !== 'null' && !FAMILY.date.types.has(type)) {
    return mismatch('implicit ', text, 'date_nanos or datetime', { type, text: '@timestamp', foldable: false });
  }
  if (!buckets || buckets.type === 'null') return undefined;
  if (isTimespan(buckets.type)) {
    return from && `[from] and [to] in [${text}] cannot be used with a duration or period bucket size`;
  }
  if (!isWhole(buckets.type)) return mismatch('', text, 'integer, date_period or time_duration', buckets);
  if (!from) {
    return `numeric bucket count in [${text}] requires [from] and [to] parameters or a \`@timestamp\` range in the query filter`;
  }
  return to ? undefined : `[from] and [to] in [${text}] must both be provided or both omitted`;
}
