/**
 * Fills the panels that the overview shows at first as the page does: asked for while the logs are read, once more when
 * all are there, and after each change of the filter. With `--cold` nothing is asked before all are there. Milliseconds
 * of each fill after loading, as JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadState, Selection } from '../../../src/session/protocol/protocol.ts';
import { Session } from '../../../src/session/session.ts';
import { Answers } from '../../../webview/overview/answers.ts';
import { domainOf, scopeOf, wantedPanels } from '../../../webview/overview/wanted.ts';

const CHANGES = 4;

const [cold, files] = process.argv[2] === '--cold' ? [true, process.argv.slice(3)] : [false, process.argv.slice(2)];
const storage = mkdtempSync(join(tmpdir(), 'bedrock-logs-bench-'));
const session = new Session(storage);
const { load, query } = session.handlers;
const answers = new Answers(async (text, limit, signal) =>
  query.run({ text, limit }, { signal, progress: () => undefined }),
);
let panels: ReturnType<typeof wantedPanels> = new Map();
let edition = 0;

function want({ range = [0, 0], phase }: LoadState, where?: string): void {
  const selection: Selection = { search: '', sort: { field: '@timestamp', descending: true }, ...(where && { where }) };
  const domain = domainOf(range, selection);
  const scope = scopeOf(selection, domain, true, undefined);
  panels = wantedPanels(scope, domain, { runtimeMetrics: false, guardrailMetrics: false }, 'models');
  answers.want({ panels, edition: ++edition, growing: phase === 'loading' });
}

async function filled(state: LoadState, where?: string): Promise<number> {
  const began = performance.now();
  want(state, where);
  const isFilled = () => [...panels.keys()].every((id) => answers.get(id)?.stale === false);
  await new Promise<void>((resolve) => {
    answers.changed = () => isFilled() && resolve();
  });
  const failed = [...panels.keys()].find((id) => answers.get(id)?.failure !== undefined);
  if (failed) throw new Error(`${failed}: ${answers.get(failed)?.failure}`);
  return performance.now() - began;
}

const state = await load.run(
  { sources: files.map((path) => ({ kind: 'file', path })) },
  {
    signal: new AbortController().signal,
    progress: (state) => !cold && state.range && want(state),
  },
);
const times = [await filled(state)];
// Another condition each time, which leaves every record.
for (let change = 1; change <= CHANGES; change++)
  times.push(await filled(state, `gen_ai.performance.request_size > -${change}`));
await session.dispose();
rmSync(storage, { recursive: true, force: true });
console.log(JSON.stringify({ records: state.counts.read, times }));
