// The overview over the real session: its panels, what picks lead to, its keys and its time range.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { rig } from './open.mjs';
import { clean, kpi, number, overview, panel, saved, settled, shown, where } from './overview.mjs';

let it;
before(async () => {
  it = await rig({ real: true });
});
after(() => it.stop());

test('every panel is filled from the samples', async () => {
  const { page, context, seen } = await overview(it);
  const ids = await page.locator('bli-panel').evaluateAll((all) => all.map((each) => each.dataset.panel));
  assert.deepEqual(ids, [
    'calls',
    'tokens',
    'latency',
    'latency-distribution',
    'models',
    'stop-reasons',
    'errors',
    'first-byte',
    'token-rate',
    'cache-hits',
    'first-byte-models',
    'throttled',
    'truncated',
    'guardrail-policies',
    'guardrail-confidence',
    'violation-codes',
    'guardrail-callers',
    'interventions',
  ]);
  for (const id of ids) {
    const marks = await panel(page, id).locator('svg path[d^="M"], tbody tr').count();
    assert.ok(marks > 0, `${id} draws nothing`);
    assert.equal(await panel(page, id).locator('.panel-state').count(), 0, id);
  }
  const summaries = await page.locator('.plot[role=img]').evaluateAll((all) => all.map((each) => each.ariaLabel));
  assert.equal(summaries.length, 8);
  for (const summary of summaries) assert.match(summary, /\d/);
  clean(seen);
  await context.close();
});

test('what is picked leads to as many invocations as it says, and back', async () => {
  const { page, context, seen } = await overview(it);
  const picks = [
    ['models', 'tbody tr', 'td.num'],
    ['stop-reasons', 'tbody tr', 'td.num'],
    ['errors', 'tbody tr', 'td.num'],
    ['violation-codes', 'tbody tr', 'td.num'],
    ['guardrail-callers', 'tbody tr', 'td.num'],
    ['throttled', 'tbody tr', 'td.num'],
  ];
  for (const [id, row, cell] of picks) {
    const first = panel(page, id).locator(row).first();
    const count = number(await first.locator(cell).first().innerText());
    await first.locator('.pick').first().click();
    await page.waitForSelector('.grid');
    await page.waitForFunction(
      (n) => document.querySelector('.grid')?.getAttribute('aria-rowcount') === String(n + 1),
      count,
    );
    await page.keyboard.press('Alt+ArrowLeft');
    await page.waitForSelector('bli-overview .strip');
    await settled(page);
  }
  for (const label of ['Errors', 'Throttled', 'Interventions']) {
    const cell = kpi(page, label);
    const count = number(await cell.locator(label === 'Errors' ? '.k-below' : '.k-value').innerText());
    await cell.click();
    await page.waitForFunction(
      (n) => document.querySelector('.grid')?.getAttribute('aria-rowcount') === String(n + 1),
      count,
    );
    await page.keyboard.press('Alt+ArrowLeft');
    await page.waitForSelector('bli-overview .strip');
    await settled(page);
  }
  await panel(page, 'guardrail-confidence').locator('.mx button').first().click();
  assert.ok((await shown(page)) > 0);
  clean(seen);
  await context.close();
});

test('a panel opens its query, and shows its answer as a table that can be copied', async () => {
  const { page, press, context, seen } = await overview(it);
  const own = panel(page, 'tokens');
  await own.locator('.plot').focus();
  await press('v');
  await own.locator('.answer-table th', { hasText: 'cache_read' }).waitFor();
  assert.ok((await own.locator('.answer-table tbody tr').count()) > 10);
  await own.locator('button', { hasText: '' }).first().click();
  await page.waitForFunction(() => /rows copied/.test(document.querySelector('.foot')?.textContent ?? ''));
  await own.locator('button[aria-pressed=true]').focus();
  await press('v');
  await own.locator('.plot').focus();
  await press('Control+Enter');
  await page.waitForSelector('bli-query');
  const { place } = await page.evaluate(
    () =>
      new Promise((done) =>
        setTimeout(() => done(JSON.parse(sessionStorage.getItem(`state ${location.search}`))), 400),
      ),
  );
  assert.match(place.query, /^FROM logs-aws_bedrock\.invocation-\*\n\| STATS input = SUM/);
  clean(seen);
  await context.close();
});

