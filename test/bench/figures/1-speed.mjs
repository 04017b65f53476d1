// Speed of transform and of the index pass, in units of P: 1.0 is as fast as JSON.parse alone.
import { fileURLToPath } from 'node:url';
import { asManyAsTheGoals } from '../corpus.mjs';
import { bundle, bundleCli, PARSE, run } from '../processes.mjs';
import { median } from '../table.mjs';

const ONE_WORKER = 0.55;
const SCALING = 1.6;
const INDEX = 1.0;

export function measure({ corpus, rounds }) {
  return asManyAsTheGoals(corpus, (files) => measureFiles(files, rounds));
}

async function measureFiles(files, rounds) {
  const cli = bundleCli();
  const index = fileURLToPath(await bundle('test/bench/programs/index.ts'));
  const transform = (workers) => [
    cli,
    'transform',
    ...files,
    '--workers',
    String(workers),
    '-o',
    '/dev/null',
    '--quiet',
  ];
  const programs = { P: [PARSE, ...files], index: [index, ...files], one: transform(1), two: transform(2) };
  const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of Object.entries(programs)) times[name].push(run(args).seconds);
  }
  // Compared within a round: what else the machine does changes from round to round.
  const ratio = (name, to) => median(times[name].map((seconds, round) => times[to][round] / seconds));
  const seconds = (name) => `${median(times[name]).toFixed(2)} s`;
  const figure = (name, value, goal, reached, wanted) => ({
    figure: name,
    value,
    goal: `${wanted} ${goal}`,
    ratio: reached.toFixed(2),
    met: reached >= wanted,
    miss: wanted / reached,
  });
  return [
    { figure: 'P: gunzip, split, JSON.parse', value: seconds('P'), goal: '', ratio: '1.00' },
    figure('transform, one worker', seconds('one'), 'P', ratio('one', 'P'), ONE_WORKER),
    figure('transform, two workers', seconds('two'), 'times one worker', ratio('two', 'one'), SCALING),
    figure('index pass', seconds('index'), 'P', ratio('index', 'P'), INDEX),
  ];
}
