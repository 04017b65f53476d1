// The panels of the overview on 100,000 records, filled as the page does: once all are read, and when the filter changes.
import { fileURLToPath } from 'node:url';
import { repeated } from '../corpus.mjs';
import { bundle, run } from '../processes.mjs';

const RECORDS = 100_000;
const FILL_MS = 300;

export async function measure({ corpus, rounds }) {
  const program = fileURLToPath(await bundle('test/bench/programs/overview.ts'));
  const passes = Math.ceil(RECORDS / corpus.records);
  return repeated(corpus, passes, (files) => {
    const fill = (...options) => JSON.parse(run([program, ...options, ...files]).stdout);
    const runs = Array.from({ length: rounds }, () => fill());
    const cold = fill('--cold').times[0];
    const { records } = runs[0];
    // The goal is that of 100,000 records; whatever else the machine does only adds to a time.
    const goal = FILL_MS * (records / RECORDS);
    const name = `overview, ${records.toLocaleString('en')} records: `;
    const figure = (what, ms) => ({
      figure: `${name}${what}`,
      value: `${ms.toFixed(0)} ms`,
      goal: `at most ${goal.toFixed(0)} ms`,
      met: ms <= goal,
      miss: ms / goal,
    });
    return [
      { figure: `${name}panels filled, nothing asked before`, value: `${cold.toFixed(0)} ms`, goal: '' },
      figure('panels filled once all are read', Math.min(...runs.map(({ times }) => times[0]))),
      figure(
        'panels filled after a change of the filter',
        Math.min(...runs.map(({ times }) => Math.min(...times.slice(1)))),
      ),
    ];
  });
}
