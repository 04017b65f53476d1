import type { Tape } from '../../json/tape.ts';
import type { Block } from '../model.ts';
import { readContent } from './content.ts';
import type { Draft } from './draft.ts';
import { isImageRequest, readImageRequest } from './images.ts';
import { mediaBlock } from './media.ts';
import { readMessages, readSystem, toolNames } from './messages.ts';
import { each, elements, isArray, isObject, isString, jsonOf, members, textIn } from './reading.ts';
import { readResponsesInput } from './responses.ts';
import type { InputShape } from './shape.ts';
import { turnsOfPrompt } from './templates.ts';

/** Lists the members that were not read as part of the conversation. */
function parameters(draft: Draft, body: number, read: readonly string[]): void {
  for (const [name, value] of members(draft.tape, body)) if (!read.includes(name)) draft.parameter(name, value);
}

function readTools(draft: Draft, body: number): void {
  const tape = draft.tape;
  for (const list of [
    tape.get(body, 'tools'),
    tape.get(body, 'functions'),
    tape.get(tape.get(body, 'toolConfig'), 'tools'),
  ]) {
    for (const name of toolNames(tape, list)) draft.tools.push(name);
  }
}

function user(draft: Draft, n: number): void {
  const blocks: Block[] = [];
  readContent(draft.tape, n, blocks);
  draft.turn('user', 'input', blocks);
}

function messagesShape(name: string, fits: (tape: Tape, body: number) => boolean): InputShape {
  return {
    name,
    is: (tape, body) => tape.get(body, 'messages') >= 0 && fits(tape, body),
    read(draft, body) {
      const tape = draft.tape;
      readSystem(draft, tape.get(body, 'system'));
      readMessages(draft, tape.get(body, 'messages'));
      readTools(draft, body);
      parameters(draft, body, ['system', 'messages']);
    },
  };
}

const has = (tape: Tape, body: number, ...names: string[]) => names.some((name) => tape.get(body, name) >= 0);

/** Whether the first content item of the first message names its kind by a member, as Converse does. */
function isMemberStyle(tape: Tape, body: number): boolean {
  const item = tape.first(tape.get(tape.first(tape.get(body, 'messages')), 'content'));
  return item >= 0 && isObject(tape, item) && tape.get(item, 'type') < 0;
}

const responsesInput: InputShape = {
  name: 'responses',
  is: (tape, body) => has(tape, body, 'input'),
  read(draft, body) {
    const tape = draft.tape;
    readSystem(draft, tape.get(body, 'instructions'));
    readResponsesInput(draft, tape.get(body, 'input'));
    readTools(draft, body);
    parameters(draft, body, ['instructions', 'input']);
  },
};

/** A prompt by the turns of its template; for texts alone, and without a template, as it is. */
function readPrompt(draft: Draft, body: number, name: string): void {
  const { tape } = draft;
  const n = tape.get(body, name);
  const turns = draft.brief || !isString(tape, n) ? undefined : turnsOfPrompt(tape.string(n));
  if (turns === undefined) {
    user(draft, n);
    return;
  }
  // The signs of the template are part of what was sent.
  draft.parameter(name, n);
  for (const { role, text } of turns) {
    if (role === 'system') draft.system.push({ kind: 'text', text });
    else draft.turn(role, 'input', [{ kind: 'text', text }]);
  }
}

/** A bare prompt, often with the model's own template of turns inside. */
const prompt: InputShape = {
  name: 'prompt',
  is: (tape, body) => has(tape, body, 'prompt'),
  read(draft, body) {
    readPrompt(draft, body, 'prompt');
    readPictures(draft, body);
    parameters(draft, body, ['prompt', 'images']);
  },
};

const titanInput: InputShape = {
  name: 'titan',
  is: (tape, body) => has(tape, body, 'inputText', 'inputImage'),
  read(draft, body) {
    const tape = draft.tape;
    readPrompt(draft, body, 'inputText');
    const image = tape.get(body, 'inputImage');
    if (isString(tape, image)) draft.turn('user', 'input', [mediaBlock(tape, 'image', image)]);
    parameters(draft, body, ['inputText', ...(isString(tape, image) ? ['inputImage'] : [])]);
  },
};

/** Cohere Command R: the new message after a history of `{role, message}`, under a preamble. */
const cohereChat: InputShape = {
  name: 'cohere-chat',
  is: (tape, body) => has(tape, body, 'message'),
  read(draft, body) {
    const tape = draft.tape;
    readSystem(draft, tape.get(body, 'preamble'));
    for (const turn of each(tape, tape.get(body, 'chat_history'))) {
      const blocks: Block[] = [];
      readContent(tape, tape.get(turn, 'message'), blocks);
      for (const [name, value] of members(tape, turn)) {
        if (name !== 'role' && name !== 'message')
          blocks.push({ kind: 'other', type: name, json: jsonOf(tape, value) });
      }
      if (!isObject(tape, turn)) blocks.push({ kind: 'other', type: 'turn', json: jsonOf(tape, turn) });
      draft.turn(textIn(tape, turn, 'role') ?? 'USER', 'input', blocks);
    }
    user(draft, tape.get(body, 'message'));
    for (const name of ['tool_results', 'documents']) {
      const n = tape.get(body, name);
      for (const part of elements(tape, n))
        draft.turn('user', 'input', [{ kind: 'other', type: name, json: jsonOf(tape, part) }]);
    }
    readTools(draft, body);
    parameters(draft, body, ['preamble', 'chat_history', 'message', 'tool_results', 'documents']);
  },
};

const texts: InputShape = {
  name: 'cohere-embed',
  is: (tape, body) => isArray(tape, tape.get(body, 'texts')) || has(tape, body, 'input_type'),
  read(draft, body) {
    const tape = draft.tape;
    user(draft, tape.get(body, 'texts'));
    readPictures(draft, body);
    // Newer models take texts and pictures together.
    for (const entry of elements(tape, tape.get(body, 'inputs'))) {
      const content = tape.get(entry, 'content');
      user(draft, content >= 0 ? content : entry);
    }
    parameters(draft, body, ['texts', 'images', 'inputs']);
  },
};

const ranking: InputShape = {
  name: 'rerank',
  is: (tape, body) => has(tape, body, 'query', 'queries') && has(tape, body, 'documents', 'sources'),
  read(draft, body) {
    const tape = draft.tape;
    const names = ['query', 'queries', 'documents', 'sources'];
    for (const name of names) user(draft, tape.get(body, name));
    parameters(draft, body, names);
  },
};

const imageRequest: InputShape = { name: 'images', is: isImageRequest, read: readImageRequest };

function readPictures(draft: Draft, body: number): void {
  const tape = draft.tape;
  const pictures: Block[] = [];
  for (const image of each(tape, tape.get(body, 'images'))) pictures.push(mediaBlock(tape, 'image', image));
  draft.turn('user', 'input', pictures);
}

/** Every form of input body; the first that fits is taken. */
export const INPUT_SHAPES: readonly InputShape[] = [
  messagesShape('anthropic', (tape, body) => has(tape, body, 'anthropic_version')),
  messagesShape('nova', (tape, body) => textIn(tape, body, 'schemaVersion') !== undefined),
  messagesShape(
    'converse',
    (tape, body) => has(tape, body, 'inferenceConfig', 'toolConfig', 'guardrailConfig') || isMemberStyle(tape, body),
  ),
  messagesShape('chat', () => true),
  responsesInput,
  imageRequest,
  titanInput,
  cohereChat,
  texts,
  ranking,
  prompt,
];
