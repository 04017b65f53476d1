// ES|QL on a million rows, in units of a loop written by hand over the same arrays: 2.0 takes twice as long.
import { fileURLToPath } from 'node:url';
import { bundle, run } from '../processes.mjs';

const GOALS = {
  stats: ['STATS SUM, COUNT BY model', 2.5],
  where: ['WHERE keyword AND number', 3],
  percentile: ['PERCENTILE', 10],
  like: ['LIKE, 5,000 distinct values', 3],
  limit: ['LIMIT 20', 1],
};

export async function measure({ rounds }) {
  const program = fileURLToPath(await bundle('test/bench/programs/esql.ts'));
  const runs = Array.from({ length: rounds }, () => JSON.parse(run([program]).stdout));
  return Object.entries(GOALS).map(([name, [shown, goal]]) => {
    // Rounds are compared within themselves: loop and query then had the same machine.
    const ratios = runs.map(({ best, loops }) => best[name] / best[loops[name]]).sort((a, b) => a - b);
    const ratio = ratios[ratios.length >> 1];
    return {
      figure: `ES|QL, 1,000,000 rows: ${shown}`,
      value: `${Math.min(...runs.map(({ best }) => best[name])).toFixed(1)} ms`,
      goal: `at most ${goal} loops`,
      ratio: `${ratio.toFixed(2)} loops`,
      met: ratio <= goal,
      miss: ratio / goal,
    };
  });
}
