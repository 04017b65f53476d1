// All built-in rules on the corpus: a whole run of `check`, and a check of records that are loaded already.
import { fileURLToPath } from 'node:url';
import { asManyAsTheGoals } from '../corpus.mjs';
import { bundle, bundleCli, PARSE, run } from '../processes.mjs';
import { median } from '../table.mjs';

const COLD = 3;
const LOADED = 0.15;

export function measure({ corpus, rounds }) {
  return asManyAsTheGoals(corpus, (files) => measureFiles(files, rounds));
}

async function measureFiles(files, rounds) {
  const cli = bundleCli();
  const check = fileURLToPath(await bundle('test/bench/programs/check.ts'));
  const times = { P: [], cold: [], first: [], again: [] };
  for (let round = 0; round < rounds; round++) {
    times.P.push(run([PARSE, ...files]).seconds);
    // Findings are status 1: the corpus has some.
    times.cold.push(run([cli, 'check', ...files, '--quiet', '--format', 'json'], [0, 1]).seconds);
    const [first, , again] = JSON.parse(run([check, ...files]).stdout);
    times.first.push(first);
    times.again.push(again);
  }
  const p = median(times.P);
  const figure = (name, values, limit) => {
    const ratio = median(values) / p;
    return {
      figure: name,
      value: `${median(values).toFixed(2)} s`,
      goal: limit === undefined ? '' : `at most ${limit} P`,
      ratio: ratio.toFixed(2),
      ...(limit !== undefined && { met: ratio <= limit, miss: ratio / limit }),
    };
  };
  return [
    figure('check, from the files', times.cold, COLD),
    figure('check of loaded records, the first', times.first, LOADED),
    figure('check of loaded records', times.again, LOADED),
  ];
}
