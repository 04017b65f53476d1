/** What the room asks of a cluster: one request, one answer, one kind of error. `client.ts` gives it the real client. */

export interface ClusterRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with a slash; names in it are encoded by `path`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as NDJSON instead of a JSON body. */
  readonly lines?: Uint8Array;
  readonly signal?: AbortSignal;
  /** Milliseconds after which the request is given up. */
  readonly timeout?: number;
}

export interface ClusterAnswer {
  readonly status: number;
  readonly body: unknown;
  /** What the server says in its `Warning` headers. */
  readonly warnings: readonly string[];
}

export interface Cluster {
  /** Without a user's name or password. */
  readonly url: string;
  /** Throws a `ClusterError` for every answer that is no success. */
  request(request: ClusterRequest): Promise<ClusterAnswer>;
  /** The same, its body as the text that came: whole numbers beyond 2^53 keep their digits. */
  text(request: ClusterRequest): Promise<ClusterAnswer & { readonly body: string }>;
  close(): Promise<void>;
}

export type ClusterErrorKind =
  /** Given up by the caller. */
  | 'aborted'
  /** No answer: refused, cut, no such host, a certificate that is not trusted. */
  | 'unreachable'
  | 'timeout'
  /** Credentials are missing or wrong. */
  | 'unauthenticated'
  /** The privilege is missing. */
  | 'forbidden'
  | 'not-found'
  /** Too much at the moment: the same request may go through later. */
  | 'busy'
  /** The request is larger than the server, or something before it, takes. */
  | 'too-large'
  /** The server understood and refuses. */
  | 'refused'
  /** What answers is no Elasticsearch, or one that is too old. */
  | 'unsupported';

/** The type of an error that is the proxy's: its user and password are not accepted. */
export const PROXY_ERROR = 'proxy_authentication';

/** Holds nothing of the request: neither its headers nor its body. */
export class ClusterError extends Error {
  readonly kind: ClusterErrorKind;
  /** Of the answer; 0 where there was none. */
  readonly status: number;
  /** The server's name of the error, such as `index_not_found_exception`. */
  readonly type: string;
  /** What the server says, without our words around it. */
  readonly reason: string;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter: number | undefined;

  constructor(
    kind: ClusterErrorKind,
    message: string,
    more: {
      readonly status?: number;
      readonly type?: string;
      readonly reason?: string;
      readonly retryAfter?: number | undefined;
    } = {},
  ) {
    super(message);
    this.name = 'ClusterError';
    this.kind = kind;
    this.status = more.status ?? 0;
    this.type = more.type ?? '';
    this.reason = more.reason ?? message;
    this.retryAfter = more.retryAfter;
  }
}

/** The client is a bundle of its own, with a class of its own of the same name. */
export function isClusterError(error: unknown): error is ClusterError {
  return error instanceof Error && error.name === 'ClusterError';
}

/** `/a/b c` of its parts, each encoded. */
export function path(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part).replaceAll('%2C', ',').replaceAll('%40', '@')}`).join('');
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of a member of an answer, of a list by its number; undefined where there is none. */
export function member(value: unknown, ...names: readonly string[]): unknown {
  let found = value;
  for (const name of names) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}

/** A list of an answer; an empty one where there is none. */
export function listAt(value: unknown, ...names: readonly string[]): readonly unknown[] {
  const found = member(value, ...names);
  return Array.isArray(found) ? found : [];
}
