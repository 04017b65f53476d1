/** A push over a bad line to a busy server: nothing is lost, nothing is there twice, and the report adds up. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isClusterError } from '../../src/elasticsearch/cluster.ts';
import { PUSH_OPTIONS, Pusher, type PushOptions, type PushReceiver } from '../../src/elasticsearch/push/pusher.ts';
import type { PushReport } from '../../src/elasticsearch/push/report.ts';
import { SURROUNDINGS } from '../../src/elasticsearch/push/surroundings.ts';
import { Target } from '../../src/elasticsearch/push/target.ts';
import { type Bench, bench, count, documents, drop, withTemplates } from './rig/cluster.ts';
import { faultPlan, type Made, seeded } from './rig/faults.ts';
import { type SearchNode, startNode } from './rig/node.mjs';

const PLANS = 200;
const RESTARTS = 3;
const QUICK: PushOptions = { ...PUSH_OPTIONS, batchBytes: 8_000, batchDocuments: 12, firstWait: 1, longestWait: 20 };

let node: SearchNode;
let quiet: Bench;
beforeAll(async () => {
  node = await startNode({ heap: '320m' });
  quiet = await bench(undefined, node.url);
  await withTemplates(quiet);
});
afterAll(async () => {
  await quiet.close();
  await node.stop();
});

const receiver: PushReceiver = { rejected: () => undefined };

const document = (i: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      '@timestamp': new Date(1.8e12 + i).toISOString(),
      gen_ai: { prompt: `${'x'.repeat(i % 700)} ${i}` },
    }),
  );

/** Pushes so many documents, of which the last one is odd for the mapping. */
async function pushAll(target: Bench, stream: string, total: number, options: PushOptions): Promise<PushReport> {
  const rejected: string[] = [];
  const { treatment } = await Target.of(target.cluster, [stream], 'mapped', SURROUNDINGS.now);
  const receiver = { rejected: ({ id }: { readonly id: string | undefined }) => rejected.push(id ?? '') };
  const pusher = new Pusher(target.cluster, treatment, receiver, SURROUNDINGS, options);
  for (let i = 0; i < total; i++) {
    const bytes = i === total - 1 ? Buffer.from('{"@timestamp":"no time","gen_ai":{}}') : document(i);
    pusher.add(stream, `id-${i}`, bytes, 0, bytes.length);
    if (i % 20 === 0) await pusher.room();
  }
  const report = await pusher.finish();
  expect(rejected).toEqual([`id-${total - 1}`]);
  return report;
}

async function checkAll(stream: string, total: number, report: PushReport): Promise<void> {
  expect(report.created + report.alreadyThere + report.rejected).toBe(total);
  expect(report).toMatchObject({ documents: total, rejected: 1, notSent: 0 });
  // On an empty data stream only what was sent twice can be there already.
  expect(report.alreadyThere).toBe(report.afterLostAnswer);
  const found = await documents(quiet.cluster, stream);
  expect([...found.keys()].sort()).toEqual(Array.from({ length: total - 1 }, (_, i) => `id-${i}`).sort());
  expect(await count(quiet.cluster, stream)).toBe(total - 1);
}

describe('any of many fault plans', () => {
  test(`${PLANS} seeds`, async () => {
    const made: Made = {};
    for (let seed = 1; seed <= PLANS; seed++) {
      const total = 20 + Math.floor(seeded(seed + 1000)() * 100);
      const faulty = await bench(faultPlan(seed, made), node.url);
      try {
        const report = await pushAll(faulty, faulty.stream, total, QUICK);
        await checkAll(faulty.stream, total, report);
      } catch (error) {
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      } finally {
        await drop(quiet.cluster, faulty.stream);
        await faulty.close();
      }
    }
    // Every kind was met, and often.
    expect(Object.keys(made)).toHaveLength(8);
    expect(Math.min(...Object.values(made))).toBeGreaterThan(20);
  });

  test('with a restart of the server in the middle', async () => {
    for (let seed = 1; seed <= RESTARTS; seed++) {
      let requests = 0;
      let restarted: Promise<void> | undefined;
      const plan = faultPlan(seed + 5000, {});
      const faulty = await bench(async (request) => {
        if (request.path.startsWith('/_bulk') && ++requests === 6) restarted = node.restart();
        // Two requests are on their way into the server as it ends.
        return plan(request);
      }, node.url);
      const report = await pushAll(faulty, faulty.stream, 400, { ...QUICK, longestWait: 500 });
      await restarted;
      await checkAll(faulty.stream, 400, report);
      expect(restarted).toBeDefined();
      await drop(quiet.cluster, faulty.stream);
      await faulty.close();
    }
  });
});

test('a push that is cancelled says what was not sent, and pushing again adds exactly that', async () => {
  let requests = 0;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const stuck = await bench(async ({ path }) => {
    if (!path.startsWith('/_bulk') || ++requests !== 4) return undefined;
    await held;
    return { cut: 'before' };
  }, node.url);
  const { treatment } = await Target.of(stuck.cluster, [stuck.stream], 'mapped', SURROUNDINGS.now);
  const three = new Promise<void>((resolve) => {
    receiver.progress = ({ created }) => created === 36 && resolve();
  });
  const pusher = new Pusher(stuck.cluster, treatment, receiver, SURROUNDINGS, { ...QUICK, requests: 1 });
  for (let i = 0; i < 200; i++) pusher.add(stuck.stream, `id-${i}`, Buffer.from('{"@timestamp":0}'), 0, 16);
  await three;
  const began = performance.now();
  pusher.stop();
  await expect(pusher.finish()).rejects.toSatisfy((error) => isClusterError(error) && error.kind === 'aborted');
  expect(performance.now() - began).toBeLessThan(200);
  expect(pusher.report).toMatchObject({ created: 36, notSent: 164 });
  release();
  const again = await pushAll(stuck, stuck.stream, 201, QUICK);
  expect(again).toMatchObject({ alreadyThere: 36, created: 164 });
  await drop(quiet.cluster, stuck.stream);
  await stuck.close();
});

test('a server that stays busy ends the push after a while, with what is to be done', async () => {
  const busy = await bench(
    (request) => (request.path.startsWith('/_bulk') ? { status: 503, body: {} } : undefined),
    node.url,
  );
  await expect(pushAll(busy, busy.stream, 30, { ...QUICK, patience: 100 })).rejects.toThrow(/Elasticsearch refuses/);
  await busy.close();
});
