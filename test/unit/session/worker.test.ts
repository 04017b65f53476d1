import { access, constants, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionRequests } from '../../../src/session/protocol/protocol.ts';
import { Asker } from '../../../src/session/protocol/rpc.ts';
import { fileSource, requestIds } from './asking.ts';
import { testFolder } from './folder.ts';
import { logFile, ndjson } from './records.ts';

const folder = await testFolder();
const script = join(folder, 'worker.cjs');
const running = new Set<Worker>();

beforeAll(async () => {
  const entry = join(import.meta.dirname, '../../../src/session/worker.ts');
  await build({
    entryPoints: [entry],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    loader: { '.toml': 'text' },
  });
});
afterAll(async () => {
  for (const worker of running) await worker.terminate();
});

function start(storage: string): { worker: Worker; asker: Asker<SessionRequests> } {
  const worker = new Worker(script, { workerData: { storage } });
  running.add(worker);
  const asker: Asker<SessionRequests> = new Asker((message) => worker.postMessage(message));
  worker.on('message', (message: unknown) => asker.receive(message));
  worker.on('exit', () => asker.close('Reading has ended.'));
  return { worker, asker };
}

describe('the session worker', () => {
  it('answers over its port, and rejects what is pending when it dies', async () => {
    const path = await logFile(folder, 'a.json.gz', ndjson(0, 2000));
    const { worker, asker } = start(join(folder, 'storage'));
    const state = await asker.ask('load', { sources: [fileSource(path)] });
    expect(state.counts.read).toBe(2000);
    expect(await requestIds(asker)).toHaveLength(2000);
    const other = await logFile(folder, 'b.json.gz', ndjson(2000, 10_000));
    const pending = asker.ask('load', { sources: [fileSource(other)] });
    void worker.terminate();
    await expect(pending).rejects.toMatchObject({ kind: 'failed', message: 'Reading has ended.' });
  });

  it('leaves nothing in its storage, even when it is ended from outside', async () => {
    const storage = join(folder, 'spools');
    const long = ndjson(0, 30, (n) => String(100 + n).repeat(250_000));
    const path = await logFile(folder, 'long.json.gz', long);
    const { worker, asker } = start(storage);
    await asker.ask('load', { sources: [fileSource(path)] });
    await access(storage, constants.W_OK);
    expect((await asker.ask('record', { id: 7, profile: 'extended' })).requestId).toBe('request-7');
    await worker.terminate();
    expect(await readdir(storage)).toEqual([]);
  });
});
