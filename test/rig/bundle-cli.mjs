// Before the tests: the command line tool and what its threads run, as they are packed, so that tests can start it. In a
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
  const source = (path) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));
  await build({
    entryPoints: { cli: source('cli.ts'), 'transform-worker': source('cli/transform-worker.ts') },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
    loader: { '.toml': 'text' },
  });
  project.provide('cli', join(folder, 'cli.js'));
}
