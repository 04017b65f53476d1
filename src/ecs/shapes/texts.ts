import type { Block } from '../model.ts';
import type { Answer } from './answer.ts';
import { leftover } from './members.ts';
import { readToolCall } from './messages.ts';
import { each, elements, isArray, isEmpty, isObject, isString, jsonOf, textOf } from './reading.ts';
import { BEDROCK_MEMBERS, type OutputShape } from './shape.ts';

/** The native text models. Their streams are lists of bodies whose texts are to be put together. */

/** Titan: `results[].outputText`; a chunk has `outputText` itself. */
export const titan: OutputShape = {
  name: 'titan-text',
  is(tape, node) {
    const first = tape.first(tape.get(node, 'results'));
    return (
      tape.get(node, 'outputText') >= 0 ||
      tape.get(first, 'outputText') >= 0 ||
      (tape.get(node, 'inputTextTokenCount') >= 0 && isArray(tape, tape.get(node, 'results')))
    );
  },
  read(answer, node) {
    const tape = answer.tape;
    append(answer, 0, tape.get(node, 'outputText'), 'outputText');
    answer.stop(tape.get(node, 'completionReason'));
    let index = 0;
    for (const result of elements(tape, tape.get(node, 'results'))) {
      append(answer, index, tape.get(result, 'outputText'), 'outputText');
      answer.stop(tape.get(result, 'completionReason'));
      rest(answer, index++, result, ['outputText', 'completionReason', 'tokenCount']);
    }
    answer.details(node, ['outputText', 'results', 'completionReason', 'index', ...BEDROCK_MEMBERS]);
  },
};

export const llama: OutputShape = {
  name: 'llama',
  is: (tape, node) => tape.get(node, 'generation') >= 0,
  read(answer, node) {
    const tape = answer.tape;
    append(answer, 0, tape.get(node, 'generation'), 'generation');
    answer.stop(tape.get(node, 'stop_reason'));
    answer.details(node, ['generation', 'stop_reason', ...BEDROCK_MEMBERS]);
  },
};

/** Mistral's text models: `outputs[].text`. Several outputs in one chunk belong together. */
export const mistralText: OutputShape = {
  name: 'mistral-text',
  is: (tape, node) => isArray(tape, tape.get(node, 'outputs')),
  read(answer, node) {
    const tape = answer.tape;
    for (const output of elements(tape, tape.get(node, 'outputs'))) {
      append(answer, 0, isString(tape, output) ? output : tape.get(output, 'text'), 'text');
      answer.stop(tape.get(output, 'stop_reason'));
      rest(answer, 0, output, ['text', 'stop_reason']);
    }
    answer.details(node, ['outputs', ...BEDROCK_MEMBERS]);
  },
};

/**
 * Cohere: `generations[].text` (Command), `text` (Command R and chunks). The last event of a Command R stream repeats
 * the whole answer in `response`; a whole body repeats the conversation in `chat_history`.
 */
export const cohere: OutputShape = {
  name: 'cohere',
  is(tape, node) {
    return (
      ['generations', 'generation_id', 'response_id', 'is_finished', 'event_type'].some(
        (name) => tape.get(node, name) >= 0,
      ) || isString(tape, tape.get(node, 'text'))
    );
  },
  read(answer, node) {
    const tape = answer.tape;
    let index = 0;
    for (const generation of elements(tape, tape.get(node, 'generations'))) {
      append(answer, index, tape.get(generation, 'text'), 'text');
      answer.stop(tape.get(generation, 'finish_reason'));
      rest(answer, index++, generation, ['id', 'text', 'finish_reason', 'index', 'likelihood', 'token_likelihoods']);
    }
    append(answer, 0, tape.get(node, 'text'), 'text');
    const calls: Block[] = [];
    for (const call of each(tape, tape.get(node, 'tool_calls'))) readToolCall(tape, call, calls);
    for (const block of calls) answer.choice().block(block);
    answer.stop(tape.get(node, 'finish_reason'));
    readWhole(answer, tape.get(node, 'response'));
    const read = [
      'generations',
      'text',
      'tool_calls',
      'finish_reason',
      'response',
      'index',
      'event_type',
      'is_finished',
    ];
    answer.details(node, [...read, ...BEDROCK_MEMBERS]);
  },
};

/** Of the response that ends a stream, only what the events before it did not say. */
function readWhole(answer: Answer, response: number): void {
  if (!isObject(answer.tape, response)) return;
  if (answer.choice().isEmpty) append(answer, 0, answer.tape.get(response, 'text'), 'text');
  answer.stop(answer.tape.get(response, 'finish_reason'));
  answer.details(response, ['text', 'finish_reason']);
}

/** AI21 Jurassic: `completions[].data.text`, with lists of tokens, which are left to the raw record. */
export const jurassic: OutputShape = {
  name: 'ai21',
  is: (tape, node) => isArray(tape, tape.get(node, 'completions')),
  read(answer, node) {
    const tape = answer.tape;
    let index = 0;
    for (const completion of elements(tape, tape.get(node, 'completions'))) {
      append(answer, index, tape.get(tape.get(completion, 'data'), 'text'), 'text');
      const reason = tape.get(completion, 'finishReason');
      answer.stop(textOf(tape, reason) === undefined ? tape.get(reason, 'reason') : reason);
      rest(answer, index++, completion, ['data', 'finishReason']);
    }
    answer.details(node, ['completions', ...BEDROCK_MEMBERS]);
  },
};

function append(answer: Answer, index: number, n: number, type: string): void {
  const tape = answer.tape;
  const text = textOf(tape, n);
  if (text !== undefined) answer.choice(index).text(text);
  else if (!isEmpty(tape, n)) answer.choice(index).block({ kind: 'other', type, json: jsonOf(tape, n) });
}

function rest(answer: Answer, index: number, node: number, read: readonly string[]): void {
  const blocks: Block[] = [];
  leftover(answer.tape, node, read, blocks);
  for (const block of blocks) answer.choice(index).block(block);
}
