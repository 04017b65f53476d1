/** Takes the latest records of a session over into a new one, so that all that is known of the others can be let go. */
import type { InvocationIndex } from './invocation-index.ts';
import type { LoadedRecords } from './loaded-records.ts';
import type { RecordId } from './protocol/protocol.ts';
import type { Signal } from './protocol/rpc.ts';
import type { SeenRequests } from './seen-requests.ts';
import type { Turns } from './turns.ts';

export interface Move {
  readonly from: LoadedRecords;
  readonly first: RecordId;
  /** Empty so far: the records are numbered from 0 there. */
  readonly to: LoadedRecords;
  /** Of `to`. */
  readonly index: InvocationIndex;
  /** Takes their request ids. */
  readonly seen: SeenRequests;
}

/** Puts the records from `first` on where they go. Throws what opening a record throws, and an `aborted` error. */
export async function moveRecords({ first, from, index, seen, to }: Move, turns: Turns, signal: Signal): Promise<void> {
  let segment = -1;
  let moved = -1;
  for (let id = first; id < from.table.rows; id++) {
    const place = from.places.place(id);
    const { bytes, start, end } = await from.open(id);
    if (place.segment !== segment) {
      segment = place.segment;
      moved = await moveSegment(from, segment, bytes, to);
    }
    // It was taken once, so it is taken again.
    index.tape.parse(bytes, start, end);
    seen.again(index.tape);
    const own = to.places.add(moved, start, end, place.line, place.offset);
    const event = from.eventOf(id);
    if (event) to.setEvent(own, event);
    index.add(to.origin(own));
    for (const reason of from.warningsOf(id)) to.warn(own, reason);
    if (turns.due) await turns.rest(signal);
  }
}

/** Blocks of a spool go with it, so their text moves to the new one; files stay where they lie. */
async function moveSegment(from: LoadedRecords, number: number, text: Uint8Array, to: LoadedRecords): Promise<number> {
  const segment = from.segments.segment(number);
  if (segment.kind !== 'block') return to.segments.add(segment);
  try {
    return to.segments.add({ ...segment, block: await to.spool.write(text) });
  } catch {
    // Where it cannot be written it stays in memory.
    return to.segments.add({ ...segment, block: text });
  }
}
