// The inspector page by keyboard: search, the table, a record and its tabs. It starts on the samples.
import assert from 'node:assert/strict';
import { violations } from '../rig/accessibility.mjs';
import { eventually } from './eventually.mjs';
import { inspector, SAMPLES } from './opening-steps.mjs';

/** A violation code of guardrails: every record that it finds has all tabs. */
export const SEARCH = 'PROMPT_ATTACK';
const TABS = ['Conversation', 'Guardrails', 'Fields', 'Raw', 'ECS document', 'Thread'];
const THEMES = [
  ['Dark Modern', 'vscode-dark'],
  ['Light Modern', 'vscode-light'],
  ['Dark High Contrast', 'vscode-high-contrast'],
  ['Light High Contrast', 'vscode-high-contrast-light'],
];

const chosenTab = (frame, name) =>
  frame.locator('bli-record-view [role=tab][aria-selected=true]').filter({ hasText: name }).first();

/** Goes through the four themes, audits the page in each, and ends in the first. */
async function audit(world, frame) {
  const broken = [];
  for (const [label, kind] of [...THEMES.slice(1), THEMES[0]]) {
    await world.keys.theme(label);
    await frame.locator(`body.${kind}`).waitFor();
    broken.push(...(await violations(frame)).map((rule) => `${label}: ${rule}`));
  }
  assert.deepEqual(broken, []);
}

export const pageSteps = [
  [
    'a search leaves the records that hold the text',
    async (world) => {
      const frame = await inspector(world, SAMPLES);
      await world.keys.command('Bedrock Logs: Search Invocations');
      await frame.locator('vscode-textfield.search:focus').waitFor();
      await world.page.keyboard.type(SEARCH);
      const count = frame
        .locator('[role=search]')
        .getByText(new RegExp(`^(?!${SAMPLES})[\\d,]+ of ${SAMPLES} records$`));
      // While one types there are answers to the first letters.
      await frame.locator('[role=grid][aria-busy=false]').waitFor();
      return eventually(async () => {
        const matched = Number((await count.textContent()).split(' ')[0].replace(',', ''));
        assert.ok(matched > 0 && matched < Number(SAMPLES.replace(',', '')), `${matched} records`);
        assert.equal(await frame.locator('[role=grid]').getAttribute('aria-rowcount'), String(matched + 1));
        return `${matched} records`;
      });
    },
  ],
  ['the table has no accessibility violation in four themes', async (world) => audit(world, await inspector(world))],
  [
    'a record opens from the table and shows its tabs',
    async (world) => {
      const { keys } = world;
      const frame = await inspector(world);
      await keys.command('Bedrock Logs: Search Invocations');
      await frame.locator('vscode-textfield.search:focus').waitFor();
      await keys.press('ArrowDown', 'ArrowDown', 'Enter');
      await frame.locator('bli-record-view').waitFor();
      for (const [index, name] of TABS.entries()) {
        await keys.press(String(index + 1));
        await chosenTab(frame, name).waitFor();
      }
      await keys.press('1');
      await chosenTab(frame, TABS[0]).waitFor();
      await frame
        .locator('bli-record-view')
        .getByText(/assistant/i)
        .first()
        .waitFor();
    },
  ],
  [
    'the next and the previous record follow from the palette',
    async (world) => {
      const frame = await inspector(world);
      const title = frame.locator('.crumbs .said');
      const first = await title.textContent();
      await world.keys.command('Bedrock Logs: Next Record');
      await frame.waitForFunction((before) => document.querySelector('.crumbs .said')?.textContent !== before, first);
      await world.keys.command('Bedrock Logs: Previous Record');
      await frame.waitForFunction((before) => document.querySelector('.crumbs .said')?.textContent === before, first);
    },
  ],
  [
    'a search inside the record marks what it finds',
    async (world) => {
      const { keys, page } = world;
      const frame = await inspector(world);
      await keys.press('1', 'Control+f');
      await frame.locator('bli-record-find vscode-textfield:focus').waitFor();
      await page.keyboard.type('the');
      await frame.locator('bli-record-find [role=status]', { hasText: /^1 of / }).waitFor();
      await keys.press('Escape');
      await frame.locator('bli-record-find').waitFor({ state: 'detached' });
    },
  ],
  [
    'two records are compared from the palette, and the record opens again',
    async (world) => {
      const { keys } = world;
      const frame = await inspector(world);
      await keys.command('Bedrock Logs: Compare With...');
      await frame.locator('.load-line', { hasText: 'Compare record' }).waitFor();
      await frame.locator('.gr.current:focus').waitFor();
      await keys.press('ArrowDown', 'Enter');
      await frame.locator('.compare').waitFor();
      await keys.press('Escape');
      await frame.locator('.gr.current:focus').waitFor();
      await keys.press('Enter');
      await frame.locator('bli-record-view [role=tab]').first().waitFor();
    },
  ],
  ...TABS.map((name, index) => [
    `a record's ${name} has no accessibility violation in four themes`,
    async (world) => {
      const frame = await inspector(world);
      await world.keys.command('View: Focus Active Editor Group');
      await frame.waitForFunction(() => document.hasFocus());
      await world.keys.press(String(index + 1));
      await chosenTab(frame, name).waitFor();
      await audit(world, frame);
    },
  ]),
];
