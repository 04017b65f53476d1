import type { Tape } from '../../json/tape.ts';
import type { Block } from '../model.ts';
import { readMembers } from './members.ts';
import { elements, isArray, isEmpty, isObject, isString, jsonOf, textOf } from './reading.ts';
import { readTyped } from './typed.ts';

/** Content inside content (tool results that hold content): deeper than this it is shown as JSON. */
export const MAX_CONTENT_DEPTH = 8;

/**
 * Content as a message has it: a text, a list of content items, or one item. An item says what it is by a `type`
 * (Anthropic, OpenAI) or by the name of its member (Converse, Nova); both are read wherever they stand.
 */
export function readContent(tape: Tape, n: number, out: Block[], depth = 0): void {
  if (isArray(tape, n)) for (const item of elements(tape, n)) readItem(tape, item, out, depth);
  else if (n >= 0) readItem(tape, n, out, depth);
}

export function readItem(tape: Tape, item: number, out: Block[], depth: number): void {
  if (isEmpty(tape, item)) return;
  const text = textOf(tape, item);
  if (text !== undefined) out.push({ kind: 'text', text });
  else if (!isObject(tape, item) || depth > MAX_CONTENT_DEPTH)
    out.push({ kind: 'other', type: 'value', json: jsonOf(tape, item) });
  else if (!isString(tape, tape.get(item, 'type')) || !readTyped(tape, item, out, depth))
    readMembers(tape, item, out, depth);
}

export function toolResult(
  id: string | undefined,
  status: string | undefined,
  blocks: readonly Block[],
  name?: string,
): Block {
  return {
    kind: 'tool-result',
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(status === undefined ? {} : { status }),
    blocks,
  };
}
