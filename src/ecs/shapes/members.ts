import type { Tape } from '../../json/tape.ts';
import type { Block } from '../model.ts';
import { readContent, toolResult } from './content.ts';
import { documentTexts, type Media, mediaBlock } from './media.ts';
import { eachMember, elements, isEmpty, isObject, isString, jsonOf, textIn, textOf } from './reading.ts';

/**
 * Content of the Converse family (Converse, Nova): an object whose member names what it is, as `{"toolUse": {...}}`.
 * Every member becomes a block; one that is not known becomes an `other` block.
 */
export function readMembers(tape: Tape, item: number, out: Block[], depth: number): void {
  eachMember(tape, item, (name, value) => readMember(tape, name, value, out, depth));
}

function readMember(tape: Tape, name: string, value: number, out: Block[], depth: number): void {
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  if (reader?.(tape, value, out, depth)) return;
  if (name === 'type' && isString(tape, value)) return;
  if (!isEmpty(tape, value)) out.push({ kind: 'other', type: name, json: jsonOf(tape, value) });
}

/** Reads the value; false if it does not look as the name says. */
type MemberReader = (tape: Tape, value: number, out: Block[], depth: number) => boolean;

const READERS: Readonly<Record<string, MemberReader>> = {
  text(tape, value, out) {
    const text = textOf(tape, value);
    if (text === undefined) return false;
    if (text !== '') out.push({ kind: 'text', text });
    return true;
  },
  image: (tape, value, out) => readMedia(tape, 'image', value, out),
  document: (tape, value, out) => readMedia(tape, 'document', value, out),
  video: (tape, value, out) => readMedia(tape, 'video', value, out),
  audio: (tape, value, out) => readMedia(tape, 'audio', value, out),
  toolUse(tape, value, out) {
    const name = textIn(tape, value, 'name');
    if (name === undefined) return false;
    const id = textIn(tape, value, 'toolUseId');
    const input = tape.get(value, 'input');
    out.push({ kind: 'tool-call', ...(id === undefined ? {} : { id }), name, input: argumentsOf(tape, input) });
    leftover(tape, value, ['toolUseId', 'name', 'input', 'type'], out);
    return true;
  },
  toolResult(tape, value, out, depth) {
    if (!isObject(tape, value)) return false;
    const blocks: Block[] = [];
    readContent(tape, tape.get(value, 'content'), blocks, depth + 1);
    leftover(tape, value, ['toolUseId', 'content', 'status', 'type'], blocks);
    out.push(toolResult(textIn(tape, value, 'toolUseId'), textIn(tape, value, 'status'), blocks));
    return true;
  },
  guardContent(tape, value, out) {
    const text = tape.get(value, 'text');
    const words = textOf(tape, text) ?? textIn(tape, text, 'text');
    if (words !== undefined) {
      const qualifiers: string[] = [];
      for (const n of elements(tape, tape.get(text, 'qualifiers'))) qualifiers.push(textOf(tape, n) ?? jsonOf(tape, n));
      out.push({ kind: 'guarded', text: words, qualifiers });
      leftover(tape, text, ['text', 'qualifiers'], out);
    }
    const image = tape.get(value, 'image');
    if (image >= 0) readMedia(tape, 'image', image, out);
    if (words === undefined && image < 0) return false;
    leftover(tape, value, ['text', 'image'], out);
    return true;
  },
  cachePoint(_tape, _value, out) {
    out.push({ kind: 'cache-point' });
    return true;
  },
  reasoningContent(tape, value, out) {
    const inner = tape.get(value, 'reasoningText');
    const text = textIn(tape, inner, 'text') ?? textOf(tape, inner) ?? textIn(tape, value, 'text');
    if (text === undefined) return false;
    const signed = !isEmpty(tape, tape.get(inner, 'signature')) || !isEmpty(tape, tape.get(value, 'signature'));
    out.push({ kind: 'reasoning', text, signed });
    leftover(tape, inner, ['text', 'signature'], out);
    leftover(tape, value, inner >= 0 ? ['reasoningText', 'signature'] : ['text', 'signature'], out);
    return true;
  },
  citationsContent(tape, value, out, depth) {
    if (!isObject(tape, value)) return false;
    readContent(tape, tape.get(value, 'content'), out, depth + 1);
    leftover(tape, value, ['content'], out);
    return true;
  },
};

function readMedia(tape: Tape, media: Media, value: number, out: Block[]): boolean {
  if (!isObject(tape, value) && !isString(tape, value)) return false;
  const source = tape.get(value, 'source');
  const at = source >= 0 ? source : value;
  out.push(mediaBlock(tape, media, at, textIn(tape, value, 'format'), textIn(tape, value, 'name')));
  for (const text of documentTexts(tape, source)) out.push({ kind: 'text', text });
  leftover(tape, value, ['source', 'format', 'name', 'bytes', 'data', 's3Uri', 's3Location', 'url', 'uri'], out);
  return true;
}

/** Arguments of a call as JSON text: an object as the log has it, a string as its text (it holds JSON). */
export function argumentsOf(tape: Tape, n: number): string {
  if (n < 0) return '';
  return textOf(tape, n) ?? jsonOf(tape, n);
}

/** Members that nobody read become `other` blocks, a cache mark a `cache-point`; empty ones are passed over. */
export function leftover(tape: Tape, item: number, read: readonly string[], out: Block[]): void {
  eachMember(tape, item, (name, value) => {
    if (read.includes(name) || isEmpty(tape, value)) return;
    if (name === 'cache_control' || name === 'cachePoint') out.push({ kind: 'cache-point' });
    else out.push({ kind: 'other', type: name, json: jsonOf(tape, value) });
  });
}
