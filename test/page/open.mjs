// The page in Chromium, for tests, figures and pictures: one browser, one server, a fresh context for each page.
import { chromium } from 'playwright-core';
import { browser } from '../rig/editor.mjs';
import { serve } from './serve.mjs';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Starts both; `stop()` ends both. */
export async function rig(options) {
  const served = await serve(0, options);
  const chrome = await chromium.launch({ executablePath: browser(), args: ARGUMENTS });
  return {
    chrome,
    url: served.url,
    /** Opens the page: { page, context, seen }. `seen` collects what must not happen. */
    open: (query = '', options = {}) => open(chrome, served.url, query, options),
    stop: async () => {
      await chrome.close();
      await served.stop();
    },
  };
}

async function open(
  chrome,
  url,
  query,
  { width = 1440, height = 900, ready = '.grid .gr:not(.waits)[data-index="0"] .c-model', settle = 0, ...more } = {},
) {
  const context = await chrome.newContext({ viewport: { width, height }, locale: 'en-US', timezoneId: 'UTC', ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const seen = { errors: [], outside: [], dialogs: [], violations: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) seen.errors.push(message.text());
  });
  page.on('pageerror', (error) => seen.errors.push(String(error.stack)));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(?:data|blob):/.test(request.url())) seen.outside.push(request.url());
  });
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.exposeFunction('noteViolation', (text) => seen.violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      window.noteViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  if (settle) await page.waitForTimeout(settle);
  await page.goto(`${url}?${query}`);
  if (ready) await page.waitForSelector(ready);
  return { page, context, seen, ...moves(page) };
}

/** What tests do again and again. */
function moves(page) {
  return {
    /** Presses keys one after another. */
    press: async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    },
    /** Number of the row that has the cursor, from 0; -1 if there is none. */
    cursor: () => page.evaluate(() => Number(document.querySelector('.gr.current')?.dataset.index ?? -1)),
    /** Waits until the cursor stands on a row. */
    cursorAt: (index) => page.waitForSelector(`.gr.current[data-index="${index}"]`),
    /** What the page has asked the host for, by name. */
    asked: async (name) =>
      (await page.evaluate(() => window.fake.asked()))
        .filter((asked) => asked.name === name)
        .map((asked) => asked.params),
    /** Reloads the page as soon as all that it keeps over a reload is kept. */
    reload: async () => {
      await page.waitForFunction(() => {
        const kept = JSON.parse(sessionStorage.getItem(`state ${location.search}`));
        const { inspector } = document.querySelector('bli-page');
        const parts = ['place', 'look', 'shares', 'peek'];
        return kept !== null && parts.every((part) => JSON.stringify(kept[part]) === JSON.stringify(inspector[part]));
      });
      await page.reload();
    },
    /** Waits for a list of offers that takes keys: for its first 75 ms it takes none, as they were meant for the text. */
    offers: async (text = '') => {
      await page.locator('.cm-tooltip-autocomplete li', { hasText: text }).first().waitFor();
      await page.waitForTimeout(100);
    },
    /** Text of a row's cell. */
    cell: (index, column) => page.locator(`.gr[data-index="${index}"] .c-${column}`).innerText(),
    /** Where the focus is, as `tag.class` or the role. */
    focus: () =>
      page.evaluate(() => {
        const at = document.activeElement;
        return at ? `${at.getAttribute('role') ?? at.localName}${at.id ? `#${at.id}` : ''}` : '';
      }),
  };
}
