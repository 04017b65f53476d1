/**
 * Events that do not hold a whole record. CloudWatch takes events up to a size; a writer that had more to say cuts the
 * text, or goes on in further events of the same stream. What can be put together is; both are told.
 */
import type { CloudWatchEvent } from './event.ts';
import { placeOf } from './event.ts';

export interface Mended {
  readonly events: readonly CloudWatchEvent[];
  /** One sentence each, with the place. */
  readonly remarks: readonly string[];
}

/** Events that one record is looked for in at most. */
export const MOST_PIECES = 16;
/** Streams in which a record has begun; of more, the oldest is given up. */
export const MOST_OPEN = 64;
/** Milliseconds between the first and the last piece of a record. */
const LONGEST_GAP_MS = 5_000;
/** What CloudWatch takes of one event, with 26 bytes that it counts for itself: since 2025, and before. */
const LIMITS = [1024 * 1024 - 26, 256 * 1024 - 26];
/** How near to a limit a text ends that was cut by it. */
const NEAR_BYTES = 64;

/** Remembers, per stream, a record that has begun: pieces may come in different pages. */
export class Pieces {
  private readonly open = new Map<string, CloudWatchEvent[]>();

  /** In the order of time within a stream. A record that has only begun is held back until it is whole, or cannot be. */
  add(events: readonly CloudWatchEvent[]): Mended {
    const whole: CloudWatchEvent[] = [];
    const remarks: string[] = [];
    for (const event of events) {
      const key = `${event.group}\n${event.stream}`;
      const begun = this.open.get(key);
      if (begun) {
        const pieces = [...begun, event];
        if (goesOn(begun, event)) {
          const joined = pieces.map(({ message }) => message).join('');
          if (isWhole(joined)) {
            this.open.delete(key);
            whole.push({ ...(begun[0] as CloudWatchEvent), message: joined });
            remarks.push(
              `a record was split into ${pieces.length} events and put together: ${placeOf(begun[0] as CloudWatchEvent)}`,
            );
          } else this.open.set(key, pieces);
          continue;
        }
        this.open.delete(key);
        giveUp(begun, whole, remarks);
      }
      if (isCut(event.message)) this.open.set(key, [event]);
      else whole.push(event);
      const [oldest] = this.open;
      if (oldest && this.open.size > MOST_OPEN) {
        this.open.delete(oldest[0]);
        giveUp(oldest[1], whole, remarks);
      }
    }
    return { events: whole, remarks };
  }

  /** What has begun and was never ended. */
  end(): Mended {
    const whole: CloudWatchEvent[] = [];
    const remarks: string[] = [];
    for (const pieces of this.open.values()) giveUp(pieces, whole, remarks);
    this.open.clear();
    return { events: whole, remarks };
  }
}

function giveUp(pieces: readonly CloudWatchEvent[], whole: CloudWatchEvent[], remarks: string[]): void {
  const [first] = pieces;
  if (first) {
    const bytes = Buffer.byteLength(first.message);
    const limit = LIMITS.find((size) => bytes <= size && bytes > size - NEAR_BYTES);
    const why =
      limit === undefined ? 'ends before its record does' : `was cut at CloudWatch's ${(limit + 26) / 1024} KiB`;
    remarks.push(`an event ${why}: ${placeOf(first)}`);
  }
  whole.push(...pieces);
}

function isCut(message: string): boolean {
  return message.trimStart().startsWith('{') && !isWhole(message);
}

/** Most messages end with the brace that ends their record, so few are looked at closely. */
function isWhole(message: string): boolean {
  if (!message.trimEnd().endsWith('}')) return false;
  // A brace at the end of a piece is rare, but it is where a cut hurts most.
  if (message.length < MAYBE_CUT) return true;
  try {
    JSON.parse(message);
    return true;
  } catch {
    return false;
  }
}

/** Shorter texts are not cut by anybody. */
const MAYBE_CUT = 100_000;

/** A further piece begins as no record does. */
function goesOn(begun: readonly CloudWatchEvent[], event: CloudWatchEvent): boolean {
  const [first] = begun;
  if (!first || begun.length === MOST_PIECES || event.time - first.time > LONGEST_GAP_MS) return false;
  return !/^\s*\{\s*"(?:schemaType|timestamp|accountId|modelId|requestId)"/.test(event.message);
}
