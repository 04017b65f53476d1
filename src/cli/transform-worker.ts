/** The thread's side of `transform-pool.ts`. A program of its own: the others' code would only make it start later. */
import { parentPort, workerData } from 'node:worker_threads';
import { writeAll } from './output.ts';
import { FileTransformer } from './transform-file.ts';
import { type FromThread, NEXT_JOB, type PoolTask, TURN } from './transform-pool.ts';
import { Turns } from './transform-turns.ts';

/** Does the next job until none is left, then lets the thread end. */
async function serveTransform(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('this is no thread');
  const tell = (message: FromThread): void => port.postMessage(message);
  const { options, jobs, descriptor, shared } = workerData as PoolTask;
  const turns = new Turns(shared, TURN, (bytes) => writeAll(descriptor, bytes));
  const transformer = new FileTransformer(options, (made) => turns.put(made));
  try {
    transformer.rehearse();
    for (let job = Atomics.add(shared, NEXT_JOB, 1); job < jobs.length; job = Atomics.add(shared, NEXT_JOB, 1)) {
      turns.begin(job);
      const outcome = await transformer.run(jobs[job] ?? []);
      turns.end();
      tell({ job, ...outcome });
    }
    turns.finish();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    tell({ failure: { code, message } });
  }
}

void serveTransform();
