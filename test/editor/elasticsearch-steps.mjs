// Elasticsearch from the editor: connection, dry run, push, push again, comparison of mappings, queries on the cluster.
// The node is the one of test/elasticsearch; what it lacks, ES|QL, the front before it answers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { adaptTemplates } from '../elasticsearch/rig/adapt.mjs';
import { startFront } from '../elasticsearch/rig/front.mjs';
import { startNode } from '../elasticsearch/rig/node.mjs';
import { inspector } from './opening-steps.mjs';

const LOG = '111122223333_BedrockModelInvocationLogs_eu-central-1_20261120.json.gz';
const RECORDS = 3;
const KEY = 'bWFya2VyLW9mLWEta2V5OnNlY3JldA==';
const PIPELINE = 'logs-aws_bedrock.invocation-1.8.0';
/** Of a cluster whose records are a hundred times as many: nobody can take it for an answer from here. */
const COUNTED = 777_000;

const ANSWER = { is_running: false, took: 3, columns: [{ name: 'calls', type: 'long' }], values: [[COUNTED]] };

/** What the steps share; made by the first of them. */
let rig;

async function prepare() {
  const node = await startNode();
  const keys = new Set();
  const front = await startFront(node.url, (request) => {
    keys.add(request.headers.authorization);
    if (request.path.startsWith('/_query/async')) return { status: 200, body: ANSWER };
    return adaptTemplates(request);
  });
  const processors = [
    { rename: { field: 'message', target_field: 'event.original' } },
    { set: { field: 'gen_ai.system', value: 'another' } },
  ];
  await fetch(`${node.url}/_ingest/pipeline/${PIPELINE}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ processors }),
  });
  rig = { node, front, keys };
}

/** Whoever runs the steps calls it in the end: the node would go on. */
export async function endElasticsearch() {
  if (!rig) return;
  const { front, node } = rig;
  rig = undefined;
  await front.close();
  await node.stop();
}

async function counted() {
  await fetch(`${rig.node.url}/logs-aws_bedrock.invocation-default/_refresh`, { method: 'POST' });
  const response = await fetch(`${rig.node.url}/logs-aws_bedrock.invocation-default/_count`);
  return (await response.json()).count;
}

const report = ({ page }, text) => page.locator('.view-lines').filter({ hasText: text }).first().waitFor();

export const elasticsearchSteps = [
  [
    'a connection to Elasticsearch is tried and saved, its key not in the settings',
    async (world) => {
      const { data, keys } = world;
      await prepare();
      await keys.closeAll();
      await keys.command('Bedrock Logs: Add Elasticsearch Connection...');
      await keys.answer('Address or Cloud ID', 'http://user:word@127.0.0.1:1');
      await keys.answer('holds a user or a password', rig.front.url);
      await keys.answer('Name of the connection', 'tests');
      await keys.take('API key');
      await keys.answer('API key', KEY);
      assert.match(await keys.notice('Connection saved'), /tests\. Elasticsearch 2\.19/);
      assert.deepEqual([...rig.keys], [`ApiKey ${KEY}`]);
      const settings = readFileSync(`${data}/user/User/settings.json`, 'utf8');
      assert.match(settings, /"bedrockLogs\.elasticsearch\.connections"/);
      assert.ok(!settings.includes(KEY), 'the key stands in the settings');
      await keys.command('Notifications: Clear All Notifications');
    },
  ],
  [
    'a dry run on Elasticsearch shows what would be sent, and sends nothing',
    async (world) => {
      const { keys } = world;
      await keys.file(LOG);
      await inspector(world, RECORDS);
      await keys.command('Bedrock Logs: Dry Run of a Push to Elasticsearch...');
      await keys.choose('Dry Run', 'All records');
      await report(world, /3\sdocuments,/);
      await report(world, /no\stemplate;/);
      assert.equal(await counted(), undefined);
      await keys.command('View: Close Editor');
    },
  ],
  [
    'records are pushed to Elasticsearch once: templates only after a yes, and a second push adds none',
    async (world) => {
      const { keys, page } = world;
      await inspector(world, RECORDS);
      await keys.command('Bedrock Logs: Push to Elasticsearch...');
      await keys.choose('Push to Elasticsearch', 'All records');
      const dialog = page.locator('.monaco-dialog-box');
      await dialog.getByText('The integration is not installed').waitFor();
      await dialog.getByRole('button', { name: 'Install Templates' }).press('Enter');
      assert.match(await keys.notice('3 documents'), /3 created, 0 already there, 0 rejected/);
      assert.equal(await counted(), RECORDS);
      await keys.command('Notifications: Clear All Notifications');
      await keys.command('Bedrock Logs: Push to Elasticsearch...');
      await keys.choose('Push to Elasticsearch', 'All records');
      assert.match(await keys.notice('3 documents'), /0 created, 3 already there, 0 rejected/);
      assert.equal(await counted(), RECORDS);
      await keys.command('Notifications: Clear All Notifications');
    },
  ],
  [
    'the mapping of Elasticsearch is compared field by field',
    async (world) => {
      const { keys } = world;
      await keys.command('Bedrock Logs: Compare Mapping with Cluster...');
      await keys.choose('Compare Mapping with Cluster', 'All records');
      await report(world, /"equal":\s0/);
      await keys.command('View: Close Editor');
      await report(world, /3\srecords\sthrough\slogs-aws_bedrock\.invocation-1\.8\.0/);
      await report(world, /without\sa\sknown\scause:/);
      await keys.command('View: Close Editor');
    },
  ],
  [
    'a query of the page runs on Elasticsearch, and says so',
    async (world) => {
      const { keys, page } = world;
      const frame = await inspector(world, RECORDS);
      // A page that comes up takes the focus once, from a box too.
      await frame.waitForFunction(() => document.hasFocus() && document.querySelector('[role=tabpanel]'));
      await frame.locator('#tab-query').press('Enter');
      await frame.locator('button.target').press('Enter');
      await keys.choose('Where do queries run?', 'tests');
      await frame.locator('button.target').filter({ hasText: 'tests' }).waitFor();
      await frame.locator('vscode-button.run').press('Enter');
      await frame.getByText('777,000').first().waitFor();
      await frame
        .getByText(/from the cluster tests/)
        .first()
        .waitFor();
      await page.keyboard.press('Escape');
      await keys.closeAll();
      await endElasticsearch();
    },
  ],
];
