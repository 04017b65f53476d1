import type { Block, Comparison, Conversation, Turn, TurnPair, ValuePair } from '../model.ts';
import { common } from './sequence.ts';
import { comparedWords } from './words.ts';

/** Holds two conversations side by side: turns that are the same, changed, or in one alone; parameters by name. */
export function compareConversations(left: Conversation, right: Conversation): Comparison {
  const keys = [left.turns.map(keyOf), right.turns.map(keyOf)] as const;
  const pairs = common(...keys);
  let shared = 0;
  while (pairs[shared]?.[0] === shared && pairs[shared]?.[1] === shared) shared++;
  const system = comparedSystem(left.system, right.system);
  return {
    ...(system === undefined ? {} : { system }),
    turns: paired(left.turns, right.turns, pairs),
    shared,
    parameters: comparedValues(settings(left), settings(right)),
  };
}

function paired(
  left: readonly Turn[],
  right: readonly Turn[],
  same: readonly (readonly [number, number])[],
): TurnPair[] {
  const rows: TurnPair[] = [];
  let [i, j] = [0, 0];
  for (const [a, b] of [...same, [left.length, right.length] as const]) {
    rows.push(...gap(left, right, [i, a], [j, b]));
    if (a < left.length && b < right.length) rows.push({ left: a, right: b, same: true });
    [i, j] = [a + 1, b + 1];
  }
  return rows;
}

type Range = readonly [from: number, to: number];

/** Turns between two that are the same: those of one role and side stand beside each other in their order. */
function gap(left: readonly Turn[], right: readonly Turn[], [i, a]: Range, [j, b]: Range): TurnPair[] {
  const voice = ({ role, from }: Turn) => `${from} ${role}`;
  const voices = [left.slice(i, a).map(voice), right.slice(j, b).map(voice)] as const;
  const rows: TurnPair[] = [];
  let [at, beside] = [i, j];
  const alone = (toLeft: number, toRight: number) => {
    for (; at < toLeft; at++) rows.push({ left: at, same: false });
    for (; beside < toRight; beside++) rows.push({ right: beside, same: false });
  };
  for (const [l, r] of common(...voices)) {
    alone(i + l, j + r);
    const pieces = comparedWords(wordsOf(left[at]), wordsOf(right[beside]));
    rows.push({ left: at++, right: beside++, same: false, ...(pieces === undefined ? {} : { pieces }) });
  }
  alone(a, b);
  return rows;
}

function comparedSystem(left: readonly Block[], right: readonly Block[]): Comparison['system'] {
  if (left.length === 0 && right.length === 0) return undefined;
  const [before, after] = [saidIn(left), saidIn(right)];
  if (before === after) return { same: true };
  const pieces = comparedWords(before, after);
  return { same: false, ...(pieces === undefined ? {} : { pieces }) };
}

function settings({ parameters, toolsOffered }: Conversation): (readonly [string, string])[] {
  // The definitions of tools are long: their names say what was offered. What was prompted is compared turn by turn.
  const own = parameters.filter(([name]) => !/^(?:tools|toolConfig\.tools.*|prompt|inputText)$/.test(name));
  return toolsOffered.length === 0 ? own : [...own, ['tools offered', toolsOffered.join(', ')]];
}

function comparedValues(
  left: readonly (readonly [string, string])[],
  right: readonly (readonly [string, string])[],
): ValuePair[] {
  const [before, after] = [new Map(left), new Map(right)];
  return [...new Set([...before.keys(), ...after.keys()])].map((name) => {
    const [one, other] = [before.get(name), after.get(name)];
    return { name, ...(one === undefined ? {} : { left: one }), ...(other === undefined ? {} : { right: other }) };
  });
}

const keyOf = (turn: Turn): string => `${turn.role}\n${JSON.stringify(turn.blocks.map(bare))}`;

/** A picture that stands elsewhere in the record is still the same. */
function bare(block: Block): Block {
  if (block.kind === 'tool-result') return { ...block, blocks: block.blocks.map(bare) };
  if (block.kind !== 'media') return block;
  const { at: _, ...rest } = block;
  return rest;
}

const wordsOf = (turn: Turn | undefined): string => (turn === undefined ? '' : saidIn(turn.blocks));

/** All that blocks say, as one text. */
function saidIn(blocks: readonly Block[]): string {
  return blocks.map(said).join('\n');
}

function said(block: Block): string {
  switch (block.kind) {
    case 'text':
    case 'guarded':
      return block.text;
    case 'reasoning':
      return `(${block.text})`;
    case 'tool-call':
      return `${block.name} ${block.input}`;
    case 'tool-result':
      return saidIn(block.blocks);
    case 'media':
      return `[${[block.media, block.format, block.name, block.bytes, block.uri].filter((part) => part !== undefined).join(' ')}]`;
    case 'cache-point':
      return '';
    case 'other':
      return `${block.type} ${block.json}`;
  }
}
