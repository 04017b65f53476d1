/** The setup check: what works is said, what does not is said with what to do. */

import { PutModelInvocationLoggingConfigurationCommand } from '@aws-sdk/client-bedrock';
import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { SetupLine } from '../../src/session/protocol/aws.ts';
import type { Clock } from '../../src/sources/aws/clock.ts';
import { Aws } from '../../src/sources/aws/connection/connection.ts';
import { checkSetup, type DoctorOptions } from '../../src/sources/aws/setup/doctor.ts';
import { statusOf } from '../../src/sources/aws/setup/finding.ts';
import { accessDenied, jsonError, jsonResult, s3Error, streamEvent } from './rig/canned.mjs';
import { NO_PAUSES } from './rig/provided.ts';
import { type FaultProxy, faultProxy, type ProxyRequest } from './rig/proxy.mjs';

const ACCOUNT = '123456789012';
const GROUP = '/aws/bedrock/invocations';
const KEYS = `team/AWSLogs/${ACCOUNT}/BedrockModelInvocationLogs/us-east-1/`;
const api = inject('api');
let proxy: FaultProxy;
let aws: Aws;
let direct: Aws;

beforeEach(async () => {
  await fetch(`${api}/moto-api/reset`, { method: 'POST' });
  proxy = await faultProxy(api);
  aws = new Aws({ endpoint: proxy.url }, { patience: NO_PAUSES });
  direct = new Aws({ endpoint: api });
});
afterEach(() => {
  aws.close();
  direct.close();
  proxy.close();
});

async function logging({ large = true, text = true, logs = true } = {}): Promise<void> {
  const s3 = await direct.client('s3');
  for (const Bucket of ['company-logs', 'company-large']) await s3.send(new CreateBucketCommand({ Bucket }));
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  const Key = `${KEYS}${day}/00/20260304T050644123Z_0a1b.json.gz`;
  await s3.send(new PutObjectCommand({ Bucket: 'company-logs', Key, Body: 'x' }));
  await s3.send(
    new PutObjectCommand({
      Bucket: 'company-large',
      Key: 'amazon-bedrock-logs-permission-check',
      Body: Buffer.alloc(0),
    }),
  );
  const groups = await direct.client('logs');
  await groups.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await groups.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: 's' }));
  const logEvents = [{ timestamp: Date.now() - 60_000, message: '{}' }];
  await groups.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 's', logEvents }));
  const bedrock = await direct.client('bedrock', 'us-east-1');
  await bedrock.send(
    new PutModelInvocationLoggingConfigurationCommand({
      loggingConfig: {
        s3Config: { bucketName: 'company-logs', keyPrefix: 'team' },
        textDataDeliveryEnabled: text,
        ...(logs && {
          cloudWatchConfig: {
            logGroupName: GROUP,
            roleArn: `arn:aws:iam::${ACCOUNT}:role/r`,
            ...(large && { largeDataDeliveryS3Config: { bucketName: 'company-large' } }),
          },
        }),
      },
    }),
  );
}

async function check(options: Partial<DoctorOptions> = {}): Promise<readonly SetupLine[]> {
  const lines: SetupLine[] = [];
  for await (const line of checkSetup(aws, { regions: ['us-east-1'], ...options })) lines.push(line);
  return lines;
}

const on =
  (op: string) =>
  (request: ProxyRequest): boolean =>
    request.op === op;
const reads = ({ op, url }: ProxyRequest): boolean => op === 'GetObject' && url.startsWith('/company-logs/');
const line = (lines: readonly SetupLine[], subject: string) => lines.find((each) => each.subject === subject);

describe('all is well', () => {
  test('each part says so, and nothing is left to do', async () => {
    await logging();
    const lines = await check();
    expect(lines.filter(({ state }) => state !== 'ok').map(({ subject, state }) => `${state} ${subject}`)).toEqual([
      `not tried live tail of ${GROUP}`,
    ]);
    expect(line(lines, 'credentials')?.text).toContain(`in account ${ACCOUNT}`);
    expect(line(lines, 'clock')?.text).toBe('as AWS has it');
    expect(line(lines, 'logging in us-east-1')?.text).toBe(
      `on, to s3://company-logs/team and log group ${GROUP}; text, image, embedding, video, audio`,
    );
    expect(line(lines, 'large data in us-east-1')?.text).toBe('goes to s3://company-large/');
    expect(line(lines, 'bucket company-logs')?.text).toMatch(/^can be listed; the newest object/);
    expect(line(lines, 'objects of company-logs')?.text).toBe('can be read');
    expect(line(lines, `events of ${GROUP}`)?.text).toBe('can be read');
    expect(statusOf(lines)).toBe(0);
  });

  test('a live tail is opened only when asked for', async () => {
    await logging();
    proxy.add({
      match: on('StartLiveTail'),
      status: 200,
      headers: { 'content-type': 'application/vnd.amazon.eventstream' },
      body: Buffer.concat([streamEvent('initial-response', {}), streamEvent('sessionStart', { sessionId: 's' })]),
    });
    expect(line(await check({ tryLiveTail: true }), `live tail of ${GROUP}`)).toMatchObject({ state: 'ok' });
    expect(proxy.seen.filter(on('StartLiveTail'))).toHaveLength(1);
  });
});

