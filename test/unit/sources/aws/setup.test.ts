import { describe, expect, test } from 'vitest';
import { policyFor } from '../../../../src/sources/aws/setup/policy.ts';

interface Policy {
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Action: string[];
    readonly Resource: unknown;
    readonly Condition?: unknown;
  }[];
}

const read = (text: string) => (JSON.parse(text) as Policy).Statement;
const actions = (text: string) => read(text).flatMap(({ Action }) => Action);

describe('the least that has to be allowed', () => {
  test('nothing of any source may write', () => {
    const text = policyFor([
      { kind: 's3', bucket: 'b', prefix: 'p/', key: 'arn:aws:kms:eu-west-1:111122223333:key/k' },
      { kind: 'sqs', queue: 'https://sqs.eu-west-1.amazonaws.com/111122223333/q', consume: false },
      { kind: 'logs', group: '/aws/bedrock', prefix: false, region: 'eu-west-1', account: '111122223333' },
      { kind: 'metrics', region: 'eu-west-1', tags: true, linked: true },
    ]);
    // Hiding a message for a while is what receiving does, too.
    const writing = actions(text).filter((action) => !/:(Get|List|Describe|Filter|Start|Receive|Decrypt)/.test(action));
    expect(writing).toEqual(['sqs:ChangeMessageVisibility']);
  });

  test('each is narrowed to its own resource', () => {
    const policy = read(
      policyFor([
        { kind: 's3', bucket: 'logs', prefix: 'team/' },
        { kind: 'logs', group: '/aws/bedrock/', prefix: true, region: 'eu-west-1', account: '111122223333' },
        { kind: 'sqs', queue: 'https://sqs.eu-west-1.amazonaws.com/111122223333/q', consume: true },
      ]),
    );
    const of = (sid: string) => policy.find(({ Sid }) => Sid === sid);
    expect(of('ListBedrockLogs')).toMatchObject({
      Resource: 'arn:aws:s3:::logs',
      Condition: { StringLike: { 's3:prefix': 'team/*' } },
    });
    expect(of('ReadBedrockLogs')?.Resource).toBe('arn:aws:s3:::logs/team/*');
    const group = 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/bedrock/*';
    expect(of('ReadLogGroups')?.Resource).toEqual([group, `${group}:*`]);
    expect(of('ReceiveNotifications')?.Resource).toBe('arn:aws:sqs:eu-west-1:111122223333:q');
    expect(of('ReceiveNotifications')?.Action).toContain('sqs:DeleteMessage');
  });

  test('sources that need the same share a statement, and names of statements are unique', () => {
    const text = policyFor([
      { kind: 's3', bucket: 'one', prefix: '' },
      { kind: 's3', bucket: 'two', prefix: '' },
      { kind: 's3', bucket: 'three', prefix: 'x/' },
    ]);
    const policy = read(text);
    expect(policy.filter(({ Action }) => Action.includes('s3:GetObject'))).toHaveLength(1);
    expect(new Set(policy.map(({ Sid }) => Sid)).size).toBe(policy.length);
  });

  test('access points and other partitions', () => {
    const point = 'arn:aws:s3:eu-west-1:111122223333:accesspoint/logs';
    expect(policyFor([{ kind: 's3', bucket: point, prefix: 'a/' }])).toContain(`${point}/object/a/*`);
    expect(policyFor([{ kind: 's3', bucket: 'b', prefix: '' }], 'aws-cn')).toContain('arn:aws-cn:s3:::b');
  });

  test('without a source it allows to find the logs', () => {
    expect(actions(policyFor([]))).toEqual(['bedrock:GetModelInvocationLoggingConfiguration']);
  });
});
