// Loads s3://BUCKET as the editor does, by the packed worker, and prints what it took as JSON; then once more from the
// start, given up on the way, and a part of it again without reading, to see what is held at once.
//   node s3.mjs WORKER ENDPOINT BUCKET STORAGE
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

const [, , file, endpoint, bucket, storage] = process.argv;
const aws = { endpoint, region: 'us-east-1' };
/** Records after which the second load is given up. */
const GIVEN_UP_AFTER = 500;
/** Ten hours of the bucket. */
const PART = 'AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/2026/10/01/0';

const whole = await load(join(storage, 'whole'));
const memory = process.memoryUsage.rss() / 1e6;
const givenUp = await load(join(storage, 'given-up'), GIVEN_UP_AFTER);
const { counts, files } = whole.state;
console.log(
  JSON.stringify({
    seconds: whole.ms / 1000,
    first: whole.first,
    read: counts.read,
    failed: counts.failed,
    objects: files.done,
    memory,
    cancel: givenUp.cancel,
    ...(await held(join(storage, 'held'))),
  }),
);

/** `most`: records after which it is given up. */
async function load(folder, most = Number.POSITIVE_INFINITY) {
  const worker = new Worker(file, { workerData: { storage: folder } });
  const began = performance.now();
  let first;
  let aborted;
  let state;
  const failure = await new Promise((resolve, reject) => {
    worker.on('message', (message) => {
      if (message.progress === 1) {
        state = message.value;
        if (state.counts.read > 0) first ??= performance.now() - began;
        if (state.counts.read >= most && aborted === undefined) {
          aborted = performance.now();
          worker.postMessage({ abort: 1 });
        }
      }
      if (message.answer === 1) {
        state = message.ok ?? state;
        resolve(message.err);
      }
    });
    worker.on('error', reject);
    worker.postMessage({ ask: 1, name: 'load', params: { sources: [{ kind: 's3', bucket, prefix: '', aws }] } });
  });
  const ended = performance.now();
  await worker.terminate();
  if (failure && aborted === undefined) throw new Error(failure.message);
  return { ms: ended - began, first, state, cancel: ended - aborted };
}

/** Requests for one object, and what is under way at once, as whoever reads the objects would see it. */
async function held(cache) {
  const { closeConnections, openSource } = createRequire(import.meta.url)(join(dirname(file), 'aws.js'));
  const source = { kind: 's3', bucket, prefix: PART, aws };
  const reading = await openSource(source, { cache, known: new Set() });
  let objects = 0;
  for await (const { step } of reading) if (step === 'file') objects++;
  const sent = [...reading.requests.values()].reduce((sum, count) => sum + count, 0);
  closeConnections();
  return { requests: sent / objects, bytes: reading.gauge.peakBytes, downloads: reading.gauge.peakRunning };
}
