// The query tab over the real session: what a query finds, what is said of one that is wrong, and all of it by keyboard.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from '../rig/accessibility.mjs';
import { rig } from './open.mjs';

let it;
before(async () => {
  it = await rig({ real: true });
});
after(() => it.stop());

const clean = (seen) => assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });
const SRC = 'FROM logs-aws_bedrock.invocation-*';
const BY_MODEL = `${SRC} | STATS calls = COUNT(*) BY gen_ai.request.model.id | SORT calls DESC | LIMIT 5`;
const text = (page) => page.locator('.cm-content').innerText();

/** The query tab with the field for the query ready; `posted` are the page's requests to the host, by name. */
async function opened(options = {}) {
  const { theme = 'dark', ...more } = options;
  const made = await it.open(`real&theme=${theme}`, { ready: '.tablist', ...more });
  const { page } = made;
  const posted = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/ask')) posted.push(JSON.parse(request.postData() ?? '{}'));
  });
  await page.keyboard.press('Alt+4');
  await page.waitForSelector('.cm-content');
  const write = async (query) => {
    await page.locator('.cm-content').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(query);
  };
  const run = async (query, shown = '.answer-head') => {
    await write(query);
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector(shown);
    await page.waitForFunction(() => !document.querySelector('.answer-body.stale, .query-progress'));
  };
  const asked = (name) => posted.filter((message) => message.name === name).map(({ params }) => params);
  return { ...made, write, run, asked };
}

/** The next request of a name that the page makes of its host. */
const requested = (page, name) =>
  page.waitForRequest((request) => JSON.parse(request.postData() ?? '{}').name === name);
const cellTexts = (page, column) => page.locator(`.result [role=gridcell][data-column="${column}"]`).allInnerTexts();
const focused = (page) =>
  page.evaluate(() => [document.activeElement?.dataset.row, document.activeElement?.dataset.column].join());

test('the first query runs as it stands: rows with bars, a drawing, its place in the history', async () => {
  const { page, press, context, seen } = await opened();
  await press('Control+Enter');
  await page.waitForSelector('.answer-head');
  assert.match(await page.locator('.answer-head').innerText(), /\d+ rows\s*from [\d,]+ records in \d+ ms/);
  const calls = (await cellTexts(page, 0)).map((cell) => Number(cell.replace(/\D/g, '')));
  assert.deepEqual(
    calls,
    [...calls].sort((a, b) => b - a),
  );
  assert.ok((await page.locator('.result .track i').count()) > 3);
  assert.match(
    (await page.locator('.bar-list').getAttribute('aria-label')) ?? '',
    /\d+ bars; the largest is .+: [\d,]+/,
  );
  await page.waitForSelector('.past.here');
  assert.match(await page.locator('.past').first().innerText(), /STATS calls[\s\S]*\d+ rows/);
  clean(seen);
  await context.close();
});

test('names complete while they are typed, values of the records behind ==', async () => {
  const { page, press, write, offers, context, seen } = await opened();
  await write(`${SRC}\n| WHERE `);
  await page.keyboard.type('event.outc');
  await offers('event.outcome');
  assert.match(await page.locator('.cm-tooltip-autocomplete [aria-selected]').innerText(), /event\.outcome/);
  await press('Enter');
  await page.keyboard.type(' == "f');
  await offers('failure');
  await press('Enter');
  assert.equal(await text(page), `${SRC}\n| WHERE event.outcome == "failure"`);
  await press('Control+z');
  assert.notEqual(await text(page), `${SRC}\n| WHERE event.outcome == "failure"`);
  clean(seen);
  await context.close();
});

test('what is wrong is underlined, said on the pointer, and gone when it is mended', async () => {
  const { page, write, context, seen } = await opened();
  await write(`${SRC} | WHERE nothing > 1 AND user.id == 2`);
  await page.waitForSelector('.mistake');
  await page.locator('.mistake').first().hover();
  await page.locator('.code-hover').filter({ hasText: 'Unknown column [nothing]' }).waitFor();
  await write(`${SRC} | WHERE user.id IS NOT NULL`);
  await page.waitForSelector('.mistake', { state: 'detached' });
  await page.getByText('user.id', { exact: false }).first().hover();
  clean(seen);
  await context.close();
});

