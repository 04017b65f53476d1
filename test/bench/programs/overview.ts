/** Answers all panels that the overview shows at first, several times over one loading: milliseconds of each round, as JSON. */
import { loadSources } from '../../../src/cli/loaded.ts';
import { prepare, run } from '../../../src/esql/query.ts';
import { bucketFor } from '../../../src/overview/buckets.ts';
import { panelsFor } from '../../../src/overview/panels.ts';
import type { Scope } from '../../../src/overview/scope.ts';
import { STREAM_CATALOG } from '../../../src/session/query-catalog.ts';
import { RecordSource } from '../../../src/session/query-source.ts';

const ROUNDS = 5;
/** They share a place: one of the four is shown. */
const HIDDEN = ['callers', 'regions', 'profiles'];

const loaded = await loadSources('overview', process.argv.slice(2), true);
const source = new RecordSource(loaded.records);
const [from, to] = loaded.records.progress.state.range ?? [0, 0];
const panels = (scope: Scope) =>
  panelsFor(scope, { runtimeMetrics: false, guardrailMetrics: false }).filter(({ id }) => !HIDDEN.includes(id));
const times: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  // Another condition each time, as when somebody filters; it leaves every record.
  const where = `gen_ai.performance.request_size > -${round + 1}`;
  const scope: Scope = { bucket: bucketFor([from, to + 1], 60), extended: true, where };
  const began = performance.now();
  for (const panel of panels(scope)) {
    const prepared = prepare(panel.esql(scope), STREAM_CATALOG);
    if ('problems' in prepared) throw new Error(panel.id);
    await run(prepared.plan, source, { now: 0, clock: () => performance.now() });
  }
  times.push(performance.now() - began);
}
const records = source.rowCount;
await loaded.close();
console.log(JSON.stringify({ records, times }));
