/**
 * Bad days by plan: each seed makes a plan of faults, and whatever it holds, the counts add up, and no record is read
 * twice or lost without its object being named.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { INVOCATION_COLUMNS } from '../../src/ecs/columns.ts';
import { InvocationIndex } from '../../src/session/invocation-index.ts';
import { LoadedRecords } from '../../src/session/loaded-records.ts';
import { Loader } from '../../src/session/loader.ts';
import type { LoadState, S3Source } from '../../src/session/protocol/protocol.ts';
import { Turns } from '../../src/session/turns.ts';
import { Aws } from '../../src/sources/aws/connection/connection.ts';
import { ObjectCache } from '../../src/sources/aws/s3/cache.ts';
import { S3Reading } from '../../src/sources/aws/s3/reading.ts';
import { batch, fill, logKey, ROOT, reset } from './rig/buckets.ts';
import { accessDenied, expiredToken, internalError, s3Error, skewed, slowDown } from './rig/canned.mjs';
import { numbers } from './rig/numbers.ts';
import { NO_PAUSES } from './rig/provided.ts';
import { type Fault, type FaultProxy, faultProxy } from './rig/proxy.mjs';

const PLANS = 500;
const OBJECTS = 16;
/** Several plans are tried in one test, so that the report stays readable. */
const A_TEST = 50;

let proxy: FaultProxy;
let folder: string;
/** Ids of the records in each object. */
const held = new Map<string, readonly string[]>();

beforeAll(async () => {
  await reset();
  proxy = await faultProxy(inject('api'));
  folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const objects: [string, Buffer][] = [];
  for (let n = 0; n < OBJECTS; n++) {
    const key = logKey(`2026/10/02/0${n % 4}`, n);
    const records = 1 + (n % 3);
    objects.push([key, batch(`r${n}`, records)]);
    held.set(
      key,
      Array.from({ length: records }, (_, i) => `r${n}-${i}`),
    );
  }
  // Delivered twice: the same records under another key.
  objects.push([logKey('2026/10/02/09', 99), batch('r3', 1)]);
  held.set(logKey('2026/10/02/09', 99), ['r3-0']);
  objects.push([`${ROOT}/2026/10/02/00/data/x_input.json.gz`, batch('body', 1)]);
  await fill('logs', objects);
});
afterAll(() => {
  proxy.close();
  rmSync(folder, { recursive: true, force: true });
});

const PASSING: readonly ((random: () => number) => Fault)[] = [
  () => slowDown,
  () => internalError,
  () => ({ cutBefore: true }),
  (random) => ({ cutAfter: Math.floor(random() * 300) }),
  (random) => ({ delayMs: Math.floor(random() * 20) }),
  () => expiredToken,
  () => skewed,
  () => s3Error(412, 'PreconditionFailed'),
];
/** Faults of one object that stay. */
const LASTING: readonly Fault[] = [
  { ...s3Error(404, 'NoSuchKey'), times: 99 },
  { ...accessDenied, times: 99 },
  { ...internalError, times: 9999 },
];

interface Plan {
  readonly faults: readonly Fault[];
  /** Keys that cannot be read under this plan. */
  readonly lost: readonly string[];
  /** Cancelled after so many progress reports, and begun again. */
  readonly cancelAfter: number | undefined;
}

function planOf(seed: number): Plan {
  const random = numbers(seed);
  const keys = [...held.keys()];
  const faults: Fault[] = [];
  const lost: string[] = [];
  if (random() < 0.3) {
    // Not the first: when that is denied, nothing is read at all.
    const key = keys[1 + Math.floor(random() * (keys.length - 1))] as string;
    const lasting = LASTING[Math.floor(random() * LASTING.length)] as Fault;
    faults.push({ ...lasting, match: ({ url }) => decodeURIComponent(url).includes(key) });
    lost.push(key);
  }
  const count = Math.floor(random() * 12);
  for (let i = 0; i < count; i++) {
    const make = PASSING[Math.floor(random() * PASSING.length)] as (typeof PASSING)[number];
    const chance = random() < 0.2 ? 'ListObjectsV2' : 'GetObject';
    let wait = Math.floor(random() * (chance === 'GetObject' ? OBJECTS : 1));
    const fault = make(random);
    // A listing is neither changed nor cut in the middle of a body that a client would go on with.
    if (chance === 'ListObjectsV2' && fault.status === 412) continue;
    faults.push({ ...fault, match: ({ op }) => op === chance && wait-- <= 0 });
  }
  return { faults, lost, cancelAfter: random() < 0.15 ? Math.floor(random() * 6) : undefined };
}

