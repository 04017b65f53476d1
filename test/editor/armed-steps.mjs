// A tail and what hangs on it: rules that are armed on what arrives, and the panel of a tail after a reload of the window.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aws, ownClient, recordLine } from './aws-rig.mjs';
import { eventually } from './eventually.mjs';
import { inspector } from './opening-steps.mjs';
import { reload } from './safety-steps.mjs';

const GROUP = '/aws/bedrock/armed';
const STREAM = 'calls';
const TITLE = 'Tail Log Group';
const RULE = `[rule]
name = "Two calls of a model"
rule_id = "armed-rule"
severity = "low"
from = "now-1h"
interval = "2s"
language = "esql"
query = '''
FROM logs-aws_bedrock.invocation-*
| STATS calls = COUNT(*) BY gen_ai.request.model.id
| WHERE calls >= 2
'''
`;
let logs;
let sent = 0;

async function prepare(world) {
  const { api } = await aws(world);
  const { CreateLogGroupCommand, CreateLogStreamCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  logs = await ownClient(api, 'CloudWatchLogsClient', 'cloudwatch-logs');
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: STREAM }));
}

async function call(...models) {
  const { PutLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const now = Date.now();
  const logEvents = models.map((modelId) => {
    const record = JSON.parse(recordLine(`armed-${sent++}`, now));
    return { timestamp: now, message: JSON.stringify({ ...record, modelId }) };
  });
  await logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: STREAM, logEvents }));
}

async function tail({ keys }) {
  await keys.command(`Bedrock Logs: ${TITLE}`);
  await keys.choose(TITLE, 'us-east-1');
  await keys.choose(TITLE, GROUP);
}

const bar = ({ page }) => page.locator('.statusbar-item').filter({ hasText: 'Tailing:' });

/** The only rule is armed while `steps` go on. */
async function armed({ folder, keys }, steps) {
  const settings = join(folder, '.vscode', 'settings.json');
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  writeFileSync(join(folder, 'armed.toml'), RULE);
  const own = { 'bedrockLogs.detections.rules': ['armed.toml'], 'bedrockLogs.detections.builtin': false };
  writeFileSync(settings, JSON.stringify({ ...own, 'bedrockLogs.tail.checks': true }));
  try {
    await steps();
  } finally {
    rmSync(settings);
    await keys.command('Notifications: Clear All Notifications');
  }
}

export const armedSteps = [
  [
    'AWS: an armed rule is checked on what arrives in a tail, and each of its findings is told once',
    async (world) => {
      const { keys, page } = world;
      await prepare(world);
      await armed(world, async () => {
        await tail(world);
        await bar(world).waitFor();
        await call('model-x', 'model-x');
        await inspector(world, 2);
        await keys.notice('Detection rule fired: Two calls of a model (model-x)');
        await call('model-x', 'model-x', 'model-y', 'model-y');
        // The rule has been checked again by then, on more of the first one too.
        await keys.notice('Detection rule fired: Two calls of a model (model-y)');
        await keys.command('Notifications: Show Notifications');
        const told = page.locator('.notifications-center .notification-list-item-message');
        await told.filter({ hasText: 'model-y' }).waitFor();
        const fired = told.filter({ hasText: 'Detection rule fired' });
        await eventually(async () => assert.equal(await fired.count(), 2));
      });
    },
  ],
  [
    'AWS: the panel of a tail comes back with its records, says that it does not tail any more, and goes on',
    async (world) => {
      const { keys } = world;
      await reload(world);
      let frame = await inspector(world, 6);
      await frame.getByText('Not tailed any more.').waitFor();
      await eventually(async () => assert.equal(await bar(world).count(), 0));
      await call('model-z');
      frame = await inspector(world, 6);
      await frame.locator('vscode-button', { hasText: 'Tail on' }).focus();
      await keys.press('Enter');
      await bar(world).waitFor();
      await inspector(world, 7);
      await call('model-z');
      await inspector(world, 8);
      await keys.command('Bedrock Logs: Stop Tailing');
      await frame.getByText('Not tailed any more.').waitFor();
      await keys.closeAll();
    },
  ],
];
