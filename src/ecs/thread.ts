/** What tells that one invocation goes on with the conversation of another. Pure; reading records is the caller's. */
import type { Tape } from '../json/tape.ts';
import { Digest } from './extended/digest.ts';
import type { Block, Conversation, Turn } from './model.ts';
import { each, isArray, isObject, isString, textIn } from './shapes/reading.ts';

/** Bytes of the first message that a key is made of. */
const KEY_BYTES = 512;

/** Roles whose messages set the stage; clients change them from call to call. */
const STAGE = new Set(['system', 'developer']);

/**
 * A number that invocations of one conversation share, made of the first text that was said; 0 where there is no list of
 * messages. Cheap enough to be made of every record while it is read; different conversations may share it too.
 */
export function conversationKey(tape: Tape): number {
  if (!isObject(tape, 0)) return 0;
  const text = firstText(tape);
  if (text < 0) return 0;
  let hash = 0x811c9dc5 | 0;
  const from = tape.start(text) + 1;
  const to = Math.min(tape.end(text) - 1, from + KEY_BYTES);
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (tape.bytes[i] as number), 0x01000193);
  return (hash >>> 0) + 1;
}

/** The node of the first text of the first message; -1 if there is none. */
function firstText(tape: Tape): number {
  const body = tape.get(tape.get(0, 'input'), 'inputBodyJson');
  for (const list of [tape.get(body, 'messages'), tape.get(body, 'input'), body, tape.get(0, 'messages')]) {
    const found = isArray(tape, list) ? firstIn(tape, list) : -1;
    if (found >= 0) return found;
  }
  const before = tape.first(tape.get(body, 'chat_history'));
  const message = tape.get(before >= 0 ? before : body, 'message');
  return isString(tape, message) ? message : -1;
}

function firstIn(tape: Tape, messages: number): number {
  for (let message = tape.first(messages); message >= 0; message = tape.next(message)) {
    if (STAGE.has(textIn(tape, message, 'role') ?? '')) continue;
    for (const part of each(tape, tape.get(message, 'content'))) {
      if (isString(tape, part)) return part;
      const guarded = tape.get(tape.get(part, 'guardContent'), 'text');
      for (const text of [tape.get(part, 'text'), tape.get(guarded, 'text')]) if (isString(tape, text)) return text;
    }
    return -1;
  }
  return -1;
}

/** One invocation's place among those of its conversation. */
export interface Links {
  /** A digest of the first message, of the first two, ... of all that were sent. */
  readonly sent: readonly string[];
  /** What each message says at heart; the answer to an earlier call is found among these. */
  readonly said: readonly string[];
  /** What was answered, at heart; absent if the log does not have it. */
  readonly answer?: string;
}

/** The links of a conversation. Cache points, reasoning and system prompts do not count: clients move and drop them. */
export function linksOf({ turns }: Pick<Conversation, 'turns'>): Links {
  const sent: string[] = [];
  const said: string[] = [];
  const chain = new Digest();
  for (const turn of turns) {
    if (turn.from === 'output' || STAGE.has(turn.role)) continue;
    chain.add(turn.role);
    for (const block of turn.blocks) addBlock(chain, block);
    sent.push(chain.value);
    said.push(heartOf([turn]));
  }
  const answers = turns.filter((turn) => turn.from === 'output');
  return { sent, said, ...(answers.length === 0 ? {} : { answer: heartOf(answers) }) };
}

function addBlock(chain: Digest, block: Block): void {
  if (block.kind === 'cache-point' || block.kind === 'reasoning') return;
  chain.add(block.kind);
  if (block.kind === 'text' || block.kind === 'guarded') chain.add(block.text);
  else if (block.kind === 'tool-call') chain.add(`${block.id ?? ''} ${block.name} ${block.input}`);
  else if (block.kind === 'tool-result') {
    chain.add(block.id ?? '');
    for (const inner of block.blocks) addBlock(chain, inner);
  } else if (block.kind === 'media') chain.add(`${block.media} ${block.bytes ?? ''}`);
  else chain.add(block.json);
}

/** Texts and the names of called tools: what clients send back of an answer as it was. */
function heartOf(turns: readonly Turn[]): string {
  const heart = new Digest();
  for (const { blocks } of turns) {
    for (const block of blocks) {
      if (block.kind === 'text') heart.add(block.text.trim());
      else if (block.kind === 'tool-call') heart.add(block.name);
    }
  }
  return heart.value;
}

/** An invocation that may belong to a conversation. */
export interface Linked {
  readonly id: number;
  /** Epoch ms; NaN if the record has none. */
  readonly time: number;
  readonly caller: string;
  readonly links: Links;
}

/**
 * For each invocation the one that it goes on from: the one with the most messages whose messages all stand at the
 * beginning of its own, and whose answer follows them there. Where the answer does not follow word for word, as when a
 * client changed it, the caller must be the same. The later one counts of several.
 */
export function continuations(all: readonly Linked[]): Map<number, number> {
  const byEnd = new Map<string, Linked[]>();
  for (const one of all) {
    const end = one.links.sent.at(-1);
    if (end === undefined) continue;
    const known = byEnd.get(end);
    if (known) known.push(one);
    else byEnd.set(end, [one]);
  }
  const parents = new Map<number, number>();
  for (const one of all) {
    const parent = parentOf(one, byEnd);
    if (parent !== undefined) parents.set(one.id, parent.id);
  }
  return parents;
}

function parentOf(one: Linked, byEnd: ReadonlyMap<string, readonly Linked[]>): Linked | undefined {
  const { sent, said } = one.links;
  for (let count = sent.length - 1; count > 0; count--) {
    const earlier = (byEnd.get(sent[count - 1] ?? '') ?? []).filter((other) => isBefore(other, one));
    const answered = earlier.filter((other) => other.links.answer === said[count]);
    const likely = answered.length > 0 ? answered : earlier.filter((other) => other.caller === one.caller);
    const [last] = likely.sort((a, b) => b.time - a.time || b.id - a.id);
    if (last) return last;
  }
  return undefined;
}

function isBefore(one: Linked, other: Linked): boolean {
  return one.id !== other.id && !(one.time > other.time);
}

/** Those that go back to the same first invocation as `id`, that one and `id` among them. */
export function threadOf(id: number, all: readonly Linked[], parents: ReadonlyMap<number, number>): Linked[] {
  // What goes on has more messages than what it goes on from, so that no way up comes back to where it began.
  const roots = new Map<number, number>();
  const rootOf = (of: number): number => {
    const path: number[] = [];
    let at = of;
    for (let up = parents.get(at); up !== undefined && !roots.has(at); up = parents.get(at)) {
      path.push(at);
      at = up;
    }
    const root = roots.get(at) ?? at;
    for (const step of path) roots.set(step, root);
    return root;
  };
  const own = rootOf(id);
  return all.filter((one) => rootOf(one.id) === own);
}
