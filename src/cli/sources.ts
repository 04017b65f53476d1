/** SOURCE arguments to files. */
import type { Tally } from '../records/report.ts';
import { type Listing, listFiles } from '../sources/files.ts';
import { UsageError } from './arguments.ts';
import { say } from './status.ts';

const ELSEWHERE: readonly (readonly [start: RegExp, place: string])[] = [
  [/^s3:\/\//i, 'in S3'],
  [/^logs:/i, 'in CloudWatch Logs'],
  [/^sqs:/i, 'announced by an SQS queue'],
  [/^https?:\/\//i, 'on the web'],
];

/**
 * The files of all sources, each source in its turn and a folder's files by name. Throws a `UsageError` if a source
 * is missing or not to be read, or would have to come from AWS.
 */
export async function sourceFiles(command: string, sources: readonly string[]): Promise<Listing> {
  if (sources.length === 0)
    throw new UsageError(`${command} needs a source: a file, a folder, or - for standard input.`);
  if (sources.filter((source) => source === '-').length > 1)
    throw new UsageError('Standard input (-) can be read only once.');
  const listing = await listFiles(sources);
  const missing = listing.problems.find((problem) => problem.named);
  if (!missing) return listing;
  const place = ELSEWHERE.find(([start]) => start.test(missing.path))?.[1];
  throw new UsageError(
    place
      ? `These logs are ${place}, which comes from AWS and is not in this version; copy them to a folder: ${missing.path}`
      : missing.message,
  );
}

/** Counts what the listing itself saw: side objects that were skipped by name, and folders that could not be read. */
export function countListing(listing: Listing, tally: Tally): void {
  for (const [kind, count] of Object.entries(listing.skipped)) {
    tally.seen += count;
    tally.skipped += count;
    tally.skippedBy[kind] = (tally.skippedBy[kind] ?? 0) + count;
  }
  tally.errors += listing.problems.length;
}

/** Files that nobody named and whose names say that they are no logs are not opened; that is not kept quiet. */
export function sayPassedOver({ passedOver }: Listing): void {
  if (passedOver > 0) say(`${passedOver.toLocaleString('en')} files in folders passed over: no names of logs`);
}
