// The reader over the real session: what the sample logs hold, as the extension's own worker reads it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rig } from './open.mjs';

let it;
before(async () => {
  it = await rig({ real: true });
});
after(() => it.stop());

const clean = (seen) => assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });

/** Opens the first record, newest first, whose thread has so many records. */
async function openThread(least) {
  const own = await it.open('real');
  const { page, press } = own;
  await page.locator('.gr[data-index="0"]').dblclick();
  await page.waitForSelector('.facts:not(.short)');
  await press('6');
  for (let tried = 0; tried < 120; tried++) {
    const found = await page.waitForFunction(() => {
      const thread = document.querySelector('.thread');
      const open = document.querySelector('.split.stale');
      return thread && !open ? { steps: thread.querySelectorAll('tbody tr').length } : undefined;
    });
    if ((await found.jsonValue()).steps >= least) return own;
    const time = await page.locator('.crumbs .said').innerText();
    await press('j');
    await page.waitForFunction((before) => document.querySelector('.crumbs .said')?.textContent !== before, time);
  }
  throw new Error(`no thread of ${least} records`);
}

test('a thread grows from record to record, and its neighbours share all that was said before', async () => {
  const { page, context, seen } = await openThread(3);
  const rows = (await page.locator('.thread tbody tr').allInnerTexts()).map((row) => row.split('\t'));
  const messages = rows.map((row) => Number(row[1]));
  assert.deepEqual(
    messages,
    [...messages].sort((a, b) => a - b),
  );
  const own = await page.evaluate(() =>
    [...document.querySelectorAll('.thread tbody tr')].findIndex((row) => row.hasAttribute('aria-current')),
  );
  const other = own === 0 ? 1 : own - 1;
  const shorter = Math.min(messages[own] ?? 0, messages[other] ?? 0);
  await page.locator('.thread tbody tr').nth(other).locator('button.ib').click();
  await page.waitForSelector('.compare');
  const said = await page.locator('.compare h2', { hasText: 'Messages' }).innerText();
  const shared = Number(/the first (\d+)/.exec(said)?.[1] ?? 0);
  assert.ok(shared >= shorter, `${said}, ${shorter} messages were sent with the shorter one`);
  clean(seen);
  await context.close();
});

test('every tab of many records shows without a mistake', async () => {
  const { page, press, context, seen } = await it.open('real');
  await page.locator('.gr[data-index="0"]').dblclick();
  await page.waitForSelector('.facts:not(.short)');
  await press('m', 's');
  for (let record = 0; record < 40; record++) {
    for (const key of ['1', '2', '3', '4', '5', '6']) await press(key);
    await press('j');
  }
  await page.waitForSelector('.facts:not(.short)');
  clean(seen);
  await context.close();
});

test('a raw line leads to its field and its line in the document', async () => {
  const { page, press, context, seen } = await it.open('real');
  await page.locator('.gr[data-index="0"]').dblclick();
  await page.waitForSelector('.facts:not(.short)');
  await press('3', 's');
  await page.locator('.second .line', { hasText: '"modelId"' }).first().click();
  const rows = await page.locator('tr.partner').evaluateAll((all) => all.map(({ dataset }) => dataset.row));
  assert.ok(rows.includes('gen_ai.request.model.id'), String(rows));
  assert.ok((await page.locator('.second .second-text .line.partner').count()) > 0);
  clean(seen);
  await context.close();
});
