/** Documents that a cluster gave, read as the records here are: they have numbers of their own and are in no selection. */
import { INVOCATION_COLUMNS } from '../ecs/columns.ts';
import { readConversation, readTurns } from '../ecs/conversation.ts';
import { leaves } from '../ecs/flatten.ts';
import { KNOWN_NAMES } from '../ecs/names.ts';
import { pictureAt } from '../ecs/pictures.ts';
import { transcript } from '../ecs/transcript.ts';
import { pretty } from '../json/pretty.ts';
import { Tape } from '../json/tape.ts';
import type { FetchedDocument } from './protocol/clusters.ts';
import type { Cell, RecordId, RecordView } from './protocol/protocol.ts';
import type { PictureView, Thread } from './protocol/reading.ts';
import { RequestError } from './protocol/rpc.ts';
import { type DocumentStyle, headOf, NO_PICTURE, viewOf, type What, whole } from './record-view.ts';

/** Records that are loaded have numbers below. */
export const FIRST_FETCHED: RecordId = 2 ** 40;
/** What is kept, the latest; whoever looks at an older one fetches it again. */
const MOST_DOCUMENTS = 4_000;
const MOST_BYTES = 128 * 1024 * 1024;
/** Fields of a document that are looked at. */
const MOST_FIELDS = 10_000;
const ORIGINAL = 'event.original';

/** What a record has of a document's fields that are plain values. */
const PUT_TOGETHER: readonly (readonly [member: string, field: string])[] = [
  ['timestamp', '@timestamp'],
  ['requestId', 'gen_ai.request.id'],
  ['operation', 'event.action'],
  ['modelId', 'gen_ai.request.model.id'],
  ['errorCode', 'gen_ai.response.error_code'],
];

interface Kept {
  readonly from: string;
  readonly document: Uint8Array;
  /** The record as it was logged, or what can be put together of it. */
  readonly record: Uint8Array;
  readonly columns: Readonly<Record<string, Cell>>;
  readonly warnings: readonly string[];
}

export class Fetched {
  private readonly kept = new Map<RecordId, Kept>();
  private readonly tape = new Tape(KNOWN_NAMES);
  private next = FIRST_FETCHED;
  private bytes = 0;

  /** Whether a number is that of a fetched record, which may be gone. */
  is(id: RecordId): boolean {
    return id >= FIRST_FETCHED;
  }

  /** Their numbers, in the order given. */
  add(documents: readonly FetchedDocument[]): readonly RecordId[] {
    const ids = documents.map((document) => {
      const id = this.next++;
      const kept = read(document);
      this.kept.set(id, kept);
      this.bytes += size(kept);
      return id;
    });
    for (const [id, kept] of this.kept) {
      if (this.kept.size <= MOST_DOCUMENTS && this.bytes <= MOST_BYTES) break;
      this.kept.delete(id);
      this.bytes -= size(kept);
    }
    return ids;
  }

  /** Throws a `RequestError` of the kind `not-found` for one that is not kept any more. */
  columns(id: RecordId): Readonly<Record<string, Cell>> {
    return this.one(id).columns;
  }

  view(id: RecordId, { profile }: DocumentStyle): RecordView {
    const { from, document, record, columns, warnings } = this.one(id);
    const known = { id, columns, source: { path: from, line: 0, offset: 0 }, warnings };
    const tape = this.scanned(record);
    return viewOf(known, tape, { bytes: record, start: 0, end: record.length }, document, profile);
  }

  text(id: RecordId, what: What): string {
    const { document, record, columns } = this.one(id);
    switch (what) {
      case 'raw':
        return whole(pretty(record, 0, record.length));
      case 'raw-line':
        return textOf(record);
      case 'document':
        return whole(pretty(document, 0, document.length));
      case 'document-line':
        return textOf(document);
      case 'transcript':
        return transcript(
          readConversation(this.scanned(record)),
          headOf((field) => columns[field] ?? null),
        );
    }
  }

  picture(id: RecordId, at: number): PictureView {
    const picture = pictureAt(this.scanned(this.one(id).record), at);
    if (picture === undefined) throw new RequestError('not-found', NO_PICTURE);
    return picture;
  }

