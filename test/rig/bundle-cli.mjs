// Before the unit tests: the command line tool as one file, as it is packed, so that tests can start it as a process.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../..', import.meta.url);

export async function setup() {
  await build({
    entryPoints: [fileURLToPath(new URL('src/cli.ts', root))],
    outfile: fileURLToPath(new URL('dist/test/cli.js', root)),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
    loader: { '.toml': 'text' },
  });
}
