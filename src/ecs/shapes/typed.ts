import { type Tape, TRUE } from '../../json/tape.ts';
import type { Block } from '../model.ts';
import { readContent, toolResult } from './content.ts';
import { documentTexts, mediaBlock } from './media.ts';
import { argumentsOf, leftover } from './members.ts';
import { elements, isEmpty, isObject, isString, jsonOf, textIn, textOf } from './reading.ts';

/**
 * Content that says by `type` what it is: Anthropic's blocks and the parts and items of the OpenAI-compatible APIs.
 * Returns false, with nothing read, for a type that is not known or does not hold what it should.
 */
export function readTyped(tape: Tape, item: number, out: Block[], depth: number): boolean {
  const type = textIn(tape, item, 'type') ?? '';
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (reader !== undefined) return reader(tape, item, out, depth);
  if (type.endsWith('_tool_result')) return readToolResult(tape, item, out, depth);
  out.push({ kind: 'other', type, json: jsonOf(tape, item) });
  return true;
}

type TypedReader = (tape: Tape, item: number, out: Block[], depth: number) => boolean;

const READERS: Readonly<Record<string, TypedReader>> = {
  text: readText,
  input_text: readText,
  output_text: readText,
  summary_text: readText,
  reasoning_text: readText,
  refusal(tape, item, out) {
    const text = textIn(tape, item, 'refusal');
    if (text === undefined) return false;
    out.push({ kind: 'text', text });
    leftover(tape, item, ['type', 'refusal'], out);
    return true;
  },
  thinking(tape, item, out) {
    const text = textIn(tape, item, 'thinking');
    if (text === undefined) return false;
    out.push({ kind: 'reasoning', text, signed: !isEmpty(tape, tape.get(item, 'signature')) });
    leftover(tape, item, ['type', 'thinking', 'signature'], out);
    return true;
  },
  reasoning: readReasoning,
  image: readSourced,
  document: readSourced,
  image_url: readAddressed,
  input_image: readAddressed,
  video_url: readAddressed,
  audio_url: readAddressed,
  input_audio: readAddressed,
  file: readAddressed,
  input_file: readAddressed,
  tool_use: readToolUse,
  server_tool_use: readToolUse,
  mcp_tool_use: readToolUse,
  tool_result: readToolResult,
  function_call: readFunctionCall,
  custom_tool_call: readFunctionCall,
  function_call_output: readFunctionOutput,
  custom_tool_call_output: readFunctionOutput,
};

function readText(tape: Tape, item: number, out: Block[]): boolean {
  const text = textIn(tape, item, 'text');
  if (text === undefined) return false;
  if (text !== '') out.push({ kind: 'text', text });
  leftover(tape, item, ['type', 'text'], out);
  return true;
}

/** Responses: `summary` and `content` are lists of texts; what is encrypted cannot be read and counts as signed. */
function readReasoning(tape: Tape, item: number, out: Block[]): boolean {
  const texts: string[] = [];
  for (const list of ['summary', 'content'])
    for (const part of elements(tape, tape.get(item, list))) {
      const text = textOf(tape, part) ?? textIn(tape, part, 'text');
      if (text !== undefined) texts.push(text);
    }
  const own = textIn(tape, item, 'text') ?? textIn(tape, item, 'reasoning');
  if (own !== undefined) texts.push(own);
  const signed = !isEmpty(tape, tape.get(item, 'encrypted_content')) || !isEmpty(tape, tape.get(item, 'signature'));
  if (texts.length > 0 || signed) out.push({ kind: 'reasoning', text: texts.join('\n'), signed });
  leftover(
    tape,
    item,
    ['type', 'id', 'status', 'summary', 'content', 'text', 'reasoning', 'encrypted_content', 'signature'],
    out,
  );
  return true;
}

