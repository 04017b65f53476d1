// S3 in the editor: a bucket is added and unfolded, an hour is opened, and what goes wrong is said and passes without a reload.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { accessDenied, expiredToken, s3Error } from '../aws/rig/canned.mjs';
import { addSource, aws, ownClient, recordLine, sourceAdded, sourceRow } from './aws-rig.mjs';
import { inspector } from './opening-steps.mjs';

const BUCKET = 'editor-logs';
const ROOT = 'AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1';

async function prepare(world) {
  const { api } = await aws(world);
  const { CreateBucketCommand, PutObjectCommand } = await import('@aws-sdk/client-s3');
  const client = await ownClient(api, 'S3Client', 's3');
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const put = (hour, n, ids) =>
    client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: `${ROOT}/2026/10/02/${hour}/20261002T${hour}0${n}00000Z_0000000${n}.json.gz`,
        Body: gzipSync(ids.map((id) => recordLine(id)).join('')),
      }),
    );
  await put('05', 1, ['a', 'b']);
  await put('05', 2, ['c']);
  await put('06', 1, ['d']);
}

async function unfold(world, text) {
  await sourceRow(world, text).waitFor();
  await sourceRow(world, text).click();
  await world.keys.press('ArrowRight');
}

/** The proxy answers all requests of S3 with this, until the rule is taken out again. */
async function during(world, fault, steps) {
  const { proxy } = await aws(world);
  const rule = { times: 999, match: ({ op }) => op === 'ListObjectsV2', ...fault };
  proxy.rules.unshift(rule);
  try {
    await steps();
  } finally {
    proxy.rules.splice(proxy.rules.indexOf(rule), 1);
  }
}

async function fails(world, fault, text) {
  const { keys } = world;
  await keys.command('Bedrock Logs: Refresh Sources');
  await during(world, fault, async () => {
    await unfold(world, BUCKET);
    await sourceRow(world, text).waitFor();
  });
  await keys.command('Bedrock Logs: Refresh Sources');
  await unfold(world, BUCKET);
  await sourceRow(world, '2026-10-02').waitFor();
}

export const awsSteps = [
  [
    'AWS: a bucket is added by its name and unfolded to its hours',
    async (world) => {
      const { keys } = world;
      await prepare(world);
      await keys.closeAll();
      await addSource(world, 'S3 Bucket or Prefix');
      await keys.choose('Add Source', 'Environment or default profile');
      await keys.input.fill(`s3://${BUCKET}`);
      await keys.press('Enter');
      await sourceAdded(world, BUCKET);
      await unfold(world, BUCKET);
      await unfold(world, '2026-10-02');
      await sourceRow(world, '06:00').waitFor();
      await unfold(world, '05:00');
      await sourceRow(world, '20261002T050100000Z').waitFor();
    },
  ],
  [
    'AWS: an hour of a bucket opens in the inspector',
    async (world) => {
      await sourceRow(world, '05:00').click();
      await sourceRow(world, '05:00').getByRole('button', { name: 'Open' }).click();
      await inspector(world, 3);
      await world.keys.closeAll();
    },
  ],
  [
    'AWS: expired credentials, a denied permission and a wrong region say so in the view, and pass without a reload',
    async (world) => {
      await fails(world, expiredToken, 'the credentials have expired');
      await fails(world, accessDenied, 'the IAM permission s3:ListBucket is missing');
      await fails(world, s3Error(301, 'PermanentRedirect'), 'it lives in another region');
    },
  ],
  [
    'AWS: an estimate is said without anything being read',
    async (world) => {
      const { proxy } = await aws(world);
      const before = proxy.seen.filter(({ op }) => op === 'GetObject').length;
      await sourceRow(world, BUCKET).click({ button: 'right' });
      // A menu takes no click that comes as soon as it is up.
      await world.page.getByRole('menuitem', { name: 'Estimate' }).hover();
      await world.keys.press('Enter');
      assert.match(await world.keys.notice('Requests:'), /^3 objects, .* Requests: 1 s3:ListObjectsV2, 3 s3:GetObject/);
      assert.equal(proxy.seen.filter(({ op }) => op === 'GetObject').length, before);
    },
  ],
];
