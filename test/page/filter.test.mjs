// One filter for all tabs: its text, the facets, the range of time; and the table that shows what it leaves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rig } from './open.mjs';

let it;
before(async () => {
  it = await rig();
});
after(() => it.stop());

const clean = (seen) => assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });
const REPORT = 'arn:aws:iam::210987654321:user/nightly-report';

/** What the page does and shows, by name. */
function parts(page) {
  const filterText = () => page.evaluate(() => document.querySelector('bli-filter-bar bli-code').now);
  return {
    filterText,
    /** Types a filter and applies it. */
    filter: async (text) => {
      await page.keyboard.press('/');
      await page.waitForSelector('bli-filter-bar .cm-content:focus');
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(text);
      await page.keyboard.press('Control+Enter');
      await page.waitForFunction(
        (wanted) => document.querySelector('bli-page').inspector.place.selection.where === wanted,
        text,
      );
    },
    settled: () => page.waitForFunction(() => document.querySelector('.grid')?.getAttribute('aria-busy') === 'false'),
    matched: () => page.locator('.matched').innerText(),
    facet: (title, value) =>
      page
        .locator('.facet')
        .filter({ has: page.locator('b', { hasText: title }) })
        .locator('.value', { hasText: value }),
    ticked: (button) => button.getAttribute('aria-checked'),
    columns: () =>
      page.evaluate(() => [...document.querySelectorAll('[role=columnheader]')].map((head) => head.innerText.trim())),
  };
}

async function open(query, options) {
  const opened = await it.open(query, options);
  return { ...opened, ...parts(opened.page) };
}

