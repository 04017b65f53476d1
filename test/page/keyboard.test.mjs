// Everything that a mouse can do, by keyboard alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rig } from './open.mjs';

let it;
before(async () => {
  it = await rig();
});
after(() => it.stop());

const clean = (seen) => assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });

test('the table is one tab stop, and arrows, pages, Home and End move in it', async () => {
  const { page, press, cursorAt, focus, context, seen } = await it.open();
  await press('/', 'ArrowDown');
  await cursorAt(0);
  await press('ArrowDown', 'ArrowDown');
  await cursorAt(2);
  assert.equal(await focus(), 'row');
  await press('End');
  await cursorAt(8411);
  assert.equal(await page.locator('.gr.current').getAttribute('aria-rowindex'), '8413');
  await press('Home', 'PageDown');
  const paged = await page.evaluate(() => Number(document.querySelector('.gr.current').dataset.index));
  assert.ok(paged > 20 && paged < 60, `a page is ${paged} rows`);
  assert.equal(await page.locator('.grid [tabindex="0"]').count(), 1);
  await press('Shift+Tab');
  assert.notEqual(await focus(), 'row');
  await press('Tab');
  assert.equal(await focus(), 'row');
  await cursorAt(paged);
  clean(seen);
  await context.close();
});

test('the detail follows the cursor; Enter opens the record and Escape returns to the row', async () => {
  const { page, press, cursorAt, focus, context, seen } = await it.open();
  await press('/', 'ArrowDown', 'ArrowDown');
  await cursorAt(1);
  const time = (await page.locator('.gr.current .c-time').innerText()).trim();
  await page.waitForFunction((wanted) => document.querySelector('.peek-head h2')?.textContent.trim() === wanted, time);
  await press('Enter');
  await page.waitForSelector('.facts:not(.short)');
  assert.equal(await page.locator('.crumbs h1').innerText(), time);
  assert.equal(await focus(), 'tab#first-conversation');
  await press('ArrowRight', 'ArrowRight');
  assert.equal(await page.locator('[role=tab][aria-selected=true]').innerText(), 'Raw');
  await press('Escape');
  await page.waitForSelector('.grid');
  await page.waitForFunction(() => document.activeElement?.classList.contains('current'));
  await cursorAt(1);
  clean(seen);
  await context.close();
});

test('number keys choose tabs, S splits, J and K go through the records, Z unfolds', async () => {
  const { page, press, cursorAt, context, seen } = await it.open();
  await press('/', 'ArrowDown', 'Enter');
  await page.waitForSelector('.facts:not(.short)');
  await press('3');
  await page.waitForSelector('bli-field-list');
  await press('s');
  await page.waitForSelector('.pane.second bli-json-document');
  await press('s', '1');
  const before = await page.locator('.crumbs .said').innerText();
  await press('j');
  await page.waitForFunction(
    (old) => document.querySelector('.crumbs .said')?.textContent?.trim() !== old.trim(),
    before,
  );
  await press('k');
  await page.waitForFunction(
    (old) => document.querySelector('.crumbs .said')?.textContent?.trim() === old.trim(),
    before,
  );
  await press('z');
  await page.waitForSelector('details.system[open]');
  await press('Escape');
  await cursorAt(0);
  clean(seen);
  await context.close();
});

test('Up from the first row reaches the heads; Enter sorts and once more turns the order', async () => {
  const { page, press, cursorAt, cell, context, seen } = await it.open();
  await press('/', 'ArrowDown');
  await cursorAt(0);
  await press('ArrowUp', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter');
  await page.waitForSelector('.head .c-input[aria-sort=descending]');
  await page.waitForFunction(() => document.querySelector('.grid').getAttribute('aria-busy') === 'false');
  const numbers = async () =>
    Promise.all([0, 1, 2].map(async (i) => Number((await cell(i, 'input')).replaceAll(',', ''))));
  const scrollUp = () => page.evaluate(() => document.querySelector('.rows').scrollTo(0, 0));
  await scrollUp();
  const down = await numbers();
  assert.deepEqual(
    down,
    [...down].sort((a, b) => b - a),
  );
  assert.ok(down[0] > 9_000, String(down));
  await press('Enter');
  await page.waitForSelector('.head .c-input[aria-sort=ascending]');
  await page.waitForFunction(() => document.querySelector('.grid').getAttribute('aria-busy') === 'false');
  await scrollUp();
  const up = await numbers();
  assert.ok(up[0] < 210, String(up));
  assert.equal(await page.locator('[aria-sort]:not([aria-sort=none])').count(), 1);
  clean(seen);
  await context.close();
});

test('search narrows, counts, says so, and Escape clears it', async () => {
  const { page, press, asked, context, seen } = await it.open();
  await press('Control+f');
  await page.keyboard.type('Throttling', { delay: 5 });
  await page.waitForFunction(() =>
    /^\d+ of 8,412 records$/.test(document.querySelector('.filter .xs')?.textContent?.trim() ?? ''),
  );
  assert.match(await page.locator('.gr[data-index="0"]').innerText(), /ThrottlingException/);
  const searches = new Set((await asked('rows')).map((params) => params.selection.search));
  assert.ok(searches.size <= 3, `typing is one search: ${[...searches]}`);
  await page.waitForFunction(() =>
    /\d+ of 8,412 records/.test(document.querySelector('[role=status].visually-hidden')?.textContent ?? ''),
  );
  await press('Escape');
  await page.waitForFunction(() => document.querySelector('.grid').getAttribute('aria-rowcount') === '8413');
  clean(seen);
  await context.close();
});

test('who leaves the search field at once stands on a row of what it finds', async () => {
  const { page, press, cursorAt, context, seen } = await it.open();
  await press('Control+f');
  await page.keyboard.type('haiku');
  await press('ArrowDown', 'Enter');
  await page.waitForSelector('.facts:not(.short)');
  assert.match(await page.locator('.facts dd').first().innerText(), /claude-haiku-4-5/);
  await press('Escape');
  await cursorAt(0);
  clean(seen);
  await context.close();
});

test('Shift chooses a range, Space one more, the menu exports and copies them', async () => {
  const { page, press, cursorAt, asked, context, seen } = await it.open();
  await press('/', 'ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown');
  await cursorAt(2);
  await page.waitForFunction(() => document.querySelectorAll('.gr[aria-selected=true]').length === 3);
  await page.waitForFunction(() => /3 selected/.test(document.querySelector('.foot')?.textContent ?? ''));
  const notice = await page.evaluate(() => window.fake.notices.at(-1));
  assert.equal(notice.ids.length, 3);
  await press('Shift+F10');
  await page.waitForSelector('[role=menu]');
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim().startsWith('Open')), true);
  await press('e', 'Enter');
  await page.waitForFunction(() => document.activeElement?.classList.contains('gr'));
  const [exported] = await asked('exportDocuments');
  assert.deepEqual(exported, { scope: { kind: 'records', ids: notice.ids } });
  await press('Shift+F10', 'ArrowUp', 'Escape');
  assert.equal(await page.locator('[role=menu]').count(), 0);
  await press('Shift+F10');
  const label = () => page.evaluate(() => document.activeElement.textContent.trim());
  do await press('c');
  while (!(await label()).startsWith('Copy request ID'));
  await press('Enter');
  const copied = await asked('copy');
  assert.deepEqual(copied[0].what, 'request-id');
  await press('ArrowDown');
  await cursorAt(3);
  await press('Control+a');
  await page.waitForFunction(() => /8,412 selected/.test(document.querySelector('.foot')?.textContent ?? ''));
  clean(seen);
  await context.close();
});

