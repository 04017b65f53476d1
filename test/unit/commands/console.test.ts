import { describe, expect, test } from 'vitest';
import { consoleLink, resourceArn } from '../../../src/commands/aws/console.ts';
import type { SourceRef } from '../../../src/session/protocol/sources.ts';

const aws = { region: 'eu-central-1' };
const HOME = 'https://eu-central-1.console.aws.amazon.com';

describe('what a source is called in AWS, and where the console shows it', () => {
  test.each<[source: SourceRef, arn: string | undefined, link: string | undefined]>([
    [
      { kind: 's3', bucket: 'b', prefix: 'a b/', aws },
      'arn:aws:s3:::b/a b/',
      `${HOME}/s3/buckets/b?region=eu-central-1&prefix=a+b%2F`,
    ],
    [
      { kind: 'logs', group: '/aws/bedrock', aws },
      'arn:aws:logs:eu-central-1:*:log-group:/aws/bedrock',
      `${HOME}/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Fbedrock`,
    ],
    [
      { kind: 'logs', group: 'arn:aws:logs:eu-west-1:111122223333:log-group:g', aws },
      'arn:aws:logs:eu-west-1:111122223333:log-group:g',
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/g',
    ],
    [
      { kind: 'sqs', url: 'https://sqs.eu-central-1.amazonaws.com/111122223333/q', mode: 'peek', aws },
      'arn:aws:sqs:eu-central-1:111122223333:q',
      `${HOME}/sqs/v3/home?region=eu-central-1#/queues/https%3A%2F%2Fsqs.eu-central-1.amazonaws.com%2F111122223333%2Fq`,
    ],
    [{ kind: 'folder', path: '/logs' }, undefined, undefined],
  ])('%o', (source, arn, link) => {
    expect(resourceArn(source)).toBe(arn);
    expect(consoleLink(source)).toBe(link);
  });

  test('nothing of a source gets out of its place in the link', () => {
    const link = consoleLink({ kind: 's3', bucket: 'b/../x?y#z', prefix: '&region=evil#', aws }) ?? '';
    const url = new URL(link);
    expect([url.host, url.hash, url.searchParams.get('region')]).toEqual([
      'eu-central-1.console.aws.amazon.com',
      '',
      'eu-central-1',
    ]);
    const other = consoleLink({ kind: 'logs', group: 'g', aws: { region: 'evil.example/' } }) ?? '';
    expect(new URL(other).host).toBe('us-east-1.console.aws.amazon.com');
  });
});