test('a tick becomes text, a second one a list, and Alt+click an exclusion; the own counts stay', async () => {
  const { page, facet, filterText, matched, settled, ticked, context, seen } = await open();
  const [first, second, third] = ['nightly-report', 'vendor-trial', 'ticket-triage'].map((name) =>
    facet('Caller', name),
  );
  const before = await first.innerText();
  await first.click();
  await page.waitForSelector('.matched');
  assert.equal(await filterText(), `user.id == "${REPORT}"`);
  assert.equal(await ticked(first), 'true');
  await settled();
  assert.equal(await matched(), `${before.match(/[\d,]+$/)[0]} of 8,412 records`);
  assert.equal(await first.innerText(), before);
  await second.click();
  await page.waitForFunction(() => / IN \(/.test(document.querySelector('bli-filter-bar bli-code').now));
  assert.match(await filterText(), /^user\.id IN \("arn:aws:iam::\d+:user\/nightly-report", "arn:.*vendor-trial.*"\)$/);
  await first.click();
  await second.click();
  await page.waitForFunction(() => document.querySelector('bli-filter-bar bli-code').now === '');
  await third.click({ modifiers: ['Alt'] });
  await page.waitForFunction(() => / != /.test(document.querySelector('bli-filter-bar bli-code').now));
  assert.equal(await ticked(third), 'mixed');
  assert.match(await third.getAttribute('aria-label'), /excluded$/);
  clean(seen);
  await context.close();
});

test('offers are gone once the filter is applied: Tab takes none of them, it goes on', async () => {
  const { page, press, filterText, context, seen } = await open();
  await press('/');
  await page.waitForSelector('bli-filter-bar .cm-content:focus');
  await page.keyboard.type('event.outcome == "failure" AND user.i');
  await page.waitForSelector('.cm-tooltip-autocomplete [aria-selected]');
  await press('Control+Enter');
  await page.waitForSelector('.cm-tooltip-autocomplete', { state: 'detached' });
  const text = await filterText();
  await press('Tab');
  assert.equal(await page.locator('bli-filter-bar .cm-content:focus').count(), 0);
  assert.equal(await filterText(), text);
  clean(seen);
  await context.close();
});

test('typed text ticks facets; what they cannot read stays and says so', async () => {
  const { page, filter, facet, filterText, ticked, settled, context, seen } = await open();
  await filter('event.outcome == "failure" AND user.id LIKE "*nightly*"');
  await settled();
  assert.equal(await ticked(facet('Outcome', 'failure')), 'true');
  const callers = page.locator('.facet').filter({ has: page.locator('b', { hasText: 'Caller' }) });
  assert.match(await callers.innerText(), /Set by text/);
  assert.equal(await page.locator('.gr[data-index="0"] .c-caller').innerText(), 'nightly-report');
  await facet('Outcome', 'failure').click();
  await page.waitForFunction(() => !/outcome/.test(document.querySelector('bli-filter-bar bli-code').now));
  assert.equal(await filterText(), 'user.id LIKE "*nightly*"');
  assert.equal(await page.locator('.filter-part').count(), 1);
  await page.locator('.filter-part').click();
  await page.waitForFunction(() => document.querySelector('bli-filter-bar bli-code').now === '');
  clean(seen);
  await context.close();
});

test('facets by keyboard alone: F6 to them, Down and Space, minus excludes, folding is kept over a reload', async () => {
  const { page, press, focus, filterText, reload, context, seen } = await open();
  await page.locator('.tablist [aria-selected=true]').focus();
  const region = () => page.evaluate(() => document.activeElement.closest('.region')?.localName);
  while ((await region()) !== 'bli-facet-list') await press('F6');
  await press('ArrowDown', 'Space');
  await page.waitForFunction(() => document.querySelector('bli-filter-bar bli-code').now !== '');
  assert.equal(await focus(), 'checkbox');
  await press('-');
  await page.waitForFunction(() => / != /.test(document.querySelector('bli-filter-bar bli-code').now));
  const text = await filterText();
  await press('ArrowUp', 'Enter');
  assert.equal(await page.locator('.facet-fold').first().getAttribute('aria-expanded'), 'false');
  await reload();
  await page.waitForSelector('.facet-fold');
  assert.equal(await page.locator('.facet-fold').first().getAttribute('aria-expanded'), 'false');
  assert.equal(await filterText(), text);
  clean(seen);
  await context.close();
});

test('F and Shift+F filter by the cell, Ctrl+C copies it, Ctrl+Shift+C the chosen rows with their head', async () => {
  const { page, press, cursorAt, asked, filterText, focus, settled, context, seen } = await open();
  await press('/', 'ArrowDown');
  await cursorAt(0);
  await press('ArrowRight', 'ArrowRight');
  assert.equal(await focus(), 'gridcell');
  await press('Control+c');
  await page.waitForFunction(() => /Value copied/.test(document.querySelector('.foot').textContent));
  const [{ text: model }] = await asked('copy');
  await press('f');
  await page.waitForSelector('.matched');
  assert.equal(await filterText(), `gen_ai.request.model.id == "${model}"`);
  await settled();
  await press('Alt+ArrowLeft');
  await page.waitForFunction(() => document.querySelector('bli-filter-bar bli-code').now === '');
  await settled();
  await page.waitForSelector('.gr.current [role=gridcell]:focus');
  await press('Shift+F');
  await page.waitForFunction(() => / != /.test(document.querySelector('bli-filter-bar bli-code').now));
  await settled();
  // The row is among those that were left out: the focus is on the first one that was not.
  await cursorAt(0);
  await press('Home', 'Shift+ArrowDown', 'Control+Shift+C');
  await page.waitForFunction(() => /2 rows copied/.test(document.querySelector('.foot').textContent));
  const lines = (await asked('copy')).at(-1).text.trimEnd().split('\n');
  assert.equal(lines.length, 3);
  assert.deepEqual(lines[0].split('\t').slice(0, 2), ['@timestamp', 'gen_ai.request.model.id']);
  assert.match(lines[1], /^2026-11-20T\d\d:\d\d:\d\d\.\d{3}Z\t/);
  clean(seen);
  await context.close();
});

test('a filter that cannot be read says where, keeps the page usable, and words become a search', async () => {
  const { page, filter, context, seen } = await open();
  await filter('user.idd == "x"');
  await page.getByRole('alert').getByText('line 1:1: Unknown column [user.idd]').first().waitFor();
  await page.getByRole('button', { name: 'Show the place' }).click();
  await page.waitForSelector('bli-filter-bar .cm-content:focus');
  await filter('haiku');
  await page.getByRole('button', { name: 'Search the columns for it instead' }).click();
  await page.waitForSelector('.grid .gr:not(.waits)[data-index="0"]');
  assert.equal(await page.evaluate(() => document.querySelector('vscode-textfield.search').value), 'haiku');
  assert.match(await page.locator('.gr[data-index="0"] .c-model mark').innerText(), /haiku/);
  clean(seen);
  await context.close();
});

test('what the filter leaves nothing of says so, and each part can be given up', async () => {
  const { page, filter, context, seen } = await open();
  await filter('user.id == "nobody"');
  await page.getByText('No record fits the filter').waitFor();
  await page.locator('vscode-button', { hasText: 'Clear filter' }).click();
  await page.waitForSelector('.grid .gr[data-index="0"]');
  clean(seen);
  await context.close();
});

test('the time range is set by keyboard, from and to are checked, the zone changes all times', async () => {
  const { page, press, matched, settled, context, seen } = await open('', { timezoneId: 'Asia/Kolkata' });
  await page.locator('.gr[data-index="0"]').click();
  await press('t');
  const from = page.locator('input[name=from]');
  await from.fill('2026-11-20 17:30');
  await page.locator('input[name=to]').fill('2026-11-20 16:00');
  await press('Enter');
  await page.getByText('The range ends before it begins').waitFor();
  await from.fill('yesterday');
  await press('Enter');
  await page.getByText('Write a time as 2026-11-20 17:00:00').waitFor();
  await from.fill('2026-11-20 15:00');
  await press('Enter');
  await page.waitForSelector('.matched');
  await settled();
  assert.match(await page.locator('.gr[data-index="0"] .c-time').innerText(), /^15:59:/);
  const hour = await matched();
  assert.ok(Number(hour.replace(/,/g, '').split(' ')[0]) < 1000, hour);
  await press('t');
  await page.getByLabel('Local time').check();
  await press('Escape');
  assert.match(await page.locator('.gr[data-index="0"] .c-time').innerText(), /^21:29:/);
  await press('t');
  await page.getByRole('button', { name: 'All records' }).click();
  await page.waitForSelector('.matched', { state: 'detached' });
  clean(seen);
  await context.close();
});

test('filter, range, sort and columns come back after a reload and by Back and Forward', async () => {
  const { page, press, filter, filterText, columns, settled, reload, context, seen } = await open();
  await filter('event.outcome == "failure"');
  await press('Escape', 't');
  await page.getByRole('button', { name: 'Last 1 h' }).click();
  await settled();
  await page.locator('.head .c-caller').click();
  await page.getByRole('button', { name: 'Columns and rows' }).click();
  await page.waitForSelector('.column');
  // The choice begins with what the table shows.
  assert.equal(await page.locator('.column input:checked').count(), (await columns()).length);
  await page.locator('.column', { hasText: 'cloud.region' }).getByRole('checkbox').check();
  await page.getByLabel('Roomy').check();
  await press('Escape');
  const before = { columns: await columns(), matched: await page.locator('.matched').innerText() };
  assert.ok(before.columns.includes('cloud.region'));
  await reload();
  await page.waitForSelector('.gr:not(.waits)[data-index="0"] .c-field');
  await page.waitForSelector('.matched');
  assert.deepEqual({ columns: await columns(), matched: await page.locator('.matched').innerText() }, before);
  assert.equal(await page.evaluate(() => document.querySelector('.gr[data-index="1"]').clientHeight), 30);
  assert.match(await page.locator('.gr[data-index="0"] .c-field').first().innerText(), /^(us|eu)-/);
  assert.equal(await page.locator('.head .c-caller').getAttribute('aria-sort'), 'ascending');
  assert.equal(await filterText(), 'event.outcome == "failure"');
  await filter('event.outcome == "success"');
  await press('Alt+ArrowLeft');
  await page.waitForFunction(() => /failure/.test(document.querySelector('bli-filter-bar bli-code').now));
  await press('Alt+ArrowRight');
  await page.waitForFunction(() => /success/.test(document.querySelector('bli-filter-bar bli-code').now));
  await page.getByRole('button', { name: 'Saved and recent filters' }).click();
  await page.getByRole('menuitem', { name: 'event.outcome == "failure"' }).click();
  await page.waitForFunction(() => /failure/.test(document.querySelector('bli-filter-bar bli-code').now));
  clean(seen);
  await context.close();
});

test('a filter is saved in the workspace and applied again from there', async () => {
  const { page, press, filter, asked, filterText, context, seen } = await open();
  const menu = page.getByRole('button', { name: 'Saved and recent filters' });
  await menu.click();
  await page.getByText('No filter is saved, and none was used before.').first().waitFor();
  await filter('event.outcome == "failure"');
  await page.getByRole('button', { name: 'Save filter', exact: true }).click();
  await page.getByText('Saved as: Query 1').first().waitFor();
  assert.deepEqual(await asked('keepQuery'), [
    { text: 'FROM logs-aws_bedrock.invocation-*\n| WHERE event.outcome == "failure"' },
  ]);
  await filter('event.outcome == "success"');
  await menu.focus();
  await press('Enter');
  await page.waitForSelector('[role=menuitem]:focus');
  assert.deepEqual(await page.getByRole('menuitem').allInnerTexts(), [
    'Save filter…',
    'Query 1',
    'event.outcome == "success"',
    'event.outcome == "failure"',
  ]);
  await press('ArrowDown', 'Enter');
  await page.waitForFunction(() => /failure/.test(document.querySelector('bli-filter-bar bli-code').now));
  assert.equal(await filterText(), 'event.outcome == "failure"');
  clean(seen);
  await context.close();
});

test('columns move and change their width by key and by pointer; the head scrolls with the rows', async () => {
  const { page, press, cursorAt, columns, context, seen } = await open();
  await press('/', 'ArrowDown');
  await cursorAt(0);
  await press('ArrowUp', 'ArrowRight', 'Control+ArrowLeft');
  await page.waitForFunction(() => document.querySelector('[role=columnheader]').innerText.trim() === 'Model');
  const width = () => page.evaluate(() => document.querySelector('.head .c-model').getBoundingClientRect().width);
  const first = await width();
  await press('Shift+ArrowRight', 'Shift+ArrowRight');
  assert.equal(Math.round(await width()), Math.round(first) + 32);
  assert.equal(await page.evaluate(() => document.activeElement.classList.contains('c-model')), true);
  const grip = await page.locator('.head .c-model .grip').boundingBox();
  await page.mouse.move(grip.x + 3, grip.y + 8);
  await page.mouse.down();
  await page.mouse.move(grip.x + 703, grip.y + 8, { steps: 4 });
  await page.mouse.up();
  assert.ok((await width()) > first + 600, `${first} to ${await width()}`);
  await page.evaluate(() => document.querySelector('.rows').scrollTo(400, 0));
  await page.waitForFunction(() => {
    const at = (part) => document.querySelector(`${part} .c-caller`).getBoundingClientRect().left;
    return document.querySelector('.rows').scrollLeft > 300 && Math.abs(at('.head') - at('.canvas')) < 1;
  });
  await page.evaluate(() => document.querySelector('.rows').scrollTo(0, 0));
  const from = await page.locator('.head .c-caller').boundingBox();
  const to = await page.locator('.head .c-time').boundingBox();
  const sorted = await page.locator('[aria-sort=descending]').innerText();
  await page.locator('.head .c-model .grip').dblclick();
  await page.mouse.move(from.x - 600, from.y + 8);
  const callers = await page.locator('.head .c-caller').boundingBox();
  await page.mouse.move(callers.x + 20, callers.y + 8);
  await page.mouse.down();
  const times = await page.locator('.head .c-time').boundingBox();
  await page.mouse.move(times.x + 10, to.y + 8, { steps: 5 });
  await page.mouse.up();
  const names = await columns();
  assert.ok(names.indexOf('Caller') < names.indexOf('Time'), String(names));
  assert.equal(await page.locator('[aria-sort=descending]').innerText(), sorted);
  clean(seen);
  await context.close();
});

test('a text found in bodies is a part of the filter that can be taken away, and marks what is shown', async () => {
  const { page, press, filterText, settled, context, seen } = await open();
  await press('Control+f');
  await page.waitForFunction(() => document.activeElement?.matches('vscode-textfield.search'));
  await page.keyboard.type('Refund');
  await press('Shift+Enter');
  await page.waitForFunction(() => /prompt_text/.test(document.querySelector('bli-filter-bar bli-code').now));
  assert.match(await filterText(), /TO_LOWER\(bedrock_logs\.prompt_text\) LIKE "\*refund\*"/);
  assert.match(await page.locator('.filter-part').innerText(), /in bodies: refund/);
  assert.equal(await page.evaluate(() => document.querySelector('vscode-textfield.search').value), '');
  await page.locator('.filter-part').click();
  await settled();
  assert.equal(await filterText(), '');
  clean(seen);
  await context.close();
});

test('looking into texts says how far it is, can be stopped, and goes on from there', async () => {
  const { page, filter, context, seen } = await open('held=texts');
  const texts = page.getByRole('region', { name: 'Reading texts' });
  await page.locator('.where-box .cm-content').focus();
  await page.keyboard.insertText('TO_LOWER(bedrock_logs.prompt_text) LIKE "*refund*"');
  await page.keyboard.press('Enter');
  await texts.waitFor();
  assert.match(await texts.innerText(), /2,103 of 8,412 records/);
  // The rows that are here stay meanwhile.
  assert.ok((await page.locator('.grid .gr:not(.waits)').count()) > 5);
  await texts.getByRole('button', { name: 'Stop' }).click();
  const stopped = page.locator('.state', { hasText: 'Reading texts was stopped' });
  await stopped.waitFor();
  assert.equal(await texts.count(), 0);
  await stopped.locator('vscode-button', { hasText: 'Go on' }).click();
  await texts.waitFor();
  await page.evaluate(() => window.fake.release());
  await texts.waitFor({ state: 'detached' });
  await page.locator('.matched', { hasText: 'of 8,412 records' }).waitFor();
  await filter('event.outcome == "success"');
  clean(seen);
  await context.close();
});

test('the filter opens as a query, so do a facet and the sums', async () => {
  const { page, filter, context, seen } = await open();
  await filter('event.outcome == "success"');
  await page.locator('.foot .totals').waitFor();
  assert.match(await page.locator('.foot .totals').innerText(), /in .*cached .*out .*p95 .* s/s);
  await page.getByRole('button', { name: 'ES|QL: Model as a query' }).click();
  const query = () => page.evaluate(() => document.querySelector('bli-page').inspector.place.query);
  assert.match(await query(), /\| WHERE event\.outcome == "success"\n\| STATS calls = COUNT\(\*\) BY value = gen_ai/);
  await page.keyboard.press('Alt+2');
  await page.locator('.filter .link-button').click();
  assert.match(await query(), /\| WHERE event\.outcome == "success"\n\| SORT @timestamp DESC\n\| LIMIT 100$/);
  clean(seen);
  await context.close();
});

test('where there is no room the facets are behind a button, and close again', async () => {
  const { page, facet, filterText, context, seen } = await open('', { width: 600 });
  assert.equal(await page.locator('bli-facet-list').count(), 0);
  const button = page.locator('.table-bar button', { hasText: 'Facets' });
  await button.click();
  await facet('Outcome', 'failure').click();
  assert.equal(await filterText(), 'event.outcome == "failure"');
  await button.click();
  await page.waitForSelector('.grid .gr:not(.waits)[data-index="0"]');
  assert.match(await button.innerText(), /Facets\s*1/);
  clean(seen);
  await context.close();
});

test('Alt+F1 lists the keys, and F6 goes through the regions and back', async () => {
  const { page, press, context, seen } = await open();
  await page.locator('.gr[data-index="0"]').click();
  await page.waitForSelector('.peek-head');
  await press('Alt+F1');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await press('Escape');
  const region = () => page.evaluate(() => document.activeElement.closest('.region')?.localName ?? '');
  await page.locator('.top .tablist [aria-selected=true]').focus();
  const visited = [];
  for (let i = 0; i < 6; i++) {
    await press('F6');
    visited.push(await region());
  }
  const round = ['bli-filter-bar', 'bli-facet-list', 'bli-invocation-grid', 'aside', 'header', 'bli-filter-bar'];
  assert.deepEqual(visited, round);
  await press('Shift+F6', 'Shift+F6');
  assert.equal(await region(), 'aside');
  clean(seen);
  await context.close();
});
