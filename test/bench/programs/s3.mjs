// Loads s3://BUCKET as the editor does, by the packed worker, and prints what it took as JSON.
//   node s3.mjs WORKER ENDPOINT BUCKET STORAGE
import { Worker } from 'node:worker_threads';

const [, , file, endpoint, bucket, storage] = process.argv;
const worker = new Worker(file, { workerData: { storage } });
const source = { kind: 's3', bucket, prefix: '', aws: { endpoint, region: 'us-east-1' } };
const began = performance.now();
let first;
const state = await new Promise((resolve, reject) => {
  worker.on('message', (message) => {
    if (message.progress === 1 && message.value.counts.read > 0) first ??= performance.now() - began;
    if (message.answer !== 1) return;
    if (message.ok) resolve(message.ok);
    else reject(new Error(message.err.message));
  });
  worker.on('error', reject);
  worker.postMessage({ ask: 1, name: 'load', params: { sources: [source] } });
});
const seconds = (performance.now() - began) / 1000;
const { counts, files } = state;
console.log(
  JSON.stringify({
    seconds,
    first,
    read: counts.read,
    failed: counts.failed,
    objects: files.done,
    memory: process.memoryUsage.rss() / 1e6,
  }),
);
await worker.terminate();