describe('what is wrong is said with what to do', () => {
  test('no credentials: one line, and nothing else is tried', async () => {
    proxy.add({ times: 9, ...s3Error(403, 'InvalidClientTokenId') });
    const lines = await check();
    expect(lines).toHaveLength(1);
    expect(statusOf(lines)).toBe(2);
  });

  test('logging is off everywhere', async () => {
    const lines = await check({ regions: ['us-east-1', 'eu-west-1'] });
    expect(line(lines, 'logging')).toMatchObject({ state: 'warning', text: 'off in us-east-1, eu-west-1' });
    expect(statusOf(lines)).toBe(1);
  });

  test('off in one region is no fault where it is on in another', async () => {
    await logging();
    expect(line(await check({ regions: ['us-east-1', 'eu-west-1'] }), 'other regions')?.state).toBe('ok');
  });

  test('large data has no place; texts are not delivered', async () => {
    await logging({ large: false, text: false });
    const lines = await check();
    expect(line(lines, 'large data in us-east-1')?.todo).toBe('name a bucket for large data in the logging settings');
    expect(line(lines, 'data in us-east-1')?.text).toMatch(/without prompts and answers/);
  });

  test.each<[name: string, fault: object, subject: string, todo: RegExp]>([
    ['listing', { match: on('ListObjectsV2'), ...accessDenied }, 'bucket company-logs', /allow s3:ListBucket/],
    ['reading', { match: reads, ...accessDenied }, 'objects of company-logs', /allow s3:GetObject/],
    [
      'the key',
      {
        match: reads,
        ...s3Error(403, 'AccessDenied'),
        body: `<Error><Code>AccessDenied</Code><Message>User: arn:aws:iam::${ACCOUNT}:user/u is not authorized to perform: kms:Decrypt on the resource</Message></Error>`,
      },
      'objects of company-logs',
      /allow kms:Decrypt on the key of the bucket/,
    ],
    [
      'events',
      { match: on('FilterLogEvents'), ...jsonError('AccessDeniedException') },
      `events of ${GROUP}`,
      /allow logs:FilterLogEvents/,
    ],
    [
      'groups',
      { match: on('DescribeLogGroups'), ...jsonError('AccessDeniedException') },
      `log group ${GROUP}`,
      /allow logs:DescribeLogGroups.*to find groups/,
    ],
    [
      'metrics',
      { match: on('ListMetrics'), ...jsonError('AccessDeniedException') },
      'metrics in us-east-1',
      /allow cloudwatch:ListMetrics/,
    ],
    [
      'figures',
      { match: on('GetMetricData'), ...jsonError('AccessDeniedException') },
      'figures in us-east-1',
      /allow cloudwatch:GetMetricData/,
    ],
    [
      'the configuration',
      {
        match: ({ url }: ProxyRequest) => url.includes('/logging/modelinvocations'),
        ...jsonError('AccessDeniedException', 'm', 403),
      },
      'logging in us-east-1',
      /allow bedrock:GetModelInvocationLoggingConfiguration/,
    ],
  ])('a permission is missing for %s', async (_, fault, subject, todo) => {
    await logging();
    proxy.add({ times: 9, ...fault });
    const lines = await check();
    expect(lines.find((each) => each.subject === subject && each.todo)?.todo).toMatch(todo);
    expect(statusOf(lines)).toBe(1);
  });

  test('the bucket lives in another region', async () => {
    await logging();
    const headers = { 'x-amz-bucket-region': 'eu-west-1' };
    proxy.add({ times: 9, match: on('HeadBucket'), status: 200, headers });
    expect((await check()).find(({ text }) => text.startsWith('lives in'))).toMatchObject({
      state: 'warning',
      text: 'lives in eu-west-1, not in us-east-1',
    });
  });

  test.each<[ahead: number, state: SetupLine['state'], text: RegExp]>([
    [0, 'ok', /^as AWS has it$/],
    [90_000, 'warning', /^9\d s ahead of AWS$/],
    [-600_000, 'failed', /^(60\d|59\d) s behind AWS$/],
  ])('a clock that is %d ms ahead', async (ahead, state, text) => {
    const clock: Clock = { now: () => Date.now() + ahead, sleep: async () => undefined };
    const found = line(await check({ clock }), 'clock');
    expect(found?.state).toBe(state);
    expect(found?.text).toMatch(text);
  });

  test('records that Bedrock could not deliver', async () => {
    await logging();
    const metric = { Namespace: 'AWS/Bedrock', MetricName: 'ModelInvocationLogsS3DeliveryFailure', Dimensions: [] };
    proxy.add({ match: on('ListMetrics'), ...jsonResult({ Metrics: [metric] }) });
    const results = [
      { Id: 'm0', Timestamps: [Math.floor(Date.now() / 3_600_000) * 3600], Values: [17], StatusCode: 'Complete' },
    ];
    proxy.add({ match: on('GetMetricData'), ...jsonResult({ MetricDataResults: results }) });
    expect(line(await check(), 'delivery in us-east-1')).toMatchObject({
      state: 'failed',
      text: '17 records could not be delivered within the last day',
    });
  });

  test('a queue without a dead-letter queue, and one that is not there', async () => {
    const { QueueUrl = '' } = await (await direct.client('sqs')).send(new CreateQueueCommand({ QueueName: 'q' }));
    const lines = await check({ queues: [QueueUrl, `${QueueUrl}-missing`] });
    expect(line(lines, `queue ${QueueUrl}`)).toMatchObject({
      state: 'warning',
      todo: expect.stringMatching(/redrive policy/),
    });
    expect(line(lines, `queue ${QueueUrl}-missing`)?.state).toBe('failed');
  });

  test('an empty bucket that was named', async () => {
    await (await direct.client('s3')).send(new CreateBucketCommand({ Bucket: 'empty' }));
    const lines = await check({ buckets: [{ bucket: 'empty', prefix: 'logs' }], groups: ['/nowhere'] });
    expect(line(lines, 'bucket empty')?.text).toBe('nothing below logs/');
    expect(line(lines, 'log group /nowhere')).toMatchObject({ state: 'failed', text: 'is not in us-east-1' });
  });
});
