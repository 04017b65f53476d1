import { gunzipSync } from 'node:zlib';
import { eventTime, type LogEvent } from './classify.ts';
import { MAX_PAYLOAD_BYTES } from './limits.ts';
import { COMMA, OPEN_LIST, OPEN_OBJECT, QUOTE } from './structure.ts';

/** What stands on lines that are not JSON: all of it seen in exports of CloudWatch Logs. */

const PERMISSION = Buffer.from('Permissions are correctly set for Amazon Bedrock logs');
/** The base64 of a gzip header with the deflate method. */
const PAYLOAD = Buffer.from('H4sI');
/** A time stamp, perhaps in brackets, and a stream's name stand in fewer bytes. */
const MAX_PREFIX_BYTES = 700;

/** The first event of a log group that Bedrock was given. */
export function isPermissionText(bytes: Buffer, start: number, end: number): boolean {
  return (
    end - start <= PERMISSION.length + 1 &&
    bytes.compare(PERMISSION, 0, undefined, start, Math.min(end, start + PERMISSION.length)) === 0
  );
}

/** Base64 of gzip: what a CloudWatch Logs subscription delivers. */
export function isPayloadText(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 24 || bytes.compare(PAYLOAD, 0, 4, start, start + 4) !== 0) return false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    const letter = byte | 0x20;
    const plain =
      (letter >= 0x61 && letter <= 0x7a) ||
      (byte >= 0x2b && byte <= 0x39 && byte !== 0x2c && byte !== 0x2d && byte !== 0x2e);
    if (!plain && byte !== 0x3d) return false;
  }
  return true;
}

/** The text of a payload, or why there is none. */
export function inflatePayload(base64: string): Buffer | string {
  try {
    return gunzipSync(Buffer.from(base64, 'base64'), { maxOutputLength: MAX_PAYLOAD_BYTES });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? `a payload that inflates to more than ${MAX_PAYLOAD_BYTES} bytes`
      : 'a base64 payload whose gzip stream is damaged or cut';
  }
}

export interface Prefix {
  /** Where the JSON starts, and where it ends at the latest. */
  readonly start: number;
  readonly end: number;
  readonly event: LogEvent;
}

const STAMP =
  /^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?|\d{13})\]?(?:\s+(\S+))?\s*$/;
const TEXT_OUTPUT = /^EVENTS\t([^\t]*)\t(\d{13})\t(?:([^\t]*)\t)?$/;

/**
 * What `aws logs tail`, an export task or `--output text` puts before the JSON: `2026-03-04T05:06:44.000Z {...}`,
 * a time stamp and the stream's name, or `EVENTS` and columns. A time stamp alone on its line belongs to the next one.
 */
export function readPrefix(bytes: Buffer, start: number, end: number): Prefix | undefined {
  const limit = Math.min(end, start + MAX_PREFIX_BYTES);
  let json = start;
  while (json < limit && bytes[json] !== OPEN_OBJECT && (bytes[json] !== OPEN_LIST || json === start)) json++;
  if (json === limit && limit < end) return undefined;
  const text = bytes.toString('utf8', start, json);
  const stamp = STAMP.exec(text);
  if (stamp !== null) {
    return { start: json, end, event: logEvent(stamp[1] as string, stamp[2]) };
  }
  const columns = TEXT_OUTPUT.exec(text);
  if (columns === null) return undefined;
  const tab = bytes.lastIndexOf(0x09, end - 1);
  const own = tab > json ? eventTime(bytes.toString('latin1', tab + 1, end)) : undefined;
  const event = { ...logEvent('', columns[3]), ...(own === undefined ? {} : { timestamp: own }) };
  return { start: json, end: own === undefined ? end : tab, event: { ...event, ingestionTime: Number(columns[2]) } };
}

function logEvent(stamp: string, stream: string | undefined): LogEvent {
  const timestamp = eventTime(stamp);
  return { ...(timestamp === undefined ? {} : { timestamp }), ...(stream === undefined ? {} : { stream }) };
}

/** The record in a line of the CSV that the console of Logs Insights exports. */
export function csvMessage(bytes: Buffer, start: number, end: number): { text: string; event: LogEvent } | undefined {
  const cell = bytes.subarray(start, Math.min(end, start + MAX_PREFIX_BYTES)).indexOf('"{""');
  if (cell < 0) return undefined;
  const open = start + cell;
  if (cell > 0 && bytes[open - 1] !== COMMA) return undefined;
  let i = open + 1;
  while (i < end && (bytes[i] !== QUOTE || bytes[i + 1] === QUOTE)) i += bytes[i] === QUOTE ? 2 : 1;
  if (i >= end) return undefined;
  const first = bytes.toString('utf8', start, open).split(',')[0] ?? '';
  return {
    text: bytes.toString('utf8', open + 1, i).replaceAll('""', '"'),
    event: logEvent(first.replaceAll('"', ''), undefined),
  };
}

/** The first line of such a CSV. */
export function isColumnNames(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > MAX_PREFIX_BYTES) return false;
  return (
    /^"?@?\w+"?(,"?@?\w+"?)*$/.test(bytes.toString('latin1', start, end)) &&
    bytes.subarray(start, end).includes('@message')
  );
}
