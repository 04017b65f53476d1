/** Queues: what is read of them, and what becomes of their messages. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { QueueSource } from '../../src/session/protocol/sources.ts';
import { Aws } from '../../src/sources/aws/connection/connection.ts';
import { ObjectCache } from '../../src/sources/aws/s3/cache.ts';
import { readNotification } from '../../src/sources/aws/sqs/notification.ts';
import { regionOf } from '../../src/sources/aws/sqs/queue.ts';
import { MOST_RECEIVES, QueueReading } from '../../src/sources/aws/sqs/reading.ts';
import type { RemoteStep } from '../../src/sources/remote.ts';
import { batch, fill, logKey, ROOT, reset } from './rig/buckets.ts';
import { jsonError, s3Error } from './rig/canned.mjs';
import { NO_PAUSES } from './rig/provided.ts';
import { type FaultProxy, faultProxy } from './rig/proxy.mjs';
import { tool } from './rig/tool.ts';

let proxy: FaultProxy;
let aws: Aws;
let folder: string;
let own: SQSClient;
let url: string;
let queues = 0;

beforeEach(async () => {
  await reset();
  proxy = await faultProxy(inject('api'));
  aws = new Aws({ endpoint: proxy.url }, { patience: NO_PAUSES });
  folder = mkdtempSync(join(tmpdir(), 'sqs-cache-'));
  process.env.XDG_CACHE_HOME = folder;
  own = new SQSClient({ endpoint: inject('api'), region: 'us-east-1' });
  // A queue of its own for each test: a poll that was given up may still swallow a message.
  const { QueueUrl } = await own.send(new CreateQueueCommand({ QueueName: `events-${queues++}` }));
  url = QueueUrl ?? '';
  await fill('logs', [
    [logKey('2026/10/02/05', 0), batch('a', 3)],
    [logKey('2026/10/02/05', 1), batch('b', 2)],
    ['odd key+ü.json', batch('c', 1)],
  ]);
});
afterEach(() => {
  delete process.env.XDG_CACHE_HOME;
  aws.close();
  own.destroy();
  proxy.close();
  rmSync(folder, { recursive: true, force: true });
});

const event = (key: string, name = 'ObjectCreated:Put') => ({
  eventName: name,
  eventSource: 'aws:s3',
  awsRegion: 'us-east-1',
  eventTime: '2026-10-02T05:10:00.000Z',
  s3: { bucket: { name: 'logs' }, object: { key: encodeURIComponent(key).replaceAll('%20', '+') } },
});
const s3Event = (...keys: string[]) => JSON.stringify({ Records: keys.map((key) => event(key)) });
const bridge = (key: string) =>
  JSON.stringify({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: '2026-10-02T05:10:00Z',
    detail: { bucket: { name: 'logs' }, object: { key } },
  });

async function send(...bodies: string[]): Promise<void> {
  for (const MessageBody of bodies) await own.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
}

async function left(): Promise<{ waiting: number; held: number }> {
  const { Attributes = {} } = await own.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
  return {
    waiting: Number(Attributes.ApproximateNumberOfMessages),
    held: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
  };
}

/** `loaded`: whether whoever read a file could use it. */
async function read(mode: QueueSource['mode'], loaded: (key: string) => boolean = () => true): Promise<RemoteStep[]> {
  const source: QueueSource = { kind: 'sqs', url, mode, aws: {} };
  const reading = new QueueReading(source, {
    aws,
    cache: new ObjectCache(folder),
    patience: NO_PAUSES,
    known: new Set(),
  });
  const steps: RemoteStep[] = [];
  for await (const step of reading) {
    steps.push(step);
    if (step.step === 'file') step.settle?.(loaded(step.file.object?.key ?? ''));
  }
  await reading.close();
  return steps;
}
const keys = (steps: readonly RemoteStep[]): string[] =>
  steps.flatMap((step) => (step.step === 'file' ? [step.file.object?.key ?? ''] : [])).sort();
const reasons = (steps: readonly RemoteStep[], severity = 'error'): string[] =>
  steps.flatMap((step) => (step.step === 'problem' && step.severity === severity ? [step.reason] : []));

const [A, B] = [logKey('2026/10/02/05', 0), logKey('2026/10/02/05', 1)];

describe('forms of messages', () => {
  test("S3's own, in an SNS envelope, EventBridge's, and several objects in one", async () => {
    await send(s3Event(A), JSON.stringify({ Type: 'Notification', Message: s3Event(B) }), bridge('odd key+ü.json'));
    expect(keys(await read('peek'))).toEqual([A, B, 'odd key+ü.json'].sort());
  });

  test('keys are decoded as S3 encodes them', async () => {
    await send(s3Event('odd key+ü.json', A));
    expect(keys(await read('peek'))).toEqual([A, 'odd key+ü.json'].sort());
  });

  const forms: readonly (readonly [what: string, body: string, kind: string])[] = [
    ['a test event', '{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"logs"}', 'test'],
    ['a deletion', JSON.stringify({ Records: [event(A, 'ObjectRemoved:Delete')] }), 'objects'],
    ['text', 'hello', 'unknown'],
    ['other JSON', '{"a":1}', 'unknown'],
    ['another service', '{"Records":[{"eventSource":"aws:ses"}]}', 'unknown'],
    ['no key', '{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{}}}]}', 'unknown'],
    [
      'a key that cannot be decoded',
      '{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"%ZZ"}}}]}',
      'unknown',
    ],
    ['too many objects', s3Event(...Array.from({ length: 1001 }, (_, i) => String(i))), 'unknown'],
    ['a list', '[1]', 'unknown'],
    [
      'envelopes without end',
      Array.from({ length: 9 }).reduce<string>(
        (inner) => JSON.stringify({ Type: 'Notification', Message: inner }),
        'x',
      ),
      'unknown',
    ],
  ];
  test.each(forms)('%s', (_what, body, kind) => {
    expect(readNotification(body).kind).toBe(kind);
  });
});

