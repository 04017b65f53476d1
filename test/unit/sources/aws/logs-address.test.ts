import { describe, expect, test } from 'vitest';
import { type LogsAddress, logsAddressText, readLogsAddress } from '../../../../src/sources/aws/logs/address.ts';

const ARN = 'arn:aws-cn:logs:cn-north-1:111122223333:log-group:/aws/bedrock';

describe('addresses of log groups', () => {
  test.each<[text: string, address: Partial<LogsAddress>]>([
    ['logs:/aws/bedrock/x', { kind: 'group', name: '/aws/bedrock/x' }],
    ['logs:/aws/*', { kind: 'prefix', name: '/aws/' }],
    [`logs:${ARN}`, { kind: 'group', name: '/aws/bedrock', arn: ARN, region: 'cn-north-1', account: '111122223333' }],
    ['logs:g?streams=aws%2F&filter=%7B+%24.a+%3D+1+%7D', { name: 'g', streams: 'aws/', filter: '{ $.a = 1 }' }],
  ])('%s', (text, address) => {
    const read = readLogsAddress(text) as LogsAddress;
    expect(read).toMatchObject(address);
    expect(logsAddressText(read)).toBe(text);
  });

  test.each([
    ['logs:', /needs a log group/],
    ['logs:a b', /needs a log group/],
    ['logs:arn:aws:s3:::bucket', /no ARN of a log group/],
    ['logs:g?stream=x', /stream=x/],
  ])('%s is refused, saying why', (text, why) => {
    expect(readLogsAddress(text)).toMatch(why);
  });

  test('the star that AWS puts behind an ARN is none of ours', () => {
    expect(readLogsAddress(`logs:${ARN}:*`)).toMatchObject({ kind: 'group', arn: ARN });
  });
});
