// S3 in the editor: a bucket is added and unfolded, an hour is opened, and what goes wrong is said and passes without a reload.
import assert from 'node:assert/strict';
import { accessDenied, expiredToken, s3Error } from '../aws/rig/canned.mjs';
import { addSource, aws, deliver, makeBucket, sourceAdded, sources } from './aws-rig.mjs';
import { inspector } from './opening-steps.mjs';

const BUCKET = 'editor-logs';
const ROOT = 'AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1';

async function prepare(world) {
  await makeBucket(world, BUCKET);
  const put = (hour, n, ids) =>
    deliver(world, BUCKET, `${ROOT}/2026/10/02/${hour}/20261002T${hour}0${n}00000Z_0000000${n}.json.gz`, ids);
  await put('05', 1, ['a', 'b']);
  await put('05', 2, ['c']);
  await put('06', 1, ['d']);
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

/** The bucket is unfolded by then, so a refresh asks for what is in it. */
async function fails(world, fault, text) {
  const refreshed = async (line) => {
    await world.keys.command('Bedrock Logs: Refresh Sources');
    await sources(world).row(line).waitFor();
  };
  await during(world, fault, () => refreshed(text));
  await refreshed('2026-10-02');
  await sources(world).row(text).waitFor({ state: 'detached' });
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
      await keys.answer('Bucket and prefix', `s3://${BUCKET}`);
      await sourceAdded(world, BUCKET);
      const { row, unfold } = sources(world);
      await unfold(BUCKET);
      await unfold('2026-10-02');
      await row('06:00').waitFor();
      await unfold('05:00');
      await row('20261002T050100000Z').waitFor();
    },
  ],
  [
    'AWS: an hour of a bucket opens in the inspector',
    async (world) => {
      await sources(world).menu('05:00', 'Open in Bedrock Log Inspector');
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
      await sources(world).menu(BUCKET, 'Estimate');
      assert.match(await world.keys.notice('Requests:'), /^3 objects, .* Requests: 1 s3:ListObjectsV2, 3 s3:GetObject/);
      assert.equal(proxy.seen.filter(({ op }) => op === 'GetObject').length, before);
    },
  ],
];
