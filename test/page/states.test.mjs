// Each state of the page has its text and its way out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rig } from './open.mjs';

let it;
before(async () => {
  it = await rig();
});
after(() => it.stop());

const clean = (seen) => assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });

const states = [
  {
    name: 'nothing opened',
    query: 'phase=empty',
    says: /Read what your Bedrock models/,
    press: 'Open files…',
    asks: 'openFiles',
    params: { what: 'files' },
  },
  {
    name: 'nothing opened, folder',
    query: 'phase=empty',
    says: /Open files or a folder/,
    press: 'Open folder…',
    asks: 'openFiles',
    params: { what: 'folder' },
  },
  {
    name: 'nothing opened, samples',
    query: 'phase=empty',
    says: /Works offline/,
    press: 'Open samples',
    asks: 'openFiles',
    params: { what: 'samples' },
  },
  {
    name: 'reading',
    query: 'phase=loading',
    says: /161 of 214 files[\s\S]*6\.1 MB of 8\.1 MB[\s\S]*8,412 records so far/,
    press: 'Cancel, keep what is read',
    asks: 'cancelLoad',
    params: {},
  },
  {
    name: 'reading, nothing read yet',
    query: 'phase=loading&rows=0',
    says: /0 records so far/,
    press: 'Cancel, keep what is read',
    asks: 'cancelLoad',
    params: {},
  },
  {
    name: 'cancelled',
    query: 'phase=cancelled',
    says: /Reading was cancelled\.[\s\S]*first 161 of 214 files/,
    press: 'Open files…',
    asks: 'openFiles',
    params: { what: 'files' },
  },
  {
    name: 'cancelled, gone on with',
    query: 'phase=cancelled',
    says: /Reading was cancelled/,
    press: 'Go on',
    asks: 'goOn',
    params: {},
  },
  {
    name: 'failed in part, gone on with',
    query: 'phase=failed',
    says: /Not everything could be read/,
    press: 'Go on',
    asks: 'goOn',
    params: {},
  },
  {
    name: 'cancelled with nothing read',
    query: 'phase=cancelled&rows=0',
    says: /No record had been read/,
    press: 'Open files…',
    asks: 'openFiles',
    params: { what: 'files' },
  },
  {
    name: 'failed with nothing read',
    query: 'phase=failed&rows=0',
    says: /could not be read[\s\S]*permission denied/,
    press: 'Open files…',
    asks: 'openFiles',
    params: { what: 'files' },
  },
  {
    name: 'failed in part',
    query: 'phase=failed',
    says: /Not everything could be read[\s\S]*permission denied/,
    press: 'Open files…',
    asks: 'openFiles',
    params: { what: 'files' },
  },
  {
    name: 'read, and no record there',
    query: 'rows=0',
    says: /No invocation in these files/,
    press: 'Open files…',
    asks: 'openFiles',
    params: { what: 'files' },
  },
  {
    name: 'rows cannot be read',
    query: 'broken=rows',
    says: /The rows could not be read[\s\S]*changed since it was read/,
    press: 'Try again',
    asks: 'rows',
  },
];

for (const { name, query, says, press, asks, params } of states) {
  test(name, async () => {
    const { page, asked, context, seen } = await it.open(query, { ready: 'vscode-button' });
    assert.match(await page.locator('bli-page').innerText(), says);
    const before = await page.evaluate((name) => window.fake.times(name), asks);
    const button = page.locator('vscode-button', { hasText: press }).first();
    await button.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(([wanted, count]) => window.fake.times(wanted) > count, [asks, before]);
    if (params) assert.deepEqual((await asked(asks)).at(-1), params);
    clean(seen);
    await context.close();
  });
}

test('a search that nothing matches says so and can be cleared', async () => {
  const { page, context, seen } = await it.open();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('no such thing');
  await page.getByText('No record holds this text').waitFor();
  await page.locator('vscode-button', { hasText: 'Clear search' }).click();
  await page.waitForSelector('.grid .gr[data-index="0"]');
  clean(seen);
  await context.close();
});

test('a record that is gone says so, and leads back to the list', async () => {
  const { page, context, seen } = await it.open('broken=record');
  await page.locator('.gr[data-index="3"]').dblclick();
  await page.getByText('This record cannot be shown').waitFor();
  await page.locator('vscode-button', { hasText: 'Back to the list' }).click();
  await page.waitForSelector('.grid');
  clean(seen);
  await context.close();
});

