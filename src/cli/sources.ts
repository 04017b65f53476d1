/** SOURCE arguments to files. */
import type { Problem, Tally } from '../records/report.ts';
import { type Listing, listFiles } from '../sources/files.ts';
import type { RemoteStep } from '../sources/remote.ts';
import { UsageError } from './arguments.ts';
import { say } from './status.ts';

/**
 * The files of all sources, each source in its turn and a folder's files by name. Throws a `UsageError` if a source
 * is missing or not to be read. `others`: sources that are no files.
 */
export async function sourceFiles(command: string, sources: readonly string[], others = 0): Promise<Listing> {
  if (sources.length + others === 0)
    throw new UsageError(`${command} needs a source: a file, a folder, - for standard input, or one in AWS.`);
  if (sources.filter((source) => source === '-').length > 1)
    throw new UsageError('Standard input (-) can be read only once.');
  const listing = await listFiles(sources);
  const missing = listing.problems.find((problem) => problem.named);
  if (!missing) return listing;
  throw new UsageError(
    /^https?:\/\//i.test(missing.path)
      ? `Logs on the web are not read, copy them to a folder; a queue is named sqs:URL: ${missing.path}`
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

/** Counts what a fetched source says besides its files; gives what is a problem. */
export function countStep(step: Exclude<RemoteStep, { step: 'file' }>, tally: Tally): Problem | undefined {
  if (step.step === 'skipped') for (let i = 0; i < step.count; i++) tally.skip(step.kind);
  if (step.step !== 'problem') return undefined;
  const { place, reason, severity } = step;
  if (severity === 'error') tally.errors++;
  return { severity, file: place, line: 0, offset: 0, reason };
}

/** Files that nobody named and whose names say that they are no logs are not opened; that is not kept quiet. */
export function sayPassedOver({ passedOver }: Listing): void {
  if (passedOver > 0) say(`${passedOver.toLocaleString('en')} files in folders passed over: no names of logs`);
}
