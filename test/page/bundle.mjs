// What ships is what is tested: the bundles come from the project's own bundler.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Makes bundles by name, as they are packed. */
export function bundle(...names) {
  execFileSync(process.execPath, ['esbuild.mjs', `--only=${names.join()}`], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Path of a made file. */
export const dist = (name) => `${root}dist/${name}`;
