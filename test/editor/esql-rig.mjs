// What the search node lacks, ES|QL, for the editor's test: the strict fake of test/elasticsearch, which answers with the
// figures of documents that only the cluster has.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { invocation } from './workspace.mjs';

/** Of no log of the workspace, so that nobody can take an answer from here for one from there. */
export const CALLS_THERE = 7;
const MODEL_THERE = 'meta.llama3-70b-instruct-v1:0';
const TOKENS_EACH = 111_000;

const record = (n) => {
  const made = invocation(n, `Asked elsewhere ${n}`, 'Yes.', { modelId: MODEL_THERE });
  return { ...made, input: { ...made.input, inputTokenCount: TOKENS_EACH } };
};

/** `own(body)` may answer a query itself. What was not as documented is in `faults`. */
export async function esqlApi({ root, data }, own) {
  const folder = join(data, 'esql-fake');
  mkdirSync(folder);
  const from = join(root, 'test/elasticsearch/rig');
  await build({
    entryPoints: [join(from, 'esql-fake.ts'), join(from, 'esql-documents.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  const made = (name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href);
  const [{ StrictApi }, { documentAnswers }] = [await made('esql-fake'), await made('esql-documents')];
  const log = join(folder, 'there.jsonl');
  writeFileSync(log, Array.from({ length: CALLS_THERE }, (_, n) => `${JSON.stringify(record(n))}\n`).join(''));
  const documents = execFileSync(process.execPath, [join(root, 'dist/cli.js'), 'transform', log], { encoding: 'utf8' });
  const there = documentAnswers(documents, Date.UTC(2026, 10, 20, 18));
  return new StrictApi(async (body) => (await own(body)) ?? there(body));
}