interface Run {
  readonly records: LoadedRecords;
  load(cancelAfter?: number): Promise<LoadState>;
  close(): Promise<void>;
}

function run(seed: number): Run {
  const own = join(folder, String(seed));
  const aws = new Aws({ endpoint: proxy.url }, { patience: NO_PAUSES, random: numbers(seed + 7) });
  const records = new LoadedRecords(INVOCATION_COLUMNS, own);
  const cache = new ObjectCache(join(own, 'objects'));
  const loader = new Loader(records, new InvocationIndex(records.table), new Turns(), {
    open: async (source, access) => {
      // With every other plan only what may be new is listed again, however few pages all of it would be.
      if (access.reached && seed % 2 === 0) access.reached.pages = Number.POSITIVE_INFINITY;
      return new S3Reading(source as S3Source, { ...access, aws, cache, patience: NO_PAUSES });
    },
  });
  const source: S3Source = { kind: 's3', bucket: 'logs', prefix: '', aws: {} };
  return {
    records,
    async load(cancelAfter) {
      const giving = new AbortController();
      let reports = 0;
      const progress = (): void => {
        if (reports++ === cancelAfter) giving.abort();
      };
      await loader.load([source], { signal: giving.signal, progress }).catch(() => undefined);
      return records.progress.state;
    },
    async close() {
      aws.close();
      await records.spool.close();
      rmSync(own, { recursive: true, force: true });
    },
  };
}

function idsOf(records: LoadedRecords): string[] {
  const column = records.table.column('gen_ai.request.id');
  return Array.from({ length: records.table.rows }, (_, row) => String(column?.cell(row)));
}

const addsUp = ({ counts: { failed, read, seen, skipped } }: LoadState): boolean => seen === read + skipped + failed;

async function tryPlan(seed: number): Promise<void> {
  const plan = planOf(seed);
  const say = `plan ${seed}`;
  proxy.clear();
  proxy.add(...plan.faults.map((fault) => ({ times: 1, ...fault })));
  const { close, load, records } = run(seed);
  try {
    const first = await load(plan.cancelAfter);
    expect(addsUp(first), say).toBe(true);
    const ids = idsOf(records);
    expect(new Set(ids).size, `${say}: nothing is read twice`).toBe(ids.length);
    const ended = first.phase !== 'done';
    if (!ended) {
      const named = first.problems
        .filter(({ severity }) => severity === 'error')
        .map(({ file }) => file.slice('s3://logs/'.length));
      expect(named.sort(), `${say}: what is lost is named`).toEqual([...plan.lost].sort());
      const readable = [...held].filter(([key]) => !plan.lost.includes(key)).flatMap(([, of]) => of);
      expect([...ids].sort(), `${say}: the rest is read`).toEqual([...new Set(readable)].sort());
      expect(first.files.done, say).toBe(first.files.total);
    }
    // The next day is a good one: what is missing comes, and nothing a second time.
    proxy.clear();
    const second = await load();
    expect(second.phase, say).toBe('done');
    expect(addsUp(second), say).toBe(true);
    expect(idsOf(records).sort(), `${say}: nothing is lost`).toEqual([...new Set([...held.values()].flat())].sort());
    // What was given up in the middle is read again, and left out as well.
    const repeated = second.counts.skippedBy['read before, by its request id'];
    if (plan.cancelAfter === undefined) expect(repeated, `${say}: the repeated delivery`).toBe(1);
    else expect(repeated, say).toBeGreaterThanOrEqual(1);
  } finally {
    await close();
  }
}

describe('whatever happens, nothing is read twice or lost', () => {
  test.each(Array.from({ length: PLANS / A_TEST }, (_, i) => [i * A_TEST, (i + 1) * A_TEST - 1]))(
    'plans %i to %i',
    async (from, to) => {
      for (let seed = from; seed <= to; seed++) await tryPlan(seed);
    },
    120_000,
  );
});
