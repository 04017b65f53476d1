import type { Tape } from '../../json/tape.ts';
import type { Block } from '../model.ts';
import type { Answer } from './answer.ts';
import { readContent } from './content.ts';
import type { Draft } from './draft.ts';
import { mediaBlock } from './media.ts';
import { each, elements, isEmpty, isObject, isString, jsonOf, members, textIn, textOf } from './reading.ts';
import { BEDROCK_MEMBERS, type OutputShape } from './shape.ts';

const OUTPUTS = ['images', 'artifacts', 'videos'];

/** Titan Image, Nova Canvas and newer Stability models (`images`), SDXL (`artifacts`): base64, normally offloaded. */
export const images: OutputShape = {
  name: 'images',
  is: (tape, node) => OUTPUTS.some((name) => tape.get(node, name) >= 0),
  read(answer, node) {
    const tape = answer.tape;
    for (const image of elements(tape, tape.get(node, 'images'))) readImage(answer, image);
    readArtifacts(answer, tape.get(node, 'artifacts'));
    for (const video of each(tape, tape.get(node, 'videos'))) answer.choice().block(mediaBlock(tape, 'video', video));
    for (const reason of elements(tape, tape.get(node, 'finish_reasons'))) answer.stop(reason);
    answer.details(node, [...OUTPUTS, ...BEDROCK_MEMBERS]);
  },
};

/** SDXL's list of results; the record itself may have one too. */
export function readArtifacts(answer: Answer, artifacts: number): void {
  const tape = answer.tape;
  for (const artifact of each(tape, artifacts)) {
    const base64 = tape.get(artifact, 'base64');
    if (isString(tape, base64)) answer.choice().block(mediaBlock(tape, 'image', base64));
    else if (!isEmpty(tape, artifact))
      answer.choice().block({ kind: 'other', type: 'artifact', json: jsonOf(tape, artifact) });
    answer.stop(tape.get(artifact, 'finishReason'));
  }
}

function readImage(answer: Answer, image: number): void {
  const tape = answer.tape;
  if (isString(tape, image) || isObject(tape, image)) answer.choice().block(mediaBlock(tape, 'image', image));
  else if (!isEmpty(tape, image)) answer.choice().block({ kind: 'other', type: 'image', json: jsonOf(tape, image) });
}

/** Members that hold a picture, in requests for pictures. */
const PICTURE =
  /^(?:image|inputImage|init_image|mask|mask_image|maskImage|conditionImage|referenceImage|control_image|style_image|garmentImage|sourceImage)$/;

/** Members of a request for pictures that say in words what is wanted. */
const WORDS = /^(?:text|prompt|maskPrompt|garmentClass|select_prompt|search_prompt)$/;

/**
 * A request for pictures or videos: `taskType` with `textToImageParams` and the like, `text_prompts`, or `prompt` with
 * `negative_prompt`. Words become text, pictures media; settings stay parameters.
 */
export function readImageRequest(draft: Draft, body: number): void {
  const blocks: Block[] = [];
  for (const [name, value] of members(draft.tape, body)) readWish(draft, name, value, blocks, 0);
  draft.turn('user', 'input', blocks);
}

function readWish(draft: Draft, name: string, value: number, out: Block[], depth: number): void {
  const tape = draft.tape;
  const last = name.slice(name.lastIndexOf('.') + 1);
  const text = textOf(tape, value);
  if (PICTURE.test(last) && (text !== undefined || isObject(tape, value))) out.push(mediaBlock(tape, 'image', value));
  else if (last === 'images') for (const image of each(tape, value)) out.push(mediaBlock(tape, 'image', image));
  else if (WORDS.test(last) && isString(tape, tape.get(value, 'value'))) readWords(draft, name, value, out);
  else if (WORDS.test(last) && text !== undefined) readContent(tape, value, out);
  else if (/^negative/i.test(last) && text !== undefined && text !== '')
    out.push({ kind: 'other', type: last, json: jsonOf(tape, value) });
  else if (name === 'text_prompts') readWeighted(tape, value, out);
  else if (depth < 3 && /(?:Params|Prompts|Task)$/.test(last) && isObject(tape, value)) {
    for (const [member, inner] of members(tape, value)) readWish(draft, `${name}.${member}`, inner, out, depth + 1);
  } else draft.parameter(name, value);
}

/** Nova's embeddings: `{"value": "the words", "truncationMode": "END"}`. */
function readWords(draft: Draft, name: string, words: number, out: Block[]): void {
  for (const [member, value] of members(draft.tape, words)) {
    const text = member === 'value' ? textOf(draft.tape, value) : undefined;
    if (text === undefined) draft.parameter(`${name}.${member}`, value);
    else if (text !== '') out.push({ kind: 'text', text });
  }
}

/** SDXL: a prompt with a weight below 0 says what is not wanted. */
function readWeighted(tape: Tape, prompts: number, out: Block[]): void {
  for (const prompt of each(tape, prompts)) {
    const text = textIn(tape, prompt, 'text') ?? textOf(tape, prompt);
    const weight = tape.get(prompt, 'weight');
    if (text === undefined || (weight >= 0 && tape.spelling(weight).startsWith('-')))
      out.push({ kind: 'other', type: 'text_prompt', json: jsonOf(tape, prompt) });
    else out.push({ kind: 'text', text });
  }
}

export function isImageRequest(tape: Tape, body: number): boolean {
  return (
    ['taskType', 'text_prompts', 'negative_prompt', 'textToImageParams', 'init_image'].some(
      (name) => tape.get(body, name) >= 0,
    ) ||
    (isString(tape, tape.get(body, 'image')) && tape.get(body, 'messages') < 0)
  );
}