test('a table of first rows leads to all of them, and the guardrails that left a trace are named', async () => {
  const { page, context, seen } = await overview(it);
  // A code says its policy, an axis of days its weekdays, and a share of errors how many they are.
  const codes = panel(page, 'violation-codes');
  for (const code of ['PROMPT_ATTACK content', 'DENY topic']) await codes.getByRole('button', { name: code }).waitFor();
  await page.locator('bli-brush text', { hasText: 'Wed, Nov 11' }).waitFor();
  assert.match(await kpi(page, 'Errors').locator('.k-below').innerText(), /^\d+ errors$/);
  await page.locator('.sec-words', { hasText: /invocations carry a guardrail trace\s*\w+/ }).waitFor();
  assert.equal(await panel(page, 'errors').getByRole('button', { name: 'All rows as a query result' }).count(), 0);
  await panel(page, 'models').getByRole('button', { name: 'All rows as a query result' }).click();
  await page.waitForSelector('bli-result-grid');
  const rows = await page.locator('.answer-head b').first().innerText();
  assert.ok(Number(rows.replace(/\D/g, '')) > 8, rows);
  assert.doesNotMatch(await page.locator('.cm-content').innerText(), /LIMIT/);
  clean(seen);
  await context.close();
});

test('charts are read by keys, bucket by bucket, and a bucket is picked by Enter', async () => {
  const { page, press, context, seen } = await overview(it);
  const own = panel(page, 'calls');
  await own.locator('.plot').focus();
  await press('Home');
  const first = await own.locator('[aria-live]').innerText();
  await press('ArrowRight');
  const second = await own.locator('[aria-live]').innerText();
  assert.notEqual(first, second);
  assert.match(second, /Nov 9, 2026, .* – .*UTC: claude-sonnet-4-5 \d+/);
  assert.equal(await own.locator('.readout').innerText(), second);
  await press('Escape');
  assert.equal(await own.locator('.readout').count(), 0);
  await press('Home', 'ArrowRight', 'Enter');
  await page.waitForSelector('.grid');
  const { range } = await saved(page, ({ range }) => range !== undefined);
  assert.equal(range[1] - range[0], 3 * 3_600_000);
  const counts = second.split('UTC: ')[1].matchAll(/ (\d+)(?:,|$)/g);
  const total = [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  assert.equal(await shown(page), total);
  const bands = 'latency-distribution';
  await press('Alt+ArrowLeft');
  await page.waitForSelector('bli-overview .strip');
  await settled(page);
  await panel(page, bands).locator('.plot').focus();
  await press('Home', 'ArrowRight');
  const band = await panel(page, bands).locator('[aria-live]').innerText();
  assert.match(band, /^[\d.]+ to [\d.]+ s: [\d,]+ calls$/);
  await press('Enter');
  await page.waitForSelector('.grid');
  await page.waitForFunction(
    (n) => document.querySelector('.grid')?.getAttribute('aria-rowcount') === String(n + 1),
    number(band.split(':')[1]),
  );
  clean(seen);
  await context.close();
});

describe('the time range', () => {
  test('is chosen by a drag over the bars, moved, and taken away by a double click', async () => {
    const { page, context, seen } = await overview(it);
    const all = await kpi(page, 'Invocations').locator('.k-value').innerText();
    const box = await page.locator('.brush-plot').boundingBox();
    const y = box.y + 20;
    await page.mouse.move(box.x + box.width * 0.3, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, y, { steps: 4 });
    await page.mouse.up();
    const { range } = await saved(page, ({ range }) => range !== undefined);
    await settled(page);
    const part = number(await kpi(page, 'Invocations').locator('.k-value').innerText());
    assert.ok(part > 0 && part < number(all));
    assert.match(await kpi(page, 'Invocations').locator('.k-below').innerText(), /% vs before|^$/);
    await page.mouse.move(box.x + box.width * 0.4, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, y, { steps: 4 });
    await page.mouse.up();
    const moved = await saved(page, (now) => now.range[0] > range[0]);
    assert.equal(moved.range[1] - moved.range[0], range[1] - range[0]);
    await page.mouse.dblclick(box.x + box.width * 0.9, y);
    await saved(page, ({ range }) => range === undefined);
    await settled(page);
    assert.equal(await kpi(page, 'Invocations').locator('.k-value').innerText(), all);
    clean(seen);
    await context.close();
  });

  test('is set by keys alone: its handles, and Shift with the arrows', async () => {
    const { page, press, context, seen } = await overview(it);
    await page.locator('[role=slider]').first().focus();
    await press('PageUp', 'PageUp');
    const first = await saved(page, ({ range }) => range !== undefined);
    await page.locator('[role=slider]').nth(1).focus();
    await press('PageDown', 'PageDown');
    const second = await saved(page, ({ range }) => range[1] < first.range[1]);
    const value = await page.locator('[role=slider]').nth(1).getAttribute('aria-valuetext');
    assert.match(value, /Nov 1\d, 2026/);
    await press('Shift+ArrowLeft');
    const third = await saved(page, ({ range }) => range[0] < second.range[0]);
    assert.equal(third.range[1] - third.range[0], second.range[1] - second.range[0]);
    await press('Control+Shift+ArrowRight');
    const fourth = await saved(page, ({ range }) => range[1] > third.range[1]);
    assert.equal(fourth.range[0], third.range[0]);
    await press('Escape');
    await saved(page, ({ range }) => range === undefined);
    clean(seen);
    await context.close();
  });

  test('is chosen by a drag over a chart, is kept over a reload, and goes back by Alt+Left', async () => {
    const { page, press, context, seen } = await overview(it);
    const box = await panel(page, 'tokens').locator('.plot').boundingBox();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 60, { steps: 5 });
    await page.mouse.up();
    const { range } = await saved(page, ({ range }) => range !== undefined);
    await settled(page);
    const calls = await kpi(page, 'Invocations').locator('.k-value').innerText();
    await page.reload();
    await page.waitForSelector('bli-overview .strip');
    await settled(page);
    assert.deepEqual((await where(page)).range, range);
    assert.equal(await kpi(page, 'Invocations').locator('.k-value').innerText(), calls);
    await press('Alt+2');
    await page.waitForSelector('.grid');
    assert.equal(await shown(page), number(calls));
    clean(seen);
    await context.close();
  });
});

