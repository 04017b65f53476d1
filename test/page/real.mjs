// The page's host with the real session behind it: the sample logs, read by the worker that the extension ships.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { bundle, dist } from './bundle.mjs';

/** Loads sample logs, or `folder`: { answer(message), stop() }. */
export async function realSession(folder) {
  const scratch = await mkdtemp(join(tmpdir(), 'bedrock-log-page-'));
  bundle('worker', 'cli');
  const logs = folder ?? join(scratch, 'sample-logs');
  if (!folder)
    execFileSync(process.execPath, [dist('cli.js'), 'generate', '--scenario', 'week', '-o', logs], {
      stdio: 'ignore',
    });

  const worker = new Worker(dist('worker.js'), { workerData: { storage: join(scratch, 'storage') } });
  const waiting = new Map();
  worker.on('message', (message) => waiting.get(message.answer)?.(message));
  let last = 0;
  const ask = (name, params) =>
    new Promise((done) => {
      const number = ++last;
      waiting.set(number, (message) => {
        waiting.delete(number);
        done(message);
      });
      worker.postMessage({ ask: number, name, params });
    });
  await ask('load', { sources: [{ kind: 'folder', path: logs }] });

  const start = async () => ({
    title: 'sample-logs',
    state: (await ask('state', {})).ok,
    columns: (await ask('columns', {})).ok,
    profile: 'extended',
    timeZone: 'UTC',
    texts: {},
    restore: '',
  });
  const ofWorker = new Set(['state', 'columns', 'rows', 'position', 'record', 'text']);
  return {
    /** Answers one message of the page. */
    answer: async ({ ask: number, name, params }) => {
      if (name === 'ready') return { answer: number, ok: await start() };
      if (!ofWorker.has(name)) return { answer: number, ok: null };
      return { ...(await ask(name, params)), answer: number };
    },
    stop: async () => {
      await worker.terminate();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
