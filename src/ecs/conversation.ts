import { OBJECT, Tape } from '../json/tape.ts';
import { encode } from '../json/text.ts';
import type { Block, Conversation } from './model.ts';
import { Draft } from './shapes/draft.ts';
import { INPUT_SHAPES } from './shapes/inputs.ts';
import { type Media, mediaBlock } from './shapes/media.ts';
import { readMessages, readSystem } from './shapes/messages.ts';
import { readOutput } from './shapes/outputs.ts';
import { isArray, isEmpty, isObject, isString, jsonOf, members, textIn } from './shapes/reading.ts';

/** Withheld answers are JSON texts inside JSON: longer ones (UTF-16 units) are shown as text. */
const MAX_WITHHELD_UNITS = 8_388_608;

/**
 * Reads a parsed record as the conversation that it logs. The tape's root is the record, or a list of stream events
 * that lost its record. The form of the bodies decides, not the operation or the model. Never throws; what is not
 * recognised becomes an `other` block, a parameter or a detail.
 */
export function readConversation(tape: Tape): Conversation {
  return read(new Draft(tape));
}

/** The same without parameters, details, guardrail traces and withheld answers: for texts alone, at half the cost. */
export function readTurns(tape: Tape): Pick<Conversation, 'shapes' | 'system' | 'turns'> {
  return read(new Draft(tape, true));
}

function read(draft: Draft): Conversation {
  const { tape } = draft;
  const record = 0;
  if (!isObject(tape, record)) {
    const reading = readOutput(draft, record, -1);
    addWithheld(draft, reading.withheld);
    return draft.finish(['none', reading.shape], {});
  }
  const input = tape.get(record, 'input');
  const output = tape.get(record, 'output');
  const inputShape = readInput(draft, record, input);
  const reading = readOutputSide(draft, record, output);
  addWithheld(draft, reading.withheld);
  return draft.finish([inputShape, reading.shape], offloaded(tape, input, output));
}

function readInput(draft: Draft, record: number, input: number): string {
  const { tape } = draft;
  // Some forwarders put these beside the bodies.
  readSystem(draft, tape.get(record, 'system'));
  readMessages(draft, tape.get(record, 'messages'));
  const body = tape.get(input, 'inputBodyJson');
  if (!isEmpty(tape, input) && !isObject(tape, input)) {
    draft.turn('user', 'input', [{ kind: 'other', type: 'input', json: jsonOf(tape, input) }]);
    return 'unknown';
  }
  return readInputBody(draft, body, textIn(tape, input, 'inputContentType'));
}

function readInputBody(draft: Draft, body: number, contentType: string | undefined): string {
  const { tape } = draft;
  if (isEmpty(tape, body)) return 'none';
  if (isString(tape, body)) {
    draft.turn('user', 'input', [bodyText(tape, body, contentType)]);
    return 'text';
  }
  if (isArray(tape, body)) {
    readMessages(draft, body);
    return 'messages';
  }
  const shape = INPUT_SHAPES.find((candidate) => candidate.is(tape, body));
  if (shape !== undefined) shape.read(draft, body);
  else draft.turn('user', 'input', [{ kind: 'other', type: 'body', json: jsonOf(tape, body) }]);
  return shape?.name ?? 'unknown';
}

function readOutputSide(draft: Draft, record: number, output: number): { shape: string; withheld: readonly string[] } {
  const { tape } = draft;
  const artifacts = tape.get(record, 'artifacts');
  const body = tape.get(output, 'outputBodyJson');
  const media = mediaOf(textIn(tape, output, 'outputContentType'));
  const video = tape.get(output, 'outputVideoS3Path');
  if (isString(tape, video)) draft.turn('assistant', 'output', [mediaBlock(tape, 'video', video)]);
  if (isString(tape, body) && media !== undefined) {
    draft.turn('assistant', 'output', [bodyText(tape, body, textIn(tape, output, 'outputContentType'))]);
    return { shape: 'text', withheld: [] };
  }
  if (!isEmpty(tape, output) && !isObject(tape, output)) {
    draft.turn('assistant', 'output', [{ kind: 'other', type: 'output', json: jsonOf(tape, output) }]);
    return { shape: 'unknown', withheld: [] };
  }
  const reading = readOutput(draft, body, artifacts);
  for (const [name, value] of members(tape, output)) {
    if (/^output(?:Image|Video)/.test(name) && value !== video) draft.detail(name, value);
  }
  return reading;
}

/** A body that is one text: words, or the base64 of what its content type says. */
function bodyText(tape: Tape, body: number, contentType: string | undefined): Block {
  const media = mediaOf(contentType);
  if (media === undefined) return { kind: 'text', text: tape.string(body) };
  return mediaBlock(tape, media, body, contentType?.slice(contentType.indexOf('/') + 1));
}

function mediaOf(contentType: string | undefined): Media | undefined {
  const kind = contentType?.slice(0, contentType.indexOf('/'));
  if (kind === 'image' || kind === 'video' || kind === 'audio') return kind;
  return contentType === 'application/octet-stream' || contentType === 'application/pdf' ? 'document' : undefined;
}

/** The withheld answer is the model's own body as JSON text (Converse), or plain text (streams). */
function addWithheld(draft: Draft, texts: readonly string[]): void {
  for (const text of texts) {
    const blocks = text.startsWith('{') && text.length <= MAX_WITHHELD_UNITS ? blocksOfBody(text) : [];
    for (const block of blocks) draft.withheld.push(block);
    if (blocks.length === 0 && text !== '') draft.withheld.push({ kind: 'text', text });
  }
}

function blocksOfBody(text: string): Block[] {
  const tape = new Tape();
  const bytes = encode(text);
  if (!tape.parse(bytes, 0, bytes.length) || tape.kind(0) !== OBJECT) return [];
  const draft = new Draft(tape);
  readOutput(draft, 0, -1);
  return draft.turns.flatMap((turn) => turn.blocks).map(withoutPlace);
}

/** A place in that text is none in the record. */
function withoutPlace(block: Block): Block {
  if (block.kind !== 'media') return block;
  const { at: _, ...rest } = block;
  return rest;
}

function offloaded(tape: Tape, input: number, output: number): Conversation['offloaded'] {
  const inputPath = textIn(tape, input, 'inputBodyS3Path');
  const outputPath = textIn(tape, output, 'outputBodyS3Path');
  return {
    ...(inputPath === undefined ? {} : { input: inputPath }),
    ...(outputPath === undefined ? {} : { output: outputPath }),
  };
}
