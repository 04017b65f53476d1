// The detections tab: what is listed, what is explained, the records behind, each state and its way out, by keyboard.
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

async function opened(query = '', options = {}) {
  const made = await it.open(query, { ready: '.tablist', ...options });
  await made.page.locator('#tab-detections').click();
  await made.page.waitForSelector('#detections[role=tabpanel]');
  return made;
}

const titles = (page) => page.locator('.rule-group b').allInnerTexts();
const lines = (page) => page.locator('.det-line .said').allInnerTexts();

test('rules stand under what came of them, the most severe first; the first one that fired is explained', async () => {
  const { page, context, seen } = await opened();
  assert.deepEqual(await titles(page), [
    'Fired',
    'Wrong',
    'Near misses',
    'Suppressed',
    'Clear',
    'Cannot fire',
    'Only on Elasticsearch',
    'Not applicable',
  ]);
  assert.deepEqual((await lines(page)).slice(0, 2), ['Keys in a prompt', 'Blocks in series']);
  assert.equal(await page.locator('.rule-title h2').innerText(), 'Keys in a prompt');
  assert.match(await page.locator('#tab-detections').innerText(), /Detections\s*2/);
  clean(seen);
  await context.close();
});

test('a finding tells its groups against the threshold, and the records behind', async () => {
  const { page, asked, context, seen } = await opened();
  await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
  assert.match(
    await page.locator('.rule-said').nth(1).innerText(),
    /^Fired\. 2 findings\. First at .* UTC\. It held in 8 runs\./,
  );
  const groups = page.locator('.rule-groups tbody tr');
  assert.equal(await groups.count(), 4);
  assert.match(await groups.nth(0).innerText(), /support-desk\/m\.keller[\s\S]*9[\s\S]*fired/);
  assert.match(await groups.nth(2).innerText(), /vendor-trial[\s\S]*5[\s\S]*near, 1 more needed/);
  assert.match(await groups.nth(3).innerText(), /nightly-report[\s\S]*clear/);
  await page.waitForSelector('.rule-records tbody tr');
  assert.equal(await page.locator('.rule-records tbody tr').count(), 9);
  await groups.nth(1).click();
  await page.waitForFunction(() => document.querySelectorAll('.rule-records tbody tr').length === 7);
  const last = (await asked('lines')).at(-1);
  assert.deepEqual([last.ids.length, last.prompts], [7, true]);
  assert.ok(
    last.ids.every((id, i) => i === 0 || id < last.ids[i - 1]),
    'newest first',
  );
  assert.match(await page.locator('.note.warn').innerText(), /Elasticsearch would not have found all of this/);
  clean(seen);
  await context.close();
});

test('a record behind a finding opens, and Back comes back to the finding', async () => {
  const { page, press, context, seen } = await opened();
  await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
  await page.locator('.rule-records tbody tr').nth(2).click();
  await page.waitForSelector('bli-record-view');
  await press('Alt+ArrowLeft');
  await page.waitForSelector('.rule-title');
  assert.equal(await page.locator('.rule-title h2').innerText(), 'Blocks in series');
  clean(seen);
  await context.close();
});