test('a filter that leaves nothing is said in every panel, with a way out', async () => {
  const { page, context, seen } = await overview(it);
  await page.evaluate(() => {
    document.querySelector('bli-page').inspector.filter({ where: 'user.id == "nobody"' });
  });
  await saved(page, ({ where }) => where !== undefined);
  await page.locator('.panel-state', { hasText: 'No call of these records failed.' }).waitFor();
  await settled(page);
  await panel(page, 'errors').locator('.link').click();
  await saved(page, ({ where }) => where === undefined);
  await settled(page);
  assert.ok((await panel(page, 'errors').locator('tbody tr').count()) > 0);
  clean(seen);
  await context.close();
});

test('the last of several changes of the filter is what is shown', async () => {
  const { page, context, seen } = await overview(it);
  const regions = panel(page, 'models');
  await regions.getByRole('button', { name: 'Regions' }).click();
  await regions.locator('tbody th', { hasText: 'us-east-1' }).waitFor();
  const count = number(await regions.locator('tr', { hasText: 'us-east-1' }).locator('td.num').first().innerText());
  await page.evaluate(async () => {
    const { inspector } = document.querySelector('bli-page');
    for (const region of ['eu-central-1', 'nowhere', 'eu-west-1', 'us-east-1']) {
      inspector.filter({ where: `cloud.region == "${region}"` });
      await new Promise((done) => setTimeout(done, 5));
    }
  });
  await page.waitForFunction(
    (n) => document.querySelector('.kpi .k-value')?.textContent.replaceAll(',', '') === String(n),
    count,
  );
  await settled(page);
  assert.equal(number(await kpi(page, 'Invocations').locator('.k-value').innerText()), count);
  clean(seen);
  await context.close();
});
