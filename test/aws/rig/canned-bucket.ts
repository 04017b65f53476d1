/** A bucket of any number of objects, as answers: no server has to hold it. */
import { createHash } from 'node:crypto';
import { batch, ROOT } from './buckets.ts';
import type { Fault } from './proxy.mjs';

const PAGE = 1_000;
const BODY = batch('canned', 1);
const ETAG = createHash('md5').update(BODY).digest('hex');

/** Keys go on minute after minute from the start of October 2026. */
function keyOf(n: number): string {
  const at = new Date(Date.UTC(2026, 9, 1) + n * 60_000).toISOString();
  const hour = at.slice(0, 13).replaceAll(/[-T]/g, '/');
  return `${ROOT}/${hour}/${at.replaceAll(/[-:.]/g, '')}_${n.toString(16).padStart(8, '0')}.json.gz`;
}

/** Faults of a proxy that answer listings of the delivery and the objects themselves. */
export function cannedBucket(objects: number): Fault[] {
  const list: Fault = {
    times: Number.POSITIVE_INFINITY,
    match: ({ op }) => op === 'ListObjectsV2',
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: ({ url }) => {
      const asked = new URL(url, 'http://localhost').searchParams;
      const after = asked.get('start-after') ?? '';
      let from = Number(asked.get('continuation-token') ?? 0);
      while (from < objects && keyOf(from) <= after) from++;
      const prefix = asked.get('prefix') ?? '';
      const keys: string[] = [];
      let next = from;
      for (; next < objects && keys.length < PAGE; next++) if (keyOf(next).startsWith(prefix)) keys.push(keyOf(next));
      const more = next < objects;
      const contents = keys.map(
        (key) =>
          `<Contents><Key>${key}</Key><LastModified>2026-10-02T00:00:00.000Z</LastModified><ETag>"${ETAG}"</ETag><Size>${BODY.length}</Size></Contents>`,
      );
      const token = more ? `<NextContinuationToken>${next}</NextContinuationToken>` : '';
      return `<?xml version="1.0"?><ListBucketResult><Name>logs</Name><IsTruncated>${more}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`;
    },
  };
  const get: Fault = {
    times: Number.POSITIVE_INFINITY,
    match: ({ op }) => op === 'GetObject',
    status: 200,
    headers: { 'content-length': String(BODY.length), etag: `"${ETAG}"` },
    body: BODY,
  };
  return [list, get];
}
