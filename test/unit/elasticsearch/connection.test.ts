/** What somebody types as a connection: what is wrong with it is said, and never with a password in the sentence. */
import { describe, expect, test } from 'vitest';
import { readArguments, UsageError } from '../../../src/cli/arguments.ts';
import { CLUSTER_OPTIONS, chosenCluster } from '../../../src/cli/cluster-options.ts';
import { addressOf, isPlainToOthers, kibanaOf, readConnection } from '../../../src/elasticsearch/connection.ts';
import { discoverLink } from '../../../src/elasticsearch/discover.ts';

const CLOUD_ID = `deployment:${Buffer.from('eu-central-1.aws.example:9243$abc123$kib456').toString('base64')}`;
const DIGEST = 'ab'.repeat(32);

describe('a connection', () => {
  test.each([
    ['no address', { name: 'a' }, /either a URL or a Cloud ID: a/],
    ['two addresses', { name: 'a', url: 'https://h', cloudId: CLOUD_ID }, /either a URL or a Cloud ID/],
    ['no name', { url: 'https://h' }, /needs a name/],
    ['another scheme', { name: 'a', url: 'ftp://h' }, /begins with http/],
    ['no address at all', { name: 'a', url: 'h h' }, /an address such as/],
    ['a password in the address', { name: 'a', url: 'https://u:hidden@h' }, /holds a user or a password/],
    ['a password in the proxy', { name: 'a', url: 'https://h', proxy: 'http://u:hidden@p:1' }, /The proxy holds/],
    ['a user of no proxy', { name: 'a', url: 'https://h', proxyUser: 'ann' }, /needs the proxy/],
    ['a wrong Cloud ID', { name: 'a', cloudId: 'nothing' }, /The Cloud ID is/],
    ['a short fingerprint', { name: 'a', url: 'https://h', fingerprint: 'ab' }, /64 hexadecimal digits/],
    ['a fingerprint of plain http', { name: 'a', url: 'http://h', fingerprint: DIGEST }, /Use https/],
    ['a wrong namespace', { name: 'a', url: 'https://h', namespace: 'Prod-1' }, /lower-case letters/],
    ['a member that there is not', { name: 'a', url: 'https://h', apiKey: 'hidden' }, /has no apiKey/],
    ['a list', [1], /has no 0/],
  ])('with %s is refused', (_, given, said) => {
    expect(() => readConnection(given)).toThrow(said);
    expect(() => readConnection(given)).not.toThrow(/hidden/);
  });

  test('knows the addresses of a Cloud ID', () => {
    const connection = readConnection({ name: 'cloud', cloudId: CLOUD_ID });
    expect(addressOf(connection)).toBe('https://abc123.eu-central-1.aws.example:9243');
    expect(kibanaOf(connection)).toBe('https://kib456.eu-central-1.aws.example:9243');
  });

  test.each([
    ['http://localhost:9200', false],
    ['http://127.0.0.1', false],
    ['http://[::1]:9200', false],
    ['https://example.com', false],
    ['http://example.com', true],
    ['http://localhost.example.com', true],
    ['http://127.0.0.1.example.com', true],
  ])('to %s: everybody on the way can read: %s', (url, plain) => {
    expect(isPlainToOthers(readConnection({ name: 'a', url }))).toBe(plain);
  });
});

test('a link to Discover has the time range and the data stream', () => {
  const connection = readConnection({ name: 'a', url: 'https://h', kibana: 'https://k/' });
  const link = discoverLink(connection, 'logs-aws_bedrock.invocation-prod', [
    Date.UTC(2026, 0, 1),
    Date.UTC(2026, 0, 2),
  ]);
  expect(decodeURI(link ?? '')).toBe(
    "https://k/app/discover#/?_g=(time:(from:'2026-01-01T00:00:00.000Z',to:'2026-01-02T00:00:00.001Z'))" +
      '&_a=(index:\'logs-*\',query:(language:kuery,query:\'data_stream.dataset : "aws_bedrock.invocation" and data_stream.namespace : "prod"\'))',
  );
  expect(discoverLink(readConnection({ name: 'a', url: 'https://h' }), 'logs-a-b', [0, 1])).toBeUndefined();
});

describe('the command line', () => {
  const chosen = (args: readonly string[], environment = {}) =>
    chosenCluster('push', readArguments('push', args, CLUSTER_OPTIONS), environment);
  const URL = ['--elasticsearch', 'https://h:9200'];

  test.each([
    ['a key', [...URL, '--api-key-env', 'K'], { K: 'secret' }, { kind: 'api-key', key: 'secret' }],
    ['the usual key', URL, { ELASTICSEARCH_API_KEY: 'secret' }, { kind: 'api-key', key: 'secret' }],
    ['no key', URL, {}, { kind: 'none' }],
    [
      'a user',
      [...URL, '--user', 'u', '--password-env', 'P'],
      { P: 'secret' },
      { kind: 'password', password: 'secret' },
    ],
  ])('takes %s from the environment', (_, args, environment, secret) => {
    expect(chosen(args, environment).secret).toEqual(secret);
  });

  test.each([
    ['no address', [], /needs --elasticsearch URL/],
    ['plain http', ['--elasticsearch', 'http://example.com'], /add --allow-http/],
    ['a variable that is not set', [...URL, '--api-key-env', 'K'], /is not set/],
    ['a key where a name belongs', [...URL, '--api-key-env', 'c2VjcmV0Og=='], /take the name of a variable/],
    ['a user alone', [...URL, '--user', 'u'], /needs a password/],
    ['both', [...URL, '--user', 'u', '--api-key-env', 'K'], /either --api-key-env/],
  ])('refuses %s', (_, args, said) => {
    expect(() => chosen(args)).toThrow(UsageError);
    expect(() => chosen(args)).toThrow(said);
    expect(() => chosen(args)).not.toThrow(/c2VjcmV0Og/);
  });
});
