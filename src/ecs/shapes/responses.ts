import type { Tape } from '../../json/tape.ts';
import type { Block } from '../model.ts';
import type { Answer } from './answer.ts';
import { readItem } from './content.ts';
import type { Draft } from './draft.ts';
import { messageBlocks } from './messages.ts';
import { elements, isArray, isEmpty, isObject, isString, jsonOf, textIn, textOf } from './reading.ts';
import { BEDROCK_MEMBERS, type OutputShape } from './shape.ts';

/** The answer of the Responses API: a list of output items beside a copy of the request's settings. */
export const responses: OutputShape = {
  name: 'responses',
  is: (tape, body) => textIn(tape, body, 'object') === 'response' || isArray(tape, tape.get(body, 'output')),
  read(answer, body) {
    const tape = answer.tape;
    for (const item of elements(tape, tape.get(body, 'output'))) readOutput(answer, item);
    readEnd(answer, body);
  },
};

/**
 * Events of a Responses stream. Every text comes several times: piece by piece, whole when its part, its item and at
 * last the response is done. The whole of the response is taken if the stream got that far, else the whole of each
 * item, else the pieces.
 */
export const responsesEvent: OutputShape = {
  name: 'responses',
  is: (tape, event) => (textIn(tape, event, 'type') ?? '').startsWith('response.'),
  read(answer, event) {
    const tape = answer.tape;
    const response = tape.get(event, 'response');
    const stream = streamOf(answer);
    const item = tape.get(event, 'item');
    const key = stream.key(tape, event);
    if (isObject(tape, response)) {
      readEnd(answer, response);
      if (!isEmpty(tape, tape.get(response, 'output'))) stream.whole = response;
    } else if (isObject(tape, item)) {
      stream.item(key, item, (textIn(tape, event, 'type') ?? '').endsWith('.done'));
    } else stream.piece(tape, key, textIn(tape, event, 'type') ?? '', event);
  },
};

/** What is known of each output item of a stream, by its place in the output. */
class ItemStream {
  /** The response with its whole output. */
  whole = -1;
  private readonly begun = new Map<string, { item: number; done: boolean; pieces: string[] }>();

  key(tape: Tape, event: number): string {
    const index = tape.get(event, 'output_index');
    return index >= 0 ? jsonOf(tape, index) : (textIn(tape, event, 'item_id') ?? '');
  }

  item(key: string, item: number, done: boolean): void {
    const known = this.at(key);
    known.item = item;
    known.done ||= done;
  }

  piece(tape: Tape, key: string, type: string, event: number): void {
    const delta = textIn(tape, event, 'delta');
    if (type.endsWith('.delta') && delta !== undefined) this.at(key).pieces.push(delta);
  }

  finish(answer: Answer): void {
    const tape = answer.tape;
    if (this.whole >= 0) {
      for (const item of elements(tape, tape.get(this.whole, 'output'))) readOutput(answer, item);
      return;
    }
    for (const { item, done, pieces } of this.begun.values()) {
      if (done || pieces.length === 0) readOutput(answer, item);
      else readPieces(answer, item, pieces.join(''));
    }
  }

  private at(key: string): { item: number; done: boolean; pieces: string[] } {
    const known = this.begun.get(key) ?? { item: -1, done: false, pieces: [] };
    this.begun.set(key, known);
    return known;
  }
}

const streams = new WeakMap<Answer, ItemStream>();

function streamOf(answer: Answer): ItemStream {
  const known = streams.get(answer) ?? new ItemStream();
  streams.set(answer, known);
  return known;
}

/** Adds what the events of a Responses stream have left to say, once all of them are read. */
export function finishResponses(answer: Answer): void {
  streams.get(answer)?.finish(answer);
}

function readPieces(answer: Answer, item: number, text: string): void {
  const tape = answer.tape;
  const choice = answer.choice();
  const type = textIn(tape, item, 'type') ?? '';
  const name = textIn(tape, item, 'name');
  if (type === 'reasoning') choice.reasoning(text);
  else if (name !== undefined) choice.block({ kind: 'tool-call', ...callId(tape, item), name, input: text });
  else choice.block({ kind: 'text', text });
}

function callId(tape: Tape, item: number): { id?: string } {
  const id = textIn(tape, item, 'call_id') ?? textIn(tape, item, 'id');
  return id === undefined ? {} : { id };
}

function readOutput(answer: Answer, item: number): void {
  const tape = answer.tape;
  const choice = answer.choice();
  if (textIn(tape, item, 'type') === 'message') {
    choice.role = textIn(tape, item, 'role') ?? choice.role;
    for (const block of messageBlocks(tape, item)) choice.block(block);
  } else if (item >= 0) {
    choice.content(tape, item);
  }
}

/** `completed`, or why the answer is incomplete; an error stands with the details. */
function readEnd(answer: Answer, response: number): void {
  const tape = answer.tape;
  answer.stop(tape.get(response, 'status'));
  answer.stop(tape.get(tape.get(response, 'incomplete_details'), 'reason'));
  answer.details(response, ['output', ...BEDROCK_MEMBERS]);
}

/** The `input` of a request: a text, or a list of messages, calls, their results and other items. */
export function readResponsesInput(draft: Draft, input: number): void {
  const tape = draft.tape;
  const text = textOf(tape, input);
  if (text !== undefined) draft.turn('user', 'input', [{ kind: 'text', text }]);
  if (isObject(tape, input)) readInput(draft, input);
  for (const item of elements(tape, input)) readInput(draft, item);
}

function readInput(draft: Draft, item: number): void {
  const tape = draft.tape;
  const type = textIn(tape, item, 'type');
  if (isObject(tape, item) && (type === 'message' || isString(tape, tape.get(item, 'role')))) {
    draft.turn(textIn(tape, item, 'role') ?? 'user', 'input', messageBlocks(tape, item));
    return;
  }
  const blocks: Block[] = [];
  readItem(tape, item, blocks, 0);
  const output = type?.endsWith('_output') === true;
  draft.turn(output ? 'tool' : type === undefined || !isObject(tape, item) ? 'user' : 'assistant', 'input', blocks);
}
