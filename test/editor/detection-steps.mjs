// Detection rules in the editor: the view, a check, its explanation and records, a rule file, Problems, suppressions.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.mjs';
import { inspector } from './opening-steps.mjs';
import { sideView } from './side-view.mjs';

const viewRow = (page, text) => page.locator('.pane-body .monaco-list-row').filter({ hasText: text });
const titleIn = (frame, name) => frame.locator('.rule-title h2').filter({ hasText: name });
const problem = (page, text) => page.locator('.markers-panel .monaco-list-row').filter({ hasText: text });

export const detectionSteps = [
  [
    'detection rules are checked when logs are loaded, and the view lists what fired',
    async (world) => {
      const { keys, page } = world;
      await keys.closeAll();
      await keys.command('Bedrock Logs: Open Sample Logs');
      const frame = await inspector(world, '[\\d,]+');
      await frame.locator('#tab-detections vscode-badge').waitFor({ timeout: 60_000 });
      await keys.command('Bedrock Log Inspector: Focus on Detections View');
      await viewRow(page, 'Fired').first().waitFor();
      await viewRow(page, 'Credentials in a prompt').first().waitFor();
    },
  ],
  [
    'a finding of a detection rule opens from the view by keyboard, and its records with it',
    async (world) => {
      const { keys } = world;
      const { goTo, unfold, row } = sideView(world, 'Detections');
      const before = await inspector(world);
      assert.equal(await titleIn(before, 'Dangerous tool calls').count(), 0);
      await unfold('Dangerous tool calls');
      await row(/\d records?$/).waitFor();
      await goTo(/\d records?$/);
      await keys.press('Enter');
      const frame = await inspector(world);
      await titleIn(frame, 'Dangerous tool calls').waitFor();
      await frame.locator('.rule-records tbody tr').first().waitFor();
    },
  ],
  [
    'a detection check of one rule explains it in the page, and its records come into the table',
    async (world) => {
      const { keys } = world;
      await keys.command('Bedrock Logs: Run Detection Check...');
      await keys.choose('Run Detection Check', 'Dangerous tool calls');
      const frame = await inspector(world, '[\\d,]+');
      await titleIn(frame, 'Dangerous tool calls').waitFor();
      await keys.tabTo(frame, '.rule-records .link', { text: 'Show in Invocations' });
      await keys.press('Enter');
      await frame.locator('[role=grid][aria-rowcount="2"]').waitFor();
    },
  ],
  [
    'a detection rule of one’s own runs from the lens in its file',
    async (world) => {
      const { keys } = world;
      await keys.file('own-rule.toml');
      await keys.lens(9, 'Run on loaded records');
      const frame = await inspector(world, '[\\d,]+');
      await titleIn(frame, 'Calls of everybody').waitFor();
      await frame.locator('.rule-groups tbody tr .bad').first().waitFor();
    },
  ],
  [
    'findings of detection rules in files of the workspace are in the Problems panel at their line',
    async (world) => {
      const { keys, page } = world;
      await keys.closeAll();
      await keys.file('111122223333_BedrockModelInvocationLogs_eu-central-1_20261120.json.gz');
      const frame = await inspector(world, 3);
      await frame.locator('#tab-detections vscode-badge').waitFor({ timeout: 60_000 });
      await keys.command('Problems: Focus on Problems View');
      await problem(page, 'Calls of everybody').first().waitFor();
      await eventually(async () => assert.equal(await problem(page, 'Calls of everybody').count(), 3));
      await problem(page, 'Calls of everybody').nth(1).filter({ hasText: 'Ln 2' }).waitFor();
      await keys.command('View: Hide Panel');
    },
  ],
  [
    'a finding of a detection rule is left out with its reason and its end, in a file that can be committed',
    async (world) => {
      const { folder, keys } = world;
      const frame = await inspector(world, 3);
      await keys.command('Bedrock Logs: Run Detection Check...');
      await keys.choose('Run Detection Check', 'Calls of everybody');
      await titleIn(frame, 'Calls of everybody').waitFor();
      await keys.tabTo(frame, '.rule vscode-button', { text: 'Suppress' });
      await keys.press('Enter');
      await keys.choose('Suppress: Calls of everybody', 'The whole rule');
      await keys.answer('reason', 'A rehearsal');
      await keys.answer('last day', '2099-12-31');
      assert.match(await keys.notice('Left out until'), /2099-12-31: Calls of everybody/);
      const text = readFileSync(join(folder, '.bedrock-logs', 'suppressions.toml'), 'utf8');
      assert.match(text, /\[\[suppress\]\]\nrule = "own-rule"\nreason = "A rehearsal"\nuntil = 2099-12-31\n/);
      await frame.locator('.rule .note', { hasText: 'left out: A rehearsal, until 2099-12-31' }).waitFor();
      await keys.command('Notifications: Clear All Notifications');
      await keys.closeAll();
    },
  ],
];
