/** What reading a source would take: its keys are listed, nothing of it is fetched. */

import type { S3Source } from '../../../session/protocol/sources.ts';
import { parseLogPath } from '../../logPath.ts';
import type { Aws } from '../connection/connection.ts';
import { requestsSince } from '../connection/requests.ts';
import { listObjects } from './listing.ts';

export interface Estimate {
  readonly objects: number;
  /** As stored. */
  readonly bytes: number;
  /** Side objects, which are not fetched. */
  readonly skipped: number;
  /** Requests by name, those for the listing among them. */
  readonly requests: Readonly<Record<string, number>>;
}

/** `onProgress` is told after each page. Throws an `AwsError`, and the signal's reason. */
export async function estimate(
  aws: Aws,
  source: S3Source,
  signal?: AbortSignal,
  onProgress?: (sofar: Omit<Estimate, 'requests'>) => void,
): Promise<Estimate> {
  const before = new Map(aws.requests);
  const { writtenSince = Number.NEGATIVE_INFINITY } = source;
  let objects = 0;
  let bytes = 0;
  let skipped = 0;
  for await (const page of listObjects(aws, source, signal)) {
    for (const { key, modified, size } of page) {
      if (modified < writtenSince) continue;
      const { kind } = parseLogPath(key);
      if (kind === 'body' || kind === 'permission check' || (size === 0 && key.endsWith('/'))) skipped++;
      else {
        objects++;
        bytes += size;
      }
    }
    onProgress?.({ objects, bytes, skipped });
  }
  // Each listing page again, as the reading lists them too.
  const listings = requestsSince(before, aws).get('s3:ListObjectsV2') ?? 0;
  return { objects, bytes, skipped, requests: { 's3:ListObjectsV2': listings, 's3:GetObject': objects } };
}
