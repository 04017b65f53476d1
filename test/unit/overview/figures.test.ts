/** The overview's figures, panel by panel, against plain loops over the same records. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeSamples } from '../../../src/cli/generate.ts';
import { bucketFor } from '../../../src/overview/buckets.ts';
import type { Panel } from '../../../src/overview/panel.ts';
import { PANELS } from '../../../src/overview/panels.ts';
import type { Scope } from '../../../src/overview/scope.ts';
import { RecordSource } from '../../../src/session/query-source.ts';
import { testFolder } from '../session/folder.ts';
import { logFile } from '../session/records.ts';
import { type Row, rowsOf } from './asking.ts';
import { type LogRecord, readRecord } from './by-hand.ts';
import { EXPECTED } from './expected.ts';
import { loadFolder } from './loading.ts';

const CORPUS = join(import.meta.dirname, '../../../../shared/corpus');
/** The files of the corpus that hold records; the others hold bodies alone. */
const LOGS = ['cache-and-offload', 'forwarder-captures', 'guardrail-rule-tests', 'integration-test-log', 'nova-stream'];

const samples = await testFolder();
const corpus = await testFolder();

interface Loaded {
  readonly source: RecordSource;
  readonly records: readonly LogRecord[];
}

async function load(folder: string): Promise<Loaded> {
  const source = new RecordSource(await loadFolder(folder));
  return { source, records: parsedRecords(folder) };
}

/** Every line that `JSON.parse` takes for a record; bodies that lie in files of their own are none. */
function parsedRecords(folder: string): readonly LogRecord[] {
  const found: LogRecord[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!/\.jsonl?(\.gz)?$/.test(name) || name.includes('/data/')) continue;
    const bytes = readFileSync(join(folder, name));
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    for (const line of text.split('\n')) {
      try {
        const json = JSON.parse(line);
        if (json?.schemaType === 'ModelInvocationLog' && json.modelId !== undefined)
          found.push(readRecord(json, Math.floor(statSync(join(folder, name)).mtimeMs)));
      } catch {
        // A line that was cut off: the samples hold one.
      }
    }
  }
  return found;
}

/** Rows side by side, in one order, with the compared columns alone; floats to nine digits. */
function comparable(rows: readonly Row[], names: readonly string[]): readonly string[] {
  return rows
    .map((row) =>
      names
        .map((name) => {
          const value = row[name] ?? null;
          return `${name}=${typeof value === 'number' ? Number(value.toPrecision(9)) : value}`;
        })
        .join(' '),
    )
    .sort();
}

describe.each([
  { name: 'samples', folder: samples },
  { name: 'the corpus', folder: corpus },
])('$name', ({ name, folder }) => {
  const absent = name !== 'samples' && !existsSync(CORPUS);
  let loaded: Loaded;
  beforeAll(async () => {
    if (absent) return;
    if (name === 'samples') writeSamples('week', folder, { records: 700, seed: 11 });
    else for (const log of LOGS) await logFile(folder, `${log}.jsonl`, readFileSync(join(CORPUS, `${log}.jsonl`)));
    loaded = await load(folder);
  });

  test('as many records are parsed as are loaded', ({ skip }) => {
    if (absent) skip('../shared/corpus is not there');
    expect(loaded.records.length).toBe(loaded.source.rowCount);
    expect(loaded.records.length).toBeGreaterThan(50);
  });

  const scopes = ['all records', 'a range and a condition'] as const;
  test.each(scopes.flatMap((scope) => Object.keys(EXPECTED).map((id) => ({ id, scope }))))(
    '$id of $scope',
    async ({ id, scope: which }) => {
      if (absent) return;
      const { source, records } = loaded;
      const times = records.map(({ time }) => time).sort((a, b) => a - b);
      const whole = [times[0] as number, (times.at(-1) as number) + 1] as const;
      const range = [
        times[Math.floor(times.length * 0.2)] as number,
        times[Math.floor(times.length * 0.8)] as number,
      ] as const;
      const narrow = which !== 'all records';
      const bucket = bucketFor(whole, 30);
      const scope: Scope = {
        bucket,
        extended: true,
        ...(narrow && { range, where: 'gen_ai.usage.prompt_tokens > 20 OR gen_ai.response.error_code IS NOT NULL' }),
      };
      const chosen = narrow
        ? records.filter(
            ({ time, input = 0, error }) => time >= range[0] && time < range[1] && (input > 20 || error !== undefined),
          )
        : records;
      const panel = PANELS.find((each) => each.id === id) as Panel;
      const expected = EXPECTED[id]!(chosen, bucket.ms, records);
      const names = Object.keys(expected[0] ?? {});
      const rows = await rowsOf(panel.esql(scope), source);
      expect(comparable(rows, names)).toEqual(comparable(expected, names));
    },
  );
});

test('every panel over records is reckoned by hand, but those of cost', () => {
  const own = PANELS.filter(({ from, section }) => from === 'records' && section !== 'cost').map(({ id }) => id);
  expect(Object.keys(EXPECTED).sort()).toEqual([...own].sort());
});
