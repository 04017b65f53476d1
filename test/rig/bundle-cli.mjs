// Before the tests: the command line tool as one file, as it is packed, so that tests can start it as a process. In a
// folder of this run alone: another run that builds meanwhile changes nothing here.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export async function setup(project) {
  const folder = mkdtempSync(join(tmpdir(), 'bedrock-logs-tool-'));
  // Not a teardown: there is none where a later set-up fails.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const cli = join(folder, 'cli.js');
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/cli.ts', import.meta.url))],
    outfile: cli,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
    loader: { '.toml': 'text' },
  });
  project.provide('cli', cli);
}
