// The page's host with the real session behind it: the sample logs, read by the worker that the extension ships.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { bundle, dist } from './bundle.mjs';

const root = new URL('../../', import.meta.url).pathname;

/** The extension host's answers about queries: its own code, which needs no editor. */
async function queryAnswers(scratch, logs) {
  const outfile = join(scratch, 'page-queries.mjs');
  const entryPoints = [join(root, 'src/views/page-queries.ts')];
  await build({
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    entryPoints,
    outfile,
  });
  const { queryHandlers } = await import(outfile);
  const queries = [];
  const history = {
    queries,
    add: async (run, at) => {
      const before = queries.findIndex(({ text }) => text === run.text);
      if (before >= 0) queries.splice(before, 1);
      queries.unshift({ ...run, at });
    },
  };
  const kept = [];
  return {
    ...queryHandlers(logs, history),
    savedQueries: { run: () => kept },
    keepQuery: {
      run: ({ text }) => {
        kept.push({ name: `Query ${kept.length + 1}`, text });
        return kept.at(-1);
      },
    },
  };
}

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
  const rules = (await ask('rules', { builtin: true, whileLoading: true, files: [] })).ok;
  await ask('load', { sources: [{ kind: 'folder', path: logs }] });

  const answer = (await ask('check', { window: 'rule', today: '2026-11-21' })).ok;
  const start = async () => ({
    title: 'sample-logs',
    state: (await ask('state', {})).ok,
    columns: (await ask('columns', {})).ok,
    profile: 'extended',
    timeZone: 'UTC',
    texts: {},
    restore: '',
    checks: { phase: 'done', window: 'rule', stale: false, ...rules, answer },
  });
  const loaded = {
    state: (await ask('state', {})).ok,
    ask: async (name, params) => {
      const { ok, err } = await ask(name, params);
      if (err) throw Object.assign(new Error(err.message), err);
      return ok;
    },
  };
  const queries = await queryAnswers(scratch, loaded);
  const answerQuery = async (name, params) => {
    try {
      return { ok: await queries[name].run(params, { signal: { aborted: false }, progress: () => undefined }) };
    } catch ({ kind = 'failed', message, place }) {
      return { err: { kind, message, place } };
    }
  };
  const ofWorker = new Set([
    'state',
    'columns',
    'rows',
    'position',
    'record',
    'text',
    'query',
    'values',
    'lines',
    'thread',
    'compare',
    'picture',
  ]);
  return {
    /** Answers one message of the page. */
    answer: async ({ ask: number, name, params }) => {
      if (name === 'ready') return { answer: number, ok: await start() };
      if (name in queries) return { answer: number, ...(await answerQuery(name, params)) };
      if (!ofWorker.has(name)) return { answer: number, ok: null };
      return { ...(await ask(name, params)), answer: number };
    },
    stop: async () => {
      await worker.terminate();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
