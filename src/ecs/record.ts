import { ARRAY, OBJECT, STRING, type Tape } from '../json/tape.ts';
import { unescapedUtf8 } from '../json/text.ts';
import { type ByteWriter, chunk } from '../json/writer.ts';
import { writeCompletionText } from './completion.ts';
import { MAX_TEXT_UNITS, type Sha1 } from './limits.ts';
import { writeMessages, writeSystem } from './messages.ts';
import { keyChunk, renamedSymbol, SYMBOL } from './names.ts';
import type { InvocationReading } from './reading.ts';
import {
  closeObject,
  hasContent,
  isSuperseded,
  openObject,
  writeKey,
  writeMember,
  writeOwnMember,
  writeValue,
} from './values.ts';

const AWS_BEDROCK = chunk('"aws_bedrock":');
const INVOCATION = chunk('"invocation":');
const VALUE_OPEN = chunk('{"value":');

/** SHA-1 of the prompt and the completion where they are too long to be kept; else empty. */
export interface BodyHashes {
  readonly prompt: string;
  readonly completion: string;
}

/** Writes `aws_bedrock.invocation`: the record itself, renamed, without what has moved and without what is empty. */
export class RecordWriter {
  private readonly reading: InvocationReading;
  private readonly tape: Tape;
  private readonly keepBodies: boolean;
  private readonly sha1: Sha1;
  private hashes: BodyHashes = { prompt: '', completion: '' };

  constructor(reading: InvocationReading, keepBodies: boolean, sha1: Sha1) {
    this.reading = reading;
    this.tape = reading.tape;
    this.keepBodies = keepBodies;
    this.sha1 = sha1;
  }

  write(hashes: BodyHashes, out: ByteWriter): void {
    this.hashes = hashes;
    const tape = this.tape;
    const reading = this.reading;
    const outer = openObject(out, AWS_BEDROCK);
    const inner = openObject(out, INVOCATION);
    if (reading.root < 0) {
      this.writeHalf(-1, reading.outputBody, SYMBOL.output, out);
    } else {
      for (let member = tape.first(0); member >= 0; member = tape.next(member)) this.writeTop(member, out);
    }
    closeObject(out, inner);
    closeObject(out, outer);
  }

  /** A member of the record under `aws_bedrock.invocation`, unless it has moved elsewhere (rules 4 and 5). */
  private writeTop(member: number, out: ByteWriter): void {
    const tape = this.tape;
    const symbol = tape.symbol(member);
    const value = tape.value(member);
    switch (symbol) {
      case SYMBOL.timestamp:
      case SYMBOL.operation:
      case SYMBOL.accountId:
      case SYMBOL.region:
        return;
      case SYMBOL.identity:
        if (tape.kind(value) === OBJECT) this.writeIdentity(value, out);
        else writeOwnMember(tape, member, true, out);
        return;
      case SYMBOL.artifacts:
        if (tape.kind(value) === ARRAY) this.writeArtifacts(value, out);
        else writeOwnMember(tape, member, true, out);
        return;
      case SYMBOL.system:
        writeSystem(tape, value, out);
        return;
      case SYMBOL.messages:
        writeMessages(tape, value, out);
        return;
      case SYMBOL.input:
      case SYMBOL.output:
        if (tape.kind(value) === OBJECT) {
          const body = symbol === SYMBOL.input ? this.reading.inputBody : this.reading.outputBody;
          this.writeHalf(value, body, symbol, out);
        } else {
          writeOwnMember(tape, member, true, out);
        }
        return;
      default:
        if (!isSuperseded(tape, 0, member)) writeOwnMember(tape, member, true, out);
    }
  }

  private writeIdentity(identity: number, out: ByteWriter): void {
    const tape = this.tape;
    const mark = openObject(out, keyChunk(SYMBOL.identity));
    for (let member = tape.first(identity); member >= 0; member = tape.next(member)) {
      if (tape.symbol(member) === SYMBOL.arn || isSuperseded(tape, identity, member)) continue;
      writeOwnMember(tape, member, true, out);
    }
    closeObject(out, mark);
  }

