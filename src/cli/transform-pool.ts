/**
 * Several files in several threads, with the results in the order of the files. Threads take the next job from a shared
 * counter, so that a large file keeps one of them busy and none idle, and write in turns: see `transform-turns.ts`.
 */
import { Worker } from 'node:worker_threads';
import type { Output } from './output.ts';
import type { Outcome, TransformJob, TransformOptions } from './transform-file.ts';

/** Places in the integers that all threads share. */
export const NEXT_JOB = 0;
export const TURN = 1;

/** What a thread is started with. */
export interface PoolTask {
  readonly options: TransformOptions;
  readonly jobs: readonly TransformJob[];
  readonly shared: Int32Array<SharedArrayBuffer>;
  readonly descriptor: number;
}

type JobEnd = Outcome & { readonly job: number };

export type FromThread = JobEnd | { readonly failure: { readonly code: string | undefined; readonly message: string } };

/** Runs all jobs; `done` hears of each in their order. Rejects when writing fails or a thread dies. No thread is left running. */
export async function runPool(
  program: string,
  threads: number,
  options: TransformOptions,
  jobs: readonly TransformJob[],
  output: Output,
  done: (job: number, outcome: Outcome) => void,
): Promise<void> {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const task: PoolTask = { options, jobs, shared, descriptor: output.descriptor };
  const ended = new Map<number, JobEnd>();
  const workers: Worker[] = [];
  let turn = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      let running = threads;
      for (let thread = 0; thread < threads; thread++) {
        const worker = new Worker(program, { workerData: task });
        workers.push(worker);
        worker.on('message', (message: FromThread) => {
          if ('failure' in message) return reject(output.failure(message.failure));
          ended.set(message.job, message);
          for (let end = ended.get(turn); end !== undefined; end = ended.get(turn)) {
            ended.delete(turn);
            done(turn++, end);
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
