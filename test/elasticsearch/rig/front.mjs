// Stands between the client and the test node: what the 8.x client of Elasticsearch says is put in the node's words, and
// faults are made on purpose. For tests only: the product itself refuses OpenSearch.
import http from 'node:http';

const VENDORED = /application\/vnd\.elasticsearch\+(x-ndjson|json)\s*;\s*compatible-with=\d+/g;
const plain = (type) => type?.replace(VENDORED, 'application/$1');

/**
 * `plan(request)`, where given, may answer with `{ status, body }`, `{ cut: 'before' | 'after' }` (the connection ends
 * before the server saw the request, or after it answered), `{ delay: ms }`, `{ send }` (another body for the server) or
 * `{ change: (answer) => answer }` for the JSON that comes back. Requests are `{ method, path, body, headers }`.
 */
export async function startFront(target, plan = () => undefined) {
  let url = new URL(target);
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer((request, response) => void serve(request, response));

  async function serve(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const fault = (await plan({ method: request.method, path: request.url, body, headers: request.headers })) ?? {};
    if (fault.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
    if (fault.cut === 'before') return void request.socket.destroy();
    if (fault.status) return answer(response, fault.status, fault.body ?? {}, fault.headers);
    const headers = { ...request.headers, host: url.host };
    for (const name of ['content-type', 'accept']) if (headers[name]) headers[name] = plain(headers[name]);
    const sent = fault.send ?? body;
    if (fault.send) headers['content-length'] = String(sent.length);
    const options = { agent, host: url.hostname, port: url.port, method: request.method, path: request.url, headers };
    const upstream = http.request(options, (found) => void relay(found, request, response, fault));
    upstream.on('error', () => (response.headersSent ? response.destroy() : request.socket.destroy()));
    upstream.end(sent);
  }

  async function relay(found, request, response, fault) {
    const parts = [];
    try {
      for await (const part of found) parts.push(part);
    } catch {
      return void request.socket.destroy();
    }
    if (fault.cut === 'after') return void request.socket.destroy();
    let body = Buffer.concat(parts);
    if (fault.change) body = Buffer.from(JSON.stringify(fault.change(JSON.parse(body.toString()))));
    const headers = { ...found.headers, 'x-elastic-product': 'Elasticsearch', 'content-length': String(body.length) };
    delete headers['transfer-encoding'];
    const vendored = /compatible-with=8/.test(request.headers.accept ?? '');
    if (vendored && /^application\/json/.test(headers['content-type'] ?? ''))
      headers['content-type'] = 'application/vnd.elasticsearch+json;compatible-with=8';
    response.writeHead(found.statusCode, headers);
    response.end(body);
  }

  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Another node from now on. */
    pointTo(other) {
      url = new URL(other);
    },
    close() {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response, status, body, headers = {}) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'x-elastic-product': 'Elasticsearch',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
