// What ships is what is tested: the bundles come from the project's own bundler.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Set where the bundles of all tests are made already. */
export const MADE = 'BEDROCK_LOGS_BUNDLES_MADE';

/** Makes bundles by name, as they are packed. */
export function bundle(...names) {
  if (process.env[MADE]) return;
  execFileSync(process.execPath, ['esbuild.mjs', `--only=${names.join()}`], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Path of a made file. */
export const dist = (name) => `${root}dist/${name}`;
