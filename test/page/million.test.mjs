// A table of a million rows: it shows at once, scrolls without a long frame, and every row can be reached.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { dist } from './bundle.mjs';
import {
  FIRST_PAINT_MS,
  FIRST_ROWS_MS,
  FRAME_MS,
  measureFirstPaint,
  measureFirstRows,
  measureScrolling,
} from './figures.mjs';
import { rig } from './open.mjs';

const ROWS = 1_000_000;

let it;
before(async () => {
  it = await rig();
});
after(() => it.stop());

test('the page is one bundle below 400 KB, and paints within 150 ms', async (t) => {
  const bytes = statSync(dist('page.js')).size;
  const { work, wall } = await measureFirstPaint(it, ROWS);
  t.diagnostic(
    `page.js: ${bytes} bytes; first paint: ${work.toFixed(0)} ms of work, ${wall.toFixed(0)} ms on this machine`,
  );
  assert.ok(bytes < 400_000, `${bytes} bytes`);
  assert.ok(work <= FIRST_PAINT_MS, `${work} ms`);
});

test('the first rows are there within 100 ms of their arrival', async (t) => {
  const ms = await measureFirstRows(it, ROWS);
  t.diagnostic(`first rows: ${ms.toFixed(0)} ms`);
  assert.ok(ms <= FIRST_ROWS_MS, `${ms} ms`);
});

test('no frame above 50 ms while scrolling', async (t) => {
  const { longest, wall, frames } = await measureScrolling(it, ROWS);
  t.diagnostic(`longest of ${frames} frames: ${longest.toFixed(0)} ms of work, ${wall.toFixed(0)} ms on this machine`);
  assert.ok(longest <= FRAME_MS, `${longest} ms`);
});

for (const scale of [1, 2]) {
  test(`the last row and every step to it can be seen, pixel density ${scale}`, async () => {
    const { page, press, cursorAt, context, seen } = await it.open(`rows=${ROWS}`, { deviceScaleFactor: scale });
    await press('/', 'ArrowDown', 'End');
    await cursorAt(ROWS - 1);
    const inside = (index) =>
      page.evaluate((wanted) => {
        const row = document.querySelector(`.gr[data-index="${wanted}"]`)?.getBoundingClientRect();
        const box = document.querySelector('.rows').getBoundingClientRect();
        return row !== undefined && row.top >= box.top - 1 && row.bottom <= box.bottom + 1;
      }, index);
    await page.waitForFunction(
      (wanted) => document.querySelector(`.gr:not(.waits)[data-index="${wanted}"] .c-model`),
      ROWS - 1,
    );
    assert.equal(await inside(ROWS - 1), true);
    await press('ArrowUp', 'ArrowUp', 'PageUp');
    const index = await page.evaluate(() => Number(document.querySelector('.gr.current').dataset.index));
    assert.ok(index < ROWS - 20 && index > ROWS - 100, String(index));
    assert.equal(await inside(index), true);
    // The wheel moves by rows, not by shares of the table.
    const first = () =>
      page.evaluate(() =>
        Math.min(
          ...[...document.querySelectorAll('.canvas .gr')]
            .filter(
              (row) =>
                row.getBoundingClientRect().top >= document.querySelector('.rows').getBoundingClientRect().top - 1,
            )
            .map((row) => Number(row.dataset.index)),
        ),
      );
    const before = await first();
    await page.mouse.move(400, 500);
    await page.mouse.wheel(0, -220);
    await page.waitForFunction(
      (old) => document.querySelector(`.gr:not(.waits)[data-index="${old - 10}"] .c-model`),
      before,
    );
    await page.waitForTimeout(400);
    assert.equal(before - (await first()), 10);
    // The bar reaches any place.
    await page.evaluate(() => {
      const rows = document.querySelector('.rows');
      rows.scrollTop = (rows.scrollHeight - rows.clientHeight) / 2;
    });
    await page.waitForFunction(
      (half) =>
        [...document.querySelectorAll('.canvas .gr')].some((row) => Math.abs(Number(row.dataset.index) - half) < 60),
      ROWS / 2,
    );
    await press('Home');
    await cursorAt(0);
    assert.equal(await inside(0), true);
    assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });
    await context.close();
  });
}

test('a filter, its facets and sums of a million rows leave the page below 80 MB', async (t) => {
  const { page, press, context, seen } = await it.open(`rows=${ROWS}`);
  page.setDefaultTimeout(60_000);
  await page.waitForSelector('.facet .value');
  await page.locator('.facet .value').first().click();
  await page.waitForFunction(() => / of 1,000,000 records/.test(document.querySelector('.matched')?.textContent ?? ''));
  await page.waitForSelector('.totals:not(.stale)');
  await press('Escape');
  for (const share of [0.9, 0.4, 0.7, 0.1]) {
    await page.evaluate((at) => {
      const rows = document.querySelector('.rows');
      rows.scrollTop = (rows.scrollHeight - rows.clientHeight) * at;
    }, share);
    await page.waitForFunction(() => document.querySelector('.grid').getAttribute('aria-busy') === 'false');
  }
  const devtools = await context.newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize, totalSize } = await devtools.send('Runtime.getHeapUsage');
  t.diagnostic(`heap: ${(usedSize / 1e6).toFixed(1)} of ${(totalSize / 1e6).toFixed(1)} MB`);
  assert.ok(totalSize <= 80e6, `${totalSize} bytes`);
  assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });
  await context.close();
});

test('a fast scroll asks only for what stays on the screen', async () => {
  const { page, asked, context } = await it.open(`rows=${ROWS}`);
  await page.evaluate(async () => {
    const rows = document.querySelector('.rows');
    for (let i = 1; i <= 60; i++) {
      rows.scrollTop = (rows.scrollHeight * i) / 61;
      await new Promise((done) => requestAnimationFrame(done));
    }
  });
  await page.waitForFunction(() => document.querySelector('.grid').getAttribute('aria-busy') === 'false');
  const count = (await asked('rows')).length;
  assert.ok(count <= 140, `${count} requests`);
  await context.close();
});
