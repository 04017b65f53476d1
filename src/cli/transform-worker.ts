/** The thread's side of `transform-pool.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { FileTransformer } from './transform-file.ts';
import { AHEAD_BYTES, FIRST_THREAD, type FromThread, NEXT_JOB, type PoolTask } from './transform-pool.ts';

/** Works until no job is left, then lets the thread end. */
export async function serveTransform(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('this is no thread');
  const { options, jobs, thread, shared } = workerData as PoolTask;
  const mine = FIRST_THREAD + thread;
  let job = 0;
  const transformer = new FileTransformer(options, (made) => {
    for (let ahead = Atomics.load(shared, mine); ahead > AHEAD_BYTES; ahead = Atomics.load(shared, mine))
      Atomics.wait(shared, mine, ahead);
    Atomics.add(shared, mine, made.length);
    // A buffer of its own, handed over without another copy.
    const bytes = new Uint8Array(made);
    port.postMessage({ job, bytes } satisfies FromThread, [bytes.buffer]);
  });
  for (job = Atomics.add(shared, NEXT_JOB, 1); job < jobs.length; job = Atomics.add(shared, NEXT_JOB, 1)) {
    const files = jobs[job];
    if (!files) break;
    const outcome = await transformer.run(files);
    port.postMessage({ job, ...outcome } satisfies FromThread);
  }
}
