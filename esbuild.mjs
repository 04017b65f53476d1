// Builds dist/: extension host, session worker, command line tool and page, one bundle each.
// `--watch` keeps building; `--dev` leaves names and adds source maps.
import { cp, mkdir, readFile } from 'node:fs/promises';
import { build, context } from 'esbuild';

const dev = process.argv.includes('--dev') || process.argv.includes('--watch');
const common = {
  bundle: true,
  outdir: 'dist',
  minify: !dev,
  sourcemap: dev,
  logLevel: 'warning',
  legalComments: 'none',
  // Rules of detection are texts to the programs that carry them.
  loader: { '.toml': 'text' },
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };

/**
 * What is loaded when it is first needed is a file of its own: parsing it is no part of the extension's activation, nor
 * of the page's first paint.
 */
const loadedLater = {
  name: 'loaded-later',
  setup(bundle) {
    const later = {
      'esql-service.ts': './esql-service.js',
      'editing.ts': './page-code.js',
      'client.ts': './elasticsearch.js',
      'cluster-commands.ts': './cluster-commands.js',
      'cluster-check.ts': './cluster-check.js',
      'entry.ts': './aws.js',
    };
    bundle.onResolve(
      { filter: /\/(?:esql-service|editing|cluster-commands|cluster-check|elasticsearch\/client|aws\/entry)\.ts$/ },
      ({ kind, path }) =>
        kind === 'dynamic-import' ? { path: later[path.slice(path.lastIndexOf('/') + 1)], external: true } : undefined,
    );
  },
};
const page = { ...common, platform: 'browser', target: 'es2022' };

/** Templates keep the indentation of their source, which is worth nothing in HTML and is a twentieth of the page. */
const notIndented = {
  name: 'not-indented',
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]webview[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/\n +/g, '\n'),
      loader: 'ts',
    }));
  },
};

const bundles = [
  {
    ...node,
    entryPoints: {
      extension: 'src/extension.ts',
      'esql-service': 'src/views/esql-service.ts',
      'cluster-commands': 'src/commands/elasticsearch/cluster-commands.ts',
      'cluster-check': 'src/views/elasticsearch/cluster-check.ts',
    },
    external: ['vscode'],
    plugins: [loadedLater],
    // The editor lends its API to what is required, not to what is imported.
    supported: { 'dynamic-import': false },
  },
  { ...node, entryPoints: { worker: 'src/session/worker.ts' }, plugins: [loadedLater] },
  {
    ...node,
    entryPoints: { cli: 'src/cli.ts' },
    banner: { js: '#!/usr/bin/env node' },
    plugins: [loadedLater],
    supported: { 'dynamic-import': false },
  },
  // Starts with each thread, so it holds nothing else.
  { ...node, entryPoints: { 'transform-worker': 'src/cli/transform-worker.ts' } },
  { ...node, entryPoints: { elasticsearch: 'src/elasticsearch/client.ts' } },
  { ...node, entryPoints: { aws: 'src/sources/aws/entry.ts' } },
  {
    ...page,
    entryPoints: { page: 'webview/page.ts' },
    format: 'iife',
    plugins: [loadedLater, ...(dev ? [] : [notIndented])],
    loader: { '.ttf': 'file', '.css': 'css' },
  },
  { ...page, entryPoints: { 'page-code': 'webview/code/editing.ts' }, format: 'esm' },
];

const only = process.argv
  .find((a) => a.startsWith('--only='))
  ?.slice(7)
  .split(',');
const chosen = bundles.filter((b) => !only || Object.keys(b.entryPoints).some((name) => only.includes(name)));
await mkdir('dist', { recursive: true });
await cp('node_modules/@vscode/codicons/dist', 'dist/codicons', {
  recursive: true,
  filter: (f) => !f.includes('.') || /codicon\.(css|ttf)$/.test(f),
});
if (process.argv.includes('--watch')) for (const b of chosen) await (await context(b)).watch();
else await Promise.all(chosen.map((b) => build(b)));
