// Reading a bucket of many small objects from an AWS API on this machine, against `aws s3 cp --recursive` and then
// reading the copies: what somebody does without this.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { installApi, programs } from '../../aws/rig/install.mjs';
import { isolated, startApi } from '../../aws/rig/server.mjs';
import { bundle, root } from '../processes.mjs';

const OBJECTS = 20_000;
const SMALL_OBJECTS = 1_000;
const RECORDS = 5;
/** In memory when all is loaded, MB: the worker, its host and the clients. */
const MEMORY_MB = 400;
const PARALLEL = 16;
/** Until a load that is given up has ended, ms. */
const CANCEL_MS = 200;
/** One for each object, and one page of the listing for a thousand. */
const REQUESTS = 1.01;
/** Begun and not yet read, MB. */
const HELD_MB = 64;

export async function measure({ small, objects = small ? SMALL_OBJECTS : OBJECTS }) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-s3-'));
  const api = await startApi(installApi());
  try {
    const env = { ...process.env, ...isolated(folder) };
    for (const [name, value] of Object.entries(env)) if (value === undefined) delete env[name];
    await fill(api.url, objects);
    const theirs = await copyAndRead(api.url, folder, env);
    const ours = await load(api.url, folder, env);
    const expected = objects * RECORDS;
    if (ours.read !== expected || theirs.read !== expected)
      throw new Error(`${expected} records expected; read ${ours.read} and ${theirs.read}`);
    const ratio = theirs.seconds / ours.seconds;
    return [
      {
        figure: `S3, ${objects.toLocaleString('en')} objects of ${RECORDS} records`,
        value: `${ours.seconds.toFixed(1)} s, ${Math.round(objects / ours.seconds)} objects/s`,
        goal: `at most aws s3 cp and reading (${theirs.seconds.toFixed(1)} s)`,
        ratio: ratio.toFixed(2),
        met: ratio >= 1,
        miss: 1 / ratio,
      },
      {
        figure: 'S3, first record',
        value: `${Math.round(ours.first)} ms`,
        goal: '',
      },
      {
        figure: 'S3, memory when loaded',
        value: `${Math.round(ours.memory)} MB`,
        goal: `at most ${MEMORY_MB} MB`,
        met: ours.memory <= MEMORY_MB,
        miss: ours.memory / MEMORY_MB,
      },
      {
        figure: 'S3, requests for an object',
        value: ours.requests.toFixed(3),
        goal: `at most ${REQUESTS}`,
        met: ours.requests <= REQUESTS,
      },
      {
        figure: 'S3, held at once',
        value: `${ours.downloads} downloads, ${(ours.bytes / 1e6).toFixed(2)} MB`,
        goal: `at most ${PARALLEL} and ${HELD_MB} MB`,
        met: ours.downloads <= PARALLEL && ours.bytes <= HELD_MB * 1e6,
      },
      {
        figure: 'S3, until a cancelled load has ended',
        value: `${Math.round(ours.cancel)} ms`,
        goal: `at most ${CANCEL_MS} ms`,
        met: ours.cancel <= CANCEL_MS,
        miss: ours.cancel / CANCEL_MS,
      },
    ];
  } finally {
    api.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function load(url, folder, env) {
  const program = fileURLToPath(new URL('../programs/s3.mjs', import.meta.url));
  const storage = join(folder, 'storage');
  const { out } = await run(process.execPath, [program, join(root, 'dist', 'worker.js'), url, 'logs', storage], env);
  return JSON.parse(out);
}

async function copyAndRead(url, folder, env) {
  const copies = join(folder, 'copies');
  mkdirSync(copies);
  const { seconds: copying } = await run(
    awsProgram(),
    ['s3', 'cp', '--recursive', '--only-show-errors', '--endpoint-url', url, 's3://logs', copies],
    env,
  );
  const index = fileURLToPath(await bundle('test/bench/programs/index-folder.ts'));
  const { out, seconds } = await run(process.execPath, [index, copies], env);
  return { seconds: copying + seconds, read: JSON.parse(out).read };
}

/** The command line client of AWS, installed once beside the API if the machine has none that runs. */
function awsProgram() {
  for (const program of ['aws', join(programs, 'aws')])
    if (spawnSync(program, ['--version']).status === 0) return program;
  const pip = join(programs, 'pip');
  const { status, stderr } = spawnSync(pip, ['install', '--quiet', 'awscli'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`aws could not be installed: ${stderr.trim().split('\n').at(-1)}`);
  return join(programs, 'aws');
}

/** Not `spawnSync`: what runs asks an API whose output this process keeps flowing. */
function run(program, args, env) {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (piece) => {
      out += piece;
    });
    child.stderr.on('data', (piece) => {
      err += piece;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve({ out, seconds: (performance.now() - began) / 1000 });
      else reject(new Error(`${program} ended with ${status}: ${err.trim().split('\n').at(-1)}`));
    });
  });
}

async function fill(url, objects) {
  const { CreateBucketCommand, PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const credentials = { accessKeyId: 'AKIABENCH', secretAccessKey: 'made-up' };
  const client = new S3Client({ endpoint: url, region: 'us-east-1', forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: 'logs' }));
  let next = 0;
  const put = async () => {
    for (let n = next++; n < objects; n = next++) {
      const at = new Date(Date.UTC(2026, 9, 1) + n * 15_000).toISOString();
      const hour = at.slice(0, 13).replaceAll(/[-T]/g, '/');
      const name = `${at.replaceAll(/[-:.]/g, '')}_${n.toString(16).padStart(8, '0')}.json.gz`;
      const Key = `AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/${hour}/${name}`;
      await client.send(new PutObjectCommand({ Bucket: 'logs', Key, Body: batch(n, at) }));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, put));
  client.destroy();
}

function batch(n, timestamp) {
  const record = (i) => ({
    timestamp,
    accountId: '111122223333',
    region: 'us-east-1',
    requestId: `${n}-${i}`,
    operation: 'Converse',
    modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
    input: {
      inputContentType: 'application/json',
      inputBodyJson: { messages: [{ role: 'user', content: [{ text: `Question ${n} `.repeat(40) }] }] },
      inputTokenCount: 120,
    },
    output: {
      outputContentType: 'application/json',
      outputBodyJson: {
        output: { message: { role: 'assistant', content: [{ text: `Answer ${i} `.repeat(60) }] } },
        stopReason: 'end_turn',
      },
      outputTokenCount: 180,
    },
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
  });
  return gzipSync(Array.from({ length: RECORDS }, (_, i) => `${JSON.stringify(record(i))}\n`).join(''));
}
