// The overview's states: prices, metrics, failures, themes and widths.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from '../rig/accessibility.mjs';
import { rig } from './open.mjs';
import { clean, kpi, overview, panel, saved, settled } from './overview.mjs';

let it;
before(async () => {
  it = await rig({ real: true });
});
after(() => it.stop());

describe('cost', () => {
  const price = (model, input) => ({ model, input, output: 15, cacheRead: 0.3, cacheWrite: 3.75 });
  const tell = (page, prices) =>
    page.evaluate((sent) => window.postMessage({ event: 'prices', prices: sent }, '*'), prices);

  test('is shown as soon as there are prices, and names models without one', async () => {
    const { page, context, seen } = await overview(it);
    assert.equal(await panel(page, 'cost-models').count(), 0);
    await tell(page, { json: { currency: 'EUR', prices: [price('*claude*', 3)] } });
    await panel(page, 'cost-models').locator('tbody tr').first().waitFor();
    await settled(page);
    const text = await panel(page, 'cost-models').innerText();
    assert.match(text, /claude-sonnet-4-5[\s\S]*EUR/);
    const unpriced = panel(page, 'cost-models').locator('tr', { hasText: 'nova-pro' });
    assert.match(await unpriced.innerText(), /–[\s\S]*366|–[\s\S]*390/);
    assert.match(await kpi(page, 'Est. cost, EUR').innerText(), /\d[\s\S]*without \d+ models/);
    clean(seen);
    await context.close();
  });

  test('by example prices says so, and wrong prices say what is wrong', async () => {
    const { page, context, seen } = await overview(it);
    await tell(page, { json: { currency: 'USD', example: true, prices: [price('*', 1)] } });
    await page.locator('.kpi', { hasText: 'by example prices' }).waitFor();
    await tell(page, { json: { currency: 'USD', prices: [{ model: 'x' }] } });
    const wrong = page.locator('.kpi .bad', { hasText: 'Prices are wrong' });
    await wrong.waitFor();
    assert.match(await wrong.getAttribute('title'), /Entry 1 of "prices": "input"/);
    assert.equal(await panel(page, 'cost').count(), 0);
    await tell(page, null);
    await page.locator('.kpi', { hasText: 'Set prices' }).waitFor();
    clean(seen);
    await context.close();
  });
});

test('metrics of CloudWatch stand beside the records where they are loaded, and are said to be metrics', async () => {
  const { page, context, seen } = await overview(it, 'metrics&rows=2000');
  await page.waitForSelector('[data-panel="metric-images"]');
  await settled(page);
  const ids = await page.locator('bli-panel').evaluateAll((all) => all.map((each) => each.dataset.panel));
  const metrics = ids.filter((id) => id.startsWith('metric-'));
  assert.equal(metrics.length, 12);
  for (const id of metrics.filter((id) => !['metric-images', 'metric-percentiles'].includes(id))) {
    const marks = await panel(page, id).locator('svg path[d^="M"], tbody tr').count();
    assert.ok(marks > 0, `${id} draws nothing`);
  }
  assert.match(await panel(page, 'metric-images').innerText(), /No image was made/);
  assert.match(await panel(page, 'metric-guardrail-policies').innerText(), /Denied topics/);
  for (const words of await page.locator('.panels', { has: page.locator('[data-panel^="metric-"]') }).allInnerTexts())
    assert.match(words, /from metrics, not from the records/);
  clean(seen);
  await context.close();
});

test('the overview comes first where the host says so, and only to who was nowhere else', async () => {
  const { page, press, reload, context, seen } = await it.open('first=overview&rows=300', {
    ready: 'bli-overview .strip',
  });
  await settled(page);
  await press('Alt+2');
  await page.waitForSelector('.grid');
  await saved(page, ({ sort }) => sort !== undefined);
  await reload();
  await page.waitForSelector('.grid');
  assert.equal(await page.locator('bli-overview').count(), 0);
  clean(seen);
  await context.close();
});

describe('states', () => {
  test('a query that fails is told in its panel, and can be tried again', async () => {
    const { page, context } = await it.open('broken=query', { ready: 'bli-page-head [role=tab]' });
    await page.keyboard.press('Alt+1');
    const failed = panel(page, 'tokens').locator('[role=alert]');
    await failed.waitFor();
    assert.match(await failed.innerText(), /has changed since it was read[\s\S]*Try again[\s\S]*Open query/);
    await failed.getByRole('button', { name: 'Try again' }).click();
    await failed.waitFor();
    await context.close();
  });

  test('while logs are read the figures are those so far', async () => {
    const { page, context, seen } = await overview(it, 'phase=loading&rows=900');
    assert.match(await page.locator('.quality').innerText(), /900 records in view of 900 read, so far/);
    assert.ok((await panel(page, 'calls').locator('svg path[d^="M"]').count()) > 0);
    clean(seen);
    await context.close();
  });

  test('nothing read is said instead of empty panels', async () => {
    const { page, context, seen } = await it.open('rows=0', { ready: 'bli-page-head [role=tab]' });
    await page.keyboard.press('Alt+1');
    await page.locator('bli-overview .state').waitFor();
    assert.equal(await page.locator('bli-panel').count(), 0);
    clean(seen);
    await context.close();
  });

  test('hostile names are text', async () => {
    const { page, context, seen } = await overview(it, 'hostile&rows=500');
    assert.equal(await page.locator('bli-overview img, bli-overview script, bli-overview a[href]').count(), 0);
    clean(seen);
    await context.close();
  });
});

for (const theme of ['dark', 'light', 'hc', 'hc-light']) {
  test(`no rule of accessibility is broken in ${theme}`, async () => {
    const { page, press, context } = await overview(it, `real&theme=${theme}`);
    const within = 'bli-overview';
    assert.deepEqual(await violations(page, { within }), []);
    await panel(page, 'models').locator('button[title^="Show as table"]').click();
    await panel(page, 'calls').locator('.plot').focus();
    await press('Home', 'ArrowRight');
    assert.deepEqual(await violations(page, { within }), []);
    await context.close();
  });
}

for (const width of [1440, 1240, 1000, 760, 480, 320]) {
  test(`nothing is cut off at ${width} px`, async () => {
    const { page, context, seen } = await overview(it, 'real', { width });
    const over = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.querySelector('#overview');
      const outside = [...document.querySelectorAll('bli-panel .panel-head, bli-panel svg, .kpi')].filter((each) => {
        const { right } = each.getBoundingClientRect();
        return right > clientWidth + 1;
      });
      const written = [...document.querySelectorAll('bli-panel .plot text')].filter((each) => {
        const plot = each.closest('.plot').getBoundingClientRect();
        const { left, right } = each.getBoundingClientRect();
        return left < plot.left - 1 || right > plot.right + 1;
      });
      return [
        scrollWidth - clientWidth,
        outside.map((each) => each.className?.baseVal ?? each.className),
        written.map((each) => each.textContent),
      ];
    });
    assert.deepEqual(over, [0, [], []]);
    clean(seen);
    await context.close();
  });
}
