// Elasticsearch from the editor: connection, dry run, push, push again, comparison of mappings, queries on the cluster.
// The node is the one of test/elasticsearch; what it lacks, ES|QL, the strict fake in the front before it answers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { adaptTemplates } from '../elasticsearch/rig/adapt.mjs';
import { startFront } from '../elasticsearch/rig/front.mjs';
import { startNode } from '../elasticsearch/rig/node.mjs';
import { CALLS_THERE, esqlApi } from './esql-rig.mjs';
import { inspector } from './opening-steps.mjs';
import { sideView } from './side-view.mjs';

const LOG = '111122223333_BedrockModelInvocationLogs_eu-central-1_20261120.json.gz';
const RECORDS = 3;
const KEY = 'bWFya2VyLW9mLWEta2V5OnNlY3JldA==';
const PIPELINE = 'logs-aws_bedrock.invocation-1.8.0';

/** What a rule with a row for each document finds; its documents are those that were pushed. */
const ROW = { columns: [{ name: 'in_prompt', type: 'boolean' }], values: [[true]] };

/** What the steps share; made by the first of them. */
let rig;

async function prepare(world) {
  const node = await startNode();
  const keys = new Set();
  const esql = await esqlApi(world, (body) => ofPushed(node, body));
  const front = await startFront(node.url, async (request) => {
    keys.add(request.headers.authorization);
    if (request.path.startsWith('/_query')) return { status: 200, ...(await esql.answer(request)) };
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
  rig = { node, front, keys, esql };
}

/** The one rule whose findings lead to the documents that were pushed; all else is about documents that only the fake has. */
async function ofPushed(node, { query }) {
  if (query.includes('METADATA _id, _index')) {
    const found = await (await fetch(`${node.url}/logs-aws_bedrock.invocation-default/_search`)).json();
    const ids = (found.hits?.hits ?? []).map(({ _id }) => _id);
    return { body: { is_running: false, columns: [{ name: '_id', type: 'keyword' }], values: [ids] } };
  }
  return query.includes('in_prompt') ? { body: { is_running: false, ...ROW } } : undefined;
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

/** Waits until the overview has these figures, and says of each that it is from `origin`. */
async function overviewShows(frame, { calls, tokens, model, origin }) {
  const figure = (label, value) =>
    frame
      .locator('.kpi', { has: frame.locator('.k-label').getByText(label, { exact: true }) })
      .locator('.k-value')
      .filter({ hasText: new RegExp(`^\\s*${value}(?!\\d)`) })
      .waitFor();
  await figure('Invocations', calls);
  await figure('Input tokens', tokens);
  await frame.locator('[data-panel=models] .panel-in[aria-busy=false]').filter({ hasText: model }).waitFor();
  await frame.waitForFunction((wanted) => {
    const panels = [...document.querySelectorAll('.panel-in')];
    const marks = panels.map((panel) => panel.querySelector('.unit').textContent.includes(', from the cluster tests'));
    return panels.length > 10 && marks.every((mark) => mark === wanted);
  }, origin !== '');
  await frame.locator(`.strip[aria-label="Summary${origin}"]`).waitFor();
  const seen = origin === '' ? `${calls} records in view of ${calls} read` : `${calls} documents in view${origin}`;
  await frame.locator('.quality').getByText(seen).waitFor();
  // Those of a cluster that are older or newer than what is loaded, too.
  await frame.locator(`bli-brush [aria-label^="${calls} invocations,"]`).waitFor();
}

export const elasticsearchSteps = [
  [
    'a connection to Elasticsearch is tried and saved, its key not in the settings',
    async (world) => {
      const { data, keys } = world;
      await prepare(world);
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
      const frame = await inspector(world, RECORDS);
      // A page that comes up takes the focus once, from a dialogue too.
      await frame.waitForFunction(() => document.hasFocus() && document.querySelector('[role=tabpanel]'));
      await keys.command('Bedrock Logs: Push to Elasticsearch...');
      await keys.choose('Push to Elasticsearch', 'All records');
      const dialog = page.locator('.monaco-dialog-box');
      await dialog.getByText('The integration is not installed').waitFor();
      // The page may take the focus back once the box before is closed: the key is meant for the button.
      await dialog.locator('.monaco-button').filter({ hasText: 'Install Templates' }).press('Enter');
      await dialog.waitFor({ state: 'detached' });
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
    'the mapping of Elasticsearch is compared field by field in the page, and a record’s pair opens beside it',
    async (world) => {
      const { keys, page } = world;
      await keys.command('Bedrock Logs: Compare Mapping with Cluster...');
      await keys.choose('Compare Mapping with Cluster', 'All records');
      const frame = await world.webview('.mapping tbody tr');
      await frame
        .locator('.mapping')
        .getByText(/3 records through .*1\.8\.0 on tests/)
        .waitFor();
      await frame.locator('.mapping:focus').waitFor();
      await keys.tabTo(frame, '.mapping tbody button', { text: 'gen_ai.system' });
      await keys.press('Enter');
      await page.locator('.tabs-container .tab').filter({ hasText: 'Mapping of a record' }).waitFor();
      await page.locator('.monaco-diff-editor .view-lines').filter({ hasText: 'schema_version' }).first().waitFor();
      await keys.command('View: Close Editor');
      // What was out of sight is made anew, and comes back with its report.
      const again = await world.webview('.mapping tbody tr');
      await keys.tabTo(again, '[aria-label="Open the report as JSON"]');
      await keys.press('Enter');
      await report(world, /"equal":\s0/);
      await keys.command('View: Close Editor');
      const last = await world.webview('.mapping tbody tr');
      await last.waitForFunction(() => document.hasFocus());
      await keys.press('Escape');
      await inspector(world, RECORDS);
    },
  ],
  [
    'detection rules run on Elasticsearch, and a document behind a finding opens',
    async (world) => {
      const { keys, page } = world;
      const frame = await inspector(world);
      await frame.waitForFunction(() => document.hasFocus());
      await keys.press('Alt+3');
      await frame.locator('#tab-detections[aria-selected=true]').waitFor();
      await keys.tabTo(frame, '#detections button.target');
      await keys.press('Enter');
      await keys.choose('Where do queries run?', 'tests');
      await frame.locator('#detections .load-line').filter({ hasText: 'not been run on the cluster' }).waitFor();
      await keys.tabTo(frame, '#detections .load-line vscode-button');
      await keys.press('Enter');
      await frame.locator('#detections .load-line').filter({ hasText: 'From the cluster tests' }).waitFor();
      await keys.tabTo(frame, '.rules-filter', { back: true });
      await page.keyboard.type('Credentials in a prompt');
      await frame.locator('.rule-tree:not(:has(.det-line ~ .det-line))').waitFor();
      await keys.press('Enter', 'End');
      await frame.locator('.rule-title h2').filter({ hasText: 'Credentials in a prompt' }).waitFor();
      await frame.locator('.rule-records tbody tr').first().waitFor();
      await keys.tabTo(frame, '.rule-records tbody button');
      await keys.press('Enter');
      await frame.locator('bli-record-view').getByText('event.original').first().waitFor();
      await keys.press('Alt+ArrowLeft');
      await frame.locator('.rule-title').waitFor();
      // The sidebar has the same findings, and says where they are from.
      const { pane, goTo } = sideView(world, 'Detections');
      await goTo('Credentials in a prompt');
      await pane.locator('.pane-header .description').getByText('tests', { exact: true }).waitFor();
      await keys.press('Enter');
      await frame.locator('.rule-title h2').filter({ hasText: 'Credentials in a prompt' }).waitFor();
      await frame.locator('#detections .load-line').filter({ hasText: 'From the cluster tests' }).waitFor();
    },
  ],
  [
    'a log is pushed to Elasticsearch from its row in the Sources view, without a page',
    async (world) => {
      const { keys } = world;
      await keys.closeAll();
      await keys.command('Bedrock Logs: Add the Folders of This Workspace');
      const { menu, row, unfold, fold } = sideView(world, 'Sources');
      // Once its files are counted the list is made anew no more: a menu that is up then would close with nothing done.
      await row('workspace')
        .filter({ hasText: /\d files/ })
        .waitFor();
      await unfold('workspace');
      await menu('20261120', 'Push to Elasticsearch');
      assert.match(await keys.notice('3 documents'), /0 created, 3 already there, 0 rejected/);
      await keys.command('Notifications: Clear All Notifications');
      await fold();
      await keys.file(LOG);
    },
  ],
  [
    'the overview shows figures of Elasticsearch, marked as such, and those of the local records again',
    async (world) => {
      const { keys } = world;
      const frame = await inspector(world, RECORDS);
      await frame.waitForFunction(() => document.hasFocus() && document.querySelector('[role=tabpanel]'));
      await keys.press('Alt+1');
      await frame.locator('#tab-overview[aria-selected=true]').waitFor();
      await overviewShows(frame, { calls: RECORDS, tokens: '33', model: 'claude-3-haiku', origin: '' });
      await keys.tabTo(frame, '.brush button.target');
      await keys.press('Enter');
      await keys.choose('Where do queries run?', 'tests');
      const there = {
        calls: CALLS_THERE,
        tokens: '777',
        model: 'llama3-70b-instruct',
        origin: ', from the cluster tests',
      };
      await overviewShows(frame, there);
      await keys.tabTo(frame, '.brush button.target');
      await keys.press('Enter');
      await keys.choose('Where do queries run?', 'Local records');
      await overviewShows(frame, { calls: RECORDS, tokens: '33', model: 'claude-3-haiku', origin: '' });
      assert.deepEqual(rig.esql.faults, []);
    },
  ],
  [
    'a query of the page runs on Elasticsearch, and says so',
    async (world) => {
      const { keys, page } = world;
      const frame = await inspector(world, RECORDS);
      // A page that comes up takes the focus once, from a box too.
      await frame.waitForFunction(() => document.hasFocus() && document.querySelector('[role=tabpanel]'));
      await keys.press('Alt+4');
      await frame.locator('#tab-query[aria-selected=true]').waitFor();
      // Its editor takes the focus when its code is there.
      await frame.locator('bli-query .cm-content:focus').waitFor();
      await keys.tabTo(frame, 'button.target', { back: true });
      await keys.press('Enter');
      await keys.choose('Where do queries run?', 'tests');
      await frame.locator('button.target').filter({ hasText: 'tests' }).waitFor();
      await keys.tabTo(frame, 'vscode-button.run', { back: true });
      await keys.press('Enter');
      await frame.getByText('777,000').first().waitFor();
      await frame
        .getByText(/from the cluster tests/)
        .first()
        .waitFor();
      await page.keyboard.press('Escape');
      await keys.closeAll();
      assert.deepEqual(rig.esql.faults, []);
      await endElasticsearch();
    },
  ],
];
