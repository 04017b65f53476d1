// A proxy before the AWS API that does what AWS, networks and clocks do on bad days, by rules.
import http from 'node:http';

/**
 * A rule holds for the next `times` requests that `match({ op, url, method, headers })` takes, the first rule that fits:
 * `delayMs` before anything, `cutBefore` without an answer, `cutAfter` so many bytes of the body, or an answer of
 * `status`, `headers` and `body` instead of the API's (`body` may be a function of the request).
 *
 * Gives `{ url, rules, seen, add(rule), clear(), close() }`; `seen` has every request as `{ op, url, method, range }`.
 */
export async function faultProxy(target) {
  const { hostname, port } = new URL(target);
  const rules = [];
  const seen = [];
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer((req, res) => {
    const op = operation(req);
    const request = { op, url: req.url, method: req.method, headers: req.headers, range: req.headers.range };
    seen.push(request);
    const rule = rules.find((r) => (r.times ?? 1) > 0 && (!r.match || r.match(request)));
    if (rule) rule.times = (rule.times ?? 1) - 1;
    if (rule?.delayMs) {
      const timer = setTimeout(() => answer(req, res, request, rule), rule.delayMs);
      res.on('close', () => clearTimeout(timer));
    } else answer(req, res, request, rule);
  });
  function answer(req, res, request, rule) {
    if (rule?.cutBefore) {
      req.socket.destroy();
      return;
    }
    if (rule?.status) {
      let body = '';
      req.on('data', (piece) => {
        body += piece;
      });
      req.on('end', () => {
        const text = typeof rule.body === 'function' ? rule.body({ ...request, body }) : rule.body;
        res.writeHead(rule.status, rule.headers);
        res.end(text);
      });
      return;
    }
    const up = http.request(
      { hostname, port, agent, method: req.method, path: req.url, headers: req.headers },
      (from) => {
        res.writeHead(from.statusCode, from.headers);
        if (rule?.cutAfter === undefined) {
          from.pipe(res);
          return;
        }
        let left = rule.cutAfter;
        from.on('data', (piece) => {
          if (left < 0) return;
          const part = piece.subarray(0, left);
          left -= piece.length;
          res.write(part);
          // What was written has to leave before the connection goes.
          if (left <= 0) setTimeout(() => res.destroy(), 5);
          if (left === 0) left = -1;
        });
        from.on('end', () => setTimeout(() => res.destroy(), 5));
      },
    );
    up.on('error', () => res.destroy());
    res.on('close', () => up.destroy());
    req.pipe(up);
  }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It keeps no process alive that has nothing else to do.
  server.unref();
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    rules,
    seen,
    add: (...more) => rules.push(...more),
    clear() {
      rules.length = 0;
      seen.length = 0;
    },
    close() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}

/** The API's name of a call: JSON services say it, S3's follows from the request. */
function operation(req) {
  const named = req.headers['x-amz-target']?.split('.').pop();
  if (named) return named;
  const { pathname, searchParams } = new URL(req.url, 'http://localhost');
  if (searchParams.has('list-type')) return 'ListObjectsV2';
  const key = pathname.split('/').slice(2).join('/');
  if (req.method === 'HEAD') return key ? 'HeadObject' : 'HeadBucket';
  if (req.method === 'GET' && key) return 'GetObject';
  if (req.method === 'PUT' && key) return 'PutObject';
  return req.method === 'GET' ? 'ListBuckets' : '';
}
