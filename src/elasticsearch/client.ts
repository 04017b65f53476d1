/** The only module that knows the Elasticsearch client. Its errors, which carry requests with their headers, end here. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  Client,
  type ClientOptions,
  errors,
  HttpConnection,
  Transport,
  UndiciConnection,
} from '@elastic/elasticsearch';
import {
  type Cluster,
  type ClusterAnswer,
  ClusterError,
  type ClusterErrorKind,
  type ClusterRequest,
  member,
  PROXY_ERROR,
} from './cluster.ts';
import { addressOf, type Connection, ConnectionError, isThisHost, type Secret } from './connection.ts';

/** A request is given up after this, unless it says otherwise. A bulk request on a busy cluster may take long. */
const TIMEOUT_MS = 120_000;
/** Longer answers are refused by the client: nobody asks for them. */
const MOST_BYTES = 256 * 1024 * 1024;
const REASON_LENGTH = 500;
/** What the agent for proxies says of the status 407. */
const PROXY_REFUSES = /\bBad response: 407\b/;

/**
 * Nothing is sent before the first request. `proxyPassword` goes with the connection's `proxyUser`. Throws a
 * `ConnectionError` for a file that cannot be read.
 */
export function openCluster(connection: Connection, secret: Secret, proxyPassword = ''): Cluster {
  const url = addressOf(connection);
  const options: ClientOptions = {
    node: url,
    maxRetries: 0,
    requestTimeout: TIMEOUT_MS,
    maxResponseSize: MOST_BYTES,
    maxCompressedResponseSize: MOST_BYTES,
    // On one's own machine the wire is faster than any compression.
    compression: !isThisHost(new URL(url).hostname),
    redaction: { type: 'remove' },
    // The usual one does not know proxies.
    Connection: connection.proxy === undefined ? UndiciConnection : HttpConnection,
    ...(connection.proxy !== undefined && { proxy: proxyOf(connection.proxy, connection.proxyUser, proxyPassword) }),
    ...(connection.ca !== undefined && { tls: { ca: certificates(connection.ca) } }),
    ...(connection.fingerprint !== undefined && { caFingerprint: withColons(connection.fingerprint) }),
    ...authOf(connection, secret),
  };
  return new ClientCluster(new Client(options), url);
}

function proxyOf(address: string, user: string | undefined, password: string): string {
  if (user === undefined) return address;
  const url = new URL(address);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return url.href;
}

function authOf({ user }: Connection, secret: Secret): Pick<ClientOptions, 'auth'> {
  switch (secret.kind) {
    case 'none':
      return {};
    case 'api-key':
      return { auth: { apiKey: secret.key } };
    case 'password':
      if (user === undefined) throw new ConnectionError('A password needs a user.');
      return { auth: { username: user, password: secret.password } };
  }
}

function certificates(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ConnectionError(`The certificates cannot be read (${(error as NodeJS.ErrnoException).code}): ${file}`);
  }
}

function withColons(fingerprint: string): string {
  return (fingerprint.replaceAll(':', '').toUpperCase().match(/../g) ?? []).join(':');
}

class ClientCluster implements Cluster {
  readonly url: string;
  private readonly client: Client;

  constructor(client: Client, url: string) {
    this.client = client;
    this.url = url;
  }

  async request(request: ClusterRequest): Promise<ClusterAnswer> {
    const { body, statusCode, warnings } = await this.send(request, {});
    return { status: statusCode ?? 0, body, warnings: warnings ?? [] };
  }

  async text(request: ClusterRequest): Promise<ClusterAnswer & { readonly body: string }> {
    const { body, statusCode = 0, warnings, headers } = await this.send(request, { asStream: true });
    const bytes = await this.wholeBytes(body as AsyncIterable<Buffer>);
    const text = (headers?.['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
    if (statusCode >= 200 && statusCode < 300) return { status: statusCode, body: text, warnings: warnings ?? [] };
    throw refusal(statusCode, parsed(text), headers?.['retry-after']);
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private async wholeBytes(stream: AsyncIterable<Buffer>): Promise<Buffer> {
    const parts: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const part of stream) {
        bytes += part.length;
        if (bytes > MOST_BYTES) throw new ClusterError('refused', 'The answer is too long. Ask for fewer rows.');
        parts.push(part);
      }
    } catch (error) {
      throw this.translated(error);
    }
    return Buffer.concat(parts);
  }

  private async send(
    { method, path, query, body, lines, signal, timeout }: ClusterRequest,
    more: { asStream?: boolean },
  ) {
    try {
      return await this.client.transport.request<unknown>(
        {
          method,
          path,
          ...(query && { querystring: { ...query } }),
          ...(body && { body: { ...body } }),
          ...(lines && { bulkBody: Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength) }),
        },
        { meta: true, ...more, ...(signal && { signal }), ...(timeout !== undefined && { requestTimeout: timeout }) },
      );
    } catch (error) {
      if (error instanceof errors.ProductNotSupportedError) throw await this.stranger();
      throw this.translated(error);
    }
  }

