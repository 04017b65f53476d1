// The raw record and the document as text: long values folded, and the file that it all comes from.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rig } from './open.mjs';

let it;
before(async () => {
  it = await rig();
});
after(() => it.stop());

const clean = (seen) => assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });

/** Row 8 is a conversation with tools that a guardrail blocked. */
async function raw(options) {
  const own = await it.open('', options);
  await own.page.locator('.gr[data-index="8"]').dblclick();
  await own.page.waitForSelector('bli-conversation .turn');
  await own.press('4');
  await own.page.waitForSelector('bli-json-document .line');
  return own;
}

const BODY = '.line.folded:has-text("inputBodyJson")';
const inSight = (page) => page.locator('bli-json-document').first().locator('.line:visible').count();

test('a long body is one line until it is asked for, by mouse', async () => {
  const { page, context, seen } = await raw();
  const body = page.locator(BODY);
  assert.match(await body.innerText(), /"inputBodyJson": \{ … \d+ lines, [\d,]+ characters \}/);
  const few = await inSight(page);
  assert.ok(few < 60, String(few));
  await body.getByRole('button').click();
  await page.waitForSelector(BODY, { state: 'detached' });
  assert.ok((await inSight(page)) > few);
  // The line keeps the cursor, and the region the focus.
  assert.match(await page.locator('.line.current').innerText(), /inputBodyJson/);
  assert.equal(await page.evaluate(() => document.activeElement?.className), 'code');
  await page.locator('.line:has-text("inputBodyJson") .twist').click();
  await page.waitForSelector(BODY);
  assert.equal(await inSight(page), few);
  clean(seen);
  await context.close();
});

test('by keyboard a fold is passed, opened, closed from within, and all open at once', async () => {
  const { page, press, context, seen } = await raw();
  const current = () => page.locator('.line.current').innerText();
  await page.locator('bli-json-document .code').first().focus();
  const at = Number(await page.locator(BODY).getAttribute('data-line'));
  for (let line = 0; line < at; line++) await press('ArrowDown');
  assert.match(await current(), /inputBodyJson/);
  await press('ArrowDown');
  assert.doesNotMatch(await current(), /messages/);
  await press('ArrowUp', 'ArrowRight');
  await page.waitForSelector(BODY, { state: 'detached' });
  await press('ArrowDown', 'ArrowDown', 'ArrowDown');
  assert.match(await current(), /role/);
  await press('ArrowLeft', 'ArrowLeft');
  assert.match(await current(), /\{ … \d+ lines, [\d,]+ characters \}/);
  await press('ArrowLeft');
  assert.match(await current(), /messages/);
  await press('ArrowLeft', 'ArrowLeft', 'ArrowLeft');
  await page.waitForSelector(BODY);
  await press('z');
  await page.waitForSelector(BODY, { state: 'detached' });
  await press('z');
  await page.waitForSelector(BODY);
  clean(seen);
  await context.close();
});

test('what is searched for, and what belongs to a field, is not left in a fold', async () => {
  const { page, press, context, seen } = await raw();
  await press('Control+f');
  await page.waitForFunction(() => document.activeElement?.localName === 'vscode-textfield');
  await page.keyboard.type('passenger');
  await page.waitForFunction(() => /^1 of /.test(document.querySelector('bli-record-find [role=status]').textContent));
  await page.waitForSelector(BODY, { state: 'detached' });
  await press('Escape');
  await page.waitForSelector('bli-record-find', { state: 'detached' });
  await press('z', 'z');
  await page.waitForSelector(BODY);
  await page.evaluate(() => {
    const { inspector } = document.querySelector('bli-page');
    const fields = [{ field: 'x', type: 'keyword', value: '1', from: ['input.inputBodyJson.messages[].role'] }];
    inspector.reading.point(inspector.place.record, { fields, unmapped: [], remarks: [] }, { field: 'x' });
  });
  await page.waitForSelector('.line.partner:has-text("role")');
  assert.equal(await page.locator(BODY).count(), 0);
  clean(seen);
  await context.close();
});

test('a picture in S3 is fetched when somebody asks to see it, by its address', async () => {
  const { page, press, asked, context, seen } = await raw();
  await press('1');
  const media = page.locator('.media').first();
  const show = media.getByRole('button', { name: 'show' });
  await show.waitFor();
  assert.match(await media.innerText(), /^image\/png, 214 kB, in S3\s*show$/);
  assert.equal((await asked('picture')).length, 0);
  await show.click();
  await page.waitForSelector('bli-picture img');
  const [{ uri }] = await asked('picture');
  assert.equal(await media.getAttribute('title'), uri);
  clean(seen);
  await context.close();
});

test('the file of a record is a link to its line', async () => {
  const { page, asked, context, seen } = await raw();
  await page
    .locator('.facts')
    .getByRole('button', { name: /json\.gz$/ })
    .click();
  assert.deepEqual(await asked('showSource'), [
    { id: await page.evaluate(() => document.querySelector('bli-page').inspector.place.record) },
  ]);
  clean(seen);
  await context.close();
});
