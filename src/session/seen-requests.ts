/** Request ids of records that were read: deliveries may repeat themselves, and so may whoever copies them. */
import type { Tape } from '../json/tape.ts';
import { Dictionary } from './columns/dictionary.ts';

export class SeenRequests {
  private readonly ids = new Dictionary();

  /** Whether the record on the tape has the request id of one before it. Records without one are never the same. */
  again(tape: Tape): boolean {
    const id = tape.get(0, 'requestId');
    if (id < 0) return false;
    const { size } = this.ids;
    // With its quotes: another kind of value is another id.
    return this.ids.intern(tape.bytes, tape.start(id), tape.end(id)) < size;
  }
}
