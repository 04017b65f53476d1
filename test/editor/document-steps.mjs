// What leaves the page: documents of the editor, the clipboard, exported files. It starts on a record of the samples.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.mjs';
import { inspector, SAMPLES } from './opening-steps.mjs';

const tab = (page, name) => page.locator('.tabs-container .tab.active').filter({ hasText: name });

async function requestId(world) {
  const frame = await inspector(world);
  const said = frame.locator('.crumbs .said').filter({ hasText: /[0-9a-f-]{36}/ });
  return (await said.textContent()).trim();
}

/** The whole text of the editor in front, by its own copy command. */
async function editorText({ keys, page }) {
  await page.locator('.editor-instance .view-lines').first().waitFor();
  await keys.command('View: Focus Active Editor Group');
  await keys.press('Control+A', 'Control+C');
  return page.evaluate(() => navigator.clipboard.readText());
}

/** What the clipboard holds once it no longer holds `before`. */
const copied = (page, before) =>
  eventually(async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(text !== before && text !== '', 'nothing was copied');
    return text;
  });

const parsed = (text) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

export const documentSteps = [
  ...[
    ['Show Raw Record', (id) => `record ${id}.json`, /"schemaType": "ModelInvocationLog"/],
    ['Show ECS Document', (id) => `record ${id} ecs.json`, /"gen_ai": \{/],
  ].map(([command, name, holds]) => [
    `${command} opens a read-only document with a stable name`,
    async (world) => {
      const { keys, page } = world;
      const id = await requestId(world);
      await keys.command(`Bedrock Logs: ${command}`);
      await tab(page, name(id)).waitFor();
      const text = await editorText(world);
      assert.match(text, holds);
      assert.ok(text.includes(id));
      JSON.parse(text);
      await page.keyboard.type('x');
      await page
        .locator('.monaco-editor-overlaymessage')
        .filter({ hasText: /read-only/i })
        .waitFor();
      await keys.command('View: Close Editor');
      await inspector(world);
    },
  ]),
  [
    "Compare Raw and ECS opens the editor's own diff",
    async (world) => {
      const { keys, page } = world;
      const id = await requestId(world);
      await keys.command('Bedrock Logs: Compare Raw and ECS');
      await tab(page, `record ${id}.json`).waitFor();
      await page.locator('.monaco-diff-editor .editor.original .view-lines').filter({ hasText: 'timestamp' }).waitFor();
      await page.locator('.monaco-diff-editor .editor.modified .view-line').first().waitFor();
      await keys.command('View: Close Editor');
      await inspector(world);
    },
  ],
  ...[
    ['Copy Request ID', (text, id) => assert.equal(text, id)],
    ['Copy as JSON', (text, id) => assert.equal(JSON.parse(text).requestId, id)],
    ['Copy as ECS', (text, id) => assert.ok(JSON.parse(text)['@timestamp'] && text.includes(id))],
    ['Copy as Markdown Transcript', (text) => assert.match(text, /^#/)],
  ].map(([command, check]) => [
    `${command} fills the clipboard`,
    async (world) => {
      const { keys, page } = world;
      const id = await requestId(world);
      await page.evaluate(() => navigator.clipboard.writeText('before'));
      await keys.command(`Bedrock Logs: ${command}`);
      check(await copied(page, 'before'), id);
    },
  ]),
  [
    'all records export to a file, each document counted',
    async (world) => {
      const { folder, keys } = world;
      await keys.command('Bedrock Logs: Export Documents');
      await keys.choose('Export Documents (1/3)', 'All records');
      await keys.choose('Export Documents (2/3)', 'NDJSON');
      await keys.choose('Export Documents (3/3)', 'File…');
      await keys.newFile(join(folder, 'all.ndjson'));
      const said = await keys.notice('Exported');
      assert.match(said, new RegExp(`^Exported ${SAMPLES} documents\\..*Written to: all\\.ndjson$`, 's'));
      const documents = parsed(readFileSync(join(folder, 'all.ndjson'), 'utf8'));
      assert.equal(documents.length.toLocaleString('en'), SAMPLES);
      assert.ok(documents.every((document) => document['@timestamp']));
      assert.deepEqual(
        readdirSync(folder).filter((name) => /all\.ndjson./.test(name)),
        [],
        'nothing is left beside the file',
      );
      await keys.command('Notifications: Clear All Notifications');
    },
  ],
  [
    'what the search left exports to an editor in bulk format',
    async (world) => {
      const { keys } = world;
      await keys.command('Bedrock Logs: Back to Invocations');
      const frame = await inspector(world, SAMPLES);
      await frame.locator('[role=grid][aria-busy=false]').waitFor();
      const matched = Number(await frame.locator('[role=grid]').getAttribute('aria-rowcount')) - 1;
      await keys.command('Bedrock Logs: Export Documents');
      await keys.choose('Export Documents (1/3)', 'Records that the filter left');
      await keys.choose('Export Documents (2/3)', 'Bulk');
      await keys.choose('Export Documents (3/3)', 'New editor');
      assert.ok((await keys.notice('Exported')).startsWith(`Exported ${matched.toLocaleString('en')} documents.`));
      const lines = parsed(await editorText(world));
      assert.equal(lines.length, 2 * matched);
      assert.ok(lines.every((line, index) => (index % 2 === 0 ? 'create' in line : '@timestamp' in line)));
      await keys.command('View: Revert and Close Editor');
      await inspector(world, SAMPLES);
      await keys.command('Notifications: Clear All Notifications');
    },
  ],
  [
    'an export that is given up leaves no file',
    async (world) => {
      const { folder, keys, page } = world;
      await keys.command('Bedrock Logs: Export Documents');
      await keys.choose('Export Documents (1/3)', 'Selected records');
      await keys.choose('Export Documents (2/3)', 'NDJSON');
      await keys.choose('Export Documents (3/3)', 'File…');
      await keys.pathButton.waitFor();
      await keys.press('Escape');
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.includes('bedrock-documents')),
        [],
      );
    },
  ],
];
