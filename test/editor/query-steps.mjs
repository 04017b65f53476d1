// ES|QL in the editor: errors as one types, completion with the values of the records, running, saving.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.mjs';
import { inspector } from './opening-steps.mjs';
import { rule } from './workspace.mjs';

const FROM = 'FROM logs-aws_bedrock.invocation-*';

const squiggles = (page) => page.locator('.monaco-editor .squiggly-error');
const suggestion = (page, label) =>
  page.locator('.suggest-widget.visible .monaco-list-row').filter({ has: page.getByText(label, { exact: true }) });
const editor = (page) => page.locator('.editor-instance .monaco-editor.focused').first();

/** Replaces the text of the editor in front. Typed without completion and closing of quotes in the way. */
async function write({ keys, page }, text) {
  await editor(page).waitFor();
  await keys.press('Control+A', 'Delete');
  await page.keyboard.insertText(text);
}

async function shown({ page }, text) {
  await page.locator('.view-lines').filter({ hasText: text }).first().waitFor();
}

/** The page once its Query tab has an answer whose head fits. */
async function answered(world, head) {
  const frame = await inspector(world, '[\\d,]+');
  await frame.waitForFunction(
    ([source, flags]) => new RegExp(source, flags).test(document.querySelector('.answer-head')?.innerText ?? ''),
    [head.source, head.flags],
  );
  return frame;
}

