/** What a connection to a cluster is. It holds no secret: keys and passwords are kept elsewhere and passed beside it. */

export interface Connection {
  readonly name: string;
  /** `http://` or `https://`, without a user; or `cloudId` instead. */
  readonly url?: string;
  readonly cloudId?: string;
  /** With a password instead of an API key. */
  readonly user?: string;
  /** Path of a file with certificates (PEM) that are trusted beside the usual ones. */
  readonly ca?: string;
  /** SHA-256 of the certificate that signed the server's, as hexadecimal with colons. */
  readonly fingerprint?: string;
  /** `http://host:port` that requests go through. */
  readonly proxy?: string;
  /** Whom the proxy lets through, with a password that is no part of a connection either. */
  readonly proxyUser?: string;
  /** Address of Kibana, for links. */
  readonly kibana?: string;
  /** Namespace of the data streams; `default` unless given. */
  readonly namespace?: string;
}

/** Never part of a `Connection`. `none` for a cluster without security. */
export type Secret =
  | { readonly kind: 'none' }
  | { readonly kind: 'api-key'; readonly key: string }
  | { readonly kind: 'password'; readonly password: string };

/** What is wrong with a connection as somebody typed it: one sentence that says what to change. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

const TEXTS = [
  'name',
  'url',
  'cloudId',
  'user',
  'ca',
  'fingerprint',
  'proxy',
  'proxyUser',
  'kibana',
  'namespace',
] as const;
const FINGERPRINT = /^[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i;
/** What Elasticsearch takes as a data stream's namespace. */
const NAMESPACE = /^[^A-Z\\/*?"<>| ,#:-]{1,100}$/u;

/** A connection of what a setting or a command line has. Throws a `ConnectionError`. */
export function readConnection(value: unknown): Connection {
  if (typeof value !== 'object' || value === null) throw new ConnectionError('A connection is an object.');
  const found: { -readonly [K in (typeof TEXTS)[number]]?: string } = {};
  for (const [name, given] of Object.entries(value)) {
    const known = TEXTS.find((text) => text === name);
    if (!known) throw new ConnectionError(`A connection has no ${name}. It has: ${TEXTS.join(', ')}`);
    if (typeof given !== 'string') throw new ConnectionError(`${name} of a connection is a text.`);
    if (given.trim() !== '') found[known] = given.trim();
  }
  const { name = '', url, cloudId, fingerprint, proxy, proxyUser, kibana, namespace } = found;
  if (name === '') throw new ConnectionError('A connection needs a name.');
  if ((url === undefined) === (cloudId === undefined))
    throw new ConnectionError(`A connection has either a URL or a Cloud ID: ${name}`);
  if (url !== undefined) address('The URL', url, ['http:', 'https:']);
  if (cloudId !== undefined) cloudAddress(cloudId);
  if (proxy !== undefined) address('The proxy', proxy, ['http:', 'https:']);
  if (proxyUser !== undefined && proxy === undefined) throw new ConnectionError('A user of a proxy needs the proxy.');
  if (kibana !== undefined) address('The address of Kibana', kibana, ['http:', 'https:']);
  if (fingerprint !== undefined && !FINGERPRINT.test(fingerprint))
    throw new ConnectionError('The fingerprint is a SHA-256 digest: 64 hexadecimal digits, with or without colons.');
  if (fingerprint !== undefined && url?.startsWith('http:'))
    throw new ConnectionError('A fingerprint is of a certificate, which plain http does not have. Use https.');
  if (namespace !== undefined) checkNamespace(namespace);
  return { ...found, name };
}

/** Throws a `ConnectionError` for a namespace that Elasticsearch would refuse. */
export function checkNamespace(namespace: string): void {
  if (!NAMESPACE.test(namespace))
    throw new ConnectionError(
      `A namespace is up to 100 lower-case letters, digits, _ and .; no blanks and no hyphens; not: ${namespace}`,
    );
}

/** Where requests go: scheme, host and port, nothing else. */
export function addressOf({ url, cloudId }: Connection): string {
  return url !== undefined
    ? address('The URL', url, ['http:', 'https:']).href.replace(/\/$/, '')
    : cloudAddress(cloudId ?? '').elasticsearch;
}

/** Where Kibana is, as far as the connection tells. */
export function kibanaOf({ kibana, cloudId }: Connection): string | undefined {
  if (kibana !== undefined) return kibana.replace(/\/+$/, '');
  return cloudId === undefined ? undefined : cloudAddress(cloudId).kibana;
}

/** Whether requests, prompts and keys in them, would cross a network that everybody on it can read. */
export function isPlainToOthers(connection: Connection): boolean {
  const { protocol, hostname } = new URL(addressOf(connection));
  return protocol === 'http:' && !isThisHost(hostname);
}

export function isThisHost(hostname: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}

function address(what: string, text: string, protocols: readonly string[]): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConnectionError(`${what} is an address such as https://localhost:9200`);
  }
  // Not quoted: what stands before the @ may be a password.
  if (url.username !== '' || url.password !== '')
    throw new ConnectionError(`${what} holds a user or a password. Leave them out and give them on their own.`);
  if (!protocols.includes(url.protocol)) throw new ConnectionError(`${what} begins with http:// or https://`);
  if (url.search !== '' || url.hash !== '') throw new ConnectionError(`${what} ends before the ? or #.`);
  return url;
}

/** A Cloud ID is `NAME:` and base64 of `HOST$ELASTICSEARCH$KIBANA`, the last of which may be absent. */
function cloudAddress(cloudId: string): { readonly elasticsearch: string; readonly kibana: string | undefined } {
  const encoded = cloudId.slice(cloudId.indexOf(':') + 1);
  const [host = '', elasticsearch = '', kibana = ''] = Buffer.from(encoded, 'base64').toString('utf8').split('$');
  const label = /^[A-Za-z0-9][A-Za-z0-9.:-]*$/;
  if (!cloudId.includes(':') || !label.test(host) || !label.test(elasticsearch))
    throw new ConnectionError('The Cloud ID is a text such as NAME:dXMtZWFzdC0x... Copy it from the deployment.');
  return {
    elasticsearch: `https://${elasticsearch}.${host}`,
    kibana: label.test(kibana) ? `https://${kibana}.${host}` : undefined,
  };
}
