// The page in a plain browser, against a host with invented records.
//   node test/page/serve.mjs [--port=4173]
// Then /?theme=dark|light|hc|hc-light &rows=N &phase=empty|loading|done|cancelled|failed &problems &hostile &zone=ZONE &broken=rows,record
// With --real the page shows the sample logs as the extension's own worker reads them; then /?real.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { bundle, dist } from './bundle.mjs';
import { realSession } from './real.mjs';

const root = new URL('../../', import.meta.url);
const here = new URL('./', import.meta.url);

// As strict as in VS Code, where scripts need a nonce and everything comes from the extension's own folder.
const NONCE = randomBytes(18).toString('base64url');
const POLICY = `default-src 'none'; script-src 'nonce-${NONCE}'; style-src 'self' 'nonce-${NONCE}'; font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; img-src blob:`;

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bedrock Log Inspector</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="codicon.css" id="vscode-codicon-stylesheet">
<link rel="stylesheet" href="themes.css"><link rel="stylesheet" href="page.css">
</head><body><script nonce="${NONCE}" src="host.js"></script><script nonce="${NONCE}" src="page.js"></script></body></html>`;

const common = {
  bundle: true,
  write: false,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  logLevel: 'warning',
  alias: { 'node:worker_threads': new URL('host/threads.ts', here).pathname },
};

/** The fake host's two halves; the page itself is what the project's bundler makes. */
async function hostBundles() {
  const made = (name) => build({ ...common, entryPoints: [new URL(`host/${name}.ts`, here).pathname] });
  const [host, worker] = await Promise.all([made('main'), made('worker')]);
  return { '/host.js': host.outputFiles[0].contents, '/worker.js': worker.outputFiles[0].contents };
}

const TYPES = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };

/** Builds the page and serves it on 127.0.0.1: { url, port, stop() }. */
export async function serve(port = 0, { real = false } = {}) {
  bundle('page', 'page-code');
  const made = await hostBundles();
  const session = real ? await realSession() : undefined;
  const codicons = new URL('node_modules/@vscode/codicons/dist/', root);
  const files = {
    '/codicon.css': new URL('codicon.css', codicons),
    '/codicon.ttf': new URL('codicon.ttf', codicons),
    '/themes.css': new URL('themes.css', here),
    '/page.js': dist('page.js'),
    '/page-code.js': dist('page-code.js'),
    '/page.css': dist('page.css'),
  };
  // Read once: a later build must not change the page under a test that is going on.
  const bodies = Object.fromEntries(
    await Promise.all(Object.entries(files).map(async ([path, file]) => [path, await readFile(file)])),
  );
  const server = createServer(async (request, answer) => {
    const { url = '/' } = request;
    const path = url.replace(/\?.*/, '');
    const head = {
      'Content-Security-Policy': session ? `${POLICY}; connect-src 'self'` : POLICY,
      'Cache-Control': 'no-store',
    };
    if (path === '/ask' && session) {
      const answered = await session.answer(JSON.parse(await text(request)));
      return answer.writeHead(200, { ...head, 'Content-Type': 'application/json' }).end(JSON.stringify(answered));
    }
    if (path === '/') return answer.writeHead(200, { ...head, 'Content-Type': 'text/html' }).end(PAGE);
    const body = made[path] ?? bodies[path];
    if (!body) return answer.writeHead(path === '/favicon.ico' ? 204 : 404, head).end();
    return answer.writeHead(200, { ...head, 'Content-Type': TYPES[path.slice(path.lastIndexOf('.') + 1)] }).end(body);
  });
  await new Promise((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
  const at = server.address().port;
  return {
    url: `http://127.0.0.1:${at}/`,
    port: at,
    stop: async () => {
      await session?.stop();
      await new Promise((done) => server.close(done).closeAllConnections());
    },
  };
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].replace(/^.*\/test\//, '/test/'))) {
  const { url } = await serve(Number(process.argv.find((a) => a.startsWith('--port='))?.slice(7) ?? 4173), {
    real: process.argv.includes('--real'),
  });
  console.log(`${url}?theme=dark&rows=8412\nThemes: dark, light, hc, hc-light. Stop with Ctrl+C.`);
}
