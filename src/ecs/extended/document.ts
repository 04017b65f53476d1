import type { Tape } from '../../json/tape.ts';
import { type ByteWriter, chunk } from '../../json/writer.ts';
import type { Origin } from '../model.ts';
import { closeObject, openObject, writeKey, writeMember } from '../values.ts';
import type { ExtendedScalars } from './scalars.ts';
import type { ConversationTexts } from './texts.ts';

/** What a field of the extended profile is in Elasticsearch. */
export type ExtendedType = 'long' | 'float' | 'keyword' | 'text' | 'flattened';

export type ScalarValue = number | string | readonly string[] | undefined;

export interface ExtendedField {
  /** Full name, below `bedrock_logs.`. */
  readonly field: string;
  readonly type: ExtendedType;
  /** Raw paths that it may come from, for explanations. */
  readonly from: readonly string[];
  /** The value of a record, for fields that need no reader. */
  readonly read?: (scalars: ExtendedScalars) => ScalarValue;
}

const USAGE = ['output.outputBodyJson.usage'];
const BODY = ['input.inputBodyJson'];

/** Every field of the extended profile, in the order in which documents have them. */
export const EXTENDED_FIELDS: readonly ExtendedField[] = [
  scalar(
    'latency',
    'long',
    ['output.outputBodyJson.metrics.latencyMs', 'amazon-bedrock-invocationMetrics.invocationLatency'],
    (s) => s.latency,
  ),
  scalar(
    'first_byte_latency',
    'long',
    ['amazon-bedrock-invocationMetrics.firstByteLatency'],
    (s) => s.firstByteLatency,
  ),
  scalar('stop_reason', 'keyword', ['output.outputBodyJson'], (s) => s.stopReason),
  scalar('usage.input_tokens', 'long', ['input.inputTokenCount', ...USAGE], (s) => s.inputTokens),
  scalar('usage.output_tokens', 'long', ['output.outputTokenCount', ...USAGE], (s) => s.outputTokens),
  scalar('usage.cache_read_tokens', 'long', ['input.cacheReadInputTokenCount', ...USAGE], (s) => s.cacheReadTokens),
  scalar('usage.cache_write_tokens', 'long', ['input.cacheWriteInputTokenCount', ...USAGE], (s) => s.cacheWriteTokens),
  scalar('usage.cache_write_5m_tokens', 'long', USAGE, (s) => s.cacheWrite5mTokens),
  scalar('usage.cache_write_1h_tokens', 'long', USAGE, (s) => s.cacheWrite1hTokens),
  scalar(
    'usage.total_input_tokens',
    'long',
    ['input.inputTokenCount', 'input.cacheReadInputTokenCount', 'input.cacheWriteInputTokenCount'],
    (s) => s.totalInputTokens,
  ),
  scalar('model.name', 'keyword', ['modelId'], (s) => s.modelName),
  scalar('model.vendor', 'keyword', ['modelId'], (s) => s.modelVendor),
  scalar('model.profile', 'keyword', ['modelId'], (s) => s.modelProfile),
  scalar('caller', 'keyword', ['identity.arn'], (s) => s.caller),
  scalar('inference_region', 'keyword', ['inferenceRegion'], (s) => s.inferenceRegion),
  { field: 'bedrock_logs.request_metadata', type: 'flattened', from: ['requestMetadata'] },
  scalar('inference.max_tokens', 'long', BODY, (s) => s.maxTokens),
  scalar('inference.temperature', 'float', BODY, (s) => s.temperature),
  scalar('inference.top_p', 'float', BODY, (s) => s.topP),
  scalar('inference.top_k', 'float', BODY, (s) => s.topK),
  scalar('inference.stop_sequences', 'keyword', BODY, (s) => s.stopSequences),
  scalar(
    'tools.offered',
    'keyword',
    ['input.inputBodyJson.tools', 'input.inputBodyJson.toolConfig'],
    (s) => s.toolsOffered,
  ),
  scalar('tools.called', 'keyword', ['output.outputBodyJson'], (s) => s.toolsCalled),
  { field: 'bedrock_logs.prompt_text', type: 'text', from: BODY },
  { field: 'bedrock_logs.completion_text', type: 'text', from: ['output.outputBodyJson'] },
  { field: 'bedrock_logs.reasoning_text', type: 'text', from: ['output.outputBodyJson'] },
  { field: 'bedrock_logs.conversation_id', type: 'keyword', from: BODY },
  scalar(
    'finding',
    'keyword',
    ['output.outputBodyJson.trace.guardrail', 'amazon-bedrock-trace.guardrail'],
    (s) => s.findings,
  ),
  scalar('not_indexed', 'keyword', ['input.inputBodyJson', 'output.outputBodyJson', 'artifacts'], (s) => s.notIndexed),
  { field: 'bedrock_logs.source.path', type: 'keyword', from: [] },
  { field: 'bedrock_logs.source.line', type: 'long', from: [] },
];

function scalar(
  name: string,
  type: ExtendedType,
  from: readonly string[],
  read: (scalars: ExtendedScalars) => ScalarValue,
): ExtendedField {
  return { field: `bedrock_logs.${name}`, type, from, read };
}

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
  else if (typeof value === 'string') out.json(value);
  else {
    out.byte(0x5b);
    value.forEach((text, i) => {
      if (i > 0) out.byte(0x2c);
      out.json(text);
    });
    out.byte(0x5d);
  }
}
