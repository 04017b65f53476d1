/** Answers all panels that the overview shows at first, several times over one loading; milliseconds of each round, as JSON. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bucketFor } from '../../../src/overview/buckets.ts';
import { panelsFor } from '../../../src/overview/panels.ts';
import type { Scope } from '../../../src/overview/scope.ts';
import { Session } from '../../../src/session/session.ts';

const ROUNDS = 5;
/** They share a place: one of the four is shown. */
const HIDDEN = ['callers', 'regions', 'profiles'];

const storage = mkdtempSync(join(tmpdir(), 'bedrock-logs-bench-'));
const session = new Session(storage);
const context = { signal: new AbortController().signal, progress: () => undefined };
const { load, query } = session.handlers;
const state = await load.run({ sources: process.argv.slice(2).map((path) => ({ kind: 'file', path })) }, context);
const [from, to] = state.range ?? [0, 0];
const times: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  // Another condition each time, as when somebody filters; it leaves every record.
  const where = `gen_ai.performance.request_size > -${round + 1}`;
  const scope: Scope = { bucket: bucketFor([from, to + 1], 60), extended: true, where };
  const panels = panelsFor(scope, { runtimeMetrics: false, guardrailMetrics: false });
  const began = performance.now();
  for (const { id, esql } of panels)
    if (!HIDDEN.includes(id)) await query.run({ text: esql(scope), limit: 10_000 }, context);
  times.push(performance.now() - began);
}
await session.dispose();
rmSync(storage, { recursive: true, force: true });
console.log(JSON.stringify({ records: state.counts.read, times }));
