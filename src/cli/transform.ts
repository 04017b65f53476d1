import { availableParallelism } from 'node:os';
import { PRESERVE_BODIES, PRESERVE_ORIGINAL } from '../ecs/invocation.ts';
import type { Profile } from '../ecs/model.ts';
import { type Problem, Tally } from '../records/report.ts';
import type { LogFile } from '../sources/files.ts';
import { type Arguments, type OptionTable, UsageError, wholeNumber } from './arguments.ts';
import { Output } from './output.ts';
import { countListing, sourceFiles } from './sources.ts';
import { type Counted, conclude, LISTED_PROBLEMS, ProgressLine } from './status.ts';
import { FileTransformer, type TransformJob, type TransformOptions } from './transform-file.ts';
import { runPool } from './transform-pool.ts';

export const TRANSFORM_OPTIONS: OptionTable = {
  profile: {
    type: 'string',
    choices: ['integration', 'extended'],
    help: "the integration's document (the default), or that and our own fields below bedrock_logs",
  },
  format: {
    type: 'string',
    choices: ['ndjson', 'bulk'],
    help: 'a document a line (the default), or what the bulk API of Elasticsearch takes',
  },
  tags: { type: 'string', value: 'a,b', help: "the documents' tags; forwarded if absent" },
  'preserve-original-event': { type: 'boolean', help: 'keep the record in event.original' },
  'preserve-duplicate-custom-fields': { type: 'boolean', help: 'keep both bodies below aws_bedrock.invocation' },
  workers: { type: 'string', value: 'N', help: 'threads for several files; at most 4 and one a core if absent' },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    help: 'write there instead of stdout; FILE is whole or not there',
  },
};

const MOST_THREADS = 64;
/** Threads that are used unless another number is asked for. */
const USUAL_THREADS = 4;
/** Small files are done several at a time, up to this many stored bytes. */
const JOB_BYTES = 512 * 1024;
const JOB_FILES = 64;
/** Problems that are kept; what is listed is chosen from them. */
const KEPT_PROBLEMS = 200;

export function transformOptions(args: Arguments): TransformOptions {
  const tags = new Set(
    (args.text.get('tags') ?? 'forwarded')
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
  );
  if (args.flags.has('preserve-original-event')) tags.add(PRESERVE_ORIGINAL);
  if (args.flags.has('preserve-duplicate-custom-fields')) tags.add(PRESERVE_BODIES);
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
  const listing = await sourceFiles('transform', args.positionals);
  const { files } = listing;
  const quiet = args.flags.has('quiet');
  const progress = new ProgressLine(quiet);
  const jobs = jobsOf(files);
  const threads = files.some((f) => f.path === '-')
    ? 1
    : Math.min(asked || Math.min(USUAL_THREADS, availableParallelism()), jobs.length);
  const total = files.reduce((sum, f) => sum + f.size, 0);
  const account = new Account();
  countListing(listing, account.tally);
  for (const { path, message } of listing.problems)
    account.note({ severity: 'error', file: path, line: 0, offset: 0, reason: message });
  const output = Output.to(args.text.get('output'));
  try {
    let stored = 0;
    const done = (job: number, counts: Counted, problems: readonly Problem[], problemsTotal: number): void => {
      account.add(counts, problems, problemsTotal);
      for (const file of jobs[job] ?? []) stored += file.size;
      progress.update(stored, total, account.tally.read);
    };
    const write = (bytes: Uint8Array): void => output.write(bytes);
    if (threads > 1) await runPool(__filename, threads, options, jobs, { write, done });
    else {
      const transformer = new FileTransformer(options, write);
      transformer.onProgress = (within, documents) =>
        progress.update(stored + within, total, account.tally.read + documents);
      for (let job = 0; job < jobs.length; job++) {
        const outcome = await transformer.run(jobs[job] ?? []);
        done(job, outcome.counts, outcome.problems, outcome.problemsTotal);
      }
    }
    output.finish();
  } catch (error) {
    output.discard();
    throw error;
  } finally {
    progress.clear();
  }
  return conclude(account.tally, account.problems, account.problemsTotal, quiet);
}
