/** What is made of one record when somebody looks at it: conversation, explanation, its own text and its document. */

import { createHash } from 'node:crypto';
import { compareConversations } from '../ecs/compare/conversations.ts';
import { readConversation } from '../ecs/conversation.ts';
import { InvocationMapper } from '../ecs/invocation.ts';
import { KNOWN_NAMES } from '../ecs/names.ts';
import { pictureAt } from '../ecs/pictures.ts';
import { type TranscriptHead, transcript } from '../ecs/transcript.ts';
import { pretty } from '../json/pretty.ts';
import { Tape } from '../json/tape.ts';
import { ByteWriter } from '../json/writer.ts';
import { placeOf } from '../sources/files.ts';
import type { Bodies } from './bodies.ts';
import type { Fetched } from './fetched.ts';
import type { LoadedRecords, OpenRecord } from './loaded-records.ts';
import type { RecordId, RecordView } from './protocol/protocol.ts';
import type { ComparedRecords, PictureView } from './protocol/reading.ts';
import { RequestError } from './protocol/rpc.ts';
import { type DocumentStyle, headOf, NO_PICTURE, viewOf, type What, whole } from './record-view.ts';

const DEFAULT_TAGS: readonly string[] = ['forwarded'];

/** Mappers that are kept. */
const MAX_STYLES = 4;

export class Documents {
  private readonly records: LoadedRecords;
  private readonly mappers = new Map<string, InvocationMapper>();
  private readonly out = new ByteWriter();
  private readonly tape = new Tape(KNOWN_NAMES);

  private readonly bodies: Bodies | undefined;
  private readonly fetched: Fetched | undefined;

  /** `bodies`: what brings the bodies that are in S3. `fetched`: the documents of clusters, which have numbers of their own. */
  constructor(records: LoadedRecords, bodies?: Bodies, fetched?: Fetched) {
    this.records = records;
    this.bodies = bodies;
    this.fetched = fetched;
  }

  /** Throws a `RequestError`: `not-found`, `changed` or `unreadable`. */
  async view(id: RecordId, style: DocumentStyle): Promise<RecordView> {
    if (this.fetched?.is(id)) return this.fetched.view(id, style);
    const unhad = (await this.bodies?.bring(id)) ?? [];
    const record = await this.records.open(id);
    const { bytes, start, end } = record;
    const warnings = this.map(record, style);
    const document = this.out.bytes.subarray(0, this.out.length);
    const tape = this.scanned(record);
    const path = placeOf(this.records.fileOf(id));
    const { line, offset } = this.records.places.place(id);
    const said = [...new Set([...this.records.warningsOf(id), ...warnings, ...unhad])];
    const columns = this.records.table.row(id);
    const known = { id, columns, source: { path, line, offset }, warnings: said };
    return viewOf(known, tape, { bytes, start, end }, document, style.profile);
  }

  async compare(left: RecordId, right: RecordId, style: DocumentStyle): Promise<ComparedRecords> {
    const before = await this.view(left, style);
    const after = await this.view(right, style);
    const comparison = compareConversations(before.conversation, after.conversation);
    return { left: before, right: after, comparison };
  }

  /** The picture that a record holds at a place. */
  async picture(id: RecordId, at: number): Promise<PictureView> {
    if (this.fetched?.is(id)) return this.fetched.picture(id, at);
    const picture = pictureAt(this.scanned(await this.records.open(id)), at);
    if (picture === undefined) throw new RequestError('not-found', NO_PICTURE);
    return picture;
  }

  /** A whole text, or as much of it as a string can hold. */
  async text(id: RecordId, what: What, style: DocumentStyle): Promise<string> {
    if (this.fetched?.is(id)) return this.fetched.text(id, what);
    const record = await this.records.open(id);
    const { bytes, start, end } = record;
    switch (what) {
      case 'raw':
        return whole(pretty(bytes, start, end));
      case 'raw-line':
        return textIn(bytes, start, end).trim();
      case 'document':
        this.map(record, style);
        return whole(pretty(this.out.bytes, 0, this.out.length));
      case 'document-line':
        this.map(record, style);
        return textIn(this.out.bytes, 0, this.out.length);
      case 'transcript':
        return transcript(readConversation(this.scanned(record)), this.head(id));
    }
  }

  /** For exports: appends a record's document to `out`; true if something in the record was not as expected. */
  writer(style: DocumentStyle): (id: RecordId, text: Uint8Array, out: ByteWriter) => boolean {
    const mapper = newMapper(style);
    return (id, text, out) => {
      const { bytes, start, end, origin } = this.records.opened(id, text);
      if (!mapper.write(bytes, start, end, origin, out)) throw unmappable(mapper.error.reason);
      return mapper.warnings.length > 0;
    };
  }

  /** Leaves the document in `out`; returns what was odd about the record. */
  private map({ bytes, start, end, origin }: OpenRecord, style: DocumentStyle): readonly string[] {
    const key = JSON.stringify([style.profile, style.tags]);
    let mapper = this.mappers.get(key);
    if (!mapper) {
      // Styles change with settings only; those before are of no use.
      if (this.mappers.size >= MAX_STYLES) this.mappers.clear();
      mapper = newMapper(style);
      this.mappers.set(key, mapper);
    }
    this.out.length = 0;
    if (!mapper.write(bytes, start, end, origin, this.out)) throw unmappable(mapper.error.reason);
    return [...mapper.warnings];
  }

  /** The record on a tape, as it was logged; until the next record is asked for. */
  private scanned({ bytes, start, end }: OpenRecord): Tape {
    if (!this.tape.parse(bytes, start, end)) throw unmappable(this.tape.error.reason);
    return this.tape;
  }

  private head(id: RecordId): TranscriptHead {
    const { table } = this.records;
    return headOf((field) => table.column(field)?.cell(id) ?? null);
  }
}

function newMapper({ profile, tags = DEFAULT_TAGS }: DocumentStyle): InvocationMapper {
  return new InvocationMapper({ profile, tags, namespace: 'default' }, (bytes) =>
    createHash('sha1').update(bytes).digest('hex'),
  );
}

/** Only records that were read are here, so this means that the bytes are others now. */
function unmappable(reason: string): RequestError {
  return new RequestError('changed', `The record is no longer where it was read (${reason}). Open the logs again.`);
}

function textIn(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