test('rows that cannot be read any more say why above those that are here, and can be asked for again', async () => {
  const { page, context, seen } = await it.open('rows=4000');
  await page.evaluate(() => window.fake.break('rows'));
  const search = page.locator('vscode-textfield.search');
  await search.click();
  await page.waitForFunction(() => document.activeElement?.matches('vscode-textfield.search'));
  await page.keyboard.type('nova');
  const line = page.locator('.load-line[role=alert]', { hasText: 'The rows could not be read' });
  await line.waitFor();
  assert.match(await line.innerText(), /The file has changed since it was read/);
  assert.ok((await page.locator('.grid .gr:not(.waits)').count()) > 5);
  const before = await page.evaluate(() => window.fake.times('rows'));
  await line.locator('vscode-button', { hasText: 'Try again' }).click();
  await page.waitForFunction((count) => window.fake.times('rows') > count, before);
  await page.evaluate(() => {
    window.fake.break();
    document.querySelector('bli-page').inspector.rows.refresh();
  });
  await line.waitFor({ state: 'detached' });
  await page.waitForSelector('.grid .gr:not(.waits)[data-index="0"]:has-text("nova")');
  clean(seen);
  await context.close();
});

test('a host that cannot start says why, and is asked again', async () => {
  const { page, context, seen } = await it.open('broken=ready', { ready: '[role=alert]' });
  assert.match(await page.locator('[role=alert]').innerText(), /could not start[\s\S]*Open the logs again/);
  await page.evaluate(() => window.fake.break());
  await page.locator('vscode-button', { hasText: 'Try again' }).click();
  await page.waitForSelector('.grid .gr:not(.waits)[data-index="0"]');
  clean(seen);
  await context.close();
});

test('rows grow while reading, the cursor stays on its record, and the end is told', async () => {
  const { page, press, cursorAt, context, seen } = await it.open('phase=loading');
  await press('/', 'ArrowDown', 'ArrowDown');
  await cursorAt(1);
  await page.waitForSelector('.load-line');
  await page.evaluate(() => window.fake.send({ event: 'state', state: window.fake.state('done') }));
  await page.waitForSelector('.load-line', { state: 'detached' });
  await cursorAt(1);
  assert.match(await page.locator('.foot').innerText(), /8,412 records/);
  clean(seen);
  await context.close();
});

test('a tail that has ended says that it does, and goes on', async () => {
  const { page, context, seen } = await it.open();
  const ended = async (phase) => {
    await page.evaluate(
      (phase) => window.fake.send({ event: 'state', state: { ...window.fake.state(phase), mayFollow: true } }),
      phase,
    );
    await page.getByText('Not tailed any more.').waitFor();
  };
  await ended('failed');
  assert.match(await page.locator('.load-line').innerText(), /records are here[\s\S]*permission denied[\s\S]*Tail on/);
  await ended('done');
  await page.locator('.load-line', { hasNotText: 'permission denied' }).waitFor();
  await page.locator('vscode-button', { hasText: 'Tail on' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.fake.times('goOn') > 0);
  clean(seen);
  await context.close();
});

test('problems are counted, listed with their place, and open', async () => {
  const { page, asked, context, seen } = await it.open('problems');
  const link = page.locator('.foot button.link');
  assert.match(await link.innerText(), /2 could not be read, 1 with warnings/);
  await link.click();
  await page.waitForSelector('.problems tbody tr');
  assert.match(await page.locator('.problems').innerText(), /8,415 seen = 8,412 read \+ 1 skipped \+ 2 failed/);
  assert.match(await page.locator('.problems tbody tr').first().innerText(), /41\s+60,113\s+The line is no JSON/);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.fake.times('showProblem') > 0);
  assert.equal((await asked('showProblem'))[0].problem.line, 41);
  await page.keyboard.press('Escape');
  await page.waitForSelector('.grid');
  clean(seen);
  await context.close();
});

test('the time zone of the settings holds, and a change of it shows at once', async () => {
  const { page, cell, context, seen } = await it.open('zone=Asia/Tokyo');
  const tokyo = (await cell(0, 'time')).trim();
  await page.evaluate(() => window.fake.send({ event: 'settings', profile: 'extended', timeZone: 'UTC' }));
  await page.waitForFunction(
    (old) => document.querySelector('.gr[data-index="0"] .c-time').textContent.trim() !== old,
    tokyo,
  );
  const utc = (await cell(0, 'time')).trim();
  const hour = (text) => Number(/(\d\d):\d\d:\d\d$/.exec(text)[1]);
  assert.equal(hour(tokyo), (hour(utc) + 9) % 24);
  clean(seen);
  await context.close();
});

test('a missing value is a dash, never 0', async () => {
  const { page, context, seen } = await it.open();
  const row = page.locator('.gr', { hasText: 'AccessDeniedException' }).first();
  for (const column of ['input', 'cached', 'output', 'latency', 'guardrail'])
    assert.equal((await row.locator(`.c-${column}`).innerText()).trim(), '–', column);
  clean(seen);
  await context.close();
});