  /** `input` or `output`, without its body (rule 25) but with what is told about it (rules 16, 21, 22, 23). */
  private writeHalf(half: number, body: number, name: number, out: ByteWriter): void {
    const tape = this.tape;
    const isInput = name === SYMBOL.input;
    const bodyName = isInput ? SYMBOL.input_body_json : SYMBOL.output_body_json;
    const hashName = isInput ? SYMBOL.input_body_json_massive_hash : SYMBOL.output_body_json_massive_hash;
    const textName = isInput ? SYMBOL.messages_content_kinds : SYMBOL.completion_text;
    const hash = isInput ? this.hashes.prompt : this.hashes.completion;
    const mark = openObject(out, keyChunk(name));
    const from = out.length;
    for (let member = half < 0 ? -1 : tape.first(half); member >= 0; member = tape.next(member)) {
      const symbol = renamedSymbol(tape.symbol(member));
      if (symbol === bodyName || (symbol === hashName && hash !== '') || isSuperseded(tape, half, member)) continue;
      // The text of the answer takes the place of whatever has its name, even where it is empty.
      if (symbol === textName && (!isInput || this.reading.kinds.length > 0)) continue;
      writeOwnMember(tape, member, true, out);
    }
    if (hash !== '') {
      writeKey(out, keyChunk(hashName));
      out.json(hash);
    }
    if (isInput) this.writeKinds(out);
    else this.writeCompletionText(out);
    const keeps = body >= 0 && hash === '';
    if (keeps && this.keepBodies) {
      if (isInput || tape.kind(body) !== ARRAY) writeMember(tape, keyChunk(bodyName), body, true, out);
      else this.writeStream(body, out);
    }
    // What held nothing but a body that is removed after the empties are stays, empty.
    if (out.length === from && keeps && hasContent(tape, body)) out.byte(0x7d);
    else closeObject(out, mark);
  }

  private writeKinds(out: ByteWriter): void {
    const kinds = this.reading.kinds;
    if (kinds.length === 0) return;
    writeKey(out, keyChunk(SYMBOL.messages_content_kinds));
    let separator = 0x5b;
    for (const kind of kinds) {
      out.byte(separator);
      out.json(kind);
      separator = 0x2c;
    }
    out.byte(0x5d);
  }

  private writeCompletionText(out: ByteWriter): void {
    if (this.reading.completion.length === 0) return;
    const mark = out.length;
    writeKey(out, keyChunk(SYMBOL.completion_text));
    if (!writeCompletionText(this.tape, this.reading.completion, MAX_TEXT_UNITS, out)) out.length = mark;
  }

  /** Rule 17: an element of a streamed body that is no object is wrapped into one. */
  private writeStream(body: number, out: ByteWriter): void {
    const tape = this.tape;
    const mark = out.length;
    writeKey(out, keyChunk(SYMBOL.output_body_json));
    out.byte(0x5b);
    const from = out.length;
    for (let element = tape.first(body); element >= 0; element = tape.next(element)) {
      const before = out.length;
      if (before > from) out.byte(0x2c);
      const object = tape.kind(element) === OBJECT;
      if (!object) out.raw(VALUE_OPEN);
      if (!writeValue(tape, element, object, out)) out.length = before;
      else if (!object) out.byte(0x7d);
    }
    if (out.length === from) out.length = mark;
    else out.byte(0x5d);
  }

  /** Rule 6. */
  private writeArtifacts(artifacts: number, out: ByteWriter): void {
    const tape = this.tape;
    const mark = out.length;
    writeKey(out, keyChunk(SYMBOL.artifacts));
    out.byte(0x5b);
    const from = out.length;
    for (let artifact = tape.first(artifacts); artifact >= 0; artifact = tape.next(artifact)) {
      const before = out.length;
      if (before > from) out.byte(0x2c);
      const picture = tape.getSymbol(artifact, SYMBOL.base64);
      const units = picture >= 0 && tape.kind(picture) === STRING ? tape.units(picture) : 0;
      if (units <= MAX_TEXT_UNITS) {
        if (!writeValue(tape, artifact, tape.kind(artifact) === OBJECT, out)) out.length = before;
        continue;
      }
      out.byte(0x7b);
      for (let member = tape.first(artifact); member >= 0; member = tape.next(member)) {
        const symbol = tape.symbol(member);
        if (symbol === SYMBOL.base64_massive_hash || symbol === SYMBOL.base64_massive_length) continue;
        if (symbol === SYMBOL.base64 || isSuperseded(tape, artifact, member)) continue;
        writeOwnMember(tape, member, true, out);
      }
      writeKey(out, keyChunk(SYMBOL.base64_massive_hash));
      out.json(this.sha1(unescapedUtf8(tape.bytes, tape.start(picture) + 1, tape.end(picture) - 1)));
      writeKey(out, keyChunk(SYMBOL.base64_massive_length));
      out.ascii(`${units}}`);
    }
    if (out.length === from) out.length = mark;
    else out.byte(0x5d);
  }
}
