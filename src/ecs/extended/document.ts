import type { Tape } from '../../json/tape.ts';
import { encode } from '../../json/text.ts';
import { type ByteWriter, chunk } from '../../json/writer.ts';
import type { Origin } from '../model.ts';
import { closeObject, openObject, writeKey, writeMember } from '../values.ts';
import type { ExtendedScalars } from './scalars.ts';
import { EXTENDED_FIELDS, type ScalarValue } from './table.ts';
import type { ConversationTexts } from './texts.ts';

/** Where a record was read, as `source.path` and `source.line` have it. */
export function sourceOf(origin: Origin | undefined): { readonly path?: string; readonly line?: number } {
  if (origin === undefined) return {};
  switch (origin.kind) {
    case 'file':
      return { path: origin.path, line: origin.line };
    case 's3':
      return { path: `s3://${origin.bucket}/${origin.key}`, line: origin.line };
    case 'cloudwatch':
      return { path: `logs:${origin.group}:${origin.stream}` };
  }
}

const key = (name: string) => chunk(`"${name}":`);
const KEYS = {
  bedrock_logs: key('bedrock_logs'),
  usage: key('usage'),
  model: key('model'),
  inference: key('inference'),
  tools: key('tools'),
  source: key('source'),
  request_metadata: key('request_metadata'),
} as const;

/** The fields of the table that have a value of their own, by the object that holds them (`` is the outer one). */
const GROUPS = new Map<
  string,
  { readonly name: Uint8Array; readonly read: (scalars: ExtendedScalars) => ScalarValue }[]
>();
for (const { field, read } of EXTENDED_FIELDS) {
  const parts = field.split('.').slice(1);
  const group = parts.length > 1 ? (parts[0] as string) : '';
  if (!GROUPS.has(group)) GROUPS.set(group, []);
  if (read !== undefined) GROUPS.get(group)?.push({ name: key(parts.at(-1) as string), read });
}

/**
 * Appends the member `bedrock_logs` to the object that is being written. `texts`: undefined leaves the reader's fields
 * out. Absent values leave no member; the whole is left out if nothing is known.
 */
export function writeExtended(
  out: ByteWriter,
  tape: Tape,
  scalars: ExtendedScalars,
  texts: ConversationTexts | undefined,
  origin: Origin | undefined,
): void {
  const mark = openObject(out, KEYS.bedrock_logs);
  writeGroup(out, '', scalars);
  for (const group of ['usage', 'model', 'inference', 'tools'] as const) {
    const inner = openObject(out, KEYS[group]);
    writeGroup(out, group, scalars);
    closeObject(out, inner);
  }
  writeMember(tape, KEYS.request_metadata, scalars.requestMetadata, false, out);
  if (texts !== undefined) {
    writeText(out, 'prompt_text', texts.prompt);
    writeText(out, 'completion_text', texts.completion);
    writeText(out, 'reasoning_text', texts.reasoning);
    writeText(out, 'conversation_id', texts.conversationId ?? '');
  }
  const source = sourceOf(origin);
  const inner = openObject(out, KEYS.source);
  writeScalar(out, key('path'), source.path);
  writeScalar(out, key('line'), source.line);
  closeObject(out, inner);
  closeObject(out, mark);
}

function writeGroup(out: ByteWriter, group: string, scalars: ExtendedScalars): void {
  for (const { name, read } of GROUPS.get(group) ?? []) writeScalar(out, name, read(scalars));
}

function writeText(out: ByteWriter, name: string, text: string): void {
  if (text !== '') writeScalar(out, key(name), text);
}

function writeScalar(out: ByteWriter, name: Uint8Array, value: ScalarValue): void {
  if (value === undefined || (typeof value === 'object' && value.length === 0)) return;
  writeKey(out, name);
  if (typeof value === 'number') out.ascii(String(value));
  else if (typeof value === 'string') writeString(out, value);
  else {
    out.byte(0x5b);
    value.forEach((text, i) => {
      if (i > 0) out.byte(0x2c);
      out.json(text);
    });
    out.byte(0x5d);
  }
}

/** Short texts are cheaper to escape here; long ones by the engine, which escapes halves of surrogate pairs too. */
function writeString(out: ByteWriter, text: string): void {
  if (text.length < LONG_TEXT) {
    out.json(text);
    return;
  }
  const bytes = encode(JSON.stringify(text));
  out.copy(bytes, 0, bytes.length);
}

const LONG_TEXT = 64;
