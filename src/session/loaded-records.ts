import type { Origin } from '../ecs/model.ts';
import type { LogEvent } from '../records/classify.ts';
import { LIMITS, type Limits } from '../records/limits.ts';
import { Tally } from '../records/report.ts';
import { KeywordColumn, NumberColumn } from './columns/column.ts';
import { Table } from './columns/table.ts';
import { LoadProgress } from './load-state.ts';
import { MetricDocuments } from './metric-documents.ts';
import { textAside } from './opened-file.ts';
import { RecordPlaces } from './places.ts';
import type { AwsConnection, ColumnInfo, RecordId } from './protocol/protocol.ts';
import { RequestError } from './protocol/rpc.ts';
import { Segments, type StoredFile } from './segments.ts';
import { Spool } from './spool.ts';

/** Records whose warnings are kept with them; of more only the first problems and the count are. */
const MAX_WARNED = 100_000;

/** A record's text, opened: `bytes[start, end)`. */
export interface OpenRecord {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly origin: Origin;
}

/** All records of a session: where each is, what is known of it without opening it, and how to open it. */
export class LoadedRecords {
  readonly table: Table;
  readonly limits: Limits;
  readonly places = new RecordPlaces();
  readonly segments: Segments;
  readonly spool: Spool;
  readonly tally: Tally;
  readonly progress: LoadProgress;
  /** The first record in sight: while logs are followed, older ones are trimmed. */
  first = 0;
  /** Documents of metrics, which are no records. */
  readonly metrics: MetricDocuments;
  /** Buckets that were opened, and how they are reached. */
  readonly buckets: Map<string, AwsConnection>;
  private readonly events = new Events();
  private readonly warnings = new Map<RecordId, string[]>();

  /** `storage`: a folder for the spool. `before`: records that these go on from: what was counted is counted on. */
  constructor(
    columns: readonly ColumnInfo[],
    storage: string,
    limits: Partial<Limits> = {},
    before?: Pick<LoadedRecords, 'tally' | 'progress' | 'metrics' | 'buckets'>,
  ) {
    this.tally = before?.tally ?? new Tally();
    this.progress = before?.progress ?? new LoadProgress(this.tally);
    this.metrics = before?.metrics ?? new MetricDocuments();
    this.buckets = before?.buckets ?? new Map();
    this.table = new Table(columns);
    this.limits = { ...LIMITS, ...limits };
    this.spool = new Spool(storage);
    this.segments = new Segments(this.spool, async (stored) => (await textAside(stored, this.limits))?.text);
  }

  /** Bytes in memory for all records, without the segments that are open. */
  get bytes(): number {
    return this.table.bytes + this.places.bytes + this.events.bytes;
  }

  setEvent(id: RecordId, event: LogEvent): void {
    this.events.set(id, event);
  }

  /** What CloudWatch says around the record; undefined of all others. */
  eventOf(id: RecordId): LogEvent | undefined {
    return this.events.event(id);
  }

  warn(id: RecordId, reason: string): void {
    const before = this.warnings.get(id);
    if (before) before.push(reason);
    else if (this.warnings.size < MAX_WARNED) this.warnings.set(id, [reason]);
  }

  warningsOf(id: RecordId): readonly string[] {
    return this.warnings.get(id) ?? [];
  }

  /** Throws a `RequestError`: `not-found`, `changed` or `unreadable`. */
  async open(id: RecordId): Promise<OpenRecord> {
    if (id >= this.places.length) throw new RequestError('not-found', `There is no record ${id} in these logs.`);
    return this.opened(id, await this.segments.open(this.places.segment(id)));
  }

  /** The record in the text of its segment. */
  opened(id: RecordId, text: Uint8Array): OpenRecord {
    const { start, end } = this.places.place(id);
    return { bytes: text, start, end, origin: this.origin(id) };
  }

  /** Gives a record another text. */
  replace(id: RecordId, text: Uint8Array): void {
    const segment = this.segments.add({ kind: 'block', file: this.fileOf(id), block: text });
    this.places.move(id, segment, 0, text.length);
    // Where it cannot be written it stays in memory.
    this.spool.write(text).then(
      (block) => this.segments.replace(segment, block),
      () => undefined,
    );
  }

  fileOf(id: RecordId): StoredFile {
    return this.segments.file(this.places.segment(id));
  }

  /** `file`: where the record is from, if its segment is not yet known. */
  origin(id: RecordId, file = this.fileOf(id)): Origin {
    const { line, offset } = this.places.place(id);
    const { modified, object, path } = file;
    const place = { modified, offset, line };
    return (
      this.events.origin(id, modified) ??
      (object ? { kind: 's3', ...object, ...place } : { kind: 'file', path, ...place })
    );
  }
}

/** What CloudWatch says around records that came out of its exports; empty for all others. */
class Events {
  private readonly group = new KeywordColumn();
  private readonly stream = new KeywordColumn();
  private readonly time = new NumberColumn('date');
  private readonly ingestion = new NumberColumn('date');
  private any = false;

  get bytes(): number {
    return this.any ? this.group.bytes + this.stream.bytes + this.time.bytes + this.ingestion.bytes : 0;
  }

  set(id: RecordId, { group, stream, timestamp, ingestionTime }: LogEvent): void {
    this.any = true;
    if (group !== undefined) this.group.add(id, group);
    if (stream !== undefined) this.stream.add(id, stream);
    if (timestamp !== undefined) this.time.add(id, timestamp);
    if (ingestionTime !== undefined) this.ingestion.add(id, ingestionTime);
  }

  event(id: RecordId): LogEvent | undefined {
    if (!this.any) return undefined;
    const group = this.group.cell(id);
    const stream = this.stream.cell(id);
    const timestamp = this.time.cell(id);
    if (group === null && stream === null && timestamp === null) return undefined;
    const ingestionTime = this.ingestion.cell(id);
    return {
      ...(group !== null && { group: String(group) }),
      ...(stream !== null && { stream: String(stream) }),
      ...(typeof timestamp === 'number' && { timestamp }),
      ...(typeof ingestionTime === 'number' && { ingestionTime }),
    };
  }

  origin(id: RecordId, modified: number): Origin | undefined {
    const event = this.event(id);
    if (!event) return undefined;
    const { group = '', ingestionTime, stream = '', timestamp = modified } = event;
    const ingested = ingestionTime === undefined ? {} : { ingestionTime };
    return { kind: 'cloudwatch', group, stream, eventTime: timestamp, ...ingested };
  }
}
