/**
 * Stands for what the search node lacks: ES|QL, the security API and Elasticsearch's own version. Checks each request
 * against the documented form (method, path, query string, headers, every member of the body and its type) and keeps what
 * is not as it should be, for the test to fail on.
 */
import http from 'node:http';

export interface EsqlAnswer {
  readonly status?: number;
  readonly body: object;
  readonly warning?: string;
}

export interface FakeEsql {
  readonly url: string;
  /** What was not as documented. */
  readonly faults: readonly string[];
  /** Requests in their order: `POST /_query/async`. */
  readonly asked: readonly string[];
  /** Bodies of queries. */
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

const JSON_TYPE = 'application/vnd.elasticsearch+json; compatible-with=8';
const MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  query: (value) => typeof value === 'string' && value !== '',
  columnar: (value) => value === true,
  wait_for_completion_timeout: isTime,
  keep_alive: isTime,
  keep_on_completion: (value) => typeof value === 'boolean',
  params: (value) => Array.isArray(value) && value.every(isParameter),
  filter: (value) => typeof value === 'object' && value !== null && 'bool' in value,
};

function isTime(value: unknown): boolean {
  return typeof value === 'string' && /^\d+(?:ms|s|m)$/.test(value);
}

/** A value, or one with its name; names and places are not mixed. */
function isParameter(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 1;
}

/** Answers the first query with the first of `answers`, each look after it with the next. */
export async function fakeEsql(answers: readonly EsqlAnswer[], privileges?: object): Promise<FakeEsql> {
  const faults: string[] = [];
  const asked: string[] = [];
  const bodies: Record<string, unknown>[] = [];
  const left = [...answers];
  const server = http.createServer((request, response) => void serve(request, response));

  async function serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = new URL(request.url ?? '/', 'http://fake');
    const what = `${request.method} ${decodeURIComponent(url.pathname)}`;
    asked.push(what);
    // The client's own: some APIs answer with text.
    if (request.headers.accept?.replace(/,text\/plain$/, '') !== JSON_TYPE)
      faults.push(`${what}: accept is ${request.headers.accept}`);
    if (parts.length > 0 && request.headers['content-type'] !== JSON_TYPE)
      faults.push(`${what}: content-type is ${request.headers['content-type']}`);
    const body = parts.length > 0 ? (JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>) : {};
    const answer = answerTo(what, url.searchParams, body);
    const headers = { 'x-elastic-product': 'Elasticsearch', 'content-type': JSON_TYPE.replace(' ', '') };
    response.writeHead(answer.status ?? 200, { ...headers, ...(answer.warning && { warning: answer.warning }) });
    response.end(JSON.stringify(answer.body));
  }

  function answerTo(what: string, query: URLSearchParams, body: Record<string, unknown>): EsqlAnswer {
    switch (what.replace(/(?<=async\/)[\w=-]+$/, 'ID')) {
      case 'GET /':
        return { body: { version: { number: '8.19.2', build_flavor: 'default' }, tagline: 'You Know, for Search' } };
      case 'POST /_query/async':
        bodies.push(body);
        if ([...query.keys()].length > 0) faults.push(`${what}: unexpected query string ${query}`);
        for (const [name, value] of Object.entries(body))
          if (!MEMBERS[name]?.(value)) faults.push(`${what}: ${name} is ${JSON.stringify(value)}`);
        return left.shift() ?? { status: 500, body: { error: { type: 'fake', reason: 'no answer is left' } } };
      case 'GET /_query/async/ID':
        if (!isTime(query.get('wait_for_completion_timeout'))) faults.push(`${what}: how long to wait is missing`);
        return left.shift() ?? { body: { id: 'x', is_running: true } };
      case 'DELETE /_query/async/ID':
        return { body: { acknowledged: true } };
      case 'POST /_security/user/_has_privileges':
        return { body: privileges ?? {} };
      case 'GET /_index_template':
        return { body: { index_templates: [] } };
      default:
        if (/^(?:GET|POST) \/(?:_data_stream|_index_template|_ingest\/pipeline)\//.test(what))
          return {
            status: 404,
            body: { error: { type: 'resource_not_found_exception', reason: 'missing' }, status: 404 },
          };
        faults.push(`${what}: not expected`);
        return { status: 400, body: { error: { type: 'illegal_argument_exception', reason: 'no handler found' } } };
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    faults,
    asked,
    bodies,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
