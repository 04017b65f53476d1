// Narrow pages, zoom, and settings of the system: nothing is cut off, nothing overflows.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rig } from './open.mjs';
import { settled } from './overview.mjs';

let it;
before(async () => {
  it = await rig();
});
after(() => it.stop());

const views = [
  ['table', '', async () => {}],
  ['start', 'phase=empty', async () => {}, '.start'],
  ['reading', 'phase=loading', async () => {}],
  ['problems', 'problems', (page) => page.locator('.foot button.link').click()],
  ...['Conversation', 'Guardrails', 'Fields', 'Raw'].map((name) => [
    name,
    '',
    async (page) => {
      await page.locator('.gr[data-index="8"]').dblclick();
      await page.getByRole('tab', { name }).click();
    },
  ]),
];

const tabs = [
  [
    'overview',
    async (page) => {
      await page.locator('#tab-overview').click();
      await settled(page);
    },
  ],
  [
    'detections',
    async (page) => {
      await page.locator('#tab-detections').click();
      await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
      await page.waitForSelector('.rule-records tbody tr');
    },
  ],
  [
    'query',
    async (page) => {
      await page.locator('#tab-query').click();
      await page.waitForSelector('.query .cm-content');
    },
  ],
  [
    'thread',
    async (page) => {
      await page.locator('.gr[data-index="8"]').dblclick();
      await page.getByRole('tab', { name: 'Thread' }).click();
      await page.waitForSelector('.thread');
    },
  ],
];

/** Controls of the bars that lie over one another, as far as they are in sight. */
const overlaps = (page) =>
  page.evaluate(() => {
    const seenOf = (e) => {
      const { left, right, top, bottom } = e.getBoundingClientRect();
      const seen = { left, right, top, bottom, name: e.ariaLabel || e.innerText };
      for (let at = e.parentElement; at; at = at.parentElement) {
        if (getComputedStyle(at).overflowX === 'visible') continue;
        const clip = at.getBoundingClientRect();
        seen.left = Math.max(seen.left, clip.left);
        seen.right = Math.min(seen.right, clip.right);
      }
      return seen;
    };
    const bars = '.top, .filter, .table-bar, .stabs, .rules-bar, .foot';
    const all = [...document.querySelectorAll(bars)]
      .flatMap((bar) => [...bar.querySelectorAll('button, select, vscode-textfield')])
      .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('[popover]'))
      .map(seenOf)
      .filter(({ left, right }) => right > left);
    const over = (a, b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
    return all.flatMap((a, i) => all.slice(i + 1).flatMap((b) => (over(a, b) ? [`${a.name} / ${b.name}`] : [])));
  });

for (const width of [480, 760]) {
  test(`no control lies over another at ${width} px`, async () => {
    for (const [name, go] of [['invocations', async () => {}], ...tabs]) {
      const { page, context } = await it.open('problems', { width, height: 800 });
      await go(page);
      assert.deepEqual(await overlaps(page), [], name);
      assert.deepEqual(await outside(page), { page: false, wide: [] }, name);
      const chosen = page.locator('[role=tab][aria-selected=true]').last();
      const { x, width: own } = await chosen.boundingBox();
      assert.ok(x >= 0 && x + own <= width, `${name}: the chosen tab is in sight`);
      await context.close();
    }
  });
}

/** Elements that stand out of the page to the right, and controls that overlap or lie outside of it. */
const outside = (page) =>
  page.evaluate(() => {
    const seen = [...document.querySelectorAll('bli-page *')].filter(
      (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.visually-hidden'),
    );
    const clipped = (e) => {
      for (let at = e.parentElement; at; at = at.parentElement)
        if (getComputedStyle(at).overflowX !== 'visible') return at.getBoundingClientRect().right <= innerWidth + 1;
      return false;
    };
    const wide = seen
      .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !clipped(e))
      .map((e) => e.className || e.localName);
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { page: scrollWidth > innerWidth || scrollHeight > innerHeight, wide };
  });

for (const [width, height, what] of [
  [480, 800, '480 px'],
  [640, 450, '200 % zoom of 1280 x 900'],
  [900, 700, '900 px'],
]) {
  test(`nothing overflows at ${what}`, async () => {
    for (const [name, query, go, ready] of views) {
      const { page, context } = await it.open(query, { width, height, ...(ready ? { ready } : {}) });
      await go(page);
      await page.waitForTimeout(150);
      assert.deepEqual(await outside(page), { page: false, wide: [] }, name);
      await context.close();
    }
  });
}

for (const width of [480, 640]) {
  test(`names in a comparison stay out of its values at ${width} px`, async () => {
    const { page, press, context } = await it.open('', { width, height: 800 });
    await page.locator('.gr[data-index="8"]').click();
    await press('c', 'ArrowDown', 'ArrowDown', 'c');
    await page.waitForSelector('.compared tbody th');
    const cut = await page
      .locator('.compared tbody :is(th, td)')
      .evaluateAll((cells) => cells.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.innerText));
    assert.deepEqual(cut, []);
    assert.deepEqual(await outside(page), { page: false, wide: [] });
    await context.close();
  });
}

