// npm run bench: measures what the project promises to reach, each figure against its goal, in one table.
//   -- --small       a small corpus, for CI      -- --records N   another size      -- --rounds N
//   -- --only A,B    some figures, by file name in figures/
// P is gunzip + split + JSON.parse on one thread, as a process of its own, measured between the others in every round.
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { makeCorpus } from './corpus.mjs';
import { table } from './table.mjs';

const FULL = { records: 50_000, rounds: 3 };
const SMALL = { records: 8_000, rounds: 3 };
/** On a busy machine of CI a figure may miss its goal by this factor before the bench fails. */
const PATIENCE = 1.25;

const { values } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    records: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string' },
  },
});
const size = values.small ? SMALL : FULL;
const records = Number(values.records ?? size.records);
const rounds = Number(values.rounds ?? size.rounds);
const only = values.only?.split(',');

const corpus = await makeCorpus(records);
console.log(
  `${records.toLocaleString('en')} records in ${corpus.files.length} files, ${megabytes(corpus.bytes)} inflated, ` +
    `${megabytes(corpus.stored)} stored; ${rounds} rounds, medians.\n` +
    `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${megabytes(totalmem())} memory.\n`,
);

const figures = [];
const folder = new URL('figures/', import.meta.url);
for (const name of readdirSync(folder).sort()) {
  if (only && !only.includes(name.replace(/^\d+-|\.mjs$/g, ''))) continue;
  const { measure } = await import(new URL(name, folder).href);
  process.stderr.write(`measuring: ${name.replace(/^\d+-|\.mjs$/g, '')}\n`);
  try {
    figures.push(...(await measure({ corpus, rounds, small: values.small })));
  } catch (error) {
    figures.push({
      figure: name,
      value: `could not be measured: ${firstLine(error)}`,
      goal: '',
      met: false,
      miss: Number.POSITIVE_INFINITY,
    });
  }
}
console.log(table(figures));
const missed = figures.filter(
  (f) => f.met === false && (f.miss ?? Number.POSITIVE_INFINITY) > (values.small ? PATIENCE : 1),
);
if (missed.length) console.log(`\nNot met: ${missed.map((f) => f.figure).join('; ')}`);
process.exitCode = missed.length ? 1 : 0;

function megabytes(bytes) {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
}

function firstLine(error) {
  return String(error?.message ?? error).split('\n')[0];
}
