// How logs are opened: samples, the Explorer, "Reopen Editor With...", the Sources view.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sideView } from './side-view.mjs';
import { DELIVERED } from './workspace.mjs';

/** The records of the sample logs, as the page says it. */
export const SAMPLES = '2,400';

/** The inspector page that is in front, when it shows this many records. */
export async function inspector({ webview }, records) {
  const frame = await webview('bli-page [role=tab], bli-page .state, bli-record-view');
  if (records !== undefined)
    await frame
      .locator('#tab-invocations vscode-badge')
      .filter({ hasText: new RegExp(`^\\s*${records}\\s*$`) })
      .waitFor({ timeout: 60_000 });
  return frame;
}

/** Opens the first record of the page that is in front, and the file that it is from. */
async function sourceOfFirst({ keys }, frame) {
  await keys.command('Bedrock Logs: Search Invocations');
  await frame.locator('vscode-textfield.search:focus').waitFor();
  await keys.press('ArrowDown', 'Enter');
  const link = frame.locator('.facts .source button');
  await link.waitFor();
  await link.focus();
  await keys.press('Enter');
}

export const openingSteps = [
  [
    'the palette offers only what works before logs are open',
    async ({ keys }) => {
      await keys.command('Bedrock Logs: Show Log'); // the editor knows the extension by now
      await keys.command('View: Hide Panel');
      const offered = (await keys.offered('Bedrock Logs: ')).filter((label) => label.startsWith('Bedrock Logs: '));
      for (const label of ['Open Logs', 'Open Folder of Logs', 'Open Sample Logs', 'Show Log'])
        assert.ok(offered.includes(`Bedrock Logs: ${label}`), label);
      for (const label of ['Export Documents', 'Show Raw Record', 'Copy Request ID', 'Cancel Loading'])
        assert.ok(!offered.includes(`Bedrock Logs: ${label}`), label);
    },
  ],
  [
    'a file of Bedrock opens from the Explorer in the inspector',
    async (world) => {
      const { keys, page } = world;
      await keys.command('File: Focus on Files Explorer');
      const row = page.locator('.explorer-folders-view .monaco-list-row.focused');
      await keys.press('Home');
      for (let tries = 0; tries < 12 && (await row.getAttribute('aria-label').catch(() => '')) !== DELIVERED; tries++)
        await keys.press('ArrowDown');
      await keys.press('Enter');
      const frame = await inspector(world, 12);
      await frame.locator('[role=grid][aria-rowcount="13"]').waitFor(); // twelve records and the head
      await keys.closeAll();
    },
  ],
  [
    'a name like an object of Bedrock opens in it too',
    async (world) => {
      await world.keys.file('111122223333_BedrockModelInvocationLogs_eu-central-1_20261120.json.gz');
      await inspector(world, 3);
      await world.keys.closeAll();
    },
  ],
  [
    'another log opens as text and can be reopened in the inspector',
    async (world) => {
      const { keys, page } = world;
      await keys.file('other.jsonl');
      await page.locator('.editor-instance .view-lines').filter({ hasText: 'ModelInvocationLog' }).waitFor();
      await keys.command('View: Reopen Editor With...');
      await keys.take('Bedrock Log Inspector');
      await inspector(world, 5);
      await keys.closeAll();
    },
  ],
  [
    'a record leads to its line in its file',
    async (world) => {
      const { keys, page } = world;
      await keys.file('other.jsonl');
      await keys.command('View: Reopen Editor With...');
      await keys.take('Bedrock Log Inspector');
      const frame = await inspector(world, 5);
      await sourceOfFirst(world, frame);
      await page.locator('.editor-instance .view-lines').filter({ hasText: 'ModelInvocationLog' }).waitFor();
      // The newest record is the last line.
      await page.locator('.statusbar-item').filter({ hasText: 'Ln 5, Col 1' }).waitFor();
      await keys.closeAll();
    },
  ],
  [
    'a file without invocations says so and offers a way out',
    async (world) => {
      const { keys } = world;
      await keys.file('no-records.jsonl');
      await keys.command('View: Reopen Editor With...');
      await keys.take('Bedrock Log Inspector');
      const frame = await inspector(world);
      await frame.getByRole('heading', { name: 'No invocation in these files' }).waitFor();
      await frame.getByText('Open files…').first().waitFor();
      await keys.closeAll();
    },
  ],
  [
    'the Sources view lists a folder by account, day and hour',
    async (world) => {
      const { folder, keys } = world;
      await keys.command('Bedrock Logs: Add Source');
      await keys.choose('Add Source', 'Folder');
      await keys.folder(`${folder}/bucket`);
      const { pane, row, rows, unfold } = sideView(world, 'Sources');
      await pane.locator('.monaco-list:focus .monaco-list-row.focused').filter({ hasText: 'bucket' }).waitFor();
      for (const label of ['bucket', '111122223333 / eu-central-1', '2026-11-20']) await unfold(label);
      await row('16:00').waitFor();
      const text = (await rows.allTextContents()).map((row) => row.trim());
      assert.match(text[1], /^111122223333 \/ eu-central-1\s*3 files, \d/);
      assert.match(text[2], /^2026-11-20\s*3 files/);
      assert.match(text[3], /^16:00\s*1 file, /, 'the body in the data folder is no log');
      assert.match(text[4], /^17:00\s*2 files/);
      const late = `${folder}/bucket/AWSLogs/111122223333/BedrockModelInvocationLogs/eu-central-1/2026/11/20/17/20261120T175900000Z_4be1f00d4be1f010.json.gz`;
      copyFileSync(`${folder}/${DELIVERED}`, late);
      await row(/17:00\s*3 files/).waitFor(); // it was seen to come
      rmSync(late);
      await row(/17:00\s*2 files/).waitFor();
    },
  ],
  [
    'an hour of the Sources view opens with all its files, from its menu',
    async (world) => {
      const { keys } = world;
      await sideView(world, 'Sources').menu('17:00', 'Open in Bedrock Log Inspector');
      await inspector(world, 16);
      await keys.closeAll();
    },
  ],
  [
    'a file of the Sources view opens on its own tab',
    async (world) => {
      const { keys } = world;
      const { goTo, unfold } = sideView(world, 'Sources');
      await unfold('17:00');
      await goTo('T173000000Z');
      await keys.press('Enter');
      await inspector(world, 4);
      await keys.closeAll();
    },
  ],
  [
    'a record of a compressed file leads to its row among the sources',
    async (world) => {
      const { keys } = world;
      const { goTo, pane } = sideView(world, 'Sources');
      await goTo('T173000000Z');
      await keys.press('Enter');
      const frame = await inspector(world, 4);
      await goTo('bucket');
      await sourceOfFirst(world, frame);
      const focused = pane.locator('.monaco-list:focus .monaco-list-row.focused');
      await focused.filter({ hasText: 'T173000000Z' }).waitFor();
      await keys.closeAll();
    },
  ],
  [
    'a file that is dragged onto the Sources view is listed there',
    async ({ keys, page }) => {
      await keys.file('other.jsonl');
      await keys.command('Bedrock Log Inspector: Focus on Sources View');
      const list = page.locator('.pane-body .monaco-list').first();
      // The one thing here that a keyboard cannot do; its other ways are Add Source and Open Logs.
      await page.locator('.tab.active').filter({ hasText: 'other.jsonl' }).dragTo(list);
      await list.locator('.monaco-list-row').filter({ hasText: 'other.jsonl' }).waitFor();
      await keys.closeAll();
    },
  ],
  [
    'sources are removed and their files stay',
    async ({ folder, keys, page }) => {
      for (const name of ['bucket', 'other.jsonl']) {
        await keys.command('Bedrock Logs: Remove Source');
        await keys.choose('Remove Source', name);
        await page.locator('.pane-body .monaco-list-row').filter({ hasText: name }).waitFor({ state: 'detached' });
        assert.ok(existsSync(join(folder, name)));
      }
      await page
        .locator('.pane-body .welcome-view')
        .filter({ hasText: 'Read what your Amazon Bedrock models' })
        .waitFor();
    },
  ],
  [
    'reading a large folder can be cancelled and leaves what was read',
    async (world) => {
      const { folder, keys, page } = world;
      await keys.command('Bedrock Logs: Open Folder of Logs');
      await keys.folder(`${folder}/many`);
      await page
        .locator('.statusbar-item')
        .filter({ hasText: /[1-9][\d,]* records so far/ })
        .waitFor();
      await keys.command('Bedrock Logs: Cancel Loading');
      const frame = await inspector(world);
      await frame.getByText('Reading was cancelled.').waitFor();
      const read = Number((await frame.locator('#tab-invocations vscode-badge').textContent()).replace(/\D/g, ''));
      assert.ok(read > 0 && read < 900_000, `${read} records`);
      await page.locator('.statusbar-item').filter({ hasText: 'records so far' }).waitFor({ state: 'detached' });
      await keys.closeAll();
      return `${read.toLocaleString('en')} records kept`;
    },
  ],
  [
    'sample logs open from the palette',
    async (world) => {
      await world.keys.command('Bedrock Logs: Open Sample Logs');
      await inspector(world, SAMPLES);
    },
  ],
];
