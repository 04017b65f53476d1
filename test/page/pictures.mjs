// Pictures of the page: node test/page/pictures.mjs [FOLDER] [--only=NAME]. Without a folder only the README's, in media.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rig } from './open.mjs';
import { settled } from './overview.mjs';

const row = async (page, index) => {
  await page.locator(`.gr[data-index="${index}"]`).click();
  await page.waitForSelector('.peek-head').catch(() => {});
};
const record = async (page, index) => {
  await page.locator(`.gr[data-index="${index}"]`).dblclick();
  await page.waitForSelector('.facts:not(.short)');
};
const tab = (name) => async (page) => {
  await record(page, 8);
  await page.getByRole('tab', { name }).click();
};

/** Answered panels of the overview. */
const overviewTab = async (page) => {
  await page.locator('#tab-overview').click();
  await page.waitForSelector('bli-overview .strip');
  await settled(page);
};

const VIEWS = {
  invocations: { query: 'problems', go: (page) => row(page, 8) },
  record: {
    go: async (page) => {
      await tab('Conversation')(page);
      await page.keyboard.press('s');
      await page.locator('.second').getByRole('tab', { name: 'Guardrails' }).click();
      await page.locator('summary', { hasText: 'Withheld answer' }).click();
    },
  },
  fields: {
    go: async (page) => {
      await tab('Fields')(page);
      await page.keyboard.press('s');
      await page.locator('.second').getByRole('tab', { name: 'ECS document' }).click();
    },
  },
  raw: { go: tab('Raw') },
  thread: { go: tab('Thread') },
  markdown: {
    query: 'markdown',
    go: async (page) => {
      await record(page, 0);
      for (const key of ['m', 'z']) await page.keyboard.press(key);
      await page.getByRole('button', { name: 'show', exact: true }).first().click();
    },
  },
  find: {
    go: async (page) => {
      await record(page, 8);
      await page.keyboard.press('Control+f');
      await page.waitForFunction(() => document.activeElement?.localName === 'vscode-textfield');
      await page.keyboard.type('book');
      await page.keyboard.press('Enter');
    },
  },
  compare: {
    go: async (page) => {
      await row(page, 8);
      for (const key of ['c', 'ArrowDown', 'ArrowDown', 'c']) await page.keyboard.press(key);
      await page.waitForSelector('.compare');
    },
  },
  menu: { go: (page) => page.locator('.gr[data-index="8"]').click({ button: 'right' }) },
  start: { query: 'phase=empty', ready: '.start' },
  loading: { query: 'phase=loading&problems', go: (page) => row(page, 3) },
  problems: { query: 'problems', go: (page) => page.locator('.foot button.link').click() },
  nothing: {
    go: async (page) => {
      await page.keyboard.press('Control+f');
      await page.keyboard.type('no such caller');
      await page.waitForSelector('.state');
    },
  },
  overview: { query: 'metrics', ready: '.tablist', go: overviewTab },
  detections: {
    ready: '.tablist',
    go: async (page) => {
      await page.locator('#tab-detections').click();
      await page.locator('.det-line', { hasText: 'Blocks in series' }).click();
      await page.waitForSelector('.rule-records tbody tr');
    },
  },
  query: {
    ready: '.tablist',
    go: async (page) => {
      await page.keyboard.press('Alt+4');
      await page.locator('.cm-content').focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(
        'FROM logs-aws_bedrock.invocation-*\n| STATS calls = COUNT(*), callers = COUNT_DISTINCT(user.id)\n    BY gen_ai.request.model.id, hour = BUCKET(@timestamp, 1 hour)\n| SORT calls DESC\n| LIMIT 200',
      );
      await page.keyboard.press('Control+Enter');
      await page.waitForSelector('bli-time-chart svg');
    },
  },
  hostile: { query: 'hostile', go: (page) => record(page, 0) },
};

/** The README's: the sample logs as the extension reads them, whole and at a conversation with tools. */
const README = {
  overview: { query: 'real', ready: '.tablist', pixels: [1280, 882], go: overviewTab },
  inspector: {
    query: 'real',
    pixels: [1280, 760],
    go: async (page) => {
      // An hour with several models, errors and guardrails in it.
      await page.evaluate(() => document.querySelector('.rows').scrollTo(0, 508 * 22));
      await page.waitForSelector('.gr:not(.waits)[data-index="530"] .c-model');
      await page.locator('.gr', { hasText: '1,030' }).first().click();
      await page.waitForSelector('.peek-head');
    },
  },
};

const THEMES = ['dark', 'light', 'hc', 'hc-light'];
const SIZES = { '': [1440, 900], '-middle': [1000, 760], '-narrow': [640, 900] };

async function picture(it, path, view, theme, [width, height]) {
  const { query = '', go, ready } = view;
  const { page, context } = await it.open(`theme=${theme}&${query}`, { width, height, ...(ready ? { ready } : {}) });
  await go?.(page);
  await page.mouse.move(width - 2, height - 40);
  await page.waitForTimeout(350);
  await page.screenshot({ path });
  await context.close();
}

const folder = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);
const it = await rig({ real: folder === undefined });
try {
  if (folder === undefined) {
    for (const [name, view] of Object.entries(README)) {
      if (only && name !== only) continue;
      await picture(it, new URL(`../../media/${name}.png`, import.meta.url).pathname, view, 'dark', view.pixels);
    }
  } else {
    await mkdir(folder, { recursive: true });
    for (const view of Object.keys(VIEWS)) {
      for (const theme of THEMES) {
        for (const [size, pixels] of Object.entries(SIZES)) {
          const name = `${view}-${theme}${size}.png`;
          // Narrow and middle are the same sheets in every theme: dark stands for all.
          if ((size !== '' && theme !== 'dark') || (only && !name.includes(only))) continue;
          await picture(it, join(folder, name), VIEWS[view], theme, pixels);
          console.log(name);
        }
      }
    }
  }
} finally {
  await it.stop();
}
