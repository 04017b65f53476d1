/** The manifest and the code say the same: a command without code is a dead entry of the palette, a text without a key shows its key. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faults } from '../rig/package.mjs';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const texts: Record<string, string> = JSON.parse(read('package.nls.json'));
const sources = [
  'src/extension.ts',
  ...['src/views', 'src/commands'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  ),
];
const code = sources.map(read).join('\n');
const commands: { command: string; title: string; category: string }[] = manifest.contributes.commands;

/** Names that the code registers, whether written out or through a helper that adds the prefix. */
const registered = new Set([
  ...[...code.matchAll(/registerCommand\(\s*'(bedrockLogs\.\w+)'/g)].map(([, name]) => name),
  ...[...code.matchAll(/\b(?:command|tell)\('(\w+)',/g)].map(([, name]) => `bedrockLogs.${name}`),
]);

describe('commands', () => {
  test('of the manifest are those of the code', () => {
    expect([...registered].sort()).toEqual(commands.map(({ command }) => command).sort());
  });

  test.each([
    'Open Logs',
    'Open Folder of Logs',
    'Open Sample Logs',
    'Export Documents',
    'Show Raw Record',
    'Show ECS Document',
    'Compare Raw and ECS',
    'Copy Request ID',
    'Copy as JSON',
    'Copy as ECS',
    'Copy as Markdown Transcript',
    'Run ES|QL Query',
    'Query History',
    'Run Detection Checks',
    'Run Detection Check...',
  ])('the palette has %s', (title) => {
    expect(commands.map((one) => `${texts[one.category.slice(1, -1)]}: ${texts[one.title.slice(1, -1)]}`)).toContain(
      `Bedrock Logs: ${title}`,
    );
  });

  test('in menus exist', () => {
    const named = Object.values<{ command: string }[]>(manifest.contributes.menus)
      .flat()
      .map(({ command }) => command);
    expect(named.filter((command) => !commands.some((known) => known.command === command))).toEqual([]);
  });
});

test('every text of the manifest is in package.nls.json, and none is left over', () => {
  const used = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key as string);
  expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
});

test('settings in the code are those of the manifest', () => {
  const asked = [...code.matchAll(/stored\.get(?:<\w+>)?\('([\w.]+)'\)/g)].map(([, name]) => `bedrockLogs.${name}`);
  expect([...new Set(asked)].sort()).toEqual(Object.keys(manifest.contributes.configuration.properties).sort());
});

test('types are those of the oldest editor that is supported', () => {
  expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
  expect(Object.keys(manifest.dependencies ?? {}), 'everything is bundled').toEqual([]);
});

test('activate() is a table of contents', () => {
  const body = /export function activate[^{]*\{\n([\s\S]*?)\n\}\n/.exec(read('src/extension.ts'))?.[1] ?? '';
  expect(body).not.toBe('');
  expect(body.split('\n').length).toBeLessThan(20);
});

describe('a package', () => {
  const good = [
    'dist/esql-service.js',
    'dist/extension.js',
    'dist/worker.js',
    'dist/cli.js',
    'dist/transform-worker.js',
    'dist/page.js',
    'dist/page-code.js',
    'dist/aws.js',
    'dist/elasticsearch.js',
    'dist/cluster-check.js',
    'dist/cluster-commands.js',
    'dist/page.css',
    'package.json',
    'package.nls.json',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'media/icon.png',
  ];
  test('that is complete may go out', () => expect(faults(good, 2_999_999)).toEqual([]));
  test.each([
    ['a source map', [...good, 'dist/page.js.map']],
    ['a test', [...good, 'test/unit/a.js']],
    ['a corpus', [...good, 'media/records.jsonl']],
    ['a dependency', [...good, 'node_modules/lit/index.js']],
    ['no worker', good.filter((name) => name !== 'dist/worker.js')],
  ])('with %s may not', (_, files) => expect(faults(files, 1000)).toHaveLength(1));
  test('of more than 3 MB may not', () => expect(faults(good, 3_000_001)).toHaveLength(1));
});

test('the lock file names no registry', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved": "http/);
});