/** Anthropic: `{"type":"image","source":{...}}`; documents carry a title, a context, and sometimes text as source. */
function readSourced(tape: Tape, item: number, out: Block[]): boolean {
  const source = tape.get(item, 'source');
  if (!isObject(tape, source)) return false;
  const media = textIn(tape, item, 'type') === 'document' ? 'document' : 'image';
  const texts = documentTexts(tape, source);
  if (texts.length === 0) out.push(mediaBlock(tape, media, source, undefined, textIn(tape, item, 'title')));
  else {
    const title = textIn(tape, item, 'title');
    out.push({ kind: 'media', media, format: 'text', ...(title === undefined ? {} : { name: title }) });
    for (const text of texts) out.push({ kind: 'text', text });
  }
  leftover(tape, item, ['type', 'source', 'title'], out);
  return true;
}

/** OpenAI: the address, or the object that holds it, stands under the name of the type or under `file_*`. */
function readAddressed(tape: Tape, item: number, out: Block[]): boolean {
  const type = textIn(tape, item, 'type') ?? '';
  const media = type.includes('image')
    ? 'image'
    : type.includes('video')
      ? 'video'
      : type.includes('audio')
        ? 'audio'
        : 'document';
  const named = tape.get(item, type === 'input_image' ? 'image_url' : type);
  const holder = isObject(tape, named) ? named : item;
  let source = isString(tape, named) ? named : -1;
  for (const name of ['url', 'file_data', 'file_url', 'data', 'file_id'])
    if (source < 0) source = tape.get(holder, name);
  if (!isString(tape, source)) return false;
  const name = textIn(tape, holder, 'filename');
  const format = textIn(tape, holder, 'format');
  out.push(mediaBlock(tape, media, source, format, name));
  const read = [
    'type',
    type,
    'image_url',
    'url',
    'file_data',
    'file_url',
    'data',
    'file_id',
    'filename',
    'format',
    'detail',
  ];
  leftover(tape, item, read, out);
  if (holder !== item) leftover(tape, holder, read, out);
  return true;
}

function readToolUse(tape: Tape, item: number, out: Block[]): boolean {
  const name = textIn(tape, item, 'name');
  if (name === undefined) return false;
  const id = textIn(tape, item, 'id');
  out.push({
    kind: 'tool-call',
    ...(id === undefined ? {} : { id }),
    name,
    input: argumentsOf(tape, tape.get(item, 'input')),
  });
  leftover(tape, item, ['type', 'id', 'name', 'input'], out);
  return true;
}

function readToolResult(tape: Tape, item: number, out: Block[], depth: number): boolean {
  const blocks: Block[] = [];
  readContent(tape, tape.get(item, 'content'), blocks, depth + 1);
  leftover(tape, item, ['type', 'tool_use_id', 'content', 'is_error'], blocks);
  const failed = tape.get(item, 'is_error');
  const status = failed < 0 ? undefined : tape.kind(failed) === TRUE ? 'error' : 'success';
  out.push(toolResult(textIn(tape, item, 'tool_use_id'), status, blocks));
  return true;
}

function readFunctionCall(tape: Tape, item: number, out: Block[]): boolean {
  const name = textIn(tape, item, 'name');
  if (name === undefined) return false;
  const id = textIn(tape, item, 'call_id') ?? textIn(tape, item, 'id');
  const given = tape.get(item, 'arguments');
  const input = argumentsOf(tape, given >= 0 ? given : tape.get(item, 'input'));
  out.push({ kind: 'tool-call', ...(id === undefined ? {} : { id }), name, input });
  leftover(tape, item, ['type', 'id', 'call_id', 'name', 'arguments', 'input', 'status'], out);
  return true;
}

function readFunctionOutput(tape: Tape, item: number, out: Block[], depth: number): boolean {
  const blocks: Block[] = [];
  readContent(tape, tape.get(item, 'output'), blocks, depth + 1);
  leftover(tape, item, ['type', 'id', 'call_id', 'output', 'status'], blocks);
  out.push(toolResult(textIn(tape, item, 'call_id'), textIn(tape, item, 'status'), blocks));
  return true;
}
