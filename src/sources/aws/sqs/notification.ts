/** What a message in a queue says of objects: S3's own events, also inside an SNS envelope, and EventBridge's. Pure. */

export interface NotifiedObject {
  readonly bucket: string;
  readonly key: string;
  /** Bytes, where the message says it. */
  readonly size?: number;
  /** Without quotes. */
  readonly etag?: string;
  /** When it was written, epoch ms. */
  readonly written?: number;
  readonly region?: string;
}

export type Notification =
  /** Objects that were written; an event of another kind has none. */
  | { readonly kind: 'objects'; readonly objects: readonly NotifiedObject[] }
  /** What S3 sends when notifications are set up. */
  | { readonly kind: 'test' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Envelopes in envelopes that are opened. */
const MOST_ENVELOPES = 3;
/** Objects of one message; S3 sends one, and others at most as many as fit. */
export const MOST_OBJECTS = 1_000;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads a message's body, whatever it holds. */
export function readNotification(body: string): Notification {
  let text = body;
  for (let depth = 0; depth <= MOST_ENVELOPES; depth++) {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return { kind: 'unknown', reason: 'it is no JSON' };
    }
    if (!isFields(message)) return { kind: 'unknown', reason: 'it is no JSON object' };
    // SNS without raw delivery; whether it is signed makes no difference to what may be read.
    const inner = message.Type === 'Notification' ? textOf(message.Message) : undefined;
    if (inner === undefined) return readEvent(message);
    text = inner;
  }
  return { kind: 'unknown', reason: 'it is packed too often' };
}

function readEvent(message: Fields): Notification {
  if (message.Event === 's3:TestEvent') return { kind: 'test' };
  if (Array.isArray(message.Records)) return readRecords(message.Records);
  if (message.source === 'aws.s3' || textOf(message['detail-type']) !== undefined) return readDetail(message);
  return { kind: 'unknown', reason: 'it tells of no object in S3' };
}

function readRecords(records: readonly unknown[]): Notification {
  if (records.length > MOST_OBJECTS)
    return { kind: 'unknown', reason: `it tells of more than ${MOST_OBJECTS} objects` };
  const objects: NotifiedObject[] = [];
  for (const record of records) {
    if (!isFields(record) || !isFields(record.s3))
      return { kind: 'unknown', reason: 'a record in it is no event of S3' };
    if (!/^(?:s3:)?ObjectCreated:/.test(textOf(record.eventName) ?? '')) continue;
    const { bucket, object } = record.s3;
    const name = isFields(bucket) ? textOf(bucket.name) : undefined;
    const key = isFields(object) ? decodedKey(textOf(object.key)) : undefined;
    if (name === undefined || key === undefined || !isFields(object))
      return { kind: 'unknown', reason: 'a record in it names no object' };
    objects.push(objectOf(name, key, object, object.eTag, record.eventTime, record.awsRegion));
  }
  return { kind: 'objects', objects };
}

/** EventBridge writes keys as they are. */
function readDetail(message: Fields): Notification {
  if (message['detail-type'] !== 'Object Created') return { kind: 'objects', objects: [] };
  const { bucket, object } = isFields(message.detail) ? message.detail : ({} as Fields);
  const name = isFields(bucket) ? textOf(bucket.name) : undefined;
  const key = isFields(object) ? textOf(object.key) : undefined;
  if (name === undefined || key === undefined || !isFields(object))
    return { kind: 'unknown', reason: 'it names no object' };
  return { kind: 'objects', objects: [objectOf(name, key, object, object.etag, message.time, message.region)] };
}

function objectOf(
  bucket: string,
  key: string,
  { size }: Fields,
  etag: unknown,
  time: unknown,
  region: unknown,
): NotifiedObject {
  const written = Date.parse(textOf(time) ?? '');
  const tag = textOf(etag)?.replaceAll('"', '');
  const place = textOf(region);
  return {
    bucket,
    key,
    ...(typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 && { size }),
    ...(tag !== undefined && { etag: tag }),
    ...(!Number.isNaN(written) && { written }),
    ...(place !== undefined && { region: place }),
  };
}

/** S3 writes spaces as plus signs and the rest by percent signs. */
function decodedKey(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
