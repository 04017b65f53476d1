/** Finds the records of one conversation: those of one key are read, and linked where one goes on from another. */
import { readTurns } from '../ecs/conversation.ts';
import { KNOWN_NAMES } from '../ecs/names.ts';
import { continuations, type Linked, linksOf, threadOf } from '../ecs/thread.ts';
import { Tape } from '../json/tape.ts';
import type { Uints } from './columns/growable.ts';
import type { LoadedRecords } from './loaded-records.ts';
import type { RecordId } from './protocol/protocol.ts';
import type { Thread } from './protocol/reading.ts';
import type { Context } from './protocol/rpc.ts';
import { RequestError } from './protocol/rpc.ts';
import type { Turns } from './turns.ts';

/** Records of one key that are read for a thread: many calls may begin with the same words. */
export const MOST_CANDIDATES = 20_000;

type Found = Context<{ readonly done: number; readonly of: number }>;

export class Threads {
  private readonly records: LoadedRecords;
  /** `conversationKey` of every record, by its number. */
  private readonly keys: Uints;
  private readonly turns: Turns;
  private readonly tape = new Tape(KNOWN_NAMES);
  /** What was read of the records of the key that was asked for last: who reads a conversation goes on within it. */
  private readonly known = new Map<RecordId, Linked>();
  private knownKey = 0;

  constructor(records: LoadedRecords, keys: Uints, turns: Turns) {
    this.records = records;
    this.keys = keys;
    this.turns = turns;
  }

  /** Throws a `RequestError`: `not-found`, `aborted`, or what opening a record throws. */
  async thread(id: RecordId, fields: readonly string[], context: Found): Promise<Thread> {
    if (id >= this.records.table.rows) throw new RequestError('not-found', `There is no record ${id} in these logs.`);
    const { ids, cut } = this.candidates(id);
    const all = await this.allLinked(this.keys.array[id] ?? 0, ids, context);
    const parents = continuations(all);
    const thread = threadOf(id, all, parents).sort((a, b) => a.time - b.time || a.id - b.id);
    const steps = thread.map((one) => {
      const from = parents.get(one.id);
      return { id: one.id, messages: one.links.sent.length, ...(from === undefined ? {} : { from }) };
    });
    const found = steps.map((step) => step.id);
    return { steps, cells: this.records.table.cells(found, fields), cut };
  }

  private async allLinked(key: number, ids: readonly RecordId[], context: Found): Promise<readonly Linked[]> {
    const { known } = this;
    if (key !== this.knownKey || known.size > MOST_CANDIDATES) known.clear();
    this.knownKey = key;
    const all: Linked[] = [];
    for (const [done, one] of ids.entries()) {
      let linked = known.get(one);
      if (linked === undefined) {
        if (this.turns.due) {
          context.progress({ done, of: ids.length });
          await this.turns.rest(context.signal);
        }
        linked = await this.linked(one);
        if (key === this.knownKey && key !== 0) known.set(one, linked);
      }
      all.push(linked);
    }
    return all;
  }

  /** Ascending, so that segments are opened one after the other. */
  private candidates(id: RecordId): { readonly ids: readonly RecordId[]; readonly cut: boolean } {
    const { array, length } = this.keys;
    const key = array[id] ?? 0;
    if (key === 0) return { ids: [id], cut: false };
    const ids: RecordId[] = [];
    for (let i = 0; i < length; i++) if (array[i] === key) ids.push(i);
    if (ids.length <= MOST_CANDIDATES) return { ids, cut: false };
    const own = this.timeOf(id);
    const far = (one: RecordId) => Math.abs(this.timeOf(one) - own);
    const near = ids.sort((a, b) => far(a) - far(b)).slice(0, MOST_CANDIDATES);
    return { ids: near.sort((a, b) => a - b), cut: true };
  }

  private async linked(id: RecordId): Promise<Linked> {
    const { bytes, start, end } = await this.records.open(id);
    const read = this.tape.parse(bytes, start, end);
    const links = read ? linksOf(readTurns(this.tape)) : { sent: [], said: [] };
    return { id, time: this.timeOf(id), caller: String(this.records.table.column('user.id')?.cell(id) ?? ''), links };
  }

  private timeOf(id: RecordId): number {
    return Number(this.records.table.column('@timestamp')?.cell(id) ?? Number.NaN);
  }
}
