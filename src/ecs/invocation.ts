import type { JsonError } from '../json/tape.ts';
import { unescapedUtf8, utf16Length } from '../json/text.ts';
import { type ByteWriter, chunk } from '../json/writer.ts';
import { readTurns } from './conversation.ts';
import { writeExtended } from './extended/document.ts';
import { ScalarReader } from './extended/scalars.ts';
import { conversationTexts } from './extended/texts.ts';
import { MAX_TEXT_UNITS, type Sha1 } from './limits.ts';
import { MAPPED_FIELDS, type MappedField, type WrittenPart } from './mapped.ts';
import type { MappingOptions, Origin } from './model.ts';
import { OriginWriter, sourceTime } from './origin.ts';
import { InvocationParser } from './parser.ts';
import { RecordWriter } from './record.ts';
import { writeRendered } from './rendering.ts';
import { closeObject, openObject, writeKey, writeMember, writeValue } from './values.ts';

/** The tag that keeps `event.original`. */
export const PRESERVE_ORIGINAL = 'preserve_original_event';
/** The tag that keeps both bodies under `aws_bedrock.invocation`. */
export const PRESERVE_BODIES = 'preserve_duplicate_custom_fields';

/**
 * Makes the integration's document of a log record, from bytes to bytes (docs/mapping.md tells the rules). One mapper
 * maps any number of records, one after the other.
 */
export class InvocationMapper {
  private readonly parser = new InvocationParser();
  /** What was found in the last record. */
  readonly reading = this.parser.reading;
  /** Holds the last record. */
  readonly tape = this.parser.tape;
  private readonly extended: ScalarReader | undefined;
  private readonly sha1: Sha1;
  private readonly keepOriginal: boolean;
  private readonly record: RecordWriter;
  private readonly origin = new OriginWriter();
  private readonly tail: Uint8Array;
  private readonly hashes = { prompt: '', completion: '' };
  private bytes: Uint8Array = new Uint8Array(0);
  private start = 0;
  private end = 0;

  constructor(options: MappingOptions, sha1: Sha1) {
    this.extended = options.profile === 'extended' ? new ScalarReader() : undefined;
    this.sha1 = sha1;
    this.keepOriginal = options.tags.includes(PRESERVE_ORIGINAL);
    this.record = new RecordWriter(this.reading, options.tags.includes(PRESERVE_BODIES), sha1);
    const stream = { type: 'logs', dataset: 'aws_bedrock.invocation', namespace: options.namespace };
    const tags = options.tags.length > 0 ? `,"tags":${JSON.stringify(options.tags)}` : '';
    this.tail = chunk(`,"ecs":{"version":"8.11.0"},"data_stream":${JSON.stringify(stream)}${tags}`);
  }

  /** Why `write` returned false; the offset is a byte offset in the array that it was given. */
  get error(): JsonError {
    return this.parser.error;
  }

  /** What was odd about the last record, one sentence each; `error.message` holds those that stop the integration. */
  get warnings(): readonly string[] {
    return this.parser.warnings;
  }

  /**
   * Appends the document of the record `bytes[start, end)` to `out`, as JSON without a line feed. False if the text is
   * no JSON object and no list of stream events: then `error` is set and nothing was written. Never throws.
   */
  write(bytes: Uint8Array, start: number, end: number, origin: Origin, out: ByteWriter): boolean {
    if (!this.parser.read(bytes, start, end, sourceTime(origin))) return false;
    this.writeRead(bytes, start, end, origin, out);
    return true;
  }

  /**
   * As `write`, of the record that `tape.parse` has just accepted at the same place: a reader of files scans each
   * record anyway, and is given this tape to do it with.
   */
  writeScanned(bytes: Uint8Array, start: number, end: number, origin: Origin, out: ByteWriter): boolean {
    if (!this.parser.readScanned(sourceTime(origin))) return false;
    this.writeRead(bytes, start, end, origin, out);
    return true;
  }

