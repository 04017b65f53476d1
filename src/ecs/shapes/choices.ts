import type { Tape } from '../../json/tape.ts';
import type { Block } from '../model.ts';
import type { Answer, Choice } from './answer.ts';
import { argumentsOf, leftover } from './members.ts';
import { elements, isArray, isEmpty, isObject, jsonOf, numberIn, textIn, textOf } from './reading.ts';
import { BEDROCK_MEMBERS, type OutputShape } from './shape.ts';

/**
 * Everything that answers in `choices`: Chat Completions (gpt, gpt-oss, Kimi, Qwen, Jamba, Writer ...) with `message`
 * or, streamed, `delta`; Mistral, which streams `message`; DeepSeek, which says `stop_reason`; text completions with
 * `text`. Whole bodies and chunks differ only in how many there are.
 */
function choicesShape(name: string, fits: (tape: Tape, node: number) => boolean): OutputShape {
  return {
    name,
    is: (tape, node) => isArray(tape, tape.get(node, 'choices')) && fits(tape, node),
    read(answer, node) {
      const tape = answer.tape;
      let position = 0;
      for (const choice of elements(tape, tape.get(node, 'choices'))) {
        if (isObject(tape, choice)) readChoice(answer, choice, numberIn(tape, choice, 'index') ?? position);
        else answer.choice(position).block({ kind: 'other', type: 'choice', json: jsonOf(tape, choice) });
        position++;
      }
      // Padding against traffic analysis: it is no content.
      answer.details(node, ['choices', 'obfuscation', ...BEDROCK_MEMBERS]);
    },
  };
}

const first = (tape: Tape, node: number) => tape.first(tape.get(node, 'choices'));

export const textChoices = choicesShape('text-completion', (tape, node) => tape.get(first(tape, node), 'text') >= 0);
export const deepseek = choicesShape(
  'deepseek',
  (tape, node) =>
    tape.get(node, 'object') < 0 && tape.get(node, 'id') < 0 && tape.get(first(tape, node), 'stop_reason') >= 0,
);
export const mistralChat = choicesShape(
  'mistral-chat',
  (tape, node) => tape.get(first(tape, node), 'message') >= 0 && tape.get(first(tape, node), 'stop_reason') >= 0,
);
export const chatCompletions = choicesShape('chat-completions', () => true);

function readChoice(answer: Answer, node: number, index: number): void {
  const tape = answer.tape;
  const choice = answer.choice(index);
  for (const name of ['message', 'delta']) {
    const message = tape.get(node, name);
    if (isObject(tape, message)) readMessage(choice, tape, message);
    else if (!isEmpty(tape, message)) choice.block({ kind: 'other', type: name, json: jsonOf(tape, message) });
  }
  const text = tape.get(node, 'text');
  if (textOf(tape, text) !== undefined) choice.text(tape.string(text));
  else if (!isEmpty(tape, text)) choice.block({ kind: 'other', type: 'text', json: jsonOf(tape, text) });
  answer.stop(tape.get(node, 'finish_reason'));
  answer.stop(tape.get(node, 'stop_reason'));
  const read = ['index', 'message', 'delta', 'text', 'finish_reason', 'stop_reason', 'obfuscation', 'logprobs'];
  const rest: Block[] = [];
  leftover(tape, node, read, rest);
  for (const block of rest) choice.block(block);
}

function readMessage(choice: Choice, tape: Tape, message: number): void {
  choice.role = textIn(tape, message, 'role') ?? choice.role;
  for (const name of ['reasoning_content', 'reasoning']) {
    const reasoning = textIn(tape, message, name);
    if (reasoning !== undefined) choice.reasoning(reasoning);
  }
  const content = tape.get(message, 'content');
  const text = textOf(tape, content);
  if (text !== undefined) choice.text(text);
  else choice.content(tape, content);
  const refusal = textIn(tape, message, 'refusal');
  if (refusal !== undefined) choice.text(refusal, 'refusal');
  let position = 0;
  for (const call of elements(tape, tape.get(message, 'tool_calls'))) readCall(choice, tape, call, position++);
  const single = tape.get(message, 'function_call');
  if (isObject(tape, single)) readCall(choice, tape, single, 0);
  const rest: Block[] = [];
  leftover(tape, message, READ, rest);
  for (const block of rest) choice.block(block);
}

const READ = ['role', 'content', 'reasoning_content', 'reasoning', 'refusal', 'tool_calls', 'function_call', 'index'];

/** A call, or a piece of one: only its first chunk names it, and its arguments are a text split over chunks. */
function readCall(choice: Choice, tape: Tape, call: number, position: number): void {
  const holder = isObject(tape, tape.get(call, 'function')) ? tape.get(call, 'function') : call;
  const key = `call ${numberIn(tape, call, 'index') ?? position}`;
  choice.call(key, textIn(tape, holder, 'name'), textIn(tape, call, 'id'));
  const piece = argumentsOf(tape, tape.get(holder, 'arguments'));
  if (piece !== '') choice.input(key, piece);
}