export const querySteps = [
  [
    'ES|QL without logs offers to open some, and a query that is wrong says where',
    async (world) => {
      const { keys, page } = world;
      await keys.closeAll();
      await keys.file('calls.esql');
      await editor(page).waitFor();
      await keys.command('Bedrock Logs: Run ES|QL Query');
      await keys.notice('No logs are open');
      await page.locator('.notifications-toasts').getByRole('button', { name: 'Open Sample Logs' }).press('Enter');
      const frame = await inspector(world, '[\\d,]+');
      await frame.locator('.state.failed', { hasText: 'line 2:9: Unknown column [nothing]' }).waitFor();
      await keys.closeAll();
    },
  ],
  [
    'errors of ES|QL are underlined, several at once, and gone when they are mended',
    async (world) => {
      const { keys, page } = world;
      await keys.command('Bedrock Logs: Open Sample Logs');
      const frame = await inspector(world, '[\\d,]+');
      // A page that comes up takes the focus once, from a box too.
      await frame.waitForFunction(() => document.hasFocus() && document.querySelector('[role=tabpanel]'));
      await page.locator('.statusbar-item').filter({ hasText: 'records so far' }).waitFor({ state: 'detached' });
      await keys.file('calls.esql');
      await squiggles(page).nth(1).waitFor();
      await eventually(async () => assert.equal(await squiggles(page).count(), 2));
      await write(world, `${FROM}\n| WHERE user.id IS NOT NULL\n`);
      await squiggles(page).first().waitFor({ state: 'detached' });
    },
  ],
  [
    'completion of ES|QL offers a field, and after == a value that the records have',
    async (world) => {
      const { keys, page } = world;
      await write(world, `${FROM}\n| WHERE event.out`);
      await keys.press('Control+Space');
      await suggestion(page, 'event.outcome').waitFor();
      await keys.press('Enter');
      await shown(world, 'event.outcome');
      await page.keyboard.insertText(' == ');
      await keys.press('Control+Space');
      await suggestion(page, 'failure').waitFor();
      await page.keyboard.type('"fai');
      await suggestion(page, 'success').waitFor({ state: 'detached' });
      await suggestion(page, 'failure').waitFor();
      await keys.press('Enter');
      await shown(world, /event\.outcome\s==\s"failure"$/);
    },
  ],
  [
    'hover on ES|QL says what a function is, the layout is made by the editor’s own command',
    async (world) => {
      const { keys, page } = world;
      await write(world, `${FROM.toLowerCase()}|stats calls=count(*) by event.outcome|sort calls desc`);
      await keys.command('Format Document');
      await shown(world, /\|\sSTATS\scalls\s=\scount/);
      await keys.goToLine('2:20');
      await keys.command('Show or Focus Hover');
      await page.locator('.monaco-hover').filter({ hasText: 'COUNT(' }).first().waitFor();
      await keys.press('Escape');
    },
  ],
  [
    'Run ES|QL Query shows the rows in the page’s Query tab',
    async (world) => {
      const { keys } = world;
      await keys.press('Control+1');
      await keys.command('Bedrock Logs: Run ES|QL Query');
      const frame = await answered(world, /^2 rows\s+from [\d,]+ records/);
      await frame.locator('.cm-content', { hasText: 'STATS calls = count' }).waitFor();
      const outcomes = frame.locator('.result [data-column="1"][role=gridcell]');
      await eventually(async () => assert.deepEqual((await outcomes.allInnerTexts()).sort(), ['failure', 'success']));
    },
  ],
  [
    'ES|QL is changed in the page, completed, run by keys, and gone back from',
    async (world) => {
      const { page } = world;
      const frame = await answered(world, /^2 rows/);
      await frame.locator('.cm-content').focus();
      await page.keyboard.press('Control+End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('| LIM');
      await frame.locator('.cm-tooltip-autocomplete [aria-selected]', { hasText: 'LIMIT' }).waitFor();
      // For its first 75 ms a list takes no key: it was meant for the text.
      await page.waitForTimeout(100);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await page.keyboard.type('1');
      await page.keyboard.press('Control+Enter');
      await answered(world, /^1 row\b/);
    },
  ],
  [
    'the rows of ES|QL save as CSV',
    async (world) => {
      const { folder, keys } = world;
      const frame = await answered(world, /^1 row\b/);
      await keys.press('Escape'); // from the text to the rows
      await keys.tabTo(frame, '.answer-head [aria-haspopup=menu]', { back: true });
      await keys.press('Enter');
      await keys.pageMenu(frame, 'Save all rows as CSV…');
      await keys.newFile(join(folder, 'outcomes.csv'));
      assert.match(await keys.notice('Saved'), /^Saved 1 row\. Written to: outcomes\.csv$/);
      const [head, ...rows] = readFileSync(join(folder, 'outcomes.csv'), 'utf8').trimEnd().split('\r\n');
      assert.equal(head, 'calls,event.outcome');
      assert.equal(rows.length, 1);
      assert.ok(Number(rows[0].split(',')[0]) > 0);
      await keys.command('Notifications: Clear All Notifications');
    },
  ],
  [
    'ES|QL of the page is kept as a file of the workspace',
    async (world) => {
      const { folder, keys } = world;
      const frame = await answered(world, /^1 row\b/);
      await keys.tabTo(frame, '.query-bar button, .query-bar vscode-button', { text: 'Save', back: true });
      await keys.press('Enter');
      await keys.answer('Name of the query', 'Outcomes');
      await frame.locator('.entry', { hasText: 'Outcomes' }).waitFor();
      const kept = readFileSync(join(folder, '.bedrock-logs', 'queries', 'Outcomes.esql'), 'utf8');
      assert.match(kept, /STATS calls = count[\s\S]*LIMIT 1\n$/i);
    },
  ],
  [
    'a rule file has its errors of ES|QL underlined and runs from its lens',
    async (world) => {
      const { keys, page } = world;
      await keys.press('Control+1');
      await keys.file('many.toml');
      await squiggles(page).first().waitFor();
      await write(world, rule('event.outcome == "failure"'));
      await squiggles(page).first().waitFor({ state: 'detached' });
      await keys.lens(9, 'Show what the query answers');
      const frame = await answered(world, /^1 row\b/);
      await frame.locator('.givens .tag', { hasText: 'NOW() is' }).waitFor();
      await keys.command('File: Revert File').catch(() => undefined);
    },
  ],
];
