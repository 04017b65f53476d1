/** Pictures that stand in a record itself, for those who ask to see one. */
import type { Tape } from '../json/tape.ts';

/** Characters of base64 that a picture may have; some 3 MiB. */
export const MAX_PICTURE_UNITS = 4_194_304;

/** Raster formats that browsers draw; first characters of their base64. No format with scripts or addresses in it. */
const RASTERS = [
  ['iVBORw0KGgo', 'png'],
  ['/9j/', 'jpeg'],
  ['R0lGODlh', 'gif'],
  ['R0lGODdh', 'gif'],
  ['UklGR', 'webp'],
] as const;

const QUOTE = 0x22;

export interface Picture {
  readonly format: (typeof RASTERS)[number][1];
  readonly base64: string;
}

/**
 * The picture whose text begins `at` bytes into the record, as a media block says. What it is, its first bytes decide, not
 * what the log calls it. Undefined if no raster picture stands there, or one that is too large.
 */
export function pictureAt(tape: Tape, at: number): Picture | undefined {
  const { bytes } = tape;
  const from = tape.start(0) + at + 1;
  const limit = Math.min(tape.end(0), from + MAX_PICTURE_UNITS + MAX_HEAD);
  if (bytes[from - 1] !== QUOTE) return undefined;
  const end = bytes.subarray(0, limit).indexOf(QUOTE, from);
  if (end < 0) return undefined;
  return pictureOf(payload(latin1(bytes, from, end).replaceAll('\\/', '/')));
}

/** The picture that a base64 text is; undefined for all but raster pictures that are small enough. */
export function pictureOf(base64: string): Picture | undefined {
  const found = RASTERS.find(([signature]) => base64.startsWith(signature));
  if (found === undefined || base64.length > MAX_PICTURE_UNITS || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64))
    return undefined;
  return { format: found[1], base64 };
}

/** Characters of a `data:` URL before its payload. */
const MAX_HEAD = 200;

function payload(text: string): string {
  if (!text.startsWith('data:')) return text;
  const comma = text.indexOf(',');
  return comma > 0 && comma < MAX_HEAD && text.slice(0, comma).endsWith(';base64') ? text.slice(comma + 1) : '';
}

/** Units that are made of bytes at once: functions take so many arguments and not many more. */
const PIECE = 16_384;

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += PIECE)
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + PIECE)));
  return text;
}
