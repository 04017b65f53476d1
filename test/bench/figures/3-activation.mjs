// Activation of the packed extension in a process of its own, with a stand-in for the editor's API.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run } from '../processes.mjs';
import { median } from '../table.mjs';

const GOAL_MS = 15;
const RUNS = 15;
const program = fileURLToPath(new URL('../programs/activate.cjs', import.meta.url));

export async function measure() {
  if (!existsSync(join(root, 'src/extension.ts'))) return [];
  run([join(root, 'esbuild.mjs'), '--only=extension']);
  const extension = join(root, 'dist', 'extension.js');
  const runs = Array.from({ length: RUNS }, () => JSON.parse(run([program, extension]).stdout));
  const ms = median(runs.map((r) => r.ms));
  const loaded = runs[0].loaded;
  return [
    {
      figure: 'activation, loading included',
      value: `${ms.toFixed(1)} ms`,
      goal: `at most ${GOAL_MS} ms`,
      met: ms <= GOAL_MS,
      miss: ms / GOAL_MS,
    },
    {
      figure: 'SDKs and network modules loaded by it',
      value: loaded.length ? loaded.join(', ') : 'none',
      goal: 'none',
      met: loaded.length === 0,
    },
  ];
}
