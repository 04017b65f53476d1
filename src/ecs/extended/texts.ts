import type { Block, Conversation } from '../model.ts';
import { Digest } from './digest.ts';

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
 * parts joined without anything between them, as they were streamed; several answers on lines of their own. The id of the
 * conversation is made only if it is asked for.
 */
export function conversationTexts(conversation: Said, withId = true): ConversationTexts {
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
  const id = withId ? conversationId(conversation) : undefined;
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
  const digest = new Digest();
  for (const block of conversation.system) addLasting(block, digest);
  for (const turn of conversation.turns) {
    if (turn.from === 'output') continue;
    digest.add(turn.role);
    for (const block of turn.blocks) addLasting(block, digest);
    if (turn.role.toLowerCase() === 'user') return digest.value;
  }
  return undefined;
}

/** What of a block stays in all requests: cache marks move towards the end, media in S3 have another address in each. */
function addLasting(block: Block, digest: Digest): void {
  if (block.kind === 'text') digest.add(block.text);
  else if (block.kind === 'media') digest.add(JSON.stringify([block.media, block.format, block.name, block.bytes]));
  else if (block.kind !== 'cache-point') digest.add(JSON.stringify(block));
}
