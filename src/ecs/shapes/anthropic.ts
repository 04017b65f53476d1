import type { Tape } from '../../json/tape.ts';
import type { Block } from '../model.ts';
import type { Answer, Choice } from './answer.ts';
import { readItem } from './content.ts';
import { argumentsOf } from './members.ts';
import { eachMember, isArray, isEmpty, jsonOf, textIn, textOf } from './reading.ts';
import { BEDROCK_MEMBERS, type OutputShape } from './shape.ts';

/** A whole answer of the Messages API. A blocked one has neither id nor usage nor stop reason. */
export const anthropicMessage: OutputShape = {
  name: 'anthropic',
  is(tape, body) {
    return (
      textIn(tape, body, 'type') === 'message' ||
      (isArray(tape, tape.get(body, 'content')) && tape.get(body, 'role') >= 0)
    );
  },
  read(answer, body) {
    const tape = answer.tape;
    const choice = answer.choice();
    choice.role = textIn(tape, body, 'role') ?? choice.role;
    choice.content(tape, tape.get(body, 'content'));
    answer.stop(tape.get(body, 'stop_reason'));
    answer.details(body, ['type', 'role', 'content', 'stop_reason', ...BEDROCK_MEMBERS]);
  },
};

/** The text completions of Claude 2 and before; a stream is a list of the same. */
export const anthropicCompletion: OutputShape = {
  name: 'anthropic-text',
  is: (tape, node) => tape.get(node, 'completion') >= 0,
  read(answer, node) {
    const tape = answer.tape;
    const completion = tape.get(node, 'completion');
    const text = textOf(tape, completion);
    if (text !== undefined) answer.choice().text(text);
    else if (!isEmpty(tape, completion))
      answer.choice().block({ kind: 'other', type: 'completion', json: jsonOf(tape, completion) });
    answer.stop(tape.get(node, 'stop_reason'));
    answer.details(node, ['type', 'completion', 'stop_reason', ...BEDROCK_MEMBERS]);
  },
};

const EVENTS = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'ping',
]);

/** Events of a Messages stream. */
export const anthropicEvent: OutputShape = {
  name: 'anthropic',
  is: (tape, event) => EVENTS.has(textIn(tape, event, 'type') ?? ''),
  read(answer, event) {
    const tape = answer.tape;
    const type = textIn(tape, event, 'type');
    if (type === 'message_start') readMessageStart(answer, tape.get(event, 'message'));
    else if (type === 'content_block_start') readBlockStart(answer, event);
    else if (type === 'content_block_delta') readDelta(answer.choice(), tape, event);
    else if (type === 'message_delta') {
      answer.stop(tape.get(tape.get(event, 'delta'), 'stop_reason'));
      answer.details(tape.get(event, 'delta'), ['stop_reason']);
    }
    answer.details(event, ['type', 'index', 'message', 'content_block', 'delta', ...BEDROCK_MEMBERS]);
  },
};

function readMessageStart(answer: Answer, message: number): void {
  const tape = answer.tape;
  const choice = answer.choice();
  choice.role = textIn(tape, message, 'role') ?? choice.role;
  choice.content(tape, tape.get(message, 'content'));
  answer.stop(tape.get(message, 'stop_reason'));
  answer.details(message, ['type', 'role', 'content', 'stop_reason', ...BEDROCK_MEMBERS]);
}

function readBlockStart(answer: Answer, event: number): void {
  const tape = answer.tape;
  const choice = answer.choice();
  const block = tape.get(event, 'content_block');
  const key = blockKey(tape, event);
  const type = textIn(tape, block, 'type') ?? '';
  const text = textIn(tape, block, 'text');
  const thinking = textIn(tape, block, 'thinking');
  const name = textIn(tape, block, 'name');
  if (type === 'text' && text !== undefined) choice.text(text, key);
  else if (type === 'thinking' && thinking !== undefined) choice.reasoning(thinking, key);
  else if (type.endsWith('tool_use') && name !== undefined)
    choice.call(key, name, textIn(tape, block, 'id'), argumentsOf(tape, tape.get(block, 'input')));
  else {
    const blocks: Block[] = [];
    readItem(tape, block, blocks, 0);
    for (const read of blocks) choice.block(read);
  }
}

function readDelta(choice: Choice, tape: Tape, event: number): void {
  const key = blockKey(tape, event);
  eachMember(tape, tape.get(event, 'delta'), (name, value) => {
    if (name === 'type' || isEmpty(tape, value)) return;
    const text = textOf(tape, value);
    if (name === 'text' && text !== undefined) choice.text(text, key);
    else if (name === 'thinking' && text !== undefined) choice.reasoning(text, key);
    else if (name === 'signature') choice.signed(key);
    else if (name === 'partial_json' && text !== undefined) choice.input(key, text);
    else choice.block({ kind: 'other', type: name, json: jsonOf(tape, value) });
  });
}

function blockKey(tape: Tape, event: number): string {
  const index = tape.get(event, 'index');
  return `block ${index < 0 ? '' : jsonOf(tape, index)}`;
}
