// Clusters in the page: rules that run there, the documents behind what they found, and what the page says of both.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { rig } from './open.mjs';

let it;
before(async () => {
  it = await rig();
});
after(() => it.stop());

const clean = (seen) => assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

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
  const { page, asked, context, seen } = made;
  await answered(made);
  await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
  await page.locator('.rule-records [role=alert]').filter({ hasText: 'read is missing' }).waitFor();
  const before = (await asked('findingRecords')).length;
  await page.locator('.rule-records .link', { hasText: 'Try again' }).click();
  await page.waitForFunction(async (count) => {
    const all = await window.fake.asked();
    return all.filter(({ name }) => name === 'findingRecords').length > count;
  }, before);
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
