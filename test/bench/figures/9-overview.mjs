// The queries of the overview on 100,000 records: when the page is opened first, and when the filter changes.
import { fileURLToPath } from 'node:url';
import { repeated } from '../corpus.mjs';
import { bundle, run } from '../processes.mjs';
import { median } from '../table.mjs';

const RECORDS = 100_000;
const FILL_MS = 300;

export async function measure({ corpus, rounds }) {
  const program = fileURLToPath(await bundle('test/bench/programs/overview.ts'));
  const passes = Math.ceil(RECORDS / corpus.records);
  return repeated(corpus, passes, (files) => {
    const runs = Array.from({ length: rounds }, () => JSON.parse(run([program, ...files]).stdout));
    const { records } = runs[0];
    // The goal is that of 100,000 records; whatever else the machine does only adds to a time.
    const goal = FILL_MS * (records / RECORDS);
    const again = Math.min(...runs.map(({ times }) => Math.min(...times.slice(1))));
    const name = `overview, ${records.toLocaleString('en')} records: `;
    return [
      {
        figure: `${name}panels filled, first time`,
        value: `${median(runs.map(({ times }) => times[0])).toFixed(0)} ms`,
        goal: '',
      },
      {
        figure: `${name}panels filled after a change of the filter`,
        value: `${again.toFixed(0)} ms`,
        goal: `at most ${goal.toFixed(0)} ms`,
        met: again <= goal,
        miss: again / goal,
      },
    ];
  });
}
