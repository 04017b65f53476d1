// The overview in tests: opened, waited for, and looked at.
import assert from 'node:assert/strict';

export const clean = (seen) => assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });

export const settled = (page) =>
  page.waitForFunction(() => {
    const panels = [...document.querySelectorAll('.panel-in')];
    return panels.length > 10 && panels.every((panel) => panel.getAttribute('aria-busy') === 'false');
  });

/** Opens the overview and waits until every panel has its answer. */
export async function overview(it, query = 'real', options) {
  const opened = await it.open(query, { ready: 'bli-page-head [role=tab]', ...options });
  await opened.page.keyboard.press('Alt+1');
  await opened.page.waitForSelector('bli-overview .strip');
  await settled(opened.page);
  return opened;
}

export const panel = (page, id) => page.locator(`bli-panel[data-panel="${id}"]`);
export const number = (text) => Number(text.replace(/[^\d.-]/g, ''));
export const kpi = (page, label) => page.locator('.kpi', { has: page.locator('.k-label', { hasText: label }) });
/** Records that the table shows. */
export const shown = async (page) => {
  await page.waitForFunction(() => document.querySelector('.grid')?.getAttribute('aria-busy') === 'false');
  return Number(await page.locator('.grid').getAttribute('aria-rowcount')) - 1;
};
export const where = (page) =>
  page.evaluate(() => {
    const state = JSON.parse(sessionStorage.getItem(`state ${location.search}`) ?? '{}');
    return state.place?.selection ?? {};
  });
/** The selection, once it is saved as `test` wants it. */
export const saved = async (page, test) => {
  for (let turn = 0; turn < 100; turn++) {
    const selection = await where(page);
    if (test(selection)) return selection;
    await page.waitForTimeout(50);
  }
  return assert.fail(`the selection stays ${JSON.stringify(await where(page))}`);
};
