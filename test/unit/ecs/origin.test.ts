import { describe, expect, test } from 'vitest';
import { InvocationMapper } from '../../../src/ecs/invocation.ts';
import type { Origin } from '../../../src/ecs/model.ts';
import { ByteWriter } from '../../../src/json/writer.ts';
import { sha1 } from './mapping.ts';

const TIME = Date.UTC(2026, 2, 4);
const FILE: Origin = { kind: 'file', path: 'C:\\logs\\"a".json.gz', modified: TIME + 0.75, offset: 17, line: 2 };
const S3: Origin = { kind: 's3', bucket: 'logs', key: 'a/ü.json.gz', modified: TIME, offset: 0, line: 1 };
const LOGS: Origin = {
  kind: 'cloudwatch',
  group: '/bedrock',
  stream: 'aws/bedrock',
  eventTime: TIME,
  ingestionTime: TIME + 1,
};

const FROM_FILE = { log: { offset: 17, file: { path: 'C:\\logs\\"a".json.gz' } }, input: { type: 'filestream' } };
const FROM_S3 = {
  log: { offset: 0, file: { path: 's3://logs/a/ü.json.gz' } },
  aws: { s3: { bucket: { name: 'logs', arn: 'arn:aws:s3:::logs' }, object: { key: 'a/ü.json.gz' } } },
  input: { type: 'aws-s3' },
};
const FROM_LOGS = {
  aws: {
    cloudwatch: { log_group: '/bedrock', log_stream: 'aws/bedrock', ingestion_time: '2026-03-04T00:00:00.001Z' },
  },
  input: { type: 'aws-cloudwatch' },
};

function documents(...origins: readonly Origin[]): Record<string, unknown>[] {
  const mapper = new InvocationMapper({ profile: 'integration', tags: [], namespace: 'default' }, sha1);
  const bytes = Buffer.from('{}');
  return origins.map((origin) => {
    const out = new ByteWriter();
    mapper.write(bytes, 0, bytes.length, origin, out);
    return JSON.parse(Buffer.from(out.bytes.subarray(0, out.length)).toString('utf8')) as Record<string, unknown>;
  });
}

describe('where a record was read', () => {
  test.each([
    ['a file', FILE, FROM_FILE],
    ['an object in S3', S3, FROM_S3],
    ['CloudWatch', LOGS, FROM_LOGS],
  ])('%s', (_, origin, expected) => {
    const [document] = documents(origin);
    expect(document).toMatchObject({ '@timestamp': '2026-03-04T00:00:00.000Z', ...expected });
  });

  test('one mapper, places in turn', () => {
    const asFile: Origin = { ...FILE, path: 's3://logs/a/ü.json.gz' };
    const seen = documents(FILE, { ...FILE, offset: 99 }, S3, asFile, LOGS, { ...LOGS, group: 'other' }, S3, FILE);
    expect(seen.map(({ log }) => log)).toEqual([
      FROM_FILE.log,
      { ...FROM_FILE.log, offset: 99 },
      FROM_S3.log,
      { ...FROM_FILE.log, file: FROM_S3.log.file },
      undefined,
      undefined,
      FROM_S3.log,
      FROM_FILE.log,
    ]);
    expect(seen.map(({ aws }) => Object.keys((aws as object | undefined) ?? {})[0])).toEqual([
      undefined,
      undefined,
      's3',
      undefined,
      'cloudwatch',
      'cloudwatch',
      's3',
      undefined,
    ]);
  });

  test('an event without an ingestion time, and a time that is none', () => {
    const { ingestionTime: _, ...rest } = LOGS as Origin & { kind: 'cloudwatch' };
    const [document] = documents({ ...rest, eventTime: Number.NaN });
    expect(document).toMatchObject({ '@timestamp': '1970-01-01T00:00:00.000Z' });
    expect(document?.aws).toEqual({ cloudwatch: { log_group: '/bedrock', log_stream: 'aws/bedrock' } });
  });
});
