import { readConversation } from '../../../src/ecs/conversation.ts';
import { ScalarReader, type TextSizes } from '../../../src/ecs/extended/scalars.ts';
import type { Block, Conversation } from '../../../src/ecs/model.ts';
import { Tape } from '../../../src/json/tape.ts';

const scalarReader = new ScalarReader();

/** A tape that holds a value, or the JSON text itself. */
export function tapeOf(value: unknown): Tape {
  const tape = new Tape();
  const bytes = Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null'));
  if (!tape.parse(bytes, 0, bytes.length)) throw new Error(`${tape.error.offset}: ${tape.error.reason}`);
  return tape;
}

export function conversationOf(value: unknown): Conversation {
  return readConversation(tapeOf(value));
}

/** A copy of the scalars: the reader uses its object again. */
export function scalarsOf(value: unknown, sizes?: TextSizes) {
  return { ...scalarReader.read(tapeOf(value), sizes) };
}

/** A record around two bodies; undefined leaves a body out. */
export function recordOf(
  input: unknown,
  output: unknown,
  envelope: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: '2026-11-21T09:00:00Z',
    region: 'eu-central-1',
    modelId: 'eu.example.model-v1:0',
    input: { inputContentType: 'application/json', ...(input === undefined ? {} : { inputBodyJson: input }) },
    output: { outputContentType: 'application/json', ...(output === undefined ? {} : { outputBodyJson: output }) },
    ...envelope,
  };
}

/** A conversation as lines: `user: text`, `assistant: call name {...} #id`. */
export function sketch(conversation: Conversation): string[] {
  return [
    ...conversation.system.map((block) => `system: ${drawn(block)}`),
    ...conversation.turns.flatMap((turn) =>
      turn.blocks.map((block) => `${turn.role}${turn.from === 'output' ? '>' : ':'} ${drawn(block)}`),
    ),
    ...conversation.withheld.map((block) => `withheld: ${drawn(block)}`),
  ];
}

function drawn(block: Block): string {
  switch (block.kind) {
    case 'text':
      return block.text;
    case 'reasoning':
      return `(${block.text})${block.signed ? ' signed' : ''}`;
    case 'tool-call':
      return `call ${block.name} ${block.input} #${block.id ?? ''}`;
    case 'tool-result':
      return `result of ${block.name ?? '?'} #${block.id ?? ''} ${block.status ?? ''} [${block.blocks.map(drawn).join(' | ')}]`;
    case 'media':
      return [
        block.media,
        block.format,
        block.name,
        block.bytes === undefined ? undefined : `${block.bytes} B`,
        block.uri,
      ]
        .filter((part) => part !== undefined)
        .join(' ');
    case 'guarded':
      return `guarded ${block.text} [${block.qualifiers.join(',')}]`;
    case 'cache-point':
      return 'cache point';
    case 'other':
      return `${block.type} ${block.json}`;
  }
}

/** Every text and JSON text of a conversation, to look for words in. */
export function allText(conversation: Conversation): string {
  const texts: string[] = [];
  const visit = (block: Block): void => {
    if (block.kind === 'text' || block.kind === 'reasoning') texts.push(block.text);
    else if (block.kind === 'guarded') texts.push(block.text, ...block.qualifiers);
    else if (block.kind === 'tool-call') texts.push(block.name, block.input, ...strings(block.input));
    else if (block.kind === 'tool-result') block.blocks.forEach(visit);
    else if (block.kind === 'other') texts.push(block.type, block.json, ...strings(block.json));
    else if (block.kind === 'media') texts.push(block.name ?? '', block.uri ?? '');
  };
  conversation.system.forEach(visit);
  for (const turn of conversation.turns) turn.blocks.forEach(visit);
  conversation.withheld.forEach(visit);
  for (const [name, value] of [...conversation.parameters, ...conversation.details])
    texts.push(name, value, ...strings(value));
  return texts.join('\n');
}

/** The strings inside a JSON text, escapes resolved; none if it was cut or is no JSON. */
function strings(json: string): string[] {
  const found: string[] = [];
  try {
    JSON.parse(json, (_key, value: unknown) => {
      if (typeof value === 'string') found.push(value);
      return value;
    });
  } catch {
    // A plain text among the parameters.
  }
  return found;
}
