/**
 * Several files in several threads, with the results in the order of the files. Threads take the next job from a shared
 * counter, so that a large file keeps one of them busy and none idle. What a thread makes goes into its ring, memory
 * that it shares with the main thread, which writes it when its file's turn has come. A thread whose ring is full
 * sleeps: that bounds memory when the file whose turn it is takes long.
 */
import { Worker } from 'node:worker_threads';
import type { Problem } from '../records/report.ts';
import type { Counted } from './status.ts';
import type { TransformJob, TransformOptions } from './transform-file.ts';
import { Ring } from './transform-ring.ts';

/** Places in the integers that all threads share; the threads' own follow. */
export const NEXT_JOB = 0;
export const FIRST_THREAD = 1;

/** What a thread is started with. */
export interface PoolTask {
  readonly options: TransformOptions;
  readonly jobs: readonly TransformJob[];
  readonly thread: number;
  readonly shared: Int32Array<SharedArrayBuffer>;
  readonly ring: SharedArrayBuffer;
}

export type FromThread =
  /** The next piece in the thread's ring belongs to this job and is so long. */
  | { readonly job: number; readonly length: number }
  | {
      readonly job: number;
      readonly counts: Counted;
      readonly problems: readonly Problem[];
      readonly problemsTotal: number;
    };

type JobEnd = Extract<FromThread, { counts: Counted }>;

export interface PoolReceiver {
  /** Bytes of the jobs, in their order; they hold good only during the call. */
  write(bytes: Uint8Array): void;
  /** A job is done and all its bytes are written. */
  done(job: number, counts: Counted, problems: readonly Problem[], problemsTotal: number): void;
}

/** One job's results that wait for their turn. */
interface Waiting {
  readonly thread: number;
  readonly lengths: number[];
  end: JobEnd | undefined;
}

/** Runs all jobs; rejects with what `receiver` throws, or when a thread dies. No thread is left running. */
export async function runPool(
  program: string,
  threads: number,
  options: TransformOptions,
  jobs: readonly TransformJob[],
  receiver: PoolReceiver,
): Promise<void> {
  const shared = new Int32Array(new SharedArrayBuffer(4 * (FIRST_THREAD + threads)));
  const rings = Array.from({ length: threads }, (_, thread) => new Ring(shared, FIRST_THREAD + thread));
  const waiting = new Map<number, Waiting>();
  const workers: Worker[] = [];
  let turn = 0;

  /** Writes what can be written by now. Pieces leave a ring in the order in which they came: jobs of a thread ascend. */
  const drain = (): void => {
    for (let job = waiting.get(turn); job !== undefined; job = waiting.get(turn)) {
      for (const length of job.lengths) (rings[job.thread] as Ring).take(length, receiver.write);
      job.lengths.length = 0;
      if (!job.end) return;
      receiver.done(turn, job.end.counts, job.end.problems, job.end.problemsTotal);
      waiting.delete(turn++);
    }
  };
  const receive = (message: FromThread, thread: number): void => {
    let job = waiting.get(message.job);
    if (!job) {
      job = { thread, lengths: [], end: undefined };
      waiting.set(message.job, job);
    }
    if ('length' in message) job.lengths.push(message.length);
    else job.end = message;
    if (message.job === turn) drain();
  };

  try {
    await new Promise<void>((resolve, reject) => {
      let running = threads;
      for (const [thread, ring] of rings.entries()) {
        const task: PoolTask = { options, jobs, thread, shared, ring: ring.memory };
        const worker = new Worker(program, { workerData: task });
        workers.push(worker);
        worker.on('message', (message: FromThread) => {
          try {
            receive(message, thread);
          } catch (error) {
            reject(error);
          }
        });
        worker.on('error', reject);
        worker.on('exit', () => {
          if (--running > 0) return;
          if (turn === jobs.length) resolve();
          else reject(new Error('a thread ended before its work was done'));
        });
      }
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