describe('peek', () => {
  test('reads everything and leaves everything', async () => {
    await send(s3Event(A), s3Event(B), 'hello');
    expect(keys(await read('peek'))).toEqual([A, B]);
    expect(await left()).toEqual({ waiting: 3, held: 0 });
    expect(proxy.seen.some(({ op }) => op.startsWith('DeleteMessage'))).toBe(false);
  });
});

describe('consume', () => {
  test('deletes what was read, test events, and what tells of nothing to read', async () => {
    await send(
      s3Event(A),
      s3Event(B),
      '{"Event":"s3:TestEvent"}',
      s3Event(`${ROOT}/2026/10/02/05/data/x_input.json.gz`),
    );
    expect(keys(await read('consume'))).toEqual([A, B]);
    expect(await left()).toEqual({ waiting: 0, held: 0 });
  });

  test('leaves what could not be used, and what nobody understands', async () => {
    await send(s3Event(A), s3Event(B), 'hello');
    const steps = await read('consume', (key) => key !== B);
    expect(reasons(steps)).toEqual(['the message is left in the queue: it is no JSON']);
    expect(await left()).toEqual({ waiting: 2, held: 0 });
  });

  test('a message of several objects goes only when all of them are read', async () => {
    await send(s3Event(A, B));
    await read('consume', (key) => key === A);
    expect(await left()).toEqual({ waiting: 1, held: 0 });
  });

  test('two messages about one object: it is read once, and both go', async () => {
    await send(s3Event(A), s3Event(A), bridge(A));
    expect(keys(await read('consume'))).toEqual([A]);
    expect(await left()).toEqual({ waiting: 0, held: 0 });
  });

  test('a deleted object is named, and its message left to the redrive policy', async () => {
    await send(s3Event('gone.json'), s3Event(A));
    const steps = await read('consume');
    expect(reasons(steps)).toEqual([expect.stringMatching(/deleted|does not exist/)]);
    expect(await left()).toEqual({ waiting: 1, held: 0 });
  });

  test('an object that cannot be fetched keeps its message', async () => {
    await send(s3Event(A), s3Event(B));
    proxy.add({
      ...s3Error(403, 'AccessDenied'),
      times: 99,
      match: ({ url: at, op }) => op.endsWith('Object') && at.includes('00000001'),
    });
    await read('consume').catch(() => undefined);
    await expect.poll(async () => (await left()).waiting + (await left()).held).toBe(1);
  });

  test('what the queue does not delete at first is deleted in the end', async () => {
    await send(s3Event(A));
    proxy.add({ ...jsonError('InternalError', 'm', 500), times: 2, match: ({ op }) => op === 'DeleteMessageBatch' });
    await read('consume');
    expect(await left()).toEqual({ waiting: 0, held: 0 });
  });
});

test('a message that was received too often is left to the queue, and told', async () => {
  await send(s3Event(A));
  for (let i = 0; i < MOST_RECEIVES; i++) await read('peek');
  const steps = await read('consume');
  expect(keys(steps)).toEqual([]);
  expect(reasons(steps)).toEqual([
    `the message was received ${MOST_RECEIVES + 1} times: it is left to the queue's redrive policy`,
  ]);
  expect(await left()).toEqual({ waiting: 1, held: 0 });
}, 120_000);

test('a queue without a redrive policy is told of; one with it is not', async () => {
  expect(reasons(await read('peek'), 'warning')).toEqual([expect.stringContaining('has no redrive policy')]);
  await own.send(new CreateQueueCommand({ QueueName: 'dead' }));
  const policy = JSON.stringify({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:dead',
    maxReceiveCount: '3',
  });
  const { QueueUrl } = await own.send(
    new CreateQueueCommand({ QueueName: 'redriven', Attributes: { RedrivePolicy: policy } }),
  );
  url = QueueUrl ?? '';
  expect(reasons(await read('peek'), 'warning')).toEqual([]);
});

test('a queue that is denied says the permission', async () => {
  proxy.add({ ...jsonError('AccessDeniedException', 'm', 403), times: 9, match: ({ op }) => op === 'ReceiveMessage' });
  await expect(read('peek')).rejects.toThrow(
    /sqs:ReceiveMessage on .* was denied: the IAM permission sqs:ReceiveMessage is missing/,
  );
});

test.each([
  ['https://sqs.eu-west-1.amazonaws.com/111122223333/q', 'eu-west-1'],
  ['https://sqs-fips.us-east-1.amazonaws.com/111122223333/q', 'us-east-1'],
  ['https://eu-west-1.queue.amazonaws.com/111122223333/q', 'eu-west-1'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/111122223333/q', 'cn-north-1'],
  ['http://localhost:4566/000000000000/q', undefined],
])('the region of %s', (address, region) => {
  expect(regionOf(address)).toBe(region);
});

test('in the terminal: peek leaves the messages, consume takes them', async () => {
  await send(s3Event(A), s3Event(B));
  const peeked = await tool('transform', `sqs:${url}`, '--endpoint', proxy.url);
  expect(peeked.err).toContain('5 read');
  expect(peeked.out.split('\n').filter(Boolean)).toHaveLength(5);
  expect(await left()).toEqual({ waiting: 2, held: 0 });
  const consumed = await tool('summary', `sqs:${url}`, '--endpoint', proxy.url, '--consume');
  expect(consumed.out).toContain('5 invocations');
  expect(await left()).toEqual({ waiting: 0, held: 0 });
});
