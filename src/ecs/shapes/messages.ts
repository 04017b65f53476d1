import type { Tape } from '../../json/tape.ts';
import type { Block } from '../model.ts';
import { readContent, toolResult } from './content.ts';
import type { Draft } from './draft.ts';
import { argumentsOf, leftover } from './members.ts';
import { each, elements, isEmpty, isObject, isString, jsonOf, textIn, textOf } from './reading.ts';
import { splitReasoning } from './reasoning.ts';

/** Members of a message that are not text of the conversation or are read below. */
const READ = [
  'role',
  'content',
  'reasoning_content',
  'reasoning',
  'refusal',
  'tool_calls',
  'function_call',
  'tool_call_id',
  'type',
  'id',
  'status',
  'index',
  'phase',
  'model',
  'stop_reason',
  'stop_sequence',
  'usage',
];

/** The turns of `messages`, whichever family wrote them: a list of messages, one message, or one text. */
export function readMessages(draft: Draft, messages: number): void {
  const tape = draft.tape;
  for (const message of each(tape, messages)) {
    const text = textOf(tape, message);
    if (text !== undefined) draft.turn('user', 'input', text === '' ? [] : [{ kind: 'text', text }]);
    else if (!isObject(tape, message))
      draft.turn('user', 'input', [{ kind: 'other', type: 'message', json: jsonOf(tape, message) }]);
    else draft.turn(textIn(tape, message, 'role') ?? 'user', 'input', messageBlocks(tape, message));
  }
}

/** What one message says: its reasoning, its content, its tool calls, or the result of a tool that it carries. */
export function messageBlocks(tape: Tape, message: number): Block[] {
  const blocks: Block[] = [];
  for (const name of ['reasoning_content', 'reasoning']) {
    const text = textIn(tape, message, name);
    if (text !== undefined && text !== '') blocks.push({ kind: 'reasoning', text, signed: false });
    else if (text === undefined && !isEmpty(tape, tape.get(message, name)))
      other(tape, name, tape.get(message, name), blocks);
  }
  readMessageContent(tape, message, blocks);
  const refusal = textIn(tape, message, 'refusal');
  if (refusal !== undefined && refusal !== '') blocks.push({ kind: 'text', text: refusal });
  for (const call of each(tape, tape.get(message, 'tool_calls'))) readToolCall(tape, call, blocks);
  const single = tape.get(message, 'function_call');
  if (isObject(tape, single)) readToolCall(tape, single, blocks);
  leftover(tape, message, READ, blocks);
  return blocks;
}

function readMessageContent(tape: Tape, message: number, out: Block[]): void {
  const content = tape.get(message, 'content');
  const text = textOf(tape, content);
  const blocks: Block[] = [];
  if (text === undefined) readContent(tape, content, blocks);
  else if (textIn(tape, message, 'role') === 'assistant') addAll(blocks, splitReasoning(text));
  else if (text !== '') blocks.push({ kind: 'text', text });
  const id = textIn(tape, message, 'tool_call_id');
  if (id === undefined) addAll(out, blocks);
  else out.push(toolResult(id, undefined, blocks, textIn(tape, message, 'name')));
}

/** `{id, function: {name, arguments}}` (OpenAI, Mistral), or `{name, parameters}` (Cohere), or a bare function. */
export function readToolCall(tape: Tape, call: number, out: Block[]): void {
  const holder = isObject(tape, tape.get(call, 'function')) ? tape.get(call, 'function') : call;
  const name = textIn(tape, holder, 'name');
  if (name === undefined) {
    other(tape, 'tool_call', call, out);
    return;
  }
  const id = textIn(tape, call, 'id');
  const given = tape.get(holder, 'arguments');
  const input = argumentsOf(tape, given >= 0 ? given : tape.get(holder, 'parameters'));
  out.push({ kind: 'tool-call', ...(id === undefined ? {} : { id }), name, input });
  leftover(tape, call, ['id', 'type', 'index', 'function', 'name', 'arguments', 'parameters'], out);
  if (holder !== call) leftover(tape, holder, ['name', 'arguments'], out);
}

/** The instructions in front of the turns: one text, a list of texts or blocks, or one block. */
export function readSystem(draft: Draft, system: number): void {
  readContent(draft.tape, system, draft.system);
}

/** Names of the tools that a body offers, in any of the spellings; their definitions stay among the parameters. */
export function toolNames(tape: Tape, tools: number): string[] {
  const names: string[] = [];
  for (const tool of elements(tape, tools)) {
    const name = toolName(tape, tool);
    if (name !== undefined) names.push(name);
  }
  return names;
}

function toolName(tape: Tape, tool: number): string | undefined {
  for (const holder of ['toolSpec', 'function', 'systemTool']) {
    const named = textIn(tape, tape.get(tool, holder), 'name');
    if (named !== undefined) return named;
  }
  const name = tape.get(tool, 'name');
  return isString(tape, name) ? tape.string(name) : textIn(tape, tool, 'type');
}

/** Without a spread: the arguments of a call have a limit that hostile records exceed. */
function addAll(out: Block[], blocks: readonly Block[]): void {
  for (const block of blocks) out.push(block);
}

function other(tape: Tape, type: string, n: number, out: Block[]): void {
  out.push({ kind: 'other', type, json: jsonOf(tape, n) });
}
