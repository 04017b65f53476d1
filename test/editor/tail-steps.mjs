// CloudWatch in the editor: what Bedrock names is found and added, a log group is tailed, the setup is checked.
import assert from 'node:assert/strict';
import { jsonError, jsonResult } from '../aws/rig/canned.mjs';
import { addSource, aws, deliver, makeBucket, ownClient, recordLine, sourceAdded, sources } from './aws-rig.mjs';
import { eventually } from './eventually.mjs';
import { inspector } from './opening-steps.mjs';

const GROUP = '/aws/bedrock/invocations';
const FOUND = 'found-logs';
const STREAM = 'aws/bedrock/modelinvocations';
const TITLE = 'Tail Log Group';
const MODEL = 'amazon.nova-lite-v1:0';
const HOUR_MS = 3_600_000;
let logs;
let sent = 0;

async function put(count) {
  const { PutLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const now = Date.now();
  const logEvents = Array.from({ length: count }, () => ({
    timestamp: now,
    message: recordLine(`tail-${sent++}`, now).trim(),
  }));
  await logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: STREAM, logEvents }));
}

async function prepare(world) {
  const { api, proxy } = await aws(world);
  const { CreateLogGroupCommand, CreateLogStreamCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const { PutModelInvocationLoggingConfigurationCommand } = await import('@aws-sdk/client-bedrock');
  logs = await ownClient(api, 'CloudWatchLogsClient', 'cloudwatch-logs');
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: STREAM }));
  await makeBucket(world, FOUND);
  const day = 'bedrock/AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/2026/10/03';
  await deliver(world, FOUND, `${day}/08/20261003T080100000Z_00000001.json.gz`, ['found-1', 'found-2']);
  await deliver(world, FOUND, `${day}/09/20261003T090100000Z_00000001.json.gz`, ['found-3']);
  const bedrock = await ownClient(api, 'BedrockClient', 'bedrock');
  const loggingConfig = {
    cloudWatchConfig: { logGroupName: GROUP, roleArn: 'arn:aws:iam::123456789012:role/r' },
    s3Config: { bucketName: FOUND, keyPrefix: 'bedrock' },
  };
  await bedrock.send(new PutModelInvocationLoggingConfigurationCommand({ loggingConfig }));
  // The live tail of the API reads another group; without one the editor polls.
  const denied = jsonError('AccessDeniedException');
  proxy.add({ times: 999, match: ({ op }) => op === 'StartLiveTail', ...denied });
  await put(2);
}

const bar = ({ page }) => page.locator('.statusbar-item').filter({ hasText: 'Tailing:' });

/** CloudWatch that counted seven calls of a model a little while ago. */
async function measured(world) {
  const { proxy } = await aws(world);
  const Metrics = [
    { Namespace: 'AWS/Bedrock', MetricName: 'Invocations', Dimensions: [{ Name: 'ModelId', Value: MODEL }] },
  ];
  proxy.rules.unshift(
    { times: 999, match: ({ op }) => op === 'ListMetrics', ...jsonResult({ Metrics }) },
    {
      times: 999,
      match: ({ op }) => op === 'GetMetricData',
      ...jsonResult(({ body }) => {
        const Timestamps = [Math.floor(Date.now() / HOUR_MS - 1) * (HOUR_MS / 1000)];
        const ids = JSON.parse(body).MetricDataQueries.map(({ Id }) => Id);
        return { MetricDataResults: ids.map((Id) => ({ Id, Timestamps, Values: [7], StatusCode: 'Complete' })) };
      }),
    },
  );
}

export const tailSteps = [
  [
    'AWS: what Bedrock says of its own logging is found and added, and an hour of its bucket opens',
    async (world) => {
      const { keys, page } = world;
      await prepare(world);
      await keys.closeAll();
      await addSource(world, 'Where Bedrock Delivers');
      await keys.choose('Add Source', 'Environment or default profile');
      for (const label of [`s3://${FOUND}/bedrock`, `logs:${GROUP}`])
        await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).waitFor();
      await keys.input.press('Enter');
      await sourceAdded(world, FOUND);
      const { menu, row, unfold } = sources(world);
      await row(`logs:${GROUP}`).waitFor();
      await unfold(FOUND);
      await unfold('2026-10-03');
      await menu('08:00', 'Open in Bedrock Log Inspector');
      await inspector(world, 2);
      await keys.closeAll();
    },
  ],
  [
    'AWS: a log group is tailed, its rate in the status bar, until it is stopped',
    async (world) => {
      const { keys } = world;
      await keys.command(`Bedrock Logs: ${TITLE}`);
      await keys.choose(TITLE, 'us-east-1');
      await keys.choose(TITLE, GROUP);
      await inspector(world, 2);
      await bar(world).waitFor();
      await put(3);
      await inspector(world, 5);
      await eventually(async () =>
        assert.match(await bar(world).innerText(), /Tailing: [\d.]+ records\/s, 0:\d\d:\d\d/),
      );
      await keys.command('Bedrock Logs: Stop Tailing');
      await bar(world).waitFor({ state: 'detached' });
      await keys.closeAll();
    },
  ],
  [
    'AWS: a permission that is missing is said in one line, and is there again without a reload',
    async (world) => {
      const { keys } = world;
      const { proxy } = await aws(world);
      proxy.rules.unshift({
        times: 99,
        match: ({ op }) => op === 'FilterLogEvents',
        ...jsonError('AccessDeniedException'),
      });
      await keys.command(`Bedrock Logs: ${TITLE}`);
      await keys.choose(TITLE, 'us-east-1');
      await keys.choose(TITLE, GROUP);
      const frame = await inspector(world);
      await frame.getByText('the IAM permission logs:FilterLogEvents is missing').first().waitFor();
      proxy.rules.shift();
      await keys.closeAll();
      await keys.command(`Bedrock Logs: ${TITLE}`);
      await keys.choose(TITLE, 'us-east-1');
      await keys.choose(TITLE, GROUP);
      await inspector(world, 5);
      await keys.command('Bedrock Logs: Stop Tailing');
      await keys.closeAll();
    },
  ],
  [
    'AWS: the metrics of a region are seen in the overview',
    async (world) => {
      const { keys } = world;
      await measured(world);
      await addSource(world, 'Metrics');
      await keys.choose('Add Source', 'us-east-1');
      await keys.choose('Add Source', '5 minutes');
      await sourceAdded(world, 'metrics:us-east-1');
      await sources(world).menu('metrics:us-east-1', 'Open in Bedrock Log Inspector');
      const frame = await inspector(world);
      await frame.waitForFunction(() => document.hasFocus());
      await keys.press('Alt+1');
      await frame.getByText('Invocations by model').first().waitFor();
      await frame.getByText('The log has 0 answered calls, the metrics 7').first().waitFor();
      await keys.closeAll();
    },
  ],
  [
    'AWS: the setup check is a document with what to do',
    async (world) => {
      const { keys, page } = world;
      await keys.command('Bedrock Logs: Check Setup');
      await keys.choose('Check Setup', 'us-east-1');
      const text = page.locator('.view-lines');
      await text
        .filter({ hasText: /ok\s+credentials:/ })
        .first()
        .waitFor({ timeout: 60_000 });
      await text
        .filter({ hasText: /name\sa\sbucket\sfor\slarge\sdata/ })
        .first()
        .waitFor();
      await keys.closeAll();
    },
  ],
];
