import { TextDecoder } from 'node:util';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import type { Limits } from './limits.ts';

/** Why a text ends before its time. `at`: bytes of the stored file that were used. */
export interface Cut {
  readonly reason: string;
  readonly at: number;
}

export interface Inflated {
  readonly text: Buffer;
  readonly cut: Cut | undefined;
}

/** Errors of zlib about a header: behind a whole stream they mean that something else follows it. */
const HEADER_ERRORS = new Set([
  'incorrect header check',
  'unknown compression method',
  'invalid window size',
  'unknown header flags set',
  'header crc mismatch',
]);

const PIECE = 64 * 1024;
const FINE_PIECE = 16;
const CHUNK = 128 * 1024;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The text of a gzip file in memory, all members of it. Of a damaged or cut one all that comes before the damage.
 * Undefined if the text is longer than `limit` bytes.
 */
export function inflateWhole(stored: Buffer, limit: number): Inflated | undefined {
  // The last four bytes say how long the text is, or lie: a good guess saves copying, a bad one does no harm.
  const guess = stored.length >= 18 ? stored.readUInt32LE(stored.length - 4) : 0;
  const chunkSize = Math.min(Math.max(guess + 64, 16 * 1024), limit + 64);
  try {
    const { buffer, engine } = gunzipSync(stored, {
      maxOutputLength: limit,
      chunkSize,
      info: true,
    }) as unknown as Whole;
    return { text: buffer, cut: padding(stored.subarray(engine.bytesWritten), engine.bytesWritten) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    return salvage(stored, limit, code ?? '', message);
  }
}

/** What zlib gives with `info`, which its types leave out. */
interface Whole {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** zlib stops at a zero byte behind a stream. Zeros are padding; anything else there would be lost unsaid. */
function padding(rest: Buffer, at: number): Cut | undefined {
  return rest.every((byte) => byte === 0) ? undefined : { reason: notGzip(at), at };
}

function notGzip(at: number): string {
  return `what follows the gzip stream at byte ${at} is no gzip`;
}

/** Finds the longest beginning that inflates without an error, by halving. */
function salvage(stored: Buffer, limit: number, code: string, message: string): Inflated | undefined {
  const beginning = (length: number): Buffer | undefined => {
    try {
      const finishFlush = constants.Z_SYNC_FLUSH;
      return gunzipSync(stored.subarray(0, length), { finishFlush, maxOutputLength: limit, chunkSize: CHUNK });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw error;
      return undefined;
    }
  };
  try {
    let good = 0;
    let text = beginning(stored.length);
    if (text !== undefined) good = stored.length;
    for (let bad = stored.length; bad - good > 1; ) {
      const middle = (good + bad) >> 1;
      const tried = beginning(middle);
      if (tried === undefined) bad = middle;
      else {
        good = middle;
        text = tried;
      }
    }
    return {
      text: text ?? Buffer.alloc(0),
      cut: { reason: cutReason(code, message, text?.length ?? 0, good), at: good },
    };
  } catch {
    return undefined;
  }
}

function cutReason(code: string, message: string, inflated: number, at: number): string {
  if (code === 'Z_BUF_ERROR') return `the gzip stream is cut after ${at} bytes`;
  if (inflated > 0 && HEADER_ERRORS.has(message)) return notGzip(at);
  return `the gzip stream is damaged at byte ${at}: ${message}`;
}

/** A second pass over a damaged stream: text that was given already, and where pieces become small. */
interface Replay {
  readonly skip: number;
  readonly fineFrom: number;
}

/**
 * The text of a gzip stream, in pieces, inflated off this thread while the last piece is used. Returns why it ended
 * early, if it did. A text that is out of proportion ends at the limits.
 *
 * zlib keeps back what it made of a piece in which it finds damage. So a stream that can be opened `again` is inflated
 * a second time, in pieces of a few bytes where the damage is; of others up to 128 KiB of text before it are lost.
 */
export async function* inflateStream(
  stored: AsyncIterable<Buffer>,
  limits: Limits,
  signal: AbortSignal | undefined,
  again?: () => AsyncIterable<Buffer>,
  replay: Replay = { skip: 0, fineFrom: Number.POSITIVE_INFINITY },
): AsyncGenerator<Buffer, Cut | undefined> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  let ready: Buffer[] = [];
  let failure: NodeJS.ErrnoException | undefined;
  let bomb: string | undefined;
  let inflated = 0;
  let taken = 0;
  let pieceStart = 0;
  /** zlib met a zero byte behind the stream, and takes no more; it does not even call back. */
  let ended = false;
  let rest: Cut | undefined;
  let wake: () => void = () => {};
  gunzip.on('data', (chunk: Buffer) => {
    const fresh = Math.min(chunk.length, inflated + chunk.length - replay.skip);
    inflated += chunk.length;
    const ratio = inflated > limits.ratioFrom && inflated / Math.max(1, taken) > limits.ratio;
    if (inflated > limits.inflatedBytes || ratio) {
      bomb = ratio
        ? `stopped: more than ${limits.ratio} bytes of text a compressed byte, which no log has`
        : `stopped: more than ${limits.inflatedBytes} bytes of text in one file`;
      gunzip.destroy();
      wake();
    } else if (fresh > 0) ready.push(fresh === chunk.length ? chunk : chunk.subarray(-fresh));
  });
  gunzip.on('error', (error) => {
    failure = error;
    wake();
  });
  gunzip.on('end', () => {
    ended = true;
    wake();
  });
  const give = (piece: Buffer | undefined) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      if (piece === undefined) gunzip.end();
      else gunzip.write(piece, () => resolve());
    });
  const over = () => failure !== undefined || bomb !== undefined;
  try {
    for await (const chunk of stored) {
      for (let from = 0, size = PIECE; from < chunk.length && !over(); from += size) {
        signal?.throwIfAborted();
        size = taken + PIECE > replay.fineFrom ? FINE_PIECE : PIECE;
        const piece = chunk.subarray(from, from + size);
        if (ended) {
          rest ??= padding(piece, taken);
          taken += piece.length;
          continue;
        }
        pieceStart = taken;
        taken += piece.length;
        const given = give(piece);
        // What the last piece gave is used while this one is inflated.
        const before = ready;
        ready = [];
        yield* before;
        await given;
        if (ended) rest = padding(piece.subarray(gunzip.bytesWritten - pieceStart), gunzip.bytesWritten);
      }
      if (over()) break;
    }
    if (!over() && !ended) await give(undefined);
    yield* ready;
    if (bomb !== undefined) return { reason: bomb, at: taken };
    if (failure === undefined) return rest;
    if (failure.code === 'Z_DATA_ERROR' && again !== undefined) {
      return yield* inflateStream(again(), limits, signal, undefined, { skip: inflated, fineFrom: pieceStart });
    }
    const at = failure.code === 'Z_DATA_ERROR' ? pieceStart : taken;
    return { reason: cutReason(failure.code ?? '', failure.message, inflated, at), at };
  } finally {
    gunzip.destroy();
  }
}

/** UTF-16 with a byte order mark, as PowerShell writes it; undefined for anything else. */
export function utf16Decoder(bytes: Uint8Array): TextDecoder | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be');
  return undefined;
}

const FOREIGN: readonly (readonly [magic: string, what: string])[] = [
  ['\x28\xb5\x2f\xfd', 'zstd data: unpack it first'],
  ['BZh', 'bzip2 data: unpack it first'],
  ['\xfd7zXZ', 'xz data: unpack it first'],
  ['PK\x03\x04', 'a zip archive: unpack it first'],
  ['PAR1', 'a Parquet file, not log text'],
  ['\x89PNG', 'a PNG image, not log text'],
  ['%PDF', 'a PDF document, not log text'],
  ['\xff\xd8\xff', 'a JPEG image, not log text'],
];

/** What a file is that is plainly no log, by its first bytes. */
export function foreignFormat(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, 8);
  return FOREIGN.find(([magic]) => start.startsWith(magic))?.[1];
}
