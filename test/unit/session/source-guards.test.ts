/** Sources come from settings files and states of pages, which may hold anything. */
import { expect, test } from 'vitest';
import { isRemoteSource, isSourceRef } from '../../../src/session/protocol/source-guards.ts';

const s3 = { kind: 's3', bucket: 'logs', prefix: '', aws: {} };

test.each<readonly [what: string, source: unknown, good: boolean]>([
  ['a bucket', s3, true],
  [
    'with all that may be said',
    {
      ...s3,
      range: [0, 1],
      writtenSince: 2,
      aws: {
        region: 'r',
        profile: 'p',
        endpoint: 'http://localhost:1',
        role: { arn: 'a', externalId: 'x' },
        fips: true,
      },
    },
    true,
  ],
  ['no bucket', { ...s3, bucket: '' }, false],
  ['no connection', { kind: 's3', bucket: 'logs', prefix: '' }, false],
  ['an endpoint that is no address', { ...s3, aws: { endpoint: 'file:///etc' } }, false],
  ['a profile that is no text', { ...s3, aws: { profile: ['a'] } }, false],
  ['half a range', { ...s3, range: [1] }, false],
  ['a range without end', { ...s3, range: [0, Number.NaN] }, false],
  ['a key beyond all keys', { ...s3, prefix: 'x'.repeat(20_000) }, false],
  ['a queue', { kind: 'sqs', url: 'https://sqs.r.amazonaws.com/1/q', mode: 'peek', aws: {} }, true],
  [
    'a queue to be emptied otherwise',
    { kind: 'sqs', url: 'https://sqs.r.amazonaws.com/1/q', mode: 'purge', aws: {} },
    false,
  ],
  ['nothing', null, false],
  ['a list', [s3], false],
])('%s', (_what, source, good) => {
  expect(isRemoteSource(source)).toBe(good);
  expect(isSourceRef(source)).toBe(good);
});
