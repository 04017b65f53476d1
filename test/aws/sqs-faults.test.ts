/**
 * Bad days of a queue by plan: whatever fails, every object that was told of is read once in the end, and no message is
 * deleted whose object was not.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { Aws } from '../../src/sources/aws/connection/connection.ts';
import { ObjectCache } from '../../src/sources/aws/s3/cache.ts';
import { QueueReading } from '../../src/sources/aws/sqs/reading.ts';
import { fill, logKey, reset } from './rig/buckets.ts';
import { internalError, jsonError, slowDown } from './rig/canned.mjs';
import { numbers } from './rig/numbers.ts';
import { NO_PAUSES } from './rig/provided.ts';
import { type Fault, faultProxy } from './rig/proxy.mjs';

const PLANS = 16;
const KEYS = Array.from({ length: 12 }, (_, n) => logKey('2026/10/02/05', n));
const CALLS = ['ReceiveMessage', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch', 'GetQueueAttributes'];

let folder: string;
let own: SQSClient;

beforeAll(async () => {
  await reset();
  folder = mkdtempSync(join(tmpdir(), 'sqs-faults-'));
  own = new SQSClient({ endpoint: inject('api'), region: 'us-east-1' });
  await fill(
    'logs',
    KEYS.map((key) => [key, `{"requestId":"${key}"}`] as const),
  );
});
afterAll(() => {
  own.destroy();
  rmSync(folder, { recursive: true, force: true });
});

function faultsOf(seed: number): Fault[] {
  const random = numbers(seed);
  return Array.from({ length: 1 + Math.floor(random() * 8) }, () => {
    const ofQueue = random() < 0.6;
    const call = ofQueue ? (CALLS[Math.floor(random() * CALLS.length)] ?? '') : 'GetObject';
    const refusals: readonly Fault[] = ofQueue
      ? [jsonError('InternalError', 'm', 500), jsonError('ThrottlingException'), { cutBefore: true }, { cutAfter: 5 }]
      : [internalError, slowDown, { cutBefore: true }, { cutAfter: 5 }];
    // Some stay longer than anybody is patient.
    const times = random() < 0.2 ? 40 : 1 + Math.floor(random() * 3);
    return { ...refusals[Math.floor(random() * refusals.length)], times, match: ({ op }) => op === call };
  });
}

/** `seen` takes what was read; ends with what the reading ends with. */
async function consume(
  url: string,
  { aws, cache, known, seen }: { aws: Aws; cache: ObjectCache; known: Set<string>; seen: string[] },
): Promise<void> {
  const reading = new QueueReading(
    { kind: 'sqs', url, mode: 'consume', aws: {} },
    { aws, cache, patience: NO_PAUSES, known },
  );
  try {
    for await (const step of reading) {
      if (step.step !== 'file') continue;
      seen.push(step.file.object?.key ?? '');
      step.settle?.(true);
    }
  } finally {
    await reading.close();
  }
}

// Side by side: each reading ends with a second in which the queue has no more.
test.concurrent.each(Array.from({ length: PLANS }, (_, seed) => seed))('plan %i', async (seed) => {
  const { QueueUrl: url = '' } = await own.send(new CreateQueueCommand({ QueueName: `plan-${seed}` }));
  for (const key of [...KEYS, KEYS[0]]) {
    const event = { eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'logs' }, object: { key } } };
    await own.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify({ Records: [event] }) }));
  }
  const left = async (): Promise<number> => {
    const { Attributes = {} } = await own.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
  };
  const proxy = await faultProxy(inject('api'));
  const aws = new Aws({ endpoint: proxy.url }, { patience: NO_PAUSES, random: numbers(seed + 7) });
  const cache = new ObjectCache(join(folder, String(seed)));
  const seen: string[] = [];
  const reading = { aws, cache, known: new Set<string>(), seen };
  proxy.add(...faultsOf(seed));
  await consume(url, reading).catch(() => undefined);
  expect(new Set(seen).size, 'nothing is read twice').toBe(seen.length);
  expect(await left(), 'what was not read is still there').toBeGreaterThanOrEqual(KEYS.length - seen.length);
  proxy.clear();
  // What could not be given back at once is there again after its time.
  await consume(url, reading).catch(() => undefined);
  expect(new Set(seen).size, 'nothing is read twice').toBe(seen.length);
  expect(KEYS.length - seen.length, 'nothing is lost').toBeLessThanOrEqual(await left());
  aws.close();
  proxy.close();
});
