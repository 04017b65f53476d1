/**
 * Several files in several threads, with the results in the order of the files. Threads take the next job from a shared
 * counter, so that a large file keeps one of them busy and none idle. What a thread has made but the main thread has
 * not written yet is counted in shared memory: a thread with too much of it sleeps, which bounds memory when the file
 * whose turn it is takes long.
 */
import { Worker } from 'node:worker_threads';
import type { Problem } from '../records/report.ts';
import type { Counted } from './status.ts';
import type { TransformJob, TransformOptions } from './transform-file.ts';

/** Bytes made but not written that a thread may have. */
export const AHEAD_BYTES = 24 * 1024 * 1024;

/** Places in the shared integers; those of the threads follow. */
export const NEXT_JOB = 0;
export const FIRST_THREAD = 1;

export interface PoolTask {
  readonly options: TransformOptions;
  readonly jobs: readonly TransformJob[];
  readonly thread: number;
  readonly shared: Int32Array<SharedArrayBuffer>;
}

export type FromThread =
  | { readonly job: number; readonly bytes: Uint8Array }
  | {
      readonly job: number;
      readonly counts: Counted;
      readonly problems: readonly Problem[];
      readonly problemsTotal: number;
    };

export interface PoolReceiver {
  /** Bytes of the jobs, in their order. */
  write(bytes: Uint8Array): void;
  /** A job is done and all its bytes are written. */
  done(job: number, counts: Counted, problems: readonly Problem[], problemsTotal: number): void;
}

/** One job's results that wait for their turn. */
interface Waiting {
  readonly chunks: { readonly bytes: Uint8Array; readonly thread: number }[];
  end: Extract<FromThread, { counts: Counted }> | undefined;
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
  const waiting = new Map<number, Waiting>();
  const workers: Worker[] = [];
  let turn = 0;

  const release = (thread: number, bytes: number): void => {
    Atomics.sub(shared, FIRST_THREAD + thread, bytes);
    Atomics.notify(shared, FIRST_THREAD + thread);
  };
  /** Writes what can be written by now. */
  const drain = (): void => {
    for (let job = waiting.get(turn); job !== undefined; job = waiting.get(turn)) {
      for (const { bytes, thread } of job.chunks) {
        receiver.write(bytes);
        release(thread, bytes.length);
      }
      job.chunks.length = 0;
      if (!job.end) return;
      receiver.done(turn, job.end.counts, job.end.problems, job.end.problemsTotal);
      waiting.delete(turn++);
    }
  };
  const take = (message: FromThread, thread: number): void => {
    if (message.job === turn && 'bytes' in message && !waiting.has(turn)) {
      receiver.write(message.bytes);
      release(thread, message.bytes.length);
      return;
    }
    let job = waiting.get(message.job);
    if (!job) {
      job = { chunks: [], end: undefined };
      waiting.set(message.job, job);
    }
    if ('bytes' in message) job.chunks.push({ bytes: message.bytes, thread });
    else job.end = message;
    if (message.job === turn) drain();
  };

  try {
    await new Promise<void>((resolve, reject) => {
      let running = threads;
      for (let thread = 0; thread < threads; thread++) {
        const task: PoolTask = { options, jobs, thread, shared };
        const worker = new Worker(program, { workerData: task });
        workers.push(worker);
        worker.on('message', (message: FromThread) => {
          try {
            take(message, thread);
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
