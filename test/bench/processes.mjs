// Programs under measurement run as whole processes, as a user starts them.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const made = join(root, 'dist', 'bench');
const probe = fileURLToPath(new URL('programs/probe.cjs', import.meta.url));
export const PARSE = fileURLToPath(new URL('programs/parse.mjs', import.meta.url));

/** Bundles one of the project's modules for use here; its address. */
export async function bundle(source) {
  mkdirSync(made, { recursive: true });
  const out = join(made, `${source.replaceAll(/[/\\]/g, '-').replace(/\.ts$/, '')}.mjs`);
  await build({
    entryPoints: [join(root, source)],
    outfile: out,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    logLevel: 'error',
    loader: { '.toml': 'text' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return pathToFileURL(out).href;
}

/** The command line tool as it is packed. */
export function bundleCli() {
  const parts = ['cli', 'transform-worker', 'elasticsearch', 'aws'];
  execFileSync(process.execPath, ['esbuild.mjs', `--only=${parts}`], { cwd: root });
  return join(root, 'dist', 'cli.js');
}

/**
 * Runs a Node program to its end: seconds from start to end, the largest memory in MB, and what it printed. Throws unless
 * it ends with one of `statuses`.
 */
export function run(args, statuses = [0]) {
  const from = performance.now();
  const { status, stdout, stderr, error } = spawnSync(process.execPath, ['-r', probe, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const ms = performance.now() - from;
  if (error) throw error;
  return outcome(ms, status, { stdout, stderr }, statuses);
}

/** The same, while this process goes on: it may be a part of what is measured. */
export async function runBeside(args, statuses = [0]) {
  const from = performance.now();
  const child = spawn(process.execPath, ['-r', probe, ...args]);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => {
      said[name] += text;
    });
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  return outcome(performance.now() - from, status, said, statuses);
}

function outcome(ms, status, { stdout, stderr }, statuses) {
  if (!statuses.includes(status)) {
    const lines = stderr.trim().split('\n');
    throw new Error(`exit status ${status}: ${lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1)}`);
  }
  const memory = /@memory (\d+)/.exec(stderr);
  return { seconds: ms / 1000, megabytes: memory ? Math.round(Number(memory[1]) / 1024) : Number.NaN, stdout };
}
