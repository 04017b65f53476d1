// Sources in AWS in their view: what is being listed or read says so in its row and is cancelled there; groups unfold.
import { addSource, aws, deliver, sourceAdded, sources } from './aws-rig.mjs';
import { inspector } from './opening-steps.mjs';

const BUCKET = 'editor-logs';
const HOUR = 'AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/2026/10/02/07';
const CANCEL = 'Cancel Listing or Reading';
/** Longer than a step waits for anything. */
const FOREVER_MS = 600_000;

/** While `steps` go on, these requests get no answer. */
async function unanswered(world, match, steps) {
  const { proxy } = await aws(world);
  const rule = { times: Number.POSITIVE_INFINITY, match, delayMs: FOREVER_MS };
  proxy.rules.unshift(rule);
  try {
    await steps();
  } finally {
    proxy.rules.splice(proxy.rules.indexOf(rule), 1);
  }
}

/** Objects of one record each, in an hour of their own. */
async function deliverHour(world, ...names) {
  for (const name of names) await deliver(world, BUCKET, `${HOUR}/${name}.json.gz`, [name]);
}

const said = (world, label, text) => sources(world).row(label).filter({ hasText: text }).waitFor();

export const awsTreeSteps = [
  [
    'AWS: a listing that takes long says so in its row, is cancelled there, and tried again',
    async (world) => {
      const { menu, goTo, row } = sources(world);
      await world.keys.closeAll();
      await unanswered(
        world,
        ({ op }) => op === 'ListObjectsV2',
        async () => {
          await world.keys.command('Bedrock Logs: Refresh Sources');
          await said(world, BUCKET, 'listing');
          await menu(BUCKET, CANCEL);
          await row('Listing was cancelled').waitFor();
        },
      );
      await goTo('Listing was cancelled');
      await world.keys.press('Enter');
      await row('2026-10-02').waitFor();
      await row('Listing was cancelled').waitFor({ state: 'detached' });
    },
  ],
  [
    'AWS: what is read says in its row how far it is, and is cancelled there',
    async (world) => {
      const { menu, unfold } = sources(world);
      await deliverHour(world, '20261002T070100000Z_00000001', '20261002T070200000Z_late');
      await world.keys.command('Bedrock Logs: Refresh Sources');
      await unfold('2026-10-02');
      await unanswered(
        world,
        ({ op, url }) => op === 'GetObject' && url.includes('late'),
        async () => {
          await menu('07:00', 'Open in Bedrock Log Inspector');
          await said(world, '07:00', 'reading 1 of 2');
          await menu('07:00', CANCEL);
          await said(world, '07:00', 'partial: 1 of 2');
        },
      );
      await world.keys.closeAll();
      await sources(world).row('07:00').filter({ hasNotText: 'partial' }).waitFor();
    },
  ],
  [
    'AWS: log groups that begin so unfold to groups and their streams, each of which opens',
    async (world) => {
      const { keys } = world;
      await addSource(world, 'Log Group');
      await keys.choose('Add Source', 'us-east-1');
      await keys.input.fill('/aws/bedrock/*');
      await keys.take('/aws/bedrock/*');
      await sourceAdded(world, '/aws/bedrock/*');
      const { menu, unfold } = sources(world);
      await unfold('logs:/aws/bedrock/*');
      await unfold('/aws/bedrock/invocations');
      await menu('aws/bedrock/modelinvocations', 'Open in Bedrock Log Inspector');
      await inspector(world, 5);
      await keys.closeAll();
    },
  ],
];
