// Clusters in the page: rules that run there, the documents behind what they found, and what the page says of both.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from '../rig/accessibility.mjs';
import { rig } from './open.mjs';

let it;
before(async () => {
  it = await rig();
});
after(() => it.stop());

const clean = (seen) => assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });

/** The detections tab, its rules to be run on a cluster. */
async function there(query = '', options = {}) {
  const made = await it.open(query, { ready: '.tablist', ...options });
  const { page } = made;
  await page.locator('#tab-detections').click();
  await page.locator('#detections button.target').click();
  await page.locator('#detections .load-line').filter({ hasText: 'not been run on the cluster: prod' }).waitFor();
  return made;
}

/** The cluster's findings arrive. */
async function answered({ page }) {
  await page.evaluate(() => window.fake.send({ event: 'checks', target: 'prod', state: window.fake.checks('done') }));
  await page.locator('#detections .load-line').filter({ hasText: 'From the cluster prod' }).waitFor();
}

test('rules run where the page is told to: findings of one place are never shown for those of the other', async () => {
  const made = await there();
  const { page, asked, context, seen } = made;
  assert.deepEqual(await page.locator('.rule-group b').allInnerTexts(), ['Not checked']);
  await page.locator('#detections .load-line vscode-button', { hasText: 'Run all' }).click();
  assert.deepEqual(await asked('runChecks'), [{ window: 'rule', target: 'prod' }]);
  await page.evaluate(() => {
    window.fake.send({ event: 'checks', target: 'prod', state: window.fake.checks('running') });
    window.fake.send({ event: 'checking', target: 'prod', done: 3, of: 9 });
  });
  await page.locator('#detections .load-line').filter({ hasText: '3 of 9 rules' }).waitFor();
  await page.locator('#detections .load-line vscode-button', { hasText: 'Cancel' }).click();
  assert.deepEqual(await asked('cancelChecks'), [{ target: 'prod' }]);
  // What is told of the records here changes nothing of what is shown.
  await page.evaluate(() => window.fake.send({ event: 'checking', done: 5, of: 9 }));
  await answered(made);
  assert.ok((await page.locator('.rule-group b').allInnerTexts()).includes('Fired'));
  await page.getByRole('button', { name: 'SARIF' }).click();
  assert.deepEqual(await asked('saveFindings'), [{ format: 'sarif', target: 'prod' }]);
  // The sidebar leads to what it shows, wherever that was found.
  await page.evaluate(() => window.fake.send({ event: 'rule', rule: 'denied', target: null }));
  await page.waitForFunction(() => !/From the cluster/.test(document.querySelector('#detections')?.textContent ?? ''));
  await page.evaluate(() => window.fake.send({ event: 'rule', rule: 'keys', target: 'prod' }));
  await page.locator('#detections .load-line').filter({ hasText: 'From the cluster prod' }).waitFor();
  await page.locator('.rule-title h2').filter({ hasText: 'Keys in a prompt' }).waitFor();
  await page.locator('#detections button.target').click();
  await page.waitForFunction(() => !/From the cluster/.test(document.querySelector('#detections')?.textContent ?? ''));
  clean(seen);
  await context.close();
});