test('a wrong query says where it is wrong, and the button leads there', async () => {
  const { page, press, run, context, seen } = await opened();
  await run(`${SRC}\n| WHERE user.idd == "x"`, '.state.failed');
  assert.match(await page.locator('.state.failed').innerText(), /line 2:9: Unknown column \[user\.idd\]/);
  await press('Escape');
  await page.getByRole('button', { name: 'Go to line 2, column 9' }).focus();
  await press('Enter');
  await page.waitForFunction(() => document.activeElement?.matches('.cm-content'));
  await page.keyboard.type('/**/');
  assert.match(await text(page), /^.*\n\| WHERE \/\*\*\/user\.idd/);
  assert.match(await page.locator('.past').first().innerText(), /error 2:9/);
  await run(`${SRC} | ENRICH policy`, '.state.failed');
  assert.match(await page.locator('.state.failed').innerText(), /needs Elasticsearch[\s\S]*\[ENRICH\]/);
  clean(seen);
  await context.close();
});

test('the rows by keyboard: cells, order, copy, menu, and a value as the filter of the invocations', async () => {
  const { page, press, run, asked, context, seen } = await opened();
  await run(BY_MODEL);
  await press('Escape');
  assert.equal(await focused(page), '0,0');
  await press('ArrowDown', 'ArrowRight');
  assert.equal(await focused(page), '1,1');
  const model = await page.locator('[data-row="1"][data-column="1"]').innerText();
  await press('Control+c');
  await page.waitForFunction(() => document.querySelector('.foot')?.textContent?.includes('Value copied'));
  assert.deepEqual(asked('copy'), [{ text: model }]);
  await press('Control+Home', 'ArrowUp');
  assert.equal(await focused(page), '-1,0');
  const down = await cellTexts(page, 0);
  await press('Enter', 'Enter');
  await page.waitForSelector('[role=columnheader][data-column="0"][aria-sort=ascending]');
  assert.deepEqual(await cellTexts(page, 0), [...down].reverse());
  await press('Enter', 'ArrowDown', 'ArrowDown', 'ArrowRight');
  await press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Copy row with header' }).waitFor();
  await press('Escape');
  assert.equal(await focused(page), '1,1');
  await press('f');
  await page.waitForSelector('#invocations');
  assert.match(await page.locator('.filter').first().innerText(), new RegExp(model.slice(0, 12).replace(/\W/g, '.')));
  clean(seen);
  await context.close();
});

test('rows are copied with the names of their columns in the order in which they stand, and saved in three forms', async () => {
  const { page, run, asked, context, seen } = await opened();
  await run('ROW a = ["=1+1", "x\\ty"], n = [3, 1] | MV_EXPAND a | MV_EXPAND n | SORT a, n');
  await page.locator('[role=columnheader][data-column="1"]').click();
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.waitForFunction(() => document.querySelector('.foot')?.textContent?.includes('Copied'));
  assert.deepEqual(asked('copy'), [{ text: "a\tn\n'=1+1\t3\nx y\t3\n'=1+1\t1\nx y\t1\n" }]);
  for (const [name, format] of [
    ['CSV', 'csv'],
    ['NDJSON', 'ndjson'],
  ]) {
    await page.locator('.answer-head [aria-haspopup=menu]').click();
    await page.getByRole('menuitem', { name: `Save all rows as ${name}…` }).click();
    await page.waitForSelector('[role=menu]', { state: 'detached' });
    assert.equal(asked('saveQuery').at(-1).format, format);
  }
  clean(seen);
  await context.close();
});

test('a query with parameters asks for their values', async () => {
  const { page, press, write, context, seen } = await opened();
  await write('ROW a = ?name, b = ?n + 1');
  await press('Control+Enter');
  await page.locator('[data-parameter="name"]').waitFor();
  await page.waitForFunction(() => document.activeElement?.dataset.parameter === 'name');
  await page.keyboard.type('Ada');
  await page.locator('[data-parameter="n"]').fill('41');
  await press('Control+Enter');
  await page.waitForSelector('.answer-head');
  assert.deepEqual([...(await cellTexts(page, 0)), ...(await cellTexts(page, 1))], ['Ada', '42']);
  clean(seen);
  await context.close();
});

test('a query that is cancelled says so, and the former rows stay until the next are there', async () => {
  const { page, press, run, write, context, seen } = await opened();
  let hold = true;
  let release = () => {};
  await page.route('**/ask', async (route) => {
    if (hold && route.request().postData()?.includes('"name":"query"')) {
      await new Promise((done) => {
        release = done;
      });
    }
    await route.continue().catch(() => undefined);
  });
  await write(BY_MODEL);
  await press('Control+Enter');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('The query was cancelled').waitFor();
  release();
  hold = false;
  await run(BY_MODEL);
  hold = true;
  await write(`${SRC} | LIMIT 3 | KEEP user.id`);
  await page.getByText('text changed since this run').waitFor();
  await press('Control+Enter');
  await page.waitForSelector('.answer-body.stale [role=gridcell]');
  hold = false;
  release();
  await page.waitForFunction(() => !document.querySelector('.answer-body.stale'));
  assert.match(await page.locator('.answer-head').innerText(), /^3 rows/);
  clean(seen);
  await context.close();
});

