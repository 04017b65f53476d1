// Speed of transform and of the index pass, in units of P: 1.0 is as fast as JSON.parse alone.
import { fileURLToPath } from 'node:url';
import { bundle, bundleCli, PARSE, run } from '../processes.mjs';
import { median } from '../table.mjs';

const ONE_WORKER = 0.55;
const SCALING = 1.6;
const INDEX = 1.0;

export async function measure({ corpus, rounds }) {
  const cli = await bundleCli();
  const index = fileURLToPath(await bundle('test/bench/programs/index.ts'));
  const { files } = corpus;
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
  const p = median(times.P);
  const speed = (name) => p / median(times[name]);
  const seconds = (name) => `${median(times[name]).toFixed(2)} s`;
  const scaling = speed('two') / speed('one');
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
    figure('transform, one worker', seconds('one'), 'P', speed('one'), ONE_WORKER),
    figure('transform, two workers', seconds('two'), 'times one worker', scaling, SCALING),
    figure('index pass', seconds('index'), 'P', speed('index'), INDEX),
  ];
}
