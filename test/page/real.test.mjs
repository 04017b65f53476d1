// The page over the real session: the sample logs as the extension's own worker reads them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rig } from './open.mjs';

let it;
before(async () => {
  it = await rig({ real: true });
});
after(() => it.stop());

const clean = (seen) => assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });

const count = async (page) => Number((await page.locator('.grid').getAttribute('aria-rowcount')) ?? 0) - 1;

test('all columns of the table are filled by the session', async () => {
  // The sample's rows carry their day: beside facets and a detail, 1440 px have no room for all.
  const { page, context, seen } = await it.open('real', { width: 1600 });
  assert.equal(await page.locator('.head [role=columnheader]').count(), 10);
  for (const column of ['time', 'model', 'operation', 'caller', 'input', 'cached', 'output', 'latency', 'stop']) {
    const texts = await page.locator(`.canvas .c-${column}`).allInnerTexts();
    assert.ok(
      texts.some((text) => !['', '–'].includes(text.trim())),
      column,
    );
  }
  assert.match(await page.locator('.foot').innerText(), /[\d,]+ records[\s\S]*skipped[\s\S]*could not be read/);
  clean(seen);
  await context.close();
});

test('a search for a request ID finds that record alone', async () => {
  const { page, press, context, seen } = await it.open('real');
  await page.locator('.gr[data-index="12"]').dblclick();
  await page.waitForSelector('.facts:not(.short)');
  const id = (await page.locator('.crumbs .said').innerText()).trim();
  await press('Escape');
  await page.waitForSelector('.grid');
  await press('Control+f');
  await page.keyboard.type(id);
  await page.waitForFunction(() => document.querySelector('.grid')?.getAttribute('aria-rowcount') === '2');
  clean(seen);
  await context.close();
});

test('every column sorts, and no record is lost by it', async () => {
  const { page, context, seen } = await it.open('real');
  const all = await count(page);
  const heads = await page.locator('.head [role=columnheader]').count();
  for (let i = 0; i < heads; i++) {
    await page.locator('.head [role=columnheader]').nth(i).click();
    await page.waitForFunction(
      (n) => document.querySelectorAll('[role=columnheader]')[n].getAttribute('aria-sort') !== 'none',
      i,
    );
    await page.waitForFunction(() => document.querySelector('.grid').getAttribute('aria-busy') === 'false');
    assert.equal(await count(page), all);
  }
  clean(seen);
  await context.close();
});

// One search a body shape or kind of record that the samples hold.
for (const search of [
  'anthropic',
  'nova',
  'llama',
  'mistral',
  'titan',
  'cohere',
  'gpt',
  'jamba',
  'BLOCKED',
  'ANONYMIZED',
  'Exception',
  's3://',
]) {
  test(`records with ${search} open in every tab`, async () => {
    const { page, press, cursorAt, context, seen } = await it.open('real');
    await press('Control+f');
    await page.keyboard.type(search);
    await page.waitForFunction(() => / of [\d,]+ records/.test(document.querySelector('.filter')?.textContent ?? ''));
    if ((await page.locator('.grid').count()) === 0) assert.fail(`the samples have no record with ${search}`);
    await press('ArrowDown');
    await cursorAt(0);
    const records = Math.min(4, await count(page));
    await press('Enter');
    for (let record = 0; record < records; record++) {
      await page.waitForFunction(
        (n) =>
          new RegExp(`^${n} of `).test([...document.querySelectorAll('.top .xs')].at(-1)?.textContent?.trim() ?? ''),
        record + 1,
      );
      await page.waitForSelector('.split:not(.stale) bli-record-pane');
      await press('1');
      await page.waitForSelector('bli-conversation article, bli-conversation p');
      await press('z', '3');
      await page.waitForSelector('bli-field-list tbody tr');
      await press('4');
      await page.waitForSelector('bli-json-document .line');
      await press('5');
      await page.waitForSelector('bli-json-document .line');
      await press('j');
    }
    clean(seen);
    await context.close();
  });
}