test('all records of a finding are shown in the table, and those alone', async () => {
  const { page, asked, context, seen } = await opened();
  await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
  await page.locator('.rule-records .link', { hasText: 'Show in Invocations' }).click();
  await page.waitForSelector('.grid .gr:not(.waits)[data-index="0"] .c-model');
  await page.waitForFunction(() => document.querySelector('.grid')?.getAttribute('aria-rowcount') === '10');
  const { selection } = (await asked('rows')).at(-1);
  assert.match(selection.where, /^gen_ai\.request\.id IN \("/);
  clean(seen);
  await context.close();
});

test('why a rule cannot fire is told with the field and where to set it up', async () => {
  const { page, asked, context, seen } = await opened();
  await page.locator('.det-line', { hasText: 'Denied topics' }).click();
  assert.match(
    await page.locator('.rule-said').nth(1).innerText(),
    /needs gen_ai\.compliance\.violation_code, and no record has that/,
  );
  await page.locator('.rule .link', { hasText: 'How Bedrock is set up' }).click();
  assert.match((await asked('openLink'))[0].url, /^https:\/\/docs\.aws\.amazon\.com\//);
  clean(seen);
  await context.close();
});

test('what is left out is told with its reason and its end', async () => {
  const { page, context, seen } = await opened();
  await page.locator('.det-line', { hasText: 'Calls without a guardrail' }).click();
  assert.match(
    await page.locator('.rule .note').innerText(),
    /1 finding is left out: The nightly report needs none, until 2026-12-31/,
  );
  clean(seen);
  await context.close();
});

test('rules are run, edited, suppressed, opened as a query, saved', async () => {
  const { page, asked, press, context, seen } = await opened();
  await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
  await page.locator('.rule vscode-button', { hasText: 'Run on loaded records' }).click();
  await page.locator('.rule vscode-button', { hasText: 'Edit rule' }).click();
  await page.locator('.rule-groups tbody tr').nth(1).click();
  await page.locator('.rule vscode-button', { hasText: 'Suppress' }).click();
  await page.locator('.rules-bar .link', { hasText: 'Run all' }).click();
  await page.locator('.rules-bar .link', { hasText: 'SARIF' }).click();
  await page.locator('.rules-bar select').selectOption('all');
  assert.deepEqual(await asked('runChecks'), [
    { window: 'rule', rules: ['blocks'] },
    { window: 'rule' },
    { window: 'all' },
  ]);
  assert.deepEqual(await asked('editRule'), [{ rule: 'blocks' }]);
  assert.deepEqual(await asked('suppressRule'), [{ rule: 'blocks', finding: 1 }]);
  assert.deepEqual(await asked('saveFindings'), [{ format: 'sarif' }]);
  await page.locator('.rule vscode-button', { hasText: 'Open as query' }).click();
  await page.waitForSelector('#query[role=tabpanel]');
  await press('Alt+ArrowLeft');
  await page.waitForSelector('.rule-title');
  clean(seen);
  await context.close();
});

test('the list is walked by keyboard, folded, and searched', async () => {
  const { page, press, focus, asked, context, seen } = await opened();
  await page.locator('.det-line').first().focus();
  const chosen = () => page.locator('.det-line[aria-selected=true] .said').innerText();
  await press('ArrowDown');
  assert.equal(await chosen(), 'Blocks in series');
  await press('ArrowDown', 'ArrowDown');
  assert.equal(await chosen(), 'A rule with a mistake');
  await press('ArrowLeft', 'ArrowLeft');
  await page.waitForSelector('#rules-error[aria-expanded=false]');
  assert.equal(await focus(), 'treeitem#rules-error');
  await press('Home', 'ArrowDown', 'Enter');
  assert.equal(await focus(), 'h2#rule-title');
  await press('Control+Enter', 'e');
  assert.deepEqual(await asked('runChecks'), [{ window: 'rule', rules: ['keys'] }]);
  assert.deepEqual(await asked('editRule'), [{ rule: 'keys' }]);
  await page.locator('.rules-filter').focus();
  await page.keyboard.type('near');
  await page.waitForFunction(() => document.querySelectorAll('.det-line').length === 1);
  assert.deepEqual(await lines(page), ['Denied models in series']);
  await press('Escape');
  await page.locator('.chips button', { hasText: 'Cannot fire' }).click();
  assert.deepEqual(await lines(page), ['Denied topics']);
  clean(seen);
  await context.close();
});

for (const [scene, said, way] of [
  ['none', /have not been checked/, 'Run again'],
  ['running', /Checking the rules/, 'Cancel'],
  ['cancelled', /was cancelled/, 'Run again'],
  ['failed', /The check failed: Reading has ended/, 'Run again'],
  ['stale', /have changed since this check/, 'Run again'],
]) {
  test(`checks that are ${scene} say so and offer a way out`, async () => {
    const { page, asked, context, seen } = await opened(`checks=${scene}`);
    assert.match(await page.locator('#detections .load-line').innerText(), said);
    await page.locator('#detections .load-line vscode-button', { hasText: way }).click();
    assert.equal((await asked(way === 'Cancel' ? 'cancelChecks' : 'runChecks')).length, 1);
    clean(seen);
    await context.close();
  });
}

test('without any rule there is a way to make one', async () => {
  const { page, asked, context, seen } = await opened('checks=empty');
  await page.locator('#detections vscode-button', { hasText: 'New rule' }).click();
  assert.deepEqual(await asked('editRule'), [{}]);
  clean(seen);
  await context.close();
});

test('what the host tells later is shown: progress, then the findings, then a rule', async () => {
  const { page, context, seen } = await opened('checks=running');
  await page.evaluate(() => window.fake.send({ event: 'checking', done: 3, of: 9 }));
  await page.waitForFunction(() =>
    /3 of 9 rules/.test(document.querySelector('#detections .load-line')?.textContent ?? ''),
  );
  await page.evaluate(() => window.fake.send({ event: 'checks', state: window.fake.checks('done') }));
  await page.waitForFunction(() => document.querySelectorAll('#rules-fired').length === 1);
  await page.locator('#tab-invocations').click();
  await page.evaluate(() => window.fake.send({ event: 'rule', rule: 'denied', target: null }));
  await page.waitForSelector('.rule-title');
  assert.equal(await page.locator('.rule-title h2').innerText(), 'Denied models in series');
  clean(seen);
  await context.close();
});

test('records that cannot be read are told, and can be asked for again', async () => {
  const { page, context, seen } = await opened('broken=lines');
  await page.locator('.rule-records [role=alert]').waitFor();
  assert.match(await page.locator('.rule-records').innerText(), /The file has changed[\s\S]*Try again/);
  clean(seen);
  await context.close();
});

test('what a hostile rule file says is text', async () => {
  const { page, context, seen } = await opened('hostile');
  await page.locator('.det-line').nth(1).click();
  await page.waitForSelector('.rule-notes');
  assert.equal(await page.locator('#detections :is(script, img, iframe, svg, a)').count(), 0);
  clean(seen);
  await context.close();
});

for (const theme of ['dark', 'light', 'hc', 'hc-light']) {
  test(`axe finds nothing in ${theme}`, async () => {
    const { page, context } = await opened(`theme=${theme}`);
    for (const rule of ['Blocks in series', 'Denied topics', 'Calls without a guardrail']) {
      await page.locator('.det-line', { hasText: rule }).click();
      await page.waitForFunction((name) => document.querySelector('.rule-title h2')?.textContent === name, rule);
      assert.deepEqual(await violations(page), [], rule);
    }
    // The chosen line without the focus, and a query with too little room.
    await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
    await page.locator('.rule-title h2').focus();
    await page.setViewportSize({ width: 400, height: 900 });
    await page.waitForFunction(() => {
      const query = document.querySelector('.query-text');
      return query !== null && query.scrollWidth > query.clientWidth;
    });
    assert.deepEqual(await violations(page), [], 'narrow');
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.evaluate(() => window.fake.send({ event: 'checks', state: window.fake.checks('running') }));
    await page.waitForSelector('#detections vscode-progress-bar');
    assert.deepEqual(await violations(page), []);
    await context.close();
  });
}

for (const width of [1440, 1240, 760, 480]) {
  test(`at ${width} px nothing is cut off sideways`, async () => {
    const { page, context, seen } = await opened('', { width });
    await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
    await page.waitForSelector('.rule-records tbody tr');
    const over = await page.evaluate(() =>
      [...document.querySelectorAll('#detections, .rules-split, .rules-list, .rules-detail, .rules-bar')]
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map((element) => element.className || element.id),
    );
    assert.deepEqual(over, []);
    clean(seen);
    await context.close();
  });
}
