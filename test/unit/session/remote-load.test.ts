/** Sources that are no files on their way into a session: metrics, what is followed, and what is trimmed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { INVOCATION_COLUMNS } from '../../../src/ecs/columns.ts';
import { metricDocuments } from '../../../src/ecs/metrics.ts';
import { InvocationIndex } from '../../../src/session/invocation-index.ts';
import { LoadedRecords } from '../../../src/session/loaded-records.ts';
import { Loader } from '../../../src/session/loader.ts';
import type { LoadState, SourceRef } from '../../../src/session/protocol/protocol.ts';
import { Turns } from '../../../src/session/turns.ts';
import { exportLine } from '../../../src/sources/aws/logs/event.ts';
import type { RemoteStep } from '../../../src/sources/remote.ts';

const NOON = Date.UTC(2026, 2, 4, 12);
const MODEL = 'amazon.nova-lite-v1:0';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'remote-load-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;

/** A file of events, as a log group's reading gives them. */
function events(...ids: readonly string[]): RemoteStep {
  const path = join(folder, `events-${made++}`);
  const lines = ids.map((requestId) => {
    const record = { schemaType: 'ModelInvocationLog', requestId, modelId: MODEL, region: 'eu-central-1' };
    const message = JSON.stringify({ ...record, timestamp: new Date(NOON + 1).toISOString() });
    return exportLine({ id: requestId, time: NOON, group: '/aws/bedrock', stream: 's', message });
  });
  const bytes = Buffer.from(lines.join(''));
  writeFileSync(path, bytes);
  return { step: 'file', file: { path, size: bytes.length, modified: NOON, named: 'logs:/aws/bedrock', bytes } };
}

function metrics(calls: number): RemoteStep {
  const series = {
    metric: 'Invocations',
    statistic: 'Sum',
    dimensions: [{ name: 'ModelId', value: MODEL }],
    timestamps: [NOON],
    values: [calls],
  } as const;
  const source = { region: 'eu-central-1', account: '1', period: 3_600_000, dataStream: 'default' };
  const whole = { ...source, namespace: 'AWS/Bedrock', profile: 'extended' } as const;
  return { step: 'documents', documents: metricDocuments([series], whole) };
}

async function load(sources: readonly SourceRef[], steps: Iterable<RemoteStep>) {
  const records = new LoadedRecords(INVOCATION_COLUMNS, folder);
  const states: LoadState[] = [];
  const reading = {
    requests: new Map<string, number>(),
    async *[Symbol.asyncIterator]() {
      yield* steps;
    },
  };
  const loader = new Loader(records, new InvocationIndex(records.table), new Turns(), {
    cache: folder,
    open: async () => reading,
  });
  const signal = new AbortController().signal;
  await loader.load(sources, { signal, progress: (state) => states.push(state) });
  await records.spool.close();
  return { records, states, last: states.at(-1) as LoadState };
}

const group = (keep?: number): SourceRef => ({
  kind: 'logs',
  group: '/aws/bedrock',
  aws: {},
  ...(keep !== undefined && { follow: { keep } }),
});
const FOLLOWING: RemoteStep = { step: 'following', by: 'polling', sampled: true };

describe('metrics', () => {
  test('are counted apart from records, and beside them the gap is named', async () => {
    const metricsSource: SourceRef = { kind: 'metrics', period: 3600, aws: {} };
    const { last } = await load([group(), metricsSource], [events('a', 'b'), metrics(5)]);
    expect(last).toMatchObject({ phase: 'done', documents: 1, counts: { read: 2 } });
    expect(last.gap).toMatch(
      /^The log has 2 answered calls, the metrics 5 \(60\.0 %\)\. 2026-03-04 12:00 to 13:00 UTC/,
    );
    expect((await load([group()], [events('a')])).last.gap).toBeUndefined();
    expect(last.range).toEqual([NOON + 1, NOON + 1]);
    expect((await load([metricsSource], [metrics(5)])).last.range).toEqual([NOON, NOON]);
  });
});

describe('what is followed', () => {
  test('tells its rate, way and sampling', async () => {
    const { last } = await load([group(100)], [events('a'), FOLLOWING, events('b', 'c'), FOLLOWING]);
    expect(last.following).toMatchObject({ by: 'polling', sampled: true, records: 2 });
    expect(last.following?.rate).toBeGreaterThan(0);
  });

  test('keeps the latest records in sight', async () => {
    const { last, records } = await load([group(3)], [events('a', 'b'), FOLLOWING, events('c', 'd', 'e')]);
    expect(last).toMatchObject({ trimmed: 2, counts: { read: 5 } });
    expect(records.first).toBe(2);
  });

  test('ends before memory does, and says so', async () => {
    function* forever(): Generator<RemoteStep> {
      for (let n = 0; ; n++) yield events(`r${n}`);
    }
    const { last } = await load([group(2)], forever());
    expect(last.phase).toBe('done');
    expect(last.counts.read).toBe(40);
    expect(last.problems.at(-1)?.reason).toMatch(/^following ended after 40 records/);
  });

  test('the same event twice is one record', async () => {
    const { last } = await load([group()], [events('a', 'b'), events('b', 'c')]);
    expect(last.counts).toMatchObject({ read: 3, skipped: 1 });
  });
});
