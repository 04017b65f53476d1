// npm start: builds, makes sample logs, says what is in them, and opens the extension on them: in a desktop VS Code if
// its `code` command is there, else in the VS Code server that npm brings, in the browser.
//   --terminal  stay in the terminal    --browser  the server even where `code` is there
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotHave, cache, onPath, start } from './editor.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const work = join(cache, 'start');
const samples = join(work, `sample-logs-${version}`);
/** The whole week as one object, which the editor opens: every feature has something to show there. */
const week = join(work, `sample-week-${version}`, '20261115T220000000Z_0a1b2c3d4e5f6071.json.gz');
const cli = join(root, 'dist', 'cli.js');
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

if (!existsSync(join(root, 'node_modules', 'esbuild'))) {
  console.error('The development tools are not installed. Run: npm ci');
  process.exit(2);
}

console.log('Building ...');
node('esbuild.mjs');
makeSamples();
console.log(`Sample logs of an invented company: ${samples}\n`);
summarise();
console.log(
  `\nMore in the terminal:  node dist/cli.js check ${samples}\n                       node dist/cli.js transform ${samples} -o documents.ndjson`,
);
if (!process.argv.includes('--terminal')) await openEditor();

/** Made anew each time, so that they are those of this state of the code; another start may be looking at the old ones. */
function makeSamples() {
  const part = `${samples}.part-${process.pid}`;
  mkdirSync(part, { recursive: true });
  node(cli, 'generate', '--scenario', 'week', '-o', part);
  rmSync(samples, { recursive: true, force: true });
  renameSync(part, samples);
  mkdirSync(dirname(week), { recursive: true });
  // Compressed streams one after another are one.
  writeFileSync(week, Buffer.concat(logsIn(samples).map((path) => readFileSync(path))));
}

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
    spawn(code, ['--new-window', `--extensionDevelopmentPath=${root}`, samples, week], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    return;
  }
  try {
    const { pack } = await import('./package.mjs');
    const vsix = await pack({ build: false, say: () => undefined });
    const server = await start({ data: work, vsix, port: Number(process.env.PORT ?? 0) });
    // Before it says how it is stopped: a signal that comes at once would end it without the editor.
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.stop());
    const file = `vscode-remote://127.0.0.1:${server.port}${week}`;
    const query = new URLSearchParams({ folder: samples, payload: JSON.stringify([['openFile', file]]) });
    console.log(`\nOpen this address in a browser on this machine:\n\n  ${server.url}?${query}\n\nStop with Ctrl+C.`);
    await server.closed;
  } catch (error) {
    if (!(error instanceof CannotHave)) throw error;
    console.log(`\nNo editor was opened: ${error.message}`);
    console.log(
      'Install VS Code (https://code.visualstudio.com), put its `code` command on PATH, and run npm start again.',
    );
  }
}

/** The objects that hold records, in the order of their times. */
function logsIn(folder) {
  const paths = readdirSync(folder, { recursive: true }).filter(
    (path) => /Z_\w+\.json\.gz$/.test(path) && basename(dirname(path)) !== 'data',
  );
  return paths.sort((a, b) => (basename(a) < basename(b) ? -1 : 1)).map((path) => join(folder, path));
}
