// npm run test:editor: packs the extension, installs it into a real VS Code, and drives that by keyboard in Chromium.
// Prints `ok - name` or `not ok - name` for each step; a step that cannot run has failed.
//   --no-build  packs dist/ as it is
//   BAIL=1        stops at the first failure
//   ONLY=pattern  only the steps whose names fit a regular expression    KEEP=1  leaves the folders of the run
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { open } from '../rig/drive.mjs';
import { browser, CannotHave, cache, editor, scratch, start } from '../rig/editor.mjs';
import { pack } from '../rig/package.mjs';
import { awsEnvironment, endAws } from './aws-rig.mjs';
import { endElasticsearch } from './elasticsearch-steps.mjs';
import { keyboard } from './keyboard.mjs';
import { steps } from './steps.mjs';
import { makeWorkspace } from './workspace.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const started = performance.now();
const seconds = () => ((performance.now() - started) / 1000).toFixed(1);

async function prepare() {
  editor();
  browser();
  const vsix = await pack({ build: !process.argv.includes('--no-build') });
  const data = scratch('bedrock-logs-test');
  const folder = join(data, 'workspace');
  mkdirSync(folder);
  makeWorkspace(folder);
  // A page that comes up takes the focus once. A box stays for it, so that no key of a test is lost to what is behind.
  const userSettings = { 'workbench.quickOpen.closeOnFocusLost': false };
  const server = await start({ data, vsix, env: awsEnvironment(data), userSettings });
  const view = await open(server.url, { folder });
  await view.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(server.url).origin });
  return { data, folder, root, server, view };
}

/** What a picture does not tell of the moment in which a step failed. */
const stateOf = (page) =>
  page.evaluate(() => {
    const text = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent.trim());
    const { activeElement: at } = document;
    return [
      `focus: ${at?.tagName} ${at?.className} ${at?.getAttribute('aria-label') ?? ''}`,
      `box: ${text('.quick-input-widget:not([style*="none"]) :is(.quick-input-title, .quick-input-message)').join(' | ')}`,
      `rows of the side bar: ${text('.sidebar .monaco-list-row').join(' | ')}`,
      `in front: ${text('.notification-list-item-message, .monaco-dialog-box').join(' | ')}`,
    ].join('\n');
  });

/** The notifications of the step, those that are out of sight too. */
async function told({ page, command }) {
  await page.keyboard.press('Escape');
  await command('Notifications: Show Notifications');
  const messages = page.locator('.notifications-center .notification-list-item-message');
  const texts = await messages.allInnerTexts();
  await command('Notifications: Clear All Notifications');
  return `told: ${texts.join(' | ')}`;
}

async function main() {
  const { data, folder, server, view } = await prepare();
  const { page } = view;
  const keys = keyboard(page);
  const world = { data, folder, root, page, keys, seen: view.seen, webview: view.webview };
  const shots = join(cache, 'editor-test');
  mkdirSync(shots, { recursive: true });
  const wanted = new RegExp(process.env.ONLY ?? '');
  let failed = 0;
  let passed = 0;
  try {
    for (const [name, step] of steps) {
      if (!wanted.test(name)) continue;
      try {
        const said = await step(world);
        passed++;
        console.log(`ok - ${name}${said ? `: ${said}` : ''} (${seconds()} s)`);
      } catch (error) {
        failed++;
        const shot = join(shots, `${name.replace(/\W+/g, '-')}.png`);
        await page.screenshot({ path: shot }).catch(() => undefined);
        const state = [await stateOf(page).catch(String), await told(view).catch(String)].join('\n');
        const said = `${error.stack ?? error}\n${state}\npicture: ${shot}`.replace(/^/gm, '    ');
        console.log(`not ok - ${name} (${seconds()} s)\n${said}`);
        if (process.env.BAIL) break;
        await keys.press('Escape', 'Escape').catch(() => undefined);
      }
    }
  } finally {
    // One that cannot be ended keeps none of the others.
    const ends = await Promise.allSettled([endAws(), endElasticsearch(), view.chrome.close(), server.stop()]);
    for (const { reason } of ends) if (reason) console.log(`# ${reason.stack ?? reason}`);
    if (!process.env.KEEP) rmSync(data, { recursive: true, force: true });
  }
  console.log(`# ${passed} of ${passed + failed} steps passed in ${seconds()} s`);
  assert.ok(passed + failed > 0, 'no step was run');
  return failed === 0;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.log(`not ok - the editor could be set up\n${error instanceof CannotHave ? error.message : error.stack}`);
  process.exitCode = 1;
}
