/**
 * Files of messages whose records go somewhere from here: a message is settled once it is known whether they arrived. Until
 * then its queue lends it to nobody else.
 */
import type { RemoteReading } from '../sources/remote.ts';
import type { RecordId } from './protocol/protocol.ts';

interface HeldFile {
  readonly settle: (taken: boolean) => void;
  /** Its records, the last not included. */
  readonly from: RecordId;
  readonly to: RecordId;
}

export class HeldFiles {
  private files: HeldFile[] = [];
  private readings: RemoteReading[] = [];
  /** What earlier calls have begun. */
  private ending: Promise<void> = Promise.resolve();

  add(file: HeldFile): void {
    this.files.push(file);
  }

  /** Stays open until its files are settled. */
  keep(reading: RemoteReading): void {
    this.readings.push(reading);
  }

  /**
   * `taken`: whether all records arrived but those that were `refused`. Resolves once their queues know. Throws what could
   * not be brought to its end.
   */
  settle(taken: boolean, refused: readonly RecordId[]): Promise<void> {
    const before = this.ending;
    const own = this.end(taken, refused);
    this.ending = own.catch(() => undefined).then(() => before);
    return own.then(() => before);
  }

  private async end(taken: boolean, refused: readonly RecordId[]): Promise<void> {
    const { files, readings } = this;
    this.files = [];
    this.readings = [];
    const left = Float64Array.from(refused).sort();
    for (const { settle, from, to } of files) settle(taken && !holds(left, from, to));
    // One that cannot be ended keeps none of the others.
    const ended = await Promise.allSettled(readings.map((reading) => reading.close?.()));
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
  }
}

/** Whether an ascending list has a number from `from` on, below `to`. */
function holds(ascending: Float64Array, from: number, to: number): boolean {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return (ascending[low] ?? Number.POSITIVE_INFINITY) < to;
}
