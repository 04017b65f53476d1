// npm run test:page: the page in Chromium. What measures runs alone, the rest two files at a time.
//   -- filter query   only the files of these names
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle, MADE } from './bundle.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(here)
  .filter((name) => name.endsWith('.test.mjs'))
  .filter((name) => wanted.length === 0 || wanted.includes(name.replace('.test.mjs', '')));
if (files.length === 0) throw new Error(`no tests are named ${wanted.join(', ')}`);
const measures = ['million.test.mjs'];

// Made once: two that run at the same time would write the same files.
bundle('page', 'page-code', 'worker', 'cli');

/** Whether all passed. */
function run(names, concurrency) {
  if (names.length === 0) return true;
  const options = ['--test', `--test-concurrency=${concurrency}`, '--test-reporter=spec'];
  const env = { ...process.env, [MADE]: '1' };
  const { status, error } = spawnSync(process.execPath, [...options, ...names.map((name) => here + name)], {
    stdio: 'inherit',
    env,
  });
  if (error) throw error;
  return status === 0;
}

const passed = [
  run(
    files.filter((name) => measures.includes(name)),
    1,
  ),
  run(
    files.filter((name) => !measures.includes(name)),
    2,
  ),
];
process.exitCode = passed.every(Boolean) ? 0 : 1;