test('the filter of the page is added as lines that can be read, once', async () => {
  const { page, press, run, context, seen } = await opened();
  await run(`${SRC} | STATS calls = COUNT(*) BY event.outcome`);
  const all = await cellTexts(page, 0);
  await press('Escape', 'ArrowRight', 'f');
  await page.waitForSelector('#invocations');
  await press('Alt+4');
  await page.getByRole('button', { name: 'Add the page’s filter' }).click();
  const filtered = /^FROM logs-aws_bedrock\.invocation-\*\n\| WHERE event\.outcome == "\w+"\n\| STATS/;
  await page.waitForFunction(() => document.querySelector('.cm-content')?.innerText.includes('| WHERE event.outcome'));
  assert.match(await text(page), filtered);
  await page.getByRole('button', { name: 'Add the page’s filter' }).click();
  assert.match(await text(page), filtered);
  await page.locator('vscode-button.run').click();
  await page.waitForFunction(
    (n) => document.querySelectorAll('.result [role=gridcell][data-column="0"]').length < n,
    all.length,
  );
  clean(seen);
  await context.close();
});

test('a query is kept, comes back from the history, and Back brings the one before it', async () => {
  const { page, press, run, context, seen } = await opened();
  await run(`// First of all\n${SRC} | LIMIT 1 | KEEP user.id`);
  await run(BY_MODEL);
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await page.locator('.entry', { hasText: 'Query 1' }).waitFor();
  await page.locator('.past', { hasText: 'First of all' }).click();
  await page.waitForFunction(() => document.querySelector('.cm-content')?.innerText.startsWith('// First'));
  await press('Escape', 'Alt+ArrowLeft');
  await page.waitForFunction(() => !document.querySelector('.cm-content')?.innerText.startsWith('// First'));
  assert.equal(await text(page), BY_MODEL);
  clean(seen);
  await context.close();
});

test('other tabs do not take the answer away, a reload of the page does not take the text', async () => {
  const { page, press, run, reload, context, seen } = await opened();
  await run(BY_MODEL);
  await press('Escape', 'Alt+2');
  await page.waitForSelector('#invocations');
  await press('Alt+4');
  await page.waitForSelector('.result [role=gridcell]');
  await reload();
  await page.waitForSelector('.cm-content');
  assert.equal(await text(page), BY_MODEL);
  await page.getByText('No query has been run').waitFor();
  clean(seen);
  await context.close();
});

test('what was typed can be undone after another tab was shown', async () => {
  const { page, press, write, context, seen } = await opened();
  await write('ROW first = 1');
  await write('ROW second = 2');
  await press('Alt+1');
  await page.waitForSelector('bli-overview .strip');
  await press('Alt+4');
  await page.waitForFunction(() => document.activeElement?.matches('.cm-content'));
  assert.equal(await text(page), 'ROW second = 2');
  await press('Control+z');
  assert.equal(await text(page), 'ROW first = 1');
  await press('Control+y');
  assert.equal(await text(page), 'ROW second = 2');
  clean(seen);
  await context.close();
});

test('a column is made wider by keys and by its edge, and stays so when the query is run again', async () => {
  const { page, press, run, context, seen } = await opened();
  await run(BY_MODEL);
  const width = () =>
    page.locator('.result [role=columnheader][data-column="1"]').evaluate((head) => head.getBoundingClientRect().width);
  const becomes = (wanted) =>
    page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('.result [data-column="1"]')].every(
          (cell) => Math.abs(cell.getBoundingClientRect().width - wanted) < 1,
        ),
      wanted,
    );
  const before = await width();
  await page.locator('.result [role=columnheader][data-column="1"]').focus();
  await press('Shift+ArrowLeft', 'Shift+ArrowLeft');
  await becomes(before - 32);
  assert.equal(await focused(page), '-1,1');
  await press('Shift+ArrowRight');
  await becomes(before - 16);
  const grip = await page.locator('.result [data-column="1"] .grip').boundingBox();
  const [x, y] = [grip.x + grip.width / 2, grip.y + grip.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 60, y, { steps: 4 });
  await page.mouse.up();
  await becomes(before - 76);
  assert.equal(await page.locator('.result [data-column="1"][role=columnheader]').getAttribute('aria-sort'), 'none');
  await run(BY_MODEL.replace('LIMIT 5', 'LIMIT 4'));
  await page.waitForSelector('.result[aria-rowcount="5"]');
  await becomes(before - 76);
  await page.locator('.result [data-column="1"] .grip').dblclick();
  await becomes(before);
  clean(seen);
  await context.close();
});

