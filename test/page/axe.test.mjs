// Accessibility rules of axe-core, in four themes, on every view.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from '../rig/accessibility.mjs';
import { rig } from './open.mjs';

let it;
before(async () => {
  it = await rig();
});
after(() => it.stop());

const tab = (name, also) => async (page) => {
  await page.getByRole('tab', { name }).first().click();
  if (also) await page.locator('.second').getByRole('tab', { name: also }).click();
  await page.waitForTimeout(100);
};

/** Each opens the page once and goes through its views. */
const walks = [
  { query: 'phase=empty', ready: '.start', steps: { start: () => {} } },
  {
    query: 'phase=loading&problems',
    steps: { reading: () => {}, problems: (page) => page.locator('.foot button.link').click() },
  },
  { query: 'rows=0', ready: '.state', steps: { nothing: () => {} } },
  { query: 'broken=rows', ready: '.state', steps: { broken: () => {} } },
  {
    query: '',
    steps: {
      'ticked and excluded': async (page) => {
        await page.locator('.facet .value').nth(0).click();
        await page
          .locator('.facet .value')
          .nth(6)
          .click({ modifiers: ['Alt'] });
        await page.waitForSelector('.facet .value.unwanted');
        await page.locator('.gr[data-index="0"] .c-model').click();
      },
      'time range': async (page) => {
        await page.keyboard.press('t');
        await page.waitForSelector('.presets');
      },
      columns: async (page) => {
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Columns and rows' }).click();
        await page.waitForSelector('.column');
      },
      keys: async (page) => {
        await page.keyboard.press('Escape');
        await page.keyboard.press('Alt+F1');
        await page.waitForSelector('dialog[open]');
      },
      marks: async (page) => {
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+f');
        await page.keyboard.type('claude');
        await page.waitForSelector('mark');
      },
      offers: async (page) => {
        await page.keyboard.press('Escape');
        await page.locator('bli-filter-bar .cm-content').click();
        await page.keyboard.press('Control+End');
        await page.keyboard.type(' AND event.out');
        await page.waitForSelector('.cm-tooltip-autocomplete [aria-selected]');
      },
      mistake: async (page) => {
        await page.keyboard.press('Escape');
        await page.keyboard.insertText(' AND nothing == 1');
        await page.keyboard.press('Control+Enter');
        await page.waitForSelector('.filter-mistake');
      },
    },
  },
  {
    query: '',
    steps: {
      heads: async (page) => {
        for (const key of ['/', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key);
      },
      table: async (page) => {
        await page.locator('.gr[data-index="8"]').click(); // one that a guardrail blocked
        await page.waitForSelector('.peek-head');
      },
      menu: async (page) => {
        await page.keyboard.press('Shift+F10');
        await page.waitForSelector('[role=menu]');
      },
      conversation: async (page) => {
        await page.keyboard.press('Escape');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.facts:not(.short)');
        await page.keyboard.press('z');
      },
      'fields and guardrails': async (page) => {
        await page.keyboard.press('s');
        await tab('Fields', 'Guardrails')(page);
      },
      'raw and document': tab('Raw', 'ECS document'),
      'a line and its partners': async (page) => {
        await page.locator('.second .line', { hasText: '"prompt_tokens"' }).first().click();
        await page.waitForSelector('.partner');
      },
      'thread and search': async (page) => {
        await tab('Thread')(page);
        await page.waitForSelector('.thread');
        await page.keyboard.press('Control+f');
        await page.waitForSelector('bli-record-find');
      },
      'waiting for another': async (page) => {
        for (const key of ['Escape', 'c']) await page.keyboard.press(key);
        await page.waitForSelector('.load-line');
        await page.waitForFunction(() => document.activeElement?.classList.contains('current'));
      },
      comparison: async (page) => {
        for (const key of ['ArrowDown', 'Enter']) await page.keyboard.press(key);
        await page.waitForSelector('.compare ins');
      },
    },
  },
  {
    query: 'markdown',
    steps: {
      markdown: async (page) => {
        await page.locator('.gr[data-index="0"]').dblclick();
        await page.waitForSelector('bli-conversation .turn');
        await page.keyboard.press('m');
        await page.getByRole('button', { name: 'show', exact: true }).first().click();
        await page.waitForSelector('bli-picture img');
      },
    },
  },
];

for (const theme of ['dark', 'light', 'hc', 'hc-light']) {
  test(`no violation in ${theme}`, async () => {
    const all = [];
    for (const { query, ready, steps } of walks) {
      const { page, context } = await it.open(`theme=${theme}&${query}`, ready ? { ready } : {});
      for (const [name, go] of Object.entries(steps)) {
        await go(page);
        for (const violation of await violations(page)) all.push(`${name}: ${violation}`);
      }
      await context.close();
    }
    assert.deepEqual(all, []);
  });
}
