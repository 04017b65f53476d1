// ES|QL on 1,000,000 rows in one thread, against loops written by hand over the same typed arrays. Prints JSON: best
// milliseconds of each, for a loop that does as much as the query has to.
import { prepare, run } from '../../../src/esql/query.ts';
import type { Column, TableSource } from '../../../src/esql/table.ts';

const ROWS = 1_000_000;
const CHUNK = 250_000;
const ROUNDS = Number(process.argv[2] ?? 12);

let seed = 7;
const random = (below: number): number => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((seed / 0x80000000) * below);
};
const fill = <T extends Uint32Array | Float64Array>(values: T, value: (i: number) => number): T => {
  for (let i = 0; i < values.length; i++) values[i] = value(i);
  return values;
};

const models = Array.from({ length: 12 }, (_, i) => `anthropic.model-${i}-v1:0`);
const users = Array.from({ length: 5000 }, (_, i) => `arn:aws:iam::123456789012:user/${i}`);
const model = fill(new Uint32Array(ROWS), () => random(models.length));
const user = fill(new Uint32Array(ROWS), () => random(users.length));
const tokens = fill(new Float64Array(ROWS), () => random(20_000));
const time = fill(new Float64Array(ROWS), () => random(30_000_000) / 1000);
const at = fill(new Float64Array(ROWS), (i) => 1_767_225_600_000 + i * 900);

const columns: Readonly<Record<string, Column>> = {
  '@timestamp': { type: 'date', length: ROWS, values: at },
  'gen_ai.request.model.id': { type: 'keyword', length: ROWS, values: model, dictionary: models },
  'gen_ai.usage.prompt_tokens': { type: 'long', length: ROWS, values: tokens },
  'gen_ai.performance.request_time': { type: 'double', length: ROWS, values: time },
  'user.id': { type: 'keyword', length: ROWS, values: user, dictionary: users },
};
const fields = Object.entries(columns).map(([name, { type }]) => ({ name, type }));
const source: TableSource = {
  rowCount: ROWS,
  *read(names) {
    for (let from = 0; from < ROWS; from += CHUNK) {
      yield {
        length: CHUNK,
        columns: names.map((name) => {
          const column = columns[name] as Column;
          return { ...column, length: CHUNK, values: column.values.subarray(from, from + CHUNK) };
        }),
      };
    }
  },
};

async function query(text: string): Promise<number> {
  const from = performance.now();
  const prepared = prepare(text, { fields: () => fields });
  if ('problems' in prepared) throw new Error(prepared.problems[0]?.message);
  await run(prepared.plan, source, {
    now: 0,
    clock: () => performance.now(),
    pause: () => new Promise((done) => setImmediate(done)),
  });
  return performance.now() - from;
}

function grouped(): number {
  const sums = new Float64Array(models.length);
  const counts = new Float64Array(models.length);
  for (let i = 0; i < ROWS; i++) {
    const group = model[i] as number;
    sums[group]! += tokens[i] as number;
    counts[group]!++;
  }
  return (sums[3] as number) + (counts[3] as number);
}

function filtered(): number {
  const rows = new Int32Array(ROWS);
  let count = 0;
  for (let i = 0; i < ROWS; i++) if (model[i] === 3 && (tokens[i] as number) > 10_000) rows[count++] = i;
  return count;
}

let kept = 0;
const measured = (loop: () => number): number => {
  const from = performance.now();
  kept += loop();
  return performance.now() - from;
};

const QUERIES: readonly (readonly [string, string, 'grouped' | 'filtered'])[] = [
  ['stats', 'FROM logs-* | STATS SUM(gen_ai.usage.prompt_tokens), COUNT(*) BY gen_ai.request.model.id', 'grouped'],
  [
    'where',
    `FROM logs-* | WHERE gen_ai.request.model.id == "${models[3]}" AND gen_ai.usage.prompt_tokens > 10000 | STATS COUNT(*)`,
    'filtered',
  ],
  ['percentile', 'FROM logs-* | STATS PERCENTILE(gen_ai.performance.request_time, 95)', 'grouped'],
  ['like', 'FROM logs-* | WHERE user.id LIKE "*:user/1?3*" | STATS COUNT(*)', 'filtered'],
  ['limit', 'FROM logs-* | WHERE gen_ai.usage.prompt_tokens > 100 | LIMIT 20', 'filtered'],
];

const best: Record<string, number> = {};
const keep = (name: string, ms: number): void => {
  best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, ms);
};
for (let round = 0; round < ROUNDS; round++) {
  keep('grouped', measured(grouped));
  keep('filtered', measured(filtered));
  for (const [name, text] of QUERIES) keep(name, await query(text));
}
console.log(JSON.stringify({ best, loops: Object.fromEntries(QUERIES.map(([name, , loop]) => [name, loop])), kept }));
