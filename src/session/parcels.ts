/** Documents of many records, some at a time, for whoever sends them on: what waits to be sent stays bounded. */
import { createHash } from 'node:crypto';
import { EventWriter } from '../ecs/event.ts';
import { InvocationMapper } from '../ecs/invocation.ts';
import type { MetricDocument } from '../ecs/metrics.ts';
import { ByteWriter } from '../json/writer.ts';
import { recordIdentity } from '../records/identity.ts';
import type { LoadedRecords } from './loaded-records.ts';
import type { MetricDocuments } from './metric-documents.ts';
import type { MetricParcel, Parcel, ParcelForm, ParcelOrder } from './protocol/parcels.ts';
import { RequestError, type Signal } from './protocol/rpc.ts';
import type { Turns } from './turns.ts';

export class Parcels {
  private readonly records: LoadedRecords;
  private readonly turns: Turns;

  constructor(records: LoadedRecords, turns: Turns) {
    this.records = records;
    this.turns = turns;
  }

  /** `ids` are those of the order's scope, ascending. Throws a `RequestError` for a record that cannot be read again. */
  async parcel(order: ParcelOrder, ids: Uint32Array, signal: Signal): Promise<Parcel> {
    const { places, segments } = this.records;
    const maker = new Maker(order);
    let at = order.from;
    while (at < ids.length && maker.length < order.bytes) {
      const segment = places.segment(ids[at] as number);
      const text = await segments.open(segment);
      for (; at < ids.length && maker.length < order.bytes; at++) {
        const id = ids[at] as number;
        if (places.segment(id) !== segment) break;
        maker.add(this.records.opened(id, text));
        if (this.turns.due) await this.turns.rest(signal);
      }
    }
    return { ...maker.made, ids: Array.from(ids.subarray(order.from, at)), next: at, total: ids.length };
  }
}

/** Documents of metrics that one parcel holds: some hundred bytes each. */
const METRICS_AT_A_TIME = 2_000;

export function metricParcel(metrics: MetricDocuments, from: number, namespace: string): MetricParcel {
  const documents: string[] = [];
  let at = 0;
  for (const { document } of metrics.all) {
    if (at >= from + METRICS_AT_A_TIME) break;
    if (at++ < from) continue;
    const stream = document.data_stream as MetricDocument;
    documents.push(JSON.stringify({ ...document, data_stream: { ...stream, namespace } }));
  }
  return { documents, next: from + documents.length, total: metrics.size };
}

class Maker {
  private readonly form: ParcelForm;
  private readonly mapper: InvocationMapper;
  private readonly events: EventWriter;
  private readonly out = new ByteWriter();
  private readonly ends: number[] = [];
  private readonly names: string[] = [];
  private oldest = Number.POSITIVE_INFINITY;
  private newest = Number.NEGATIVE_INFINITY;

  constructor({ form, profile, tags, namespace }: ParcelOrder) {
    this.form = form;
    const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
    this.mapper = new InvocationMapper({ profile, tags, namespace }, sha1);
    this.events = new EventWriter({ tags, namespace });
  }

  get length(): number {
    return this.out.length;
  }

  get made(): Pick<Parcel, 'bytes' | 'ends' | 'names' | 'range'> {
    const { out, ends, names, oldest, newest } = this;
    const bytes = out.bytes.slice(0, out.length);
    return { bytes, ends, names, ...(newest >= oldest && { range: [oldest, newest] as const }) };
  }

  add({ bytes, start, end, origin }: ReturnType<LoadedRecords['opened']>): void {
    const { mapper, out, form } = this;
    const mark = out.length;
    // Also for an event: it is the mapping that knows the record's time.
    if (!mapper.write(bytes, start, end, origin, out))
      throw new RequestError(
        'changed',
        `A record is no longer where it was read (${mapper.error.reason}). Open the logs again.`,
      );
    const { moment } = mapper.reading;
    if (form === 'raw') out.length = mark;
    else this.ends.push(out.length);
    if (form !== 'mapped') {
      this.events.write(bytes, start, end, moment, origin, out);
      this.ends.push(out.length);
    }
    this.names.push(recordIdentity(bytes, start, end));
    this.oldest = Math.min(this.oldest, moment);
    this.newest = Math.max(this.newest, moment);
  }
}