test('documents behind a finding on a cluster are fetched and open in the reader', async () => {
  const made = await there();
  const { page, asked, press, context, seen } = made;
  await answered(made);
  await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.rule-records tbody tr').length === 50);
  assert.match(await page.locator('.rule-records .section-line').innerText(), /50 of 60, newest first/);
  assert.equal(await page.locator('.rule-records .link', { hasText: 'Show in Invocations' }).count(), 0);
  await page.locator('.rule-records > .link', { hasText: 'Show more' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.rule-records tbody tr').length === 60);
  assert.equal(await page.locator('.rule-records > .link', { hasText: 'Show more' }).count(), 0);
  const order = { target: 'prod', rule: 'blocks', finding: 0 };
  const own = (await asked('findingRecords')).filter(({ rule }) => rule === 'blocks');
  assert.deepEqual(own, [
    { ...order, most: 50 },
    { ...order, most: 250 },
  ]);
  await page.locator('.rule-records tbody tr').first().click();
  await page.waitForSelector('bli-record-view [role=tab]');
  await press('Alt+ArrowLeft');
  await page.waitForSelector('.rule-title');
  clean(seen);
  await context.close();
});

test('of more documents than can be listed it is said how many there are, and a query leads to all', async () => {
  const made = await there();
  const { page, asked, context, seen } = made;
  await answered(made);
  await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
  const records = page.locator('.rule-records');
  await records.getByText('50 of 60, newest first').waitFor();
  assert.equal(await records.getByText('All as a query').count(), 0);
  await page.locator('.rule-groups tbody button', { hasText: /./ }).nth(1).click();
  await records.getByText('50 of more than 2,000, newest first').waitFor();
  await records.getByText('The latest 500 of more than 2,000 can be listed here.').waitFor();
  for (const listed of [250, 450, 500]) {
    await records.getByText('Show more').click();
    await records.getByText(`${listed} of more than 2,000, newest first`).waitFor();
  }
  assert.equal(await records.getByText('Show more').count(), 0);
  await records.getByText('All as a query on the cluster').click();
  await page.locator('.answer-head').getByText('from the cluster prod').waitFor();
  const [{ text, target }] = (await asked('query')).filter((query) => /METADATA/.test(query.text));
  assert.deepEqual([text, target], ['FROM logs-* METADATA _id, _index\n| LIMIT 10000', 'prod']);
  clean(seen);
  await context.close();
});

test('a finding whose documents nobody can name says what to do', async () => {
  const made = await there();
  const { page, context, seen } = made;
  await answered(made);
  await page.locator('.det-line', { hasText: 'Keys in a prompt' }).click();
  await page.locator('.rule-records').filter({ hasText: 'METADATA _id' }).waitFor();
  clean(seen);
  await context.close();
});

test('documents that cannot be fetched say why, and can be asked for again', async () => {
  const made = await there('broken=findingRecords');
  const { page, context, seen } = made;
  await answered(made);
  await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
  await page.locator('.rule-records [role=alert]').filter({ hasText: 'read is missing' }).waitFor();
  const before = await page.evaluate(() => window.fake.times('findingRecords'));
  await page.locator('.rule-records .link', { hasText: 'Try again' }).click();
  await page.waitForFunction((count) => window.fake.times('findingRecords') > count, before);
  clean(seen);
  await context.close();
});

test('a rule that needs Elasticsearch offers to run there', async () => {
  const { page, asked, context, seen } = await it.open('', { ready: '.tablist' });
  await page.locator('#tab-detections').click();
  await page.locator('.det-line', { hasText: 'Callers by team' }).click();
  await page.locator('.rule vscode-button', { hasText: 'Run on Elasticsearch' }).click();
  await page.locator('#detections button.target').filter({ hasText: 'prod' }).waitFor();
  assert.deepEqual(await asked('runChecks'), [{ window: 'rule', rules: ['enriched'], target: 'prod' }]);
  clean(seen);
  await context.close();
});

for (const theme of ['dark', 'light', 'hc', 'hc-light']) {
  test(`findings of a cluster break no rule of accessibility, theme ${theme}`, async () => {
    const made = await there(`theme=${theme}`);
    const { page, context } = made;
    assert.deepEqual(await violations(page), [], 'not asked');
    await answered(made);
    await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
    await page.waitForSelector('.rule-records tbody tr');
    assert.deepEqual(await violations(page), []);
    await context.close();
  });
}

/** The report of a comparison, asked for from the page's menu. */
async function compared(query = '', options = {}) {
  const made = await it.open(query, { ready: '.grid .gr:not(.waits)[data-index="0"] .c-model', ...options });
  const { page } = made;
  await page.getByRole('button', { name: 'Export or push documents' }).click();
  await page.getByRole('menuitem', { name: /^Compare mapping with cluster/ }).click();
  await page.waitForSelector('.mapping tbody tr');
  return made;
}

const fields = (page) => page.locator('.mapping tbody th').allInnerTexts();

test('the mapping of a cluster is compared field by field, and told by cause', async () => {
  const { page, asked, focus, context, seen } = await compared();
  assert.deepEqual(await asked('compareMapping'), [{ scope: { kind: 'all' } }]);
  assert.equal(await focus(), 'region');
  assert.match(await page.locator('.mapping p').first().innerText(), /5,000 records through .*1\.9\.0 on prod/);
  assert.equal((await fields(page)).length, 5);
  const chips = page.locator('.mapping .chips button');
  assert.deepEqual(await chips.allInnerTexts(), [
    'All differences 5',
    'Without a known cause 1',
    'Another version 1',
    'Better here on purpose 1',
    'Extended profile 1',
    'Around the record 1',
    'Equal 2',
  ]);
  await chips.filter({ hasText: 'Another version' }).click();
  assert.deepEqual(await fields(page), ['gen_ai.usage.cached_tokens']);
  await chips.filter({ hasText: 'Equal' }).click();
  assert.deepEqual(await fields(page), ['@timestamp', 'gen_ai.request.id']);
  await page.locator('.mapping input').fill('stamp');
  await page.waitForFunction(() => document.querySelectorAll('.mapping tbody tr').length === 1);
  assert.match(await page.locator('.mapping').innerText(), /2: cannot access method/);
  clean(seen);
  await context.close();
});

test('a field that differs opens both documents of a record, the head opens the report as JSON, Back goes back', async () => {
  const { page, asked, press, context, seen } = await compared();
  await page.locator('.mapping tbody tr button', { hasText: 'gen_ai.usage' }).focus();
  await press('Enter');
  await page.getByRole('button', { name: 'Open the report as JSON' }).click();
  assert.deepEqual(await asked('mappingPair'), [{ record: 8412 - 311 }]);
  assert.equal((await asked('mappingJson')).length, 1);
  await press('Escape');
  await page.waitForSelector('.grid .gr');
  await press('Alt+ArrowLeft');
  await page.waitForSelector('.mapping tbody tr');
  await page.locator('.crumbs .link', { hasText: 'Invocations' }).click();
  await page.waitForSelector('.grid .gr');
  clean(seen);
  await context.close();
});

test('a page that is made anew without its report offers to compare again', async () => {
  const { page, asked, reload, context, seen } = await compared();
  await reload();
  await page.locator('.mapping [role=status]').filter({ hasText: 'No mapping has been compared' }).waitFor();
  await page.locator('.mapping vscode-button', { hasText: 'Compare mapping' }).click();
  await page.waitForSelector('.mapping tbody tr');
  assert.equal((await asked('compareMapping')).length, 1);
  clean(seen);
  await context.close();
});

test('records are pushed from the menus: the selected ones, what the filter left, all', async () => {
  const { page, asked, context, seen } = await it.open();
  await page.locator('.gr[data-index="2"] .c-model').click();
  await page.getByRole('button', { name: 'Export or push documents' }).click();
  await page.getByRole('menuitem', { name: 'Push this record to Elasticsearch…' }).press('Enter');
  await page.locator('vscode-textfield.search input').fill('nightly');
  await page.waitForFunction(() => Number(document.querySelector('.grid')?.getAttribute('aria-rowcount')) < 8000);
  await page.getByRole('button', { name: 'Export or push documents' }).click();
  await page.getByRole('menuitem', { name: /^Push what the filter left/ }).click();
  await page.getByRole('button', { name: 'Export or push documents' }).click();
  await page.getByRole('menuitem', { name: /^Push all/ }).click();
  await page.getByRole('button', { name: 'Export or push documents' }).click();
  await page.getByRole('menuitem', { name: /^Dry run/ }).click();
  const kinds = (await asked('push')).map(({ scope }) => scope.kind);
  assert.deepEqual(kinds, ['records', 'matched', 'all']);
  assert.equal((await asked('dryRun'))[0].scope.kind, 'matched');
  clean(seen);
  await context.close();
});

for (const theme of ['dark', 'light', 'hc', 'hc-light']) {
  test(`the comparison of mappings breaks no rule of accessibility, theme ${theme}`, async () => {
    const { page, context } = await compared(`theme=${theme}&hostile`);
    assert.deepEqual(await violations(page), []);
    await context.close();
  });
}

for (const width of [1440, 1240, 760, 480]) {
  test(`at ${width} px the comparison of mappings is not cut off sideways`, async () => {
    const { page, context, seen } = await compared('hostile', { width });
    const over = await page.evaluate(() =>
      [...document.querySelectorAll('main, .mapping')]
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map((element) => element.className),
    );
    assert.deepEqual(over, []);
    assert.equal(await page.locator('.mapping img, .mapping b').count(), 0);
    clean(seen);
    await context.close();
  });
}

/** The query tab, its query run here and there. */
async function comparedQuery(query = '', options = {}) {
  const made = await it.open(query, { ready: '.tablist', ...options });
  const { page } = made;
  await page.locator('#tab-query').click();
  await page.waitForSelector('bli-code .cm-content:focus');
  await page.locator('.compare-query').press('Enter');
  return made;
}

test('a query is run here and on a cluster, and where the answers differ is shown', async () => {
  const { page, asked, context, seen } = await comparedQuery();
  await page.locator('.query-compared').filter({ hasText: 'The same 12 rows here and on prod' }).waitFor();
  const [{ text, target }] = await asked('compareQuery');
  assert.equal(target, 'prod');
  await page.locator('bli-code .cm-content').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('FROM logs-aws_bedrock.invocation-* | KEEP user.id');
  await page.locator('.compare-query').press('Enter');
  await page.waitForSelector('.query-compared tbody tr');
  assert.match(await page.locator('.query-compared tbody').innerText(), /row 2, user\.id\s+ann\s+bob/);
  assert.notEqual((await asked('compareQuery')).at(-1).text, text);
  await page.locator('.query-compared').getByRole('button', { name: 'Close the comparison' }).press('Enter');
  await page.locator('.query-compared').waitFor({ state: 'detached' });
  clean(seen);
  await context.close();
});

test('a comparison that fails says why', async () => {
  const { page, context, seen } = await comparedQuery('broken=compareQuery');
  await page.locator('.query-compared[role=alert]').filter({ hasText: 'read is missing' }).waitFor();
  clean(seen);
  await context.close();
});

for (const theme of ['dark', 'light', 'hc', 'hc-light']) {
  test(`a compared query breaks no rule of accessibility, theme ${theme}`, async () => {
    const { page, context } = await comparedQuery(`theme=${theme}&hostile`);
    await page.waitForSelector('.query-compared [role=status]');
    assert.deepEqual(await violations(page), []);
    await context.close();
  });
}

test('the overview of a cluster says of each figure where it is from, and figures from here are gone at once', async () => {
  const { page, asked, context, seen } = await it.open('', { ready: '.tablist' });
  const calls = page.locator('bli-panel[data-panel="calls"]');
  await page.locator('#tab-overview').click();
  await calls.locator('.panel-in[aria-busy=false]').waitFor();
  assert.doesNotMatch(await calls.locator('.unit').innerText(), /cluster/);
  await page.evaluate(() => window.fake.break('query'));
  await page.locator('.brush button.target').click();
  await calls.locator('[role=alert]').waitFor();
  assert.match(await calls.locator('.unit').innerText(), /, from the cluster prod$/);
  assert.equal(await page.locator('.strip').getAttribute('aria-label'), 'Summary, from the cluster prod');
  assert.match(await page.locator('.brush .leg').innerText(), /, from the cluster prod/);
  // Nothing answered there: no figure of before is left.
  assert.match(await page.locator('.kpi-cell').first().innerText(), /^Invocations\s+–/);
  await page.evaluate(() => window.fake.break());
  await calls.getByText('Try again').click();
  await calls.locator('.warned[title^="The answer is partial"]').waitFor();
  await page.locator('.brush button.target').click();
  await page.locator('.brush button.target').filter({ hasText: 'Local records' }).waitFor();
  await calls.locator('.panel-in[aria-busy=false] svg, .panel-in[aria-busy=false] canvas').first().waitFor();
  assert.doesNotMatch(await calls.locator('.unit').innerText(), /cluster/);
  assert.equal(await page.locator('bli-panel .warned').count(), 0);
  const targets = (await asked('query')).map(({ target }) => target);
  assert.ok(targets.includes('prod') && targets.at(-1) === undefined);
  clean(seen);
  await context.close();
});
