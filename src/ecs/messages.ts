import { ARRAY, NULL, OBJECT, STRING, type Tape } from '../json/tape.ts';
import { type ByteWriter, chunk } from '../json/writer.ts';
import { javaText } from './java-text.ts';
import { member, memberNamed } from './members.ts';
import { keyChunk, renamedSymbol, SYMBOL } from './names.ts';
import { writeNumber } from './rendering.ts';
import { closeObject, isSuperseded, openObject, writeKey, writeMember, writeOwnMember, writeValue } from './values.ts';

const TEXT_TYPE = chunk('"text"');
const EMPTY_TEXT = chunk('"{\\"text\\":\\"\\"}"');
const ESCAPED_QUOTE = chunk('\\"');
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/**
 * Rule 16: the distinct kinds of the contents of an input body's messages: `text`, `document`, `document/pdf`, after
 * those that the record lists itself. Elements that are no objects, and contents that are no lists, have none.
 */
export function contentKinds(tape: Tape, messages: number, listed: number): string[] {
  const kinds = new Set<string>();
  if (listed >= 0 && tape.kind(listed) === ARRAY) {
    for (let kind = tape.first(listed); kind >= 0; kind = tape.next(kind)) {
      if (isFilled(tape, kind)) kinds.add(tape.string(kind));
    }
  }
  for (let message = tape.first(messages); message >= 0; message = tape.next(message)) {
    const content = member(tape, message, SYMBOL.content);
    if (content < 0 || tape.kind(content) !== ARRAY) continue;
    for (let part = tape.first(content); part >= 0; part = tape.next(part)) {
      const kind = contentKind(tape, part);
      if (kind !== undefined) kinds.add(kind);
    }
  }
  return [...kinds];
}

function contentKind(tape: Tape, part: number): string | undefined {
  if (tape.kind(part) !== OBJECT) return undefined;
  if (tape.getSymbol(part, SYMBOL.text) >= 0) return 'text';
  const document = tape.getSymbol(part, SYMBOL.document);
  if (document < 0) return undefined;
  const format = member(tape, document, SYMBOL.format);
  return format < 0 ? 'document' : `document/${javaText(tape, format)}`;
}

/** Whether some element of a list is no object: the integration stops on such contents and artifacts. */
export function holdsOther(tape: Tape, list: number): boolean {
  return holds(tape, list, (kind) => kind !== OBJECT);
}

/** The same, but for nulls: the integration passes over a message that is null. */
export function holdsOtherThanNull(tape: Tape, list: number): boolean {
  return holds(tape, list, (kind) => kind !== OBJECT && kind !== NULL);
}

function holds(tape: Tape, list: number, odd: (kind: number) => boolean): boolean {
  if (list < 0 || tape.kind(list) !== ARRAY) return false;
  for (let child = tape.first(list); child >= 0; child = tape.next(child)) if (odd(tape.kind(child))) return true;
  return false;
}

/** Rule 10: the record's own `system`; a string becomes a text object. */
export function writeSystem(tape: Tape, n: number, out: ByteWriter): void {
  if (tape.kind(n) !== STRING) {
    writeMember(tape, keyChunk(SYMBOL.system), n, true, out);
    return;
  }
  const mark = openObject(out, keyChunk(SYMBOL.system));
  writeTyped(out);
  writeMember(tape, keyChunk(SYMBOL.text), n, true, out);
  closeObject(out, mark);
}

/** Rule 11: the record's own `messages`, each content as `type` and `text` and nothing else. */
export function writeMessages(tape: Tape, n: number, out: ByteWriter): void {
  const mark = out.length;
  writeKey(out, keyChunk(SYMBOL.messages));
  if (tape.kind(n) === OBJECT) {
    if (!writeMessage(tape, n, out)) out.length = mark;
    return;
  }
  if (tape.kind(n) !== ARRAY) {
    if (!writeValue(tape, n, true, out)) out.length = mark;
    return;
  }
  if (!writeEach(tape, n, writeMessage, out)) out.length = mark;
}

/** A list whose objects are written by `one`, all else as it is; false if nothing is left. */
function writeEach(
  tape: Tape,
  list: number,
  one: (tape: Tape, n: number, out: ByteWriter) => boolean,
  out: ByteWriter,
): boolean {
  const mark = out.length;
  out.byte(0x5b);
  for (let child = tape.first(list); child >= 0; child = tape.next(child)) {
    const before = out.length;
    if (before > mark + 1) out.byte(COMMA);
    const kept = tape.kind(child) === OBJECT ? one(tape, child, out) : writeValue(tape, child, false, out);
    if (!kept) out.length = before;
  }
  if (out.length === mark + 1) {
    out.length = mark;
    return false;
  }
  out.byte(0x5d);
  return true;
}

function writeMessage(tape: Tape, n: number, out: ByteWriter): boolean {
  const mark = out.length;
  out.byte(0x7b);
  for (let key = tape.first(n); key >= 0; key = tape.next(key)) {
    if (isSuperseded(tape, n, key)) continue;
    if (tape.symbol(key) !== SYMBOL.content) {
      writeOwnMember(tape, key, true, out);
      continue;
    }
    const before = out.length;
    writeKey(out, keyChunk(SYMBOL.content));
    if (!writeContent(tape, tape.value(key), out)) out.length = before;
  }
  if (out.length === mark + 1) {
    out.length = mark;
    return false;
  }
  out.byte(0x7d);
  return true;
}