test('in the rows R runs the query again and V turns to the chart and back', async () => {
  const { page, press, run, context, seen } = await opened();
  await run(BY_MODEL);
  await press('Escape');
  await page.waitForFunction(() => document.activeElement?.matches('[role=gridcell]'));
  const again = requested(page, 'query');
  await press('r');
  await again;
  await page.waitForFunction(() => !document.querySelector('.answer-body.stale, .query-progress'));
  await press('v');
  await page.waitForSelector('.answer-head [aria-pressed="true"] .codicon-graph');
  assert.equal(await page.locator('.result').count(), 0);
  await page.locator('.answer-head [aria-pressed="true"]').focus();
  await press('v');
  await page.waitForSelector('.result');
  await press('Escape');
  clean(seen);
  await context.close();
});

test('a rule is made of the query as it stands', async () => {
  const { page, press, write, asked, context, seen } = await opened();
  await write(BY_MODEL);
  const made = requested(page, 'editRule');
  await page.getByRole('button', { name: 'Make a rule' }).focus();
  await press('Enter');
  await made;
  assert.deepEqual(asked('editRule'), [{ query: BY_MODEL }]);
  clean(seen);
  await context.close();
});

test('columns that nobody sees do not exist, and Ctrl+End reaches the last cell', async () => {
  const { page, press, run, context, seen } = await opened();
  await run(`${SRC} | LIMIT 300`);
  const columns = Number(await page.locator('.result').getAttribute('aria-colcount'));
  assert.ok(columns > 100);
  assert.ok((await page.locator('.result [role=gridcell]').count()) < 600);
  await press('Escape', 'Control+End');
  assert.equal(await focused(page), `299,${columns - 1}`);
  const box = await page.locator(':focus').boundingBox();
  assert.ok(box && box.x >= 0 && box.x + box.width <= 1440);
  clean(seen);
  await context.close();
});

test('what a log holds is text: in cells, heads, drawings, and in the menu', async () => {
  const { page, press, run, context, seen } = await opened();
  const nasty = '<img src=x onerror=alert(1)>\u202e';
  await run(`ROW \`<b>x</b>\` = ["${nasty}", "b"], n = 2 | MV_EXPAND \`<b>x</b>\``);
  assert.equal(await page.locator('bli-query img, bli-query .result b, .bar-list b').count(), 0);
  assert.match((await cellTexts(page, 0)).join(), /<img src=x onerror=alert\(1\)>/);
  await press('Escape', 'Shift+F10');
  await page.getByRole('menuitem', { name: 'Copy value' }).waitFor();
  clean(seen);
  await context.close();
});

for (const theme of ['dark', 'light', 'hc', 'hc-light']) {
  test(`no accessibility rule is broken: ${theme}`, async () => {
    const { page, press, run, context, seen } = await opened({ theme });
    await run(`${SRC} | STATS calls = COUNT(*) BY day = BUCKET(@timestamp, 1 day), event.outcome`);
    await page.waitForSelector('.past.here');
    assert.deepEqual(await violations(page), [], 'rows and a course over time');
    await page.locator('.cm-content').focus();
    await press('Control+End');
    await page.keyboard.type('\n| ');
    await press('Control+Space');
    await page.waitForSelector('.cm-tooltip-autocomplete');
    // The list is walked with the arrow keys while the focus stays in the text (aria-activedescendant): the rule knows
    // that of single-line fields only.
    assert.deepEqual(
      await violations(page, { rules: { 'scrollable-region-focusable': { enabled: false } } }),
      [],
      'offers',
    );
    await run(`${SRC} | WHERE nothing`, '.state.failed');
    assert.deepEqual(await violations(page), [], 'a wrong query');
    clean(seen);
    await context.close();
  });
}

for (const width of [1240, 760, 480]) {
  test(`nothing stands out of the page at ${width} px`, async () => {
    const { page, run, context, seen } = await opened({ width });
    await run(
      `${SRC} | STATS calls = COUNT(*), p = PERCENTILE(gen_ai.performance.response_time, 95) BY gen_ai.request.model.id`,
    );
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    const bar = await page.locator('.query-bar').evaluate((e) => e.scrollWidth <= e.clientWidth);
    assert.ok(bar, 'the buttons fit');
    assert.equal(await page.locator('bli-query-side').isVisible(), width > 760);
    clean(seen);
    await context.close();
  });
}
