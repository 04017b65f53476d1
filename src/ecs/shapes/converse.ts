import type { Tape } from '../../json/tape.ts';
import type { Block } from '../model.ts';
import type { Answer } from './answer.ts';
import { argumentsOf, leftover } from './members.ts';
import { eachMember, isArray, isEmpty, isObject, isString, jsonOf, members, textIn, textOf } from './reading.ts';
import { BEDROCK_MEMBERS, type OutputShape } from './shape.ts';

/** Converse and ConverseStream (the log puts its stream together), and Nova over InvokeModel. */
export const converse: OutputShape = {
  name: 'converse',
  is(tape, body) {
    const output = tape.get(body, 'output');
    return output >= 0 && !isArray(tape, output) && textIn(tape, body, 'object') !== 'response';
  },
  read(answer, body) {
    const tape = answer.tape;
    const output = tape.get(body, 'output');
    const message = tape.get(output, 'message');
    const choice = answer.choice();
    choice.role = textIn(tape, message, 'role') ?? choice.role;
    if (isObject(tape, message)) {
      choice.content(tape, tape.get(message, 'content'));
      const rest: Block[] = [];
      leftover(tape, message, ['role', 'content'], rest);
      leftover(tape, output, ['message'], rest);
      for (const block of rest) choice.block(block);
    } else if (isString(tape, output)) choice.text(tape.string(output));
    else if (!isEmpty(tape, output)) choice.block({ kind: 'other', type: 'output', json: jsonOf(tape, output) });
    answer.stop(tape.get(body, 'stopReason'));
    answer.details(body, ['output', 'stopReason', ...BEDROCK_MEMBERS]);
  },
};

const EVENTS = [
  'contentBlockDelta',
  'contentBlockStart',
  'contentBlockStop',
  'messageStart',
  'messageStop',
  'metadata',
];

/** Events of Nova's InvokeModelWithResponseStream, which are those of the ConverseStream API. */
export const novaEvent: OutputShape = {
  name: 'nova',
  is: (tape, event) =>
    EVENTS.some((name) => isObject(tape, tape.get(event, name))) &&
    tape.get(event, 'output') < 0 &&
    tape.get(event, 'object') < 0,
  read(answer, event) {
    eachMember(answer.tape, event, (name, value) => {
      if (EVENTS.includes(name)) readEvent(answer, name, value);
      else if (!BEDROCK_MEMBERS.includes(name)) answer.draft.detail(name, value);
    });
  },
};

function readEvent(answer: Answer, name: string, event: number): void {
  const tape = answer.tape;
  const choice = answer.choice();
  if (name === 'messageStart') {
    choice.role = textIn(tape, event, 'role') ?? choice.role;
  } else if (name === 'messageStop') {
    answer.stop(tape.get(event, 'stopReason'));
    answer.details(event, ['stopReason']);
  } else if (name === 'metadata') {
    answer.details(event, BEDROCK_MEMBERS);
  } else if (name === 'contentBlockStart') {
    readStart(answer, blockKey(tape, event), tape.get(event, 'start'));
  } else if (name === 'contentBlockDelta') {
    readDelta(answer, blockKey(tape, event), tape.get(event, 'delta'));
  }
}

function readStart(answer: Answer, key: string, start: number): void {
  const tape = answer.tape;
  for (const [name, value] of members(tape, start)) {
    if (name === 'toolUse') answer.choice().call(key, textIn(tape, value, 'name'), textIn(tape, value, 'toolUseId'));
    else if (!isEmpty(tape, value)) answer.choice().block({ kind: 'other', type: name, json: jsonOf(tape, value) });
  }
}

/** Nova gives every token of a text a block of its own, so texts and reasoning join with what came just before. */
function readDelta(answer: Answer, key: string, delta: number): void {
  const tape = answer.tape;
  const choice = answer.choice();
  eachMember(tape, delta, (name, value) => {
    const text = textOf(tape, value);
    if (name === 'text' && text !== undefined) choice.text(text);
    else if (name === 'toolUse') choice.input(key, argumentsOf(tape, tape.get(value, 'input')));
    else if (name === 'reasoningContent' && isObject(tape, value)) readReasoning(answer, value);
    else if (!isEmpty(tape, value)) choice.block({ kind: 'other', type: name, json: jsonOf(tape, value) });
  });
}

function readReasoning(answer: Answer, reasoning: number): void {
  const tape = answer.tape;
  const choice = answer.choice();
  const inner = tape.get(reasoning, 'reasoningText');
  const text = textIn(tape, reasoning, 'text') ?? textIn(tape, inner, 'text');
  if (text !== undefined) choice.reasoning(text);
  if (!isEmpty(tape, tape.get(reasoning, 'signature')) || !isEmpty(tape, tape.get(inner, 'signature'))) choice.signed();
  const rest: Block[] = [];
  leftover(tape, reasoning, ['text', 'reasoningText', 'signature'], rest);
  for (const block of rest) choice.block(block);
}

function blockKey(tape: Tape, event: number): string {
  const index = tape.get(event, 'contentBlockIndex');
  return `call ${index < 0 ? '' : jsonOf(tape, index)}`;
}
