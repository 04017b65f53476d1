// npm start: builds, makes sample logs, says what is in them, and opens the extension on them: in a desktop VS Code if
// its `code` command is there, else in the VS Code server that npm brings, in the browser.
//   --terminal  stay in the terminal    --browser  the server even where `code` is there
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotHave, cache, onPath, start } from './editor.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const work = join(cache, 'start');
const samples = join(work, `sample-logs-${version}`);
const cli = join(root, 'dist', 'cli.js');
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

if (!existsSync(join(root, 'node_modules', 'esbuild'))) {
  console.error('The development tools are not installed. Run: npm ci');
  process.exit(2);
}

console.log('Building ...');
node('esbuild.mjs');
if (!existsSync(samples)) {
  const part = `${samples}.part-${process.pid}`;
  mkdirSync(part, { recursive: true });
  node(cli, 'generate', '--scenario', 'week', '-o', part);
  try {
    renameSync(part, samples);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    if (!existsSync(samples)) throw error; // else another start was faster
  }
}
console.log(`Sample logs of an invented company: ${samples}\n`);
summarise();
console.log(`\nMore in the terminal:  node dist/cli.js transform ${samples} -o documents.ndjson`);
if (!process.argv.includes('--terminal')) await openEditor();

// A week has records that cannot be read, on purpose; that status is no failure here.
function summarise() {
  try {
    node(cli, 'summary', samples);
  } catch (error) {
    if (error.status !== 1) throw error;
  }
}

async function openEditor() {
  const code = process.argv.includes('--browser') ? undefined : onPath('code');
  if (code) {
    console.log('\nOpening VS Code with the extension on the samples. Close its window to end.');
    spawn(code, ['--new-window', `--extensionDevelopmentPath=${root}`, samples, firstLog(samples)], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    return;
  }
  try {
    const { pack } = await import('./package.mjs');
    const vsix = await pack({ build: false, say: () => undefined });
    const server = await start({ data: work, vsix, port: Number(process.env.PORT ?? 0) });
    const file = `vscode-remote://127.0.0.1:${server.port}${firstLog(samples)}`;
    const query = new URLSearchParams({ folder: samples, payload: JSON.stringify([['openFile', file]]) });
    console.log(`\nOpen this address in a browser on this machine:\n\n  ${server.url}?${query}\n\nStop with Ctrl+C.`);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.stop());
    await server.closed;
  } catch (error) {
    if (!(error instanceof CannotHave)) throw error;
    console.log(`\nNo editor was opened: ${error.message}`);
    console.log(
      'Install VS Code (https://code.visualstudio.com), put its `code` command on PATH, and run npm start again.',
    );
  }
}

/** The first object of the samples that holds records. */
function firstLog(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isFile() && /Z_\w+\.json\.gz$/.test(entry.name)) return path;
    const inside = entry.isDirectory() && entry.name !== 'data' ? firstLog(path) : undefined;
    if (inside) return inside;
  }
  return undefined;
}
