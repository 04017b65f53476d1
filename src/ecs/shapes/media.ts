import type { Tape } from '../../json/tape.ts';
import type { Block } from '../model.ts';
import { isArray, isObject, isString, textIn, textOf } from './reading.ts';

export type Media = Extract<Block, { kind: 'media' }>['media'];

/** Bytes of a `data:` URL that are looked at for its media type. */
const HEAD = 200;

/** First characters of base64 by what they are the beginning of. */
const SIGNATURES: readonly (readonly [base64: string, format: string])[] = [
  ['iVBORw0KGgo', 'png'],
  ['/9j/', 'jpeg'],
  ['R0lGOD', 'gif'],
  ['UklGR', 'webp'],
  ['JVBERi0', 'pdf'],
];

/**
 * A picture, document, video or sound. `source` is what the bodies have for it: base64 text, a `data:` or other URL,
 * or an object with one of `bytes`, `data`, `s3Uri`, `s3Location`, `url`, `file_id`. Bytes are never decoded: their
 * count follows from the length of the text.
 */
export function mediaBlock(tape: Tape, media: Media, source: number, format?: string, name?: string): Block {
  const inline = isObject(tape, source) ? inlineOf(tape, source) : source;
  const declared = format ?? formatOf(textIn(tape, source, 'media_type')) ?? formatOf(textIn(tape, source, 'format'));
  const found = isString(tape, inline) ? readText(tape, inline, isObject(tape, source)) : uriOf(tape, source);
  const shown = declared ?? found.format;
  return {
    kind: 'media',
    media,
    ...(shown === undefined || shown === '' ? {} : { format: shown }),
    ...(name === undefined ? {} : { name }),
    ...(found.bytes === undefined ? {} : { bytes: found.bytes }),
    ...(found.at === undefined || media !== 'image' ? {} : { at: found.at - tape.start(0) }),
    ...(found.uri === undefined ? {} : { uri: found.uri }),
  };
}

interface Found {
  readonly format?: string;
  readonly bytes?: number;
  /** First byte of the text that holds them. */
  readonly at?: number;
  readonly uri?: string;
}

function inlineOf(tape: Tape, source: number): number {
  const bytes = tape.get(source, 'bytes');
  return bytes >= 0 ? bytes : tape.get(source, 'data');
}

function uriOf(tape: Tape, source: number): Found {
  if (!isObject(tape, source)) return {};
  for (const name of ['s3Uri', 'url', 'uri', 'file_id', 'fileId']) {
    const n = tape.get(source, name);
    if (isString(tape, n)) return startsWith(tape, n, 'data:') ? readText(tape, n, false) : { uri: tape.string(n) };
  }
  const location = tape.get(source, 's3Location');
  return location < 0 ? {} : uriOf(tape, location);
}

/** `base64`: the place says that the text is base64; elsewhere a text with a scheme is an address. */
function readText(tape: Tape, n: number, base64: boolean): Found {
  if (startsWith(tape, n, 'data:')) return readDataUrl(tape, n);
  if (!base64 && hasScheme(tape, n)) return { uri: tape.string(n) };
  const format = SIGNATURES.find(([signature]) => startsWith(tape, n, signature))?.[1];
  return {
    bytes: decodedLength(tape, n, tape.units(n)),
    at: tape.start(n),
    ...(format === undefined ? {} : { format }),
  };
}

function readDataUrl(tape: Tape, n: number): Found {
  const head = headOf(tape, n).replaceAll('\\/', '/');
  const comma = head.indexOf(',');
  if (comma < 0) return { bytes: 0 };
  const parts = head.slice('data:'.length, comma).split(';');
  const format = formatOf(parts[0]);
  const payload = tape.units(n) - comma - 1;
  const bytes = parts.includes('base64') ? decodedLength(tape, n, payload) : payload;
  return { bytes, at: tape.start(n), ...(format === undefined ? {} : { format }) };
}

/** Bytes that `units` characters of base64 at the end of a string stand for. */
function decodedLength(tape: Tape, n: number, units: number): number {
  const last = tape.end(n) - 2;
  let padding = 0;
  while (padding < 2 && padding < units && tape.bytes[last - padding] === 0x3d) padding++;
  return Math.max(0, Math.floor(((units - padding) * 3) / 4));
}

/** `image/png` -> `png`; a text without a slash as it is. */
function formatOf(mediaType: string | undefined): string | undefined {
  if (mediaType === undefined) return undefined;
  const subtype = mediaType.slice(mediaType.indexOf('/') + 1).split(';')[0];
  return subtype === '' ? undefined : subtype;
}

function headOf(tape: Tape, n: number): string {
  const from = tape.start(n) + 1;
  const to = Math.min(tape.end(n) - 1, from + HEAD);
  let head = '';
  for (let i = from; i < to; i++) head += String.fromCharCode(tape.bytes[i] as number);
  return head;
}

function startsWith(tape: Tape, n: number, prefix: string): boolean {
  const from = tape.start(n) + 1;
  if (tape.end(n) - 1 - from < prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) if (tape.bytes[from + i] !== prefix.charCodeAt(i)) return false;
  return true;
}

function hasScheme(tape: Tape, n: number): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(headOf(tape, n));
}

/** The text parts of a document whose source is text rather than bytes; they belong to the conversation. */
export function documentTexts(tape: Tape, source: number): string[] {
  const texts: string[] = [];
  const text = textIn(tape, source, 'text');
  if (text !== undefined) texts.push(text);
  if (textIn(tape, source, 'type') === 'text') {
    const typed = textIn(tape, source, 'data');
    if (typed !== undefined) texts.push(typed);
  }
  const content = tape.get(source, 'content');
  const whole = textOf(tape, content);
  if (whole !== undefined) texts.push(whole);
  if (isArray(tape, content)) {
    for (let n = tape.first(content); n >= 0; n = tape.next(n)) {
      const part = textOf(tape, n) ?? textIn(tape, n, 'text');
      if (part !== undefined) texts.push(part);
    }
  }
  return texts;
}