  /** The thread of a document: nobody knows what else is on its cluster. */
  alone(id: RecordId, fields: readonly string[]): Thread {
    const { record, columns } = this.one(id);
    const messages = readTurns(this.scanned(record)).turns.filter(({ from }) => from === 'input').length;
    return { steps: [{ id, messages }], cells: fields.map((field) => [columns[field] ?? null]), cut: false };
  }

  /** Its own text, for whoever reads no more than that. */
  record(id: RecordId): Uint8Array {
    return this.one(id).record;
  }

  from(id: RecordId): string {
    return this.one(id).from;
  }

  private one(id: RecordId): Kept {
    const kept = this.kept.get(id);
    if (!kept)
      throw new RequestError('not-found', 'This document was fetched too long ago. Open it from its finding again.');
    return kept;
  }

  private scanned(record: Uint8Array): Tape {
    if (!this.tape.parse(record, 0, record.length))
      throw new RequestError('unreadable', `The document holds no record: ${this.tape.error.reason}`);
    return this.tape;
  }
}

const size = ({ document, record }: Kept): number => document.length + record.length;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function read({ id, index, text }: FetchedDocument): Kept {
  const document = bytesOf(text);
  const tape = new Tape();
  const found = tape.parse(document, 0, document.length) ? leaves(tape, 0, () => false, MOST_FIELDS) : [];
  const values = new Map(found.map(({ path, values }) => [path, values]));
  const columns: Record<string, Cell> = {};
  for (const { field, type } of INVOCATION_COLUMNS) columns[field] = cellOf(values.get(field), type);
  const from = `${index}/${id}`;
  const original = textIn(values.get(ORIGINAL));
  if (original !== undefined && new Tape().parse(bytesOf(original), 0, bytesOf(original).length))
    return { from, document, record: bytesOf(original), columns, warnings: [] };
  const warnings = [
    'The document does not keep the record as it was logged (event.original): what stands for it is put together of its prompt and its completion.',
  ];
  return { from, document, record: bytesOf(putTogether(values)), columns, warnings };
}

type Values = ReadonlyMap<string, readonly string[]>;

function cellOf(values: readonly string[] | undefined, type: string): Cell {
  const cells = (values ?? []).flatMap((json): (string | number | boolean)[] => {
    const value: unknown = JSON.parse(json);
    if (type === 'date') return typeof value === 'string' ? timeOf(value) : typeof value === 'number' ? [value] : [];
    if (type === 'boolean') return typeof value === 'boolean' ? [value] : [];
    if (type === 'keyword') return typeof value === 'object' ? [] : [String(value)];
    return Number.isFinite(Number(value)) ? [Number(value)] : [];
  });
  const [first] = cells;
  if (first === undefined) return null;
  return cells.length === 1 ? first : cells.filter((cell) => typeof cell !== 'boolean');
}

function timeOf(text: string): number[] {
  const time = Date.parse(text);
  return Number.isNaN(time) ? [] : [time];
}

function textIn(values: readonly string[] | undefined): string | undefined {
  const value: unknown = values?.[0] === undefined ? undefined : JSON.parse(values[0]);
  return typeof value === 'string' ? value : undefined;
}

/** Prompt and completion are the bodies as JSON; those that are not are texts. */
function putTogether(values: Values): string {
  const members = PUT_TOGETHER.flatMap(([member, field]) => {
    const json = values.get(field)?.[0];
    return json === undefined ? [] : [`${JSON.stringify(member)}:${json}`];
  });
  const body = (side: string, field: string): string[] => {
    const text = textIn(values.get(field));
    if (text === undefined) return [];
    const bytes = bytesOf(text);
    return [`"${side}":{"${side}BodyJson":${new Tape().parse(bytes, 0, bytes.length) ? text : JSON.stringify(text)}}`];
  };
  return `{${[...members, ...body('input', 'gen_ai.prompt'), ...body('output', 'gen_ai.completion')].join(',')}}`;
}
