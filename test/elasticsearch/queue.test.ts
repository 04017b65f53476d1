/**
 * What somebody who empties a queue into a cluster would miss: a message that is gone although the cluster has not all
 * that it told of. A real queue, a real search node, the command line between them.
 */
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { installApi } from '../aws/rig/install.mjs';
import { isolated, startApi } from '../aws/rig/server.mjs';
import { type Bench, bedrockLogs, bench, count, drop, INVOCATIONS, temporary } from './rig/cluster.ts';
import type { Plan } from './rig/front.d.mts';

const CREDENTIALS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'made-up' };
let api: Awaited<ReturnType<typeof startApi>>;
let node: Bench;
let plan: Plan | undefined;
let s3: S3Client;
let sqs: SQSClient;
let url: string;
let queues = 0;

beforeAll(async () => {
  api = await startApi(installApi());
  const reached = { endpoint: api.url, region: 'us-east-1', credentials: CREDENTIALS };
  s3 = new S3Client({ ...reached, forcePathStyle: true });
  sqs = new SQSClient(reached);
  await s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  node = await bench((request) => plan?.(request));
});
afterAll(async () => {
  s3.destroy();
  sqs.destroy();
  api.stop();
  await node.close();
});

beforeEach(async () => {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `pushed-${queues++}` }));
  url = QueueUrl;
});
afterEach(() => {
  plan = undefined;
});

/** A message about an object that holds records of these ids. */
async function deliver(key: string, ...ids: readonly string[]): Promise<void> {
  const line = (requestId: string) =>
    `${JSON.stringify({ schemaType: 'ModelInvocationLog', timestamp: new Date().toISOString(), requestId, modelId: 'm' })}\n`;
  await s3.send(new PutObjectCommand({ Bucket: 'logs', Key: key, Body: gzipSync(ids.map(line).join('')) }));
  const Records = [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'logs' }, object: { key } } }];
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify({ Records }) }));
}

/** Keys of the objects that messages still tell of; each comes back at once. */
async function left(): Promise<string[]> {
  const command = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
  const { Messages = [] } = await sqs.send(command);
  return Messages.map(({ Body = '' }) => JSON.parse(Body).Records[0].s3.object.key).sort();
}

function push(...more: readonly string[]) {
  const home = temporary();
  const own = Object.entries(isolated(home)).filter(([, value]) => value !== undefined);
  return bedrockLogs(
    ['push', `sqs:${url}`, '--endpoint', api.url, '--elasticsearch', node.url, '--namespace', node.namespace].concat(
      ['--format', 'json', '--no-cache'],
      more,
    ),
    { environment: Object.fromEntries(own) as Record<string, string>, folder: home },
  );
}

/** A data stream whose request ids are numbers: others are refused. */
async function numbersOnly(): Promise<void> {
  const id = { properties: { id: { type: 'long' } } };
  const template = {
    index_patterns: [`${INVOCATIONS}-${node.namespace}`],
    data_stream: {},
    priority: 500,
    template: { mappings: { properties: { gen_ai: { properties: { request: id } } } } },
  };
  await node.cluster.request({ method: 'PUT', path: '/_index_template/numbers', body: template });
}

test('a message goes once the cluster has all that it told of; one with a refused document stays', async () => {
  await numbersOnly();
  await deliver('whole', '1', '2');
  await deliver('partly', '3', 'three');
  await deliver('none', 'four');
  const { status, stdout } = await push('--consume');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ documents: 5, created: 3, rejected: 2, notSent: 0 });
  expect(await left()).toEqual(['none', 'partly']);
  expect(await count(node.cluster, node.stream)).toBe(3);
  // Once the stream takes them the rest goes through, and what was there is not written twice.
  await drop(node.cluster, node.stream);
  await node.cluster.request({ method: 'DELETE', path: '/_index_template/numbers' });
  const again = await push('--consume', '--install-templates');
  expect(JSON.parse(again.stdout)).toMatchObject({ documents: 3, created: 3, rejected: 0 });
  expect(again.status).toBe(0);
  expect(await left()).toEqual([]);
  await drop(node.cluster, node.stream);
});

test('nothing is deleted when the push fails, and without --consume', async () => {
  await deliver('first', '1');
  await deliver('second', '2');
  plan = ({ path }) => (path.startsWith('/_bulk') ? { status: 403, body: { error: { type: 'x' } } } : undefined);
  const denied = await push('--consume', '--install-templates');
  expect(denied.status).toBe(2);
  expect(await left()).toEqual(['first', 'second']);
  plan = undefined;
  const peeked = await push();
  expect(JSON.parse(peeked.stdout)).toMatchObject({ documents: 2, notSent: 0 });
  expect(await left()).toEqual(['first', 'second']);
  const lost = { cut: 'after' } as const;
  let answers = 0;
  plan = ({ path }) => (path.startsWith('/_bulk') && answers++ === 0 ? lost : undefined);
  const taken = await push('--consume');
  expect(JSON.parse(taken.stdout)).toMatchObject({ documents: 2, alreadyThere: 2, notSent: 0 });
  expect(await left()).toEqual([]);
  await drop(node.cluster, node.stream);
});