test('Back and Forward go through search, sort, record and tab', async () => {
  const { page, press, cursorAt, context, seen } = await it.open();
  await press('Control+f');
  await page.keyboard.type('nova');
  await press('ArrowDown');
  await cursorAt(0);
  await press('Enter');
  await page.waitForSelector('.facts:not(.short)');
  await press('3');
  await page.waitForSelector('bli-field-list');
  await press('Alt+ArrowLeft');
  await page.waitForSelector('bli-conversation');
  await press('Alt+ArrowLeft');
  await page.waitForSelector('.grid');
  await press('Alt+ArrowLeft');
  await page.waitForFunction(() => document.querySelector('vscode-textfield.search').value === '');
  assert.equal(await page.getByRole('button', { name: 'Back' }).isDisabled(), true);
  await press('Alt+ArrowRight', 'Alt+ArrowRight', 'Alt+ArrowRight');
  await page.waitForSelector('bli-field-list');
  clean(seen);
  await context.close();
});

test('a reload brings back search, sort, cursor, open record and tab', async () => {
  const { page, press, cursorAt, reload, context, seen } = await it.open();
  await press('Control+f');
  await page.keyboard.type('claude');
  await page.waitForFunction(() => / of 8,412 records/.test(document.querySelector('.filter')?.textContent ?? ''));
  await press('ArrowDown', 'PageDown', 'PageDown', 'PageDown');
  const row = await page.evaluate(() => Number(document.querySelector('.gr.current').dataset.index));
  await reload();
  await cursorAt(row);
  assert.equal(await page.evaluate(() => document.querySelector('vscode-textfield.search').value), 'claude');
  assert.ok(await page.locator(`.gr.current`).isVisible());
  await page.locator('.gr.current').focus();
  await press('Enter');
  await page.waitForSelector('.facts:not(.short)');
  await press('5');
  const id = await page.locator('.crumbs .said').innerText();
  await reload();
  await page.waitForSelector('bli-json-document .line');
  assert.equal(await page.locator('.crumbs .said').innerText(), id);
  assert.equal(await page.locator('[role=tab][aria-selected=true]').innerText(), 'ECS document');
  await press('j');
  await page.waitForFunction((old) => document.querySelector('.crumbs .said')?.textContent?.trim() !== old.trim(), id);
  clean(seen);
  await context.close();
});

test('the sash moves by arrow keys and keeps its place', async () => {
  const { page, press, reload, context, seen } = await it.open();
  await page.locator('[role=separator].sash').focus();
  const width = () => page.evaluate(() => document.querySelector('.detail').getBoundingClientRect().width);
  const first = await width();
  await press('ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft');
  const wider = await width();
  assert.ok(wider > first + 50, `${first} to ${wider}`);
  await reload();
  await page.waitForSelector('.detail');
  assert.ok(Math.abs((await width()) - wider) < 2);
  clean(seen);
  await context.close();
});

test('palette commands reach the page', async () => {
  const { page, press, cursorAt, context, seen } = await it.open();
  const send = (command) => page.evaluate((name) => window.fake.send({ event: 'command', command: name }), command);
  await press('/', 'ArrowDown');
  await cursorAt(0);
  await send('next-record');
  await cursorAt(1);
  await send('previous-record');
  await cursorAt(0);
  await send('open-record');
  await page.waitForSelector('.facts:not(.short)');
  await send('back');
  await page.waitForSelector('.grid');
  await send('focus-search');
  await page.waitForFunction(() => document.activeElement?.classList.contains('search'));
  await page.evaluate(() => window.fake.send({ event: 'command', command: 'open-record', id: 77 }));
  await page.waitForSelector('.facts:not(.short)');
  assert.match(await page.locator('.top').innerText(), /8,335 of 8,412/);
  clean(seen);
  await context.close();
});
