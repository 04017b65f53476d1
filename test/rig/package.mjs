// npm run package: builds and packs the extension, and refuses a package that holds what it should not.
// `--no-build` packs dist/ as it is.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';

const root = fileURLToPath(new URL('../..', import.meta.url));
const LARGEST = 3_000_000;
const needed = [
  'dist/aws.js',
  'dist/esql-service.js',
  'dist/extension.js',
  'dist/worker.js',
  'dist/cli.js',
  'dist/transform-worker.js',
  'dist/elasticsearch.js',
  'dist/cluster-check.js',
  'dist/cluster-commands.js',
  'dist/page.js',
  'dist/page-code.js',
  'dist/page.css',
  'package.json',
  'package.nls.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'media/icon.png',
];
const unwanted =
  /\.map$|(^|\/)(test|src|webview|corpus|node_modules|samples|shared|\.ci)\/|\.(ts|tsbuildinfo|jsonl|ndjson|gz)$/;

/** What is wrong with a package of these files and this many bytes; nothing if it may go out. */
export function faults(files, bytes) {
  return [
    ...needed.filter((name) => !files.includes(name)).map((name) => `${name} is missing`),
    ...files.filter((name) => unwanted.test(name)).map((name) => `${name} does not belong into the package`),
    ...(bytes > LARGEST ? [`${bytes} bytes are more than ${LARGEST}`] : []),
  ];
}

/** Packs dist/ and returns the package's path. Throws an error that lists every fault. */
export async function pack({ build = true, say = console.log } = {}) {
  if (build) execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const vsix = join(root, `${name}-${version}.vsix`);
  if (existsSync(vsix)) rmSync(vsix);
  const files = (await listFiles({ cwd: root, packageManager: PackageManager.None })).map((path) =>
    path.replaceAll('\\', '/'),
  );
  await createVSIX({
    cwd: root,
    packagePath: vsix,
    dependencies: false,
    rewriteRelativeLinks: false,
    skipLicense: true,
    allowMissingRepository: true,
  });
  const bytes = statSync(vsix).size;
  const found = faults(files, bytes);
  if (found.length > 0) {
    rmSync(vsix);
    throw new Error(`The package is not fit to go out:\n  ${found.join('\n  ')}`);
  }
  say(`${vsix}: ${files.length} files, ${bytes} bytes of ${LARGEST} allowed`);
  return vsix;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await pack({ build: !process.argv.includes('--no-build') });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