  private writeRead(bytes: Uint8Array, start: number, end: number, origin: Origin, out: ByteWriter): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.tape.sortDottedKeys();
    this.tape.symbols.rank();
    this.hashes.prompt = '';
    this.hashes.completion = '';
    out.byte(0x7b);
    this.writeGroup(DOCUMENT, out);
    this.record.write(this.hashes, out);
    out.raw(this.tail);
    this.origin.write(origin, out);
    const problems = this.reading.problems;
    if (problems.size > 0) {
      const mark = openObject(out, ERROR);
      writeKey(out, MESSAGE);
      out.ascii(JSON.stringify([...problems]));
      closeObject(out, mark);
    }
    if (this.extended) {
      const sizes = { prompt: this.reading.requestSize, completion: this.reading.responseSize };
      const texts = conversationTexts(readTurns(this.tape));
      writeExtended(out, this.tape, this.extended.read(this.tape, sizes), texts, origin);
    }
    out.byte(0x7d);
  }

  private writeGroup(group: Group, out: ByteWriter): void {
    for (const part of group.parts) {
      if ('parts' in part) {
        const mark = openObject(out, part.name);
        this.writeGroup(part, out);
        closeObject(out, mark);
      } else {
        this.writeField(part, out);
      }
    }
  }

  private writeField({ name, field }: Leaf, out: ByteWriter): void {
    if (field.node) {
      writeMember(this.tape, name, field.node(this.reading), !field.moved, out);
      return;
    }
    if (field.nodes) {
      this.writeList(name, field.nodes(this.reading) ?? [], out);
      return;
    }
    if (field.part) {
      this.writePart(name, field.part, out);
      return;
    }
    const value = field.json?.(this.reading);
    if (value === undefined || value.length === 0) return;
    writeKey(out, name);
    if (typeof value === 'string') out.text(value);
    else out.text(`[${value.join(',')}]`);
  }

  private writePart(name: Uint8Array, part: WrittenPart, out: ByteWriter): void {
    const reading = this.reading;
    switch (part) {
      case 'original':
        if (this.keepOriginal) this.writeOriginal(name, out);
        return;
      case 'prompt':
        this.hashes.prompt = this.writeText(name, reading.promptBody, out);
        reading.requestUnits = this.units;
        return;
      case 'completion':
        this.hashes.completion = this.writeText(name, reading.completionBody, out);
        reading.responseUnits = this.units;
    }
  }

  private units = 0;

  /**
   * The text of a body (rules 8, 21, 23); one that is too long is taken back, and its hash returned. Leaves its length
   * in `units`.
   */
  private writeText(name: Uint8Array, body: number, out: ByteWriter): string {
    this.units = 0;
    if (body < 0) return '';
    const mark = out.length;
    writeKey(out, name);
    out.byte(0x22);
    const from = out.length;
    this.units = writeRendered(this.tape, body, out);
    if (this.units <= MAX_TEXT_UNITS) {
      out.byte(0x22);
      return '';
    }
    const hash = this.sha1(unescapedUtf8(out.bytes, from, out.length));
    out.length = mark;
    return hash;
  }

  /** Rule 26. */
  private writeOriginal(name: Uint8Array, out: ByteWriter): void {
    const { bytes, start, end } = this;
    writeKey(out, name);
    const units = utf16Length(bytes, start, end);
    out.byte(0x22);
    if (units > MAX_TEXT_UNITS) out.ascii(`sha1-${this.sha1(bytes.subarray(start, end))}:${units}`);
    else out.escapeBytes(bytes, start, end);
    out.byte(0x22);
  }

  private writeList(name: Uint8Array, nodes: readonly number[], out: ByteWriter): void {
    if (nodes.length === 0) return;
    const mark = out.length;
    writeKey(out, name);
    out.byte(0x5b);
    const from = out.length;
    for (const n of nodes) {
      const before = out.length;
      if (before > from) out.byte(0x2c);
      if (!writeValue(this.tape, n, true, out)) out.length = before;
    }
    if (out.length === from) out.length = mark;
    else out.byte(0x5d);
  }
}

const ERROR = chunk('"error":');
const MESSAGE = chunk('"message":');

interface Leaf {
  readonly name: Uint8Array;
  readonly field: MappedField;
}

interface Group {
  readonly name: Uint8Array;
  readonly label: string;
  readonly parts: (Group | Leaf)[];
}

/** The fields as a tree of objects, in their order. */
function grouped(fields: readonly MappedField[]): Group {
  const root: Group = { name: chunk(''), label: '', parts: [] };
  for (const field of fields) {
    const path = field.field.split('.');
    let group = root;
    for (const label of path.slice(0, -1)) {
      let inner = group.parts.find((part): part is Group => 'parts' in part && part.label === label);
      if (!inner) {
        inner = { name: chunk(`"${label}":`), label, parts: [] };
        group.parts.push(inner);
      }
      group = inner;
    }
    group.parts.push({ name: chunk(`"${path.at(-1)}":`), field });
  }
  return root;
}

const DOCUMENT = grouped(MAPPED_FIELDS);
