// Accessibility rules of axe-core, in four themes, on every view.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { rig } from './open.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let it;
before(async () => {
  it = await rig();
});
after(() => it.stop());

async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${id}: ${target.join(' ')} ${failureSummary.split('\n').slice(1).join(' ').trim()}`,
    ),
  );
}

const open = async (row, page) => {
  await page.locator(`.gr[data-index="${row}"]`).dblclick();
  await page.waitForSelector('.facts:not(.short)');
};
const tab = (name) => async (page) => {
  await open(8, page); // one that a guardrail blocked
  await page.getByRole('tab', { name }).click();
  await page.waitForTimeout(100);
};

const views = {
  start: { query: 'phase=empty', ready: '.start' },
  table: {
    go: async (page) => {
      await page.locator('.gr[data-index="8"]').click();
      await page.waitForSelector('.peek-head');
    },
  },
  heads: {
    go: async (page) => {
      await page.keyboard.press('/');
      for (const key of ['ArrowDown', 'ArrowUp']) await page.keyboard.press(key);
    },
  },
  reading: { query: 'phase=loading&problems' },
  problems: { query: 'problems', go: (page) => page.locator('.foot button.link').click() },
  nothing: { query: 'rows=0', ready: '.state' },
  conversation: { go: tab('Conversation') },
  guardrails: { go: tab('Guardrails') },
  fields: { go: tab('Fields') },
  raw: { go: tab('Raw') },
  document: { go: tab('ECS document') },
  menu: {
    go: async (page) => {
      await page.locator('.gr[data-index="8"]').click({ button: 'right' });
      await page.waitForSelector('[role=menu]');
    },
  },
  unfolded: {
    go: async (page) => {
      await open(8, page);
      await page.keyboard.press('z');
      await page.keyboard.press('s');
    },
  },
};

for (const theme of ['dark', 'light', 'hc', 'hc-light']) {
  test(`no violation in ${theme}`, async () => {
    const all = [];
    for (const [name, { query = '', ready, go }] of Object.entries(views)) {
      const { page, context } = await it.open(`theme=${theme}&${query}`, ready ? { ready } : {});
      await go?.(page);
      for (const violation of await violations(page)) all.push(`${name}: ${violation}`);
      await context.close();
    }
    assert.deepEqual(all, []);
  });
}