  /** Says what answers there, if it is not Elasticsearch: the client has thrown that answer away. */
  private async stranger(): Promise<ClusterError> {
    const { connectionPool, serializer, diagnostic } = this.client;
    const plain = new Transport({ connectionPool, serializer, diagnostic, maxRetries: 0 });
    try {
      return notElasticsearch(await plain.request({ method: 'GET', path: '/' }));
    } catch {
      return notElasticsearch(undefined);
    }
  }

  private translated(error: unknown): ClusterError {
    if (error instanceof ClusterError) return error;
    if (error instanceof errors.RequestAbortedError) return new ClusterError('aborted', 'Given up.');
    if (error instanceof errors.TimeoutError)
      return new ClusterError('timeout', `Elasticsearch did not answer in time: ${this.url}`);
    if (error instanceof errors.ResponseError)
      return refusal(error.statusCode ?? 0, error.body, error.headers?.['retry-after']);
    if (error instanceof errors.ConnectionError && PROXY_REFUSES.test(error.message))
      return new ClusterError('unauthenticated', 'The proxy does not accept its user and password.', {
        status: 407,
        type: PROXY_ERROR,
      });
    if (error instanceof errors.ConnectionError || error instanceof errors.NoLivingConnectionsError)
      return new ClusterError('unreachable', `Elasticsearch cannot be reached (${causeOf(error)}): ${this.url}`);
    return new ClusterError('unreachable', `The request failed (${causeOf(error)}): ${this.url}`);
  }
}

function notElasticsearch(body: unknown): ClusterError {
  const number = member(body, 'version', 'number');
  return member(body, 'version', 'distribution') === 'opensearch'
    ? new ClusterError(
        'unsupported',
        `This is OpenSearch ${String(number)}, which is not supported. Use an Elasticsearch 8 or 9.`,
      )
    : new ClusterError('unsupported', 'What answers there is not Elasticsearch 8 or 9. Check the address.');
}

/** Codes and short texts of the network; never an address with a password, which those cannot hold. */
function causeOf(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  return text.replace(/\s+/g, ' ').slice(0, REASON_LENGTH) || 'no reason given';
}

const KINDS: Readonly<Record<number, ClusterErrorKind>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  408: 'busy',
  413: 'too-large',
  429: 'busy',
  502: 'busy',
  503: 'busy',
  504: 'busy',
};

function refusal(status: number, body: unknown, retryAfter: unknown): ClusterError {
  const [type, reason] = causes(body);
  const kind = KINDS[status] ?? 'refused';
  const seconds = typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : undefined;
  const said = reason === '' ? `status ${status}` : reason;
  const message =
    kind === 'unauthenticated'
      ? 'Elasticsearch does not accept the credentials. Check the API key, or user and password.'
      : kind === 'forbidden'
        ? `Elasticsearch does not permit that: ${said}`
        : `Elasticsearch refuses: ${said}`;
  return new ClusterError(kind, message, {
    status,
    type,
    reason: said,
    retryAfter: seconds === undefined ? undefined : seconds * 1000,
  });
}

/** The name of the error and what it says, with what it rests on: the outer reason alone often says nothing. */
function causes(body: unknown): readonly [type: string, reason: string] {
  const error = member(body, 'error');
  if (typeof error === 'string') return ['', error.slice(0, REASON_LENGTH)];
  const type = String(member(error, 'type') ?? '');
  const outer = member(error, 'reason');
  const inner = member(error, 'caused_by', 'reason') ?? member(error, 'root_cause', '0', 'reason');
  const said = [outer, inner].filter((one) => typeof one === 'string' && one !== '');
  return [type, [...new Set(said)].join(': ').slice(0, REASON_LENGTH)];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
