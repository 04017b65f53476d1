import type { Block, Conversation, Turn } from '../model.ts';

/** The three text fields of the extended profile and the id of the conversation, as the reader of the shapes sees them. */
export interface ConversationTexts {
  readonly prompt: string;
  readonly completion: string;
  readonly reasoning: string;
  /** 16 hexadecimal digits; undefined where the body is no conversation. */
  readonly conversationId?: string;
}

/** The part of a conversation that the texts are made of. */
type Said = Pick<Conversation, 'shapes' | 'system' | 'turns'>;

/** Shapes of input that are sent again, longer, with every turn of a conversation. */
const CONVERSING = new Set(['anthropic', 'nova', 'converse', 'chat', 'messages', 'responses', 'cohere-chat']);

/**
 * Prompt: instructions and every turn of the input, their parts on lines of their own. Completion: the answer's text,
 * parts joined without anything between them, as they were streamed; several answers on lines of their own.
 */
export function conversationTexts(conversation: Said): ConversationTexts {
  const prompt: string[] = [];
  const completion: string[] = [];
  const reasoning: string[] = [];
  for (const block of conversation.system) addTexts(block, prompt);
  for (const turn of conversation.turns) {
    if (turn.from === 'input') {
      for (const block of turn.blocks) addTexts(block, prompt);
      continue;
    }
    const answer: string[] = [];
    for (const block of turn.blocks) {
      if (block.kind === 'reasoning') reasoning.push(block.text);
      else if (block.kind !== 'tool-result') addTexts(block, answer);
    }
    completion.push(answer.join(''));
  }
  const id = conversationId(conversation);
  return {
    prompt: prompt.join('\n'),
    completion: completion.filter((text) => text !== '').join('\n'),
    reasoning: reasoning.filter((text) => text !== '').join('\n'),
    ...(id === undefined ? {} : { conversationId: id }),
  };
}

/** Adds the words of a block that somebody wrote, or a tool answered. */
function addTexts(block: Block, texts: string[]): void {
  if (block.kind === 'text' || block.kind === 'guarded') texts.push(block.text);
  else if (block.kind === 'tool-result') {
    for (const inner of block.blocks) {
      if (inner.kind === 'other') texts.push(inner.json);
      else addTexts(inner, texts);
    }
  }
}

/**
 * A digest of what all requests of one conversation begin with: the instructions and the turns up to the first one of
 * the user. Two conversations that begin alike are taken for one.
 */
function conversationId(conversation: Said): string | undefined {
  if (!CONVERSING.has(conversation.shapes[0])) return undefined;
  const turns = conversation.turns.filter((turn) => turn.from === 'input');
  const first = turns.findIndex((turn) => turn.role.toLowerCase() === 'user');
  if (first < 0) return undefined;
  return digest(
    JSON.stringify([conversation.system.filter(stays).map(lasting), turns.slice(0, first + 1).map(lastingTurn)]),
  );
}

function lastingTurn(turn: Turn): unknown {
  return [turn.role, turn.blocks.filter(stays).map(lasting)];
}

/** Cache marks move towards the end with every request. */
function stays(block: Block): boolean {
  return block.kind !== 'cache-point';
}

/** Media in S3 have another address in every request. */
function lasting(block: Block): unknown {
  return block.kind === 'media' ? [block.media, block.format, block.name, block.bytes] : block;
}

/** 64 bits over the UTF-16 units of a text, from two multiplicative hashes. Not made to withstand forgery. */
export function digest(text: string): string {
  let a = 0xdeadbeef | 0;
  let b = 0x41c6ce57 | 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return hex(b) + hex(a);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
