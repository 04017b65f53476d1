// A record full of HTML, terminal sequences and characters that turn the direction of text shows as text, and does nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rig } from './open.mjs';

let it;
before(async () => {
  it = await rig();
});
after(() => it.stop());

/** Elements that the page itself does not make, and whether a script ran. The editor of queries has its styles in the head. */
const census = (page) =>
  page.evaluate(() => ({
    foreign: document.querySelectorAll(
      'img, iframe, script:not([src]), style:not(head > *), link:not([rel=stylesheet]), object, embed, form:not(dialog > *), a, u, i:not(.codicon):not([aria-hidden] > *), svg',
    ).length,
    tricked: window.__tricked ?? null,
  }));

for (const tab of ['Conversation', 'Fields', 'Raw', 'ECS document']) {
  test(`hostile text in ${tab}`, async () => {
    const { page, context, seen } = await it.open('hostile');
    await page.locator('.gr[data-index="0"]').dblclick();
    await page.waitForSelector('.facts:not(.short)');
    await page.getByRole('tab', { name: tab }).click();
    await page.waitForFunction(
      (name) => document.querySelector('[role=tab][aria-selected=true]')?.textContent?.includes(name),
      tab,
    );
    await page.waitForTimeout(200);
    assert.deepEqual(await census(page), { foreign: 0, tricked: null });
    assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });
    await context.close();
  });
}

test('hostile text as Markdown: no HTML, no picture, no address but https without a user name', async () => {
  const { page, context, seen, press } = await it.open('hostile');
  await page.locator('.gr[data-index="0"]').dblclick();
  await page.waitForSelector('bli-conversation p.said');
  await press('m', 'z');
  await page.waitForSelector('.markdown');
  assert.deepEqual(await census(page), { foreign: 0, tricked: null });
  const links = await page.locator('.markdown button.link').evaluateAll((all) => all.map(({ title }) => title));
  assert.deepEqual(links, ['Open: https://example.invalid/pixel.png', 'Open: https://example.invalid/auto']);
  for (const link of await page.locator('.markdown button.link').all()) await link.click();
  const asked = (await page.evaluate(() => window.fake.asked())).filter(({ name }) => name === 'openLink');
  assert.deepEqual(
    asked.map(({ params }) => params.url),
    ['https://example.invalid/pixel.png', 'https://example.invalid/auto'],
  );
  const text = await page.locator('.markdown').first().innerText();
  assert.ok(text.includes('[harmless](javascript:window.__tricked=4)'), text);
  assert.deepEqual(seen, { errors: [], outside: [], dialogs: [], violations: [] });
  await context.close();
});

test('HTML shows as it was written, and signs by their names', async () => {
  const { page, context } = await it.open('hostile');
  await page.locator('.gr[data-index="0"]').dblclick();
  await page.waitForSelector('bli-conversation p.said');
  const text = await page.locator('bli-conversation p.said').first().innerText();
  assert.ok(text.includes('<img src=x onerror="window.__tricked=1">'), text);
  const signs = await page.locator('bli-conversation p.said').first().locator('.sign').allInnerTexts();
  for (const sign of ['ESC', 'RLO', 'PDF', 'LRI', 'PDI', 'ZWSP', 'NUL', 'BEL', 'tag i', 'tag SP'])
    assert.ok(signs.includes(sign), `${sign} in ${signs}`);
  // No character of the record that has no shape of its own is left in the page's text.
  const left = await page.evaluate(() => {
    const hidden = [
      [0, 8],
      [11, 31],
      [127, 159],
      [0x200b, 0x200b],
      [0x202a, 0x202e],
      [0x2066, 0x2069],
      [0xe0000, 0xe007f],
    ];
    return [...document.body.textContent].some((sign) =>
      hidden.some(([from, to]) => sign.codePointAt(0) >= from && sign.codePointAt(0) <= to),
    );
  });
  assert.equal(left, false);
  await context.close();
});

test('text from right to left does not turn what stands around it', async () => {
  const { page, context } = await it.open('hostile');
  await page.locator('.gr[data-index="0"]').dblclick();
  await page.waitForSelector('bli-conversation p.said');
  const all = await page.evaluate(() =>
    [...document.querySelectorAll('.said, bdi')].map((said) => getComputedStyle(said).unicodeBidi),
  );
  assert.deepEqual([...new Set(all)], ['isolate']);
  await context.close();
});