function writeContent(tape: Tape, n: number, out: ByteWriter): boolean {
  switch (tape.kind(n)) {
    case STRING: {
      out.byte(0x7b);
      writeTyped(out);
      writeKey(out, keyChunk(SYMBOL.text));
      if (tape.end(n) - tape.start(n) === 2) out.raw(EMPTY_TEXT);
      else out.copy(tape.bytes, tape.start(n), tape.end(n));
      out.byte(0x7d);
      return true;
    }
    case OBJECT:
      return writePart(tape, n, out);
    case ARRAY:
      return writeEach(tape, n, writePart, out);
    default:
      return writeValue(tape, n, true, out);
  }
}

function writeTyped(out: ByteWriter): void {
  writeKey(out, keyChunk(SYMBOL.type));
  out.raw(TEXT_TYPE);
}

/** One content object: its type, and its text, its content or all that it has as the text. */
function writePart(tape: Tape, n: number, out: ByteWriter): boolean {
  out.byte(0x7b);
  const type = tape.getSymbol(n, SYMBOL.type);
  if (type < 0) writeTyped(out);
  else writeMember(tape, keyChunk(SYMBOL.type), type, true, out);
  writeKey(out, keyChunk(SYMBOL.text));
  const text = tape.getSymbol(n, SYMBOL.text);
  const content = tape.getSymbol(n, SYMBOL.content);
  if (isFilled(tape, text)) {
    out.copy(tape.bytes, tape.start(text), tape.end(text));
  } else if (isFilled(tape, content)) {
    out.copy(tape.bytes, tape.start(content), tape.end(content));
  } else if (content >= 0 && tape.kind(content) !== STRING) {
    out.byte(0x22);
    writeNested(tape, content, true, out);
    out.byte(0x22);
  } else if (content >= 0) {
    // An empty content has become the text before, and all else has gone.
    out.raw(EMPTY_TEXT);
  } else {
    writeRest(tape, n, out);
  }
  out.byte(0x7d);
  return true;
}

function isFilled(tape: Tape, n: number): boolean {
  return n >= 0 && tape.kind(n) === STRING && tape.end(n) - tape.start(n) > 2;
}

/** JSON of all fields but the type. */
function writeRest(tape: Tape, n: number, out: ByteWriter): void {
  out.raw(chunkOpen);
  let count = 0;
  for (let key = tape.first(n); key >= 0; key = tape.next(key)) {
    if (tape.symbol(key) === SYMBOL.type || isSuperseded(tape, n, key)) continue;
    if (count++ > 0) out.byte(COMMA);
    writeNestedMember(tape, key, true, out);
  }
  out.raw(chunkClose);
}

const chunkOpen = chunk('"{');
const chunkClose = chunk('}"');

/** A value as JSON text inside a JSON string. */
function writeNested(tape: Tape, n: number, renaming: boolean, out: ByteWriter): void {
  const kind = tape.kind(n);
  if (kind === OBJECT) {
    out.byte(0x7b);
    let count = 0;
    for (let key = tape.first(n); key >= 0; key = tape.next(key)) {
      if (renaming && isSuperseded(tape, n, key)) continue;
      if (count++ > 0) out.byte(COMMA);
      writeNestedMember(tape, key, renaming, out);
    }
    out.byte(0x7d);
  } else if (kind === ARRAY) {
    out.byte(0x5b);
    let count = 0;
    for (let child = tape.first(n); child >= 0; child = tape.next(child)) {
      if (count++ > 0) out.byte(COMMA);
      writeNested(tape, child, renaming && tape.kind(child) === OBJECT, out);
    }
    out.byte(0x5d);
  } else if (kind === STRING) {
    writeNestedString(tape, n, out);
  } else if (tape.kind(n) === 3) {
    const mark = out.length;
    writeNumber(tape, n, out);
    if (out.bytes[out.length - 1] === 0x79) {
      const negative = out.bytes[mark] === 0x2d;
      out.length = mark;
      out.ascii(negative ? '\\"-Infinity\\"' : '\\"Infinity\\"');
    }
  } else {
    out.copy(tape.bytes, tape.start(n), tape.end(n));
  }
}

function writeNestedMember(tape: Tape, key: number, renaming: boolean, out: ByteWriter): void {
  const symbol = tape.symbol(key);
  const renamed = renaming ? renamedSymbol(symbol) : symbol;
  if (renamed === symbol) {
    writeNestedString(tape, key, out);
  } else {
    out.raw(ESCAPED_QUOTE);
    out.ascii(tape.symbols.names[renamed] as string);
    out.raw(ESCAPED_QUOTE);
  }
  out.byte(0x3a);
  writeNested(tape, tape.value(key), renaming, out);
}

/** The escapes of the log are kept, and escaped once more. */
function writeNestedString(tape: Tape, n: number, out: ByteWriter): void {
  out.raw(ESCAPED_QUOTE);
  const end = tape.end(n) - 1;
  let plain = tape.start(n) + 1;
  for (let i = plain; i < end; i++) {
    const byte = tape.bytes[i];
    if (byte !== BACKSLASH && byte !== 0x22) continue;
    out.copy(tape.bytes, plain, i);
    out.byte(BACKSLASH);
    plain = i;
  }
  out.copy(tape.bytes, plain, end);
  out.raw(ESCAPED_QUOTE);
}

/** Used by rule 13: the body's member `<type>_version` under its renamed name. */
export function versionOf(tape: Tape, body: number, type: string): number {
  return memberNamed(tape, body, `${type}_version`);
}
