import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Profile } from '../ecs/model.ts';
import { type Problem, Tally } from '../records/report.ts';
import type { RemoteSource } from '../session/protocol/protocol.ts';
import { SeenRequests } from '../session/seen-requests.ts';
import type { LogFile } from '../sources/files.ts';
import { type Arguments, UsageError, wholeNumber } from './arguments.ts';
import { metricLines } from './metric-lines.ts';
import { Output } from './output.ts';
import type { RemoteReader } from './remote.ts';
import { chosenSources } from './source-options.ts';
import { countListing, countStep, sayPassedOver, sourceFiles } from './sources.ts';
import { type Counted, conclude, LISTED_PROBLEMS, ProgressLine } from './status.ts';
import type { FileTransformer, TransformJob, TransformOptions } from './transform-file.ts';

const MOST_THREADS = 64;
/** Threads that are used unless another number is asked for. */
const USUAL_THREADS = 4;
/** Small files are done several at a time, up to this many stored bytes. */
const JOB_BYTES = 512 * 1024;
const JOB_FILES = 64;
/** With less to read, code that is never compiled costs less than preparing its compilation. */
const REHEARSAL_BYTES = 256 * 1024;
/** Problems that are kept; what is listed is chosen from them. */
const KEPT_PROBLEMS = 200;

export function transformOptions(args: Arguments): TransformOptions {
  const tags = new Set(
    (args.text.get('tags') ?? 'forwarded')
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
  );
  // The mapping knows them as tags of the same names.
  for (const flag of ['preserve-original-event', 'preserve-duplicate-custom-fields'])
    if (args.flags.has(flag)) tags.add(flag.replaceAll('-', '_'));
  return {
    profile: (args.text.get('profile') ?? 'integration') as Profile,
    format: args.text.get('format') === 'bulk' ? 'bulk' : 'ndjson',
    tags: [...tags],
    namespace: 'default',
  };
}

/** Files to jobs: in order, small neighbours together. */
export function jobsOf(files: readonly LogFile[]): TransformJob[] {
  const jobs: LogFile[][] = [];
  let bytes = JOB_BYTES;
  for (const file of files) {
    const last = jobs.at(-1);
    if (last && last.length < JOB_FILES && bytes + file.size <= JOB_BYTES) {
      last.push(file);
      bytes += file.size;
    } else {
      jobs.push([file]);
      bytes = file.size;
    }
  }
  return jobs;
}

/** What came out so far, put together from all jobs. */
class Account {
  readonly tally = new Tally();
  readonly problems: Problem[] = [];
  problemsTotal = 0;

  add(counts: Counted, problems: readonly Problem[], problemsTotal: number): void {
    this.tally.add(counts as Tally);
    this.problemsTotal += problemsTotal - problems.length;
    for (const problem of problems) this.note(problem);
  }

  note(problem: Problem): void {
    this.problemsTotal++;
    // Errors are listed before warnings, so some room is kept for them.
    const room = problem.severity === 'error' ? KEPT_PROBLEMS + LISTED_PROBLEMS : KEPT_PROBLEMS;
    if (this.problems.length < room) this.problems.push(problem);
  }
}

export async function transform(args: Arguments): Promise<number> {
  const asked = wholeNumber(args, 'workers', 1, 0);
  if (asked > MOST_THREADS) throw new UsageError(`--workers is at most ${MOST_THREADS}; not: ${asked}`);
  const options = transformOptions(args);
  const { paths, remote } = chosenSources(args, false);
  if (args.flags.has('estimate')) return (await import('./remote.ts')).estimate(remote, args);
  const listing = await sourceFiles('transform', paths, remote.length);
  const { files } = listing;
  const quiet = args.flags.has('quiet');
  const progress = new ProgressLine(quiet);
  const jobs = jobsOf(files);
  const threads =
    files.some((f) => f.path === '-') || remote.length > 0
      ? 1
      : Math.min(asked || Math.min(USUAL_THREADS, availableParallelism()), jobs.length);
  const total = files.reduce((sum, f) => sum + f.size, 0);
  const account = new Account();
  countListing(listing, account.tally);
  for (const { path, message } of listing.problems)
    account.note({ severity: 'error', file: path, line: 0, offset: 0, reason: message });
  const output = Output.to(args.text.get('output'));
  let settle: ((loaded: boolean) => Promise<void>) | undefined;
  try {
    let stored = 0;
    const done = (job: number, counts: Counted, problems: readonly Problem[], problemsTotal: number): void => {
      account.add(counts, problems, problemsTotal);
      for (const file of jobs[job] ?? []) stored += file.size;
      progress.update(stored, total, account.tally.read);
    };
    // Each way loads only what it needs.
    if (threads > 1) {
      const { runPool } = await import('./transform-pool.ts');
      await runPool(
        join(__dirname, 'transform-worker.js'),
        threads,
        options,
        jobs,
        output,
        (job, { counts, problems, problemsTotal }) => done(job, counts, problems, problemsTotal),
      );
    } else {
      const { FileTransformer } = await import('./transform-file.ts');
      const transformer = new FileTransformer(options, (bytes) => output.write(bytes));
      if (total > REHEARSAL_BYTES) transformer.rehearse();
      transformer.onProgress = (within, documents) =>
        progress.update(stored + within, total, account.tally.read + documents);
      for (let job = 0; job < jobs.length; job++) {
        const outcome = await transformer.run(jobs[job] ?? []);
        done(job, outcome.counts, outcome.problems, outcome.problemsTotal);
        // Signals are heard between jobs.
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (remote.length > 0) settle = await transformRemote(remote, args, options, { transformer, account, output });
    }
    output.finish();
    // What a queue told of is written by now.
    await settle?.(true);
  } catch (error) {
    output.discard();
    await settle?.(false).catch(() => undefined);
    throw error;
  } finally {
    progress.clear();
  }
  if (!quiet) sayPassedOver(listing);
  return conclude(account.tally, account.problems, account.problemsTotal, quiet);
}

/** Where what comes of a source goes. */
interface Destination {
  readonly transformer: FileTransformer;
  readonly account: Account;
  readonly output: Output;
}

/** Files are mapped as they come; how they are settled is the caller's to say. */
async function transformRemote(
  sources: readonly RemoteSource[],
  args: Arguments,
  options: TransformOptions,
  { account, output, transformer }: Destination,
): Promise<(loaded: boolean) => Promise<void>> {
  const { readRemote } = await import('./remote.ts');
  transformer.requests = new SeenRequests();
  const reader: RemoteReader = {
    file: async ({ file }) => {
      const { counts, problems, problemsTotal } = await transformer.run([file]);
      account.add(counts, problems, problemsTotal);
      return counts.errors === 0 || counts.read > 0;
    },
    other: (step) => {
      if (step.step === 'documents') output.write(Buffer.from(metricLines(step.documents, options)));
      const problem = countStep(step, account.tally);
      if (problem) account.note(problem);
    },
  };
  const open = await readRemote(sources, args, reader, options.profile);
  return (loaded) => open.close(() => loaded);
}
