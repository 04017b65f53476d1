import { ARRAY, type JsonError, OBJECT, Tape } from '../json/tape.ts';
import { KNOWN_NAMES } from './names.ts';
import { InvocationReading, PROBLEMS } from './reading.ts';

const NO_TIME = 'The timestamp is missing or no date: the time of the source stands in its place.';
const COMMENTS = 'The record holds comments, which are no JSON.';

/** From the bytes of a record to what the mapping looks at in it. One parser reads any number of records. */
export class InvocationParser {
  readonly tape = new Tape(KNOWN_NAMES);
  /** Of the last record; good until the next is read. */
  readonly reading = new InvocationReading(this.tape);
  /** Why `read` returned false; the offset is a byte offset in the array that it was given. */
  error: JsonError = { offset: 0, reason: '' };
  /** What was odd about the last record, one sentence each. */
  readonly warnings: string[] = [];

  /**
   * Reads the record `bytes[start, end)`. `time` is the source's own, in milliseconds, for a record whose `timestamp`
   * is none. False if the text is no JSON object and no list of stream events. Never throws.
   */
  read(bytes: Uint8Array, start: number, end: number, time: number): boolean {
    this.warnings.length = 0;
    const tape = this.tape;
    // A byte order mark is no part of JSON; Elasticsearch refuses it.
    const mark = bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf ? 3 : 0;
    if (!tape.parse(bytes, start + mark, end)) {
      this.error = tape.error;
      return false;
    }
    return this.readTape(mark > 0, time);
  }

  /** As `read`, of the text that `tape` has just taken: whoever splits a file into records has scanned them already. */
  readScanned(time: number): boolean {
    this.warnings.length = 0;
    return this.readTape(false, time);
  }

  private readTape(marked: boolean, time: number): boolean {
    const tape = this.tape;
    const kind = tape.kind(0);
    if (kind !== OBJECT && kind !== ARRAY) {
      this.error = { offset: tape.start(0), reason: 'the record is no JSON object' };
      return false;
    }
    const reading = this.reading;
    reading.read(time);
    if (marked) reading.problems.add(PROBLEMS.byteOrderMark);
    for (const problem of reading.problems) this.warnings.push(problem);
    if (reading.time === undefined) this.warnings.push(NO_TIME);
    if (tape.comments > 0) this.warnings.push(COMMENTS);
    return true;
  }
}
