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

export type EsqlBody = Readonly<Record<string, unknown>>;

/** Answers in their order: the first query with the first, each look after it with the next. Or one for each query. */
export type EsqlAnswers = readonly EsqlAnswer[] | ((body: EsqlBody) => EsqlAnswer | Promise<EsqlAnswer>);

export interface EsqlApi {
  /** What was not as documented. */
  readonly faults: readonly string[];
  /** Requests in their order: `POST /_query/async`. */
  readonly asked: readonly string[];
  /** Bodies of queries. */
  readonly bodies: readonly EsqlBody[];
}

export interface FakeEsql extends EsqlApi {
  readonly url: string;
  close(): Promise<void>;
}

interface Asked {
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
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

/** The APIs without a server: whoever has one hands requests over, as the front of the search node does. */
export class StrictApi implements EsqlApi {
  readonly faults: string[] = [];
  readonly asked: string[] = [];
  readonly bodies: EsqlBody[] = [];
  private readonly next: (body: EsqlBody) => EsqlAnswer | undefined | Promise<EsqlAnswer>;
  private readonly privileges: object;

  constructor(answers: EsqlAnswers, privileges: object = {}) {
    const left = typeof answers === 'function' ? [] : [...answers];
    this.next = typeof answers === 'function' ? answers : () => left.shift();
    this.privileges = privileges;
  }

  async answer({ method, path, headers, body: sent }: Asked): Promise<EsqlAnswer> {
    const url = new URL(path ?? '/', 'http://fake');
    const what = `${method} ${decodeURIComponent(url.pathname)}`;
    this.asked.push(what);
    // The client's own: some APIs answer with text.
    if (String(headers.accept).replace(/,text\/plain$/, '') !== JSON_TYPE)
      this.faults.push(`${what}: accept is ${headers.accept}`);
    if (sent.length > 0 && headers['content-type'] !== JSON_TYPE)
      this.faults.push(`${what}: content-type is ${headers['content-type']}`);
    const body = sent.length > 0 ? (JSON.parse(sent.toString()) as EsqlBody) : {};
    return this.answerTo(what, url.searchParams, body);
  }

  private async answerTo(what: string, query: URLSearchParams, body: EsqlBody): Promise<EsqlAnswer> {
    switch (what.replace(/(?<=async\/)[\w=-]+$/, 'ID')) {
      case 'GET /':
        return { body: { version: { number: '8.19.2', build_flavor: 'default' }, tagline: 'You Know, for Search' } };
      case 'POST /_query/async':
        this.bodies.push(body);
        if ([...query.keys()].length > 0) this.faults.push(`${what}: unexpected query string ${query}`);
        for (const [name, value] of Object.entries(body))
          if (!MEMBERS[name]?.(value)) this.faults.push(`${what}: ${name} is ${JSON.stringify(value)}`);
        return (
          (await this.next(body)) ?? { status: 500, body: { error: { type: 'fake', reason: 'no answer is left' } } }
        );
      case 'GET /_query/async/ID':
        if (!isTime(query.get('wait_for_completion_timeout'))) this.faults.push(`${what}: how long to wait is missing`);
        return (await this.next(body)) ?? { body: { id: 'x', is_running: true } };
      case 'DELETE /_query/async/ID':
        return { body: { acknowledged: true } };
      case 'POST /_security/user/_has_privileges':
        return { body: this.privileges };
      case 'GET /_index_template':
        return { body: { index_templates: [] } };
      default:
        if (/^(?:GET|POST) \/(?:_data_stream|_index_template|_ingest\/pipeline)\//.test(what))
          return {
            status: 404,
            body: { error: { type: 'resource_not_found_exception', reason: 'missing' }, status: 404 },
          };
        this.faults.push(`${what}: not expected`);
        return { status: 400, body: { error: { type: 'illegal_argument_exception', reason: 'no handler found' } } };
    }
  }
}

/** The APIs on a port of their own. */
export async function fakeEsql(answers: EsqlAnswers, privileges?: object): Promise<FakeEsql> {
  const api = new StrictApi(answers, privileges);
  const server = http.createServer((request, response) => void serve(request, response));

  async function serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method, url: path, headers } = request;
    const answer = await api.answer({ method, path, headers, body: Buffer.concat(parts) });
    const head = { 'x-elastic-product': 'Elasticsearch', 'content-type': JSON_TYPE.replace(' ', '') };
    response.writeHead(answer.status ?? 200, { ...head, ...(answer.warning && { warning: answer.warning }) });
    response.end(JSON.stringify(answer.body));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    faults: api.faults,
    asked: api.asked,
    bodies: api.bodies,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
