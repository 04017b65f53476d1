/** Who is asked, with which credentials, and what is said when that fails: as a user sees it. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import type { AwsConnection } from '../../src/session/protocol/sources.ts';
import { Aws } from '../../src/sources/aws/connection/connection.ts';
import { accessDenied, expiredToken, s3Error, skewed, slowDown } from './rig/canned.mjs';
import { NO_PAUSES } from './rig/provided.ts';
import { type FaultProxy, faultProxy } from './rig/proxy.mjs';

const home = inject('home');
let proxy: FaultProxy;
const opened: Aws[] = [];

beforeEach(async () => {
  proxy = await faultProxy(inject('api'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const aws of opened.splice(0)) aws.close();
  proxy.close();
  for (const file of ['config', 'credentials']) rmSync(join(home, file), { force: true });
});

function connect(connection: AwsConnection = {}): Aws {
  const aws = new Aws({ endpoint: proxy.url, ...connection }, { patience: NO_PAUSES });
  opened.push(aws);
  return aws;
}

async function head(aws: Aws): Promise<unknown> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  return aws.ask('s3', (client, options) => client.send(new ListObjectsV2Command({ Bucket: 'logs' }), options), {
    call: 'ListObjectsV2',
    resource: 's3://logs',
  });
}
const said = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'no error',
    (error: Error) => error.message,
  );

describe('who am I', () => {
  test('the environment', async () => {
    expect(await connect().whoAmI()).toMatchObject({ account: '123456789012', region: 'us-east-1' });
  });

  test('a profile, with its region where the environment sets none', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    writeFileSync(join(home, 'config'), '[profile team]\nregion = eu-west-1\n');
    writeFileSync(join(home, 'credentials'), '[team]\naws_access_key_id = AKIATEAM\naws_secret_access_key = made-up\n');
    expect(await connect({ profile: 'team' }).whoAmI()).toMatchObject({ region: 'eu-west-1' });
    expect(proxy.seen[0]?.headers.authorization).toContain('AKIATEAM');
  });

  test('a command that gives credentials', async () => {
    const given = JSON.stringify({ Version: 1, AccessKeyId: 'AKIAPROCESS', SecretAccessKey: 'made-up' });
    writeFileSync(join(home, 'given'), given);
    writeFileSync(
      join(home, 'config'),
      `[profile tool]\nregion = us-east-1\ncredential_process = cat ${join(home, 'given')}\n`,
    );
    await connect({ profile: 'tool' }).whoAmI();
    expect(proxy.seen[0]?.headers.authorization).toContain('AKIAPROCESS');
  });

  test('a role with an external id, assumed at the same endpoint', async () => {
    const role = { arn: 'arn:aws:iam::444455556666:role/logs', externalId: 'x-1' };
    const { account, arn } = await connect({ role }).whoAmI();
    expect(account).toBe('444455556666');
    expect(arn).toContain('assumed-role/logs/bedrock-log-inspector');
  });

  test("a role of a profile is assumed at the source's endpoint, not at AWS", async () => {
    writeFileSync(
      join(home, 'config'),
      '[profile audit]\nrole_arn = arn:aws:iam::444455556666:role/audit\nsource_profile = base\nregion = us-east-1\n',
    );
    writeFileSync(join(home, 'credentials'), '[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = made-up\n');
    expect(await connect({ profile: 'audit' }).whoAmI()).toMatchObject({ account: '444455556666' });
  });

  test("a profile's own endpoint counts where the source names none", async () => {
    writeFileSync(join(home, 'config'), `[profile local]\nregion = us-east-1\nendpoint_url = ${proxy.url}\n`);
    writeFileSync(
      join(home, 'credentials'),
      '[local]\naws_access_key_id = AKIALOCAL\naws_secret_access_key = made-up\n',
    );
    const aws = new Aws({ profile: 'local' }, { patience: NO_PAUSES });
    opened.push(aws);
    expect(await aws.whoAmI()).toMatchObject({ account: '123456789012' });
  });
});

describe('credentials that are renewed outside', () => {
  test('count with the call under way: nobody reloads anything', async () => {
    writeFileSync(join(home, 'config'), '[profile rota]\nregion = us-east-1\n');
    const write = (key: string): void =>
      writeFileSync(join(home, 'credentials'), `[rota]\naws_access_key_id = ${key}\naws_secret_access_key = made-up\n`);
    write('AKIAOLD');
    const aws = connect({ profile: 'rota' });
    await aws.whoAmI();
    write('AKIANEW');
    const expired = '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>m</Message></Error></ErrorResponse>';
    proxy.add({
      status: 403,
      headers: { 'content-type': 'text/xml' },
      body: expired,
      match: ({ headers }) => headers.authorization?.includes('AKIAOLD') === true,
    });
    await aws.whoAmI();
    expect(proxy.seen.at(-1)?.headers.authorization).toContain('AKIANEW');
  });
});

describe('errors in one line', () => {
  const lines: readonly (readonly [what: string, fault: object, line: RegExp])[] = [
    [
      'denied',
      accessDenied,
      /^s3:ListObjectsV2 on s3:\/\/logs was denied: the IAM permission s3:ListBucket is missing$/,
    ],
    ['expired', expiredToken, /the credentials have expired/],
    ['unknown keys', s3Error(403, 'InvalidAccessKeyId'), /AWS does not know these credentials \(InvalidAccessKeyId\)/],
    ['wrong region', s3Error(301, 'PermanentRedirect', '<Region>eu-central-1</Region>'), /lives in another region/],
    ['missing', s3Error(404, 'NoSuchBucket'), /does not exist/],
    ['clock', skewed, /set the clock of this machine/],
    ['busy for long', slowDown, /AWS is busy or limits the rate \(SlowDown\)/],
    ['no answer', { cutBefore: true }, /no answer \(ECONNRESET\), check network, endpoint and proxy/],
  ];
  test.each(lines)('%s', async (_what, fault, line) => {
    proxy.add({ ...fault, times: 100 });
    const message = await said(head(connect()));
    expect(message).toMatch(line);
    expect(message).not.toContain('\n');
  });

  test('an action that AWS names itself is the one that is told', async () => {
    const denied = s3Error(403, 'AccessDenied');
    const body = String(denied.body).replace(
      'AccessDenied it is',
      'User: x is not authorized to perform: kms:Decrypt on resource: k',
    );
    proxy.add({ ...denied, body, times: 9 });
    expect(await said(head(connect()))).toContain('the IAM permission kms:Decrypt is missing');
  });

  test('no credentials at all', async () => {
    writeFileSync(join(home, 'config'), '[profile empty]\nregion = us-east-1\n');
    expect(await said(connect({ profile: 'empty' }).whoAmI())).toMatch(/credentials/);
    expect(await said(connect({ profile: 'absent' }).whoAmI())).toMatch(/credentials/);
  });

  test('an expired login says which command renews it', async () => {
    writeFileSync(
      join(home, 'config'),
      '[profile sso]\nregion = us-east-1\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Reader\n' +
        '[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://example.com/start\n',
    );
    expect(await said(connect({ profile: 'sso' }).whoAmI())).toContain('run: aws sso login --profile sso');
  });
});

describe('patience', () => {
  test('what passes is waited for, and each attempt is counted', async () => {
    proxy.add({ ...s3Error(404, 'NoSuchBucket'), match: () => proxy.seen.length > 3 });
    proxy.rules.unshift({ ...slowDown, times: 2 }, { cutBefore: true, times: 1 });
    const aws = connect();
    expect(await said(head(aws))).toContain('does not exist');
    expect(aws.requestCount).toBe(4);
  });

  test('a call that is given up ends at once', async () => {
    proxy.add({ delayMs: 60_000, times: 9 });
    const giving = new AbortController();
    const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
    const asked = connect().ask(
      's3',
      (client, options) => client.send(new ListObjectsV2Command({ Bucket: 'b' }), options),
      {
        call: 'ListObjectsV2',
        resource: 's3://b',
        signal: giving.signal,
      },
    );
    setTimeout(() => giving.abort(), 100);
    const began = performance.now();
    await expect(asked).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(300);
  });
});

test('an endpoint that a profile sets for one service is for this service', async () => {
  const sections = `[profile split]\nregion = us-east-1\nservices = here\n[services here]\nsts =\n  endpoint_url = ${proxy.url}\n`;
  writeFileSync(join(home, 'config'), sections);
  writeFileSync(join(home, 'credentials'), '[split]\naws_access_key_id = AKIASPLIT\naws_secret_access_key = made-up\n');
  const aws = new Aws({ profile: 'split' }, { patience: NO_PAUSES });
  opened.push(aws);
  expect(await aws.whoAmI()).toMatchObject({ account: '123456789012' });
});
