import { ARRAY, OBJECT, STRING, type Tape } from '../json/tape.ts';
import type { ByteWriter } from '../json/writer.ts';
import { javaText } from './java-text.ts';
import { member } from './members.ts';
import { SYMBOL } from './names.ts';

/**
 * Rule 22: the nodes whose texts, one after the other, are `completion_text`. Of a stream: of each object the text of
 * its `delta`, else of its `outputs`, else `generation`, else `outputText`. Of an object: the texts of the message's
 * content, or of its own.
 */
export function completionNodes(tape: Tape, body: number, nodes: number[]): void {
  nodes.length = 0;
  if (tape.kind(body) === ARRAY) {
    for (let element = tape.first(body); element >= 0; element = tape.next(element)) {
      if (tape.kind(element) === OBJECT) streamed(tape, element, nodes);
    }
    return;
  }
  const output = member(tape, body, SYMBOL.output);
  const holder = output >= 0 && tape.kind(output) === OBJECT ? member(tape, output, SYMBOL.message) : body;
  texts(tape, member(tape, holder, SYMBOL.content), nodes);
}

function streamed(tape: Tape, element: number, nodes: number[]): void {
  let outputs = -1;
  let generation = -1;
  let outputText = -1;
  for (let key = tape.first(element); key >= 0; key = tape.next(key)) {
    const symbol = tape.symbol(key);
    if (symbol === SYMBOL.delta) {
      const text = tape.getSymbol(tape.value(key), SYMBOL.text);
      if (text >= 0) {
        nodes.push(text);
        return;
      }
    } else if (symbol === SYMBOL.outputs) outputs = tape.value(key);
    else if (symbol === SYMBOL.generation) generation = tape.value(key);
    else if (symbol === SYMBOL.outputText) outputText = tape.value(key);
  }
  if (outputs >= 0 && tape.kind(outputs) === ARRAY) texts(tape, outputs, nodes);
  else if (generation >= 0) nodes.push(generation);
  else if (outputText >= 0) nodes.push(outputText);
}

function texts(tape: Tape, list: number, nodes: number[]): void {
  if (list < 0 || tape.kind(list) !== ARRAY) return;
  for (let child = tape.first(list); child >= 0; child = tape.next(child)) {
    const text = tape.getSymbol(child, SYMBOL.text);
    if (text >= 0) nodes.push(text);
  }
}

/**
 * Writes the texts of `nodes` as one JSON string, cut after `limit` UTF-16 units (which may leave half of a surrogate
 * pair). What is no string adds Java's text of it: null adds `null`. False, and nothing written, if there is no text.
 */
export function writeCompletionText(tape: Tape, nodes: readonly number[], limit: number, out: ByteWriter): boolean {
  const mark = out.length;
  out.byte(0x22);
  let units = 0;
  for (const n of nodes) {
    if (tape.kind(n) === STRING) {
      units += tape.units(n);
      out.copy(tape.bytes, tape.start(n) + 1, tape.end(n) - 1);
    } else {
      const text = javaText(tape, n);
      units += text.length;
      out.escape(text);
    }
    if (units > limit) {
      out.length = mark;
      out.json(completionText(tape, nodes, limit));
      return true;
    }
  }
  if (units === 0) {
    out.length = mark;
    return false;
  }
  out.byte(0x22);
  return true;
}

/** The text that `writeCompletionText` writes. */
export function completionText(tape: Tape, nodes: readonly number[], limit: number): string {
  let text = '';
  for (const n of nodes) {
    text += javaText(tape, n);
    if (text.length >= limit) break;
  }
  return text.slice(0, limit);
}
