/** The thread's side of `transform-pool.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { FileTransformer } from './transform-file.ts';
import { FIRST_THREAD, type FromThread, NEXT_JOB, type PoolTask } from './transform-pool.ts';
import { Ring } from './transform-ring.ts';

/** Works until no job is left, then lets the thread end. */
export async function serveTransform(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('this is no thread');
  const { options, jobs, thread, shared, ring: memory } = workerData as PoolTask;
  const ring = new Ring(shared, FIRST_THREAD + thread, memory);
  let job = 0;
  const tell = (length: number): void => port.postMessage({ job, length } satisfies FromThread);
  const transformer = new FileTransformer(options, (made) => ring.put(made, tell));
  transformer.rehearse();
  for (job = Atomics.add(shared, NEXT_JOB, 1); job < jobs.length; job = Atomics.add(shared, NEXT_JOB, 1)) {
    const outcome = await transformer.run(jobs[job] ?? []);
    port.postMessage({ job, ...outcome } satisfies FromThread);
  }
}