test('where rows carry their day and the table is tight, the guardrail joins the stop reason', async () => {
  const { page, context } = await it.open('rows=40000', { width: 1440 });
  const names = () =>
    page.locator('.head > *').evaluateAll((heads) => heads.map((e) => /c-(\w+)/.exec(e.className)[1]));
  await page.locator('.gr[data-index="2"]').click();
  await page.waitForSelector('.grid.days .gr.current');
  assert.ok(!(await names()).includes('guardrail'));
  await page.waitForSelector('.grid.joins .c-stop .codicon.joined');
  await context.close();
});

test('columns give way when the table is narrow', async () => {
  const shown = async (width) => {
    const { page, context } = await it.open('', { width });
    const names = await page.evaluate(() =>
      [...document.querySelectorAll('.head > *')]
        .filter((e) => e.checkVisibility())
        .map((e) => /c-(\w+)/.exec(e.className)[1]),
    );
    await context.close();
    return names;
  };
  assert.equal((await shown(1440)).length, 10);
  assert.deepEqual(await shown(640), ['time', 'model', 'caller', 'input', 'output', 'latency', 'stop']);
  assert.deepEqual(await shown(480), ['time', 'model', 'caller', 'input', 'latency', 'stop']);
});

test('the detail stands beside the table when there is room, else below it, else not at all', async () => {
  const place = async (width) => {
    const { page, context } = await it.open('', { width });
    await page.locator('.gr[data-index="2"]').click();
    const at = await page.evaluate(() => {
      const detail = document.querySelector('.detail')?.getBoundingClientRect();
      const table = document.querySelector('.grid').getBoundingClientRect();
      return detail === undefined ? 'absent' : detail.left >= table.right - 1 ? 'beside' : 'below';
    });
    await context.close();
    return at;
  };
  assert.equal(await place(1440), 'beside');
  assert.equal(await place(1000), 'below');
  assert.equal(await place(640), 'absent');
});

test('reduced motion stands still, forced colours keep selection and bars visible', async () => {
  const { page, context } = await it.open('phase=loading', { reducedMotion: 'reduce', forcedColors: 'active' });
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.spin')).animationName), 'none');
  await page.locator('.gr[data-index="2"]').click();
  await page.waitForSelector('.gr.current[aria-selected=true]');
  const [row, other] = await page.evaluate(() =>
    [2, 3].map((i) => getComputedStyle(document.querySelector(`.gr[data-index="${i}"]`)).backgroundColor),
  );
  assert.notEqual(row, other);
  // Only a ticked value has a tick.
  const tick = (value) => value.locator('.tick').evaluate((e) => getComputedStyle(e, '::before').visibility);
  const value = page.locator('.facet .value').first();
  assert.equal(await tick(value), 'hidden');
  await value.click();
  await page.waitForSelector('.facet .value[aria-checked=true]');
  assert.equal(await tick(value), 'visible');
  await context.close();
});

for (const [theme, colorScheme] of [
  ['hc', 'light'],
  ['light', 'dark'],
]) {
  test(`forced colours of a ${colorScheme} system over a ${theme} theme: charts and the chosen rule can be read`, async () => {
    const { page, context } = await it.open(`theme=${theme}`, { forcedColors: 'active', colorScheme });
    await tabs[0][1](page);
    const colourOf = (selector, name) =>
      page
        .locator(selector)
        .first()
        .evaluate((e, name) => getComputedStyle(e)[name], name);
    const ink = await page.evaluate(() => getComputedStyle(document.body).color);
    for (const text of ['.plot text', '.brush-plot text']) assert.equal(await colourOf(text, 'fill'), ink, text);
    for (const line of ['.brush-plot .ax', '.l-plain']) assert.equal(await colourOf(line, 'stroke'), ink, line);
    await tabs[1][1](page);
    const rule = '.det-line[aria-selected=true]';
    assert.notEqual(
      await colourOf(rule, 'backgroundColor'),
      await colourOf('.det-line[aria-selected=false]', 'backgroundColor'),
    );
    assert.equal(await colourOf(`${rule} .result`, 'color'), await colourOf(rule, 'color'));
    assert.notEqual(await colourOf(rule, 'color'), await colourOf(rule, 'backgroundColor'));
    await context.close();
  });
}

test('in forced colours what a guardrail matched can be read', async () => {
  const { page, context } = await it.open('theme=hc', { forcedColors: 'active' });
  await page.locator('.gr[data-index="8"]').dblclick();
  await page.waitForSelector('bli-conversation mark');
  const colours = await page
    .locator('bli-conversation mark')
    .evaluateAll((marks) =>
      marks.map((mark) => [getComputedStyle(mark).color, getComputedStyle(mark.closest('p')).color]),
    );
  assert.equal(colours.length, 3);
  for (const [own, around] of colours) assert.equal(own, around);
  await context.close();
});
