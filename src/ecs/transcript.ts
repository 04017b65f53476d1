import type { Block, Conversation } from './model.ts';

/** What stands above the turns, each a line: the model, the time, the request id ... Whatever the caller knows. */
export type TranscriptHead = readonly (readonly [name: string, value: string])[];

const MAX_NAME_UNITS = 200;

/**
 * A conversation as Markdown for people to read and paste. Whatever comes out of the log stands in fences longer than
 * any run of backticks inside, or in a code span, so that it can neither form Markdown nor HTML; control and
 * bidirectional characters are spelled out.
 */
export function transcript(conversation: Conversation, head: TranscriptHead = []): string {
  const out: string[] = ['# Invocation'];
  blank(out);
  for (const [name, value] of head) out.push(`- ${line(name)}: ${line(value)}`);
  if (conversation.stopReason !== undefined) out.push(`- Stop reason: ${line(conversation.stopReason)}`);
  for (const [name, value] of conversation.parameters)
    if (!/^(?:tool|prompt$|inputText$)/.test(name)) out.push(`- ${line(name)}: ${line(value)}`);
  if (conversation.toolsOffered.length > 0)
    out.push(`- Tools offered: ${conversation.toolsOffered.map(line).join(', ')}`);
  if (conversation.offloaded.input !== undefined) out.push(`- Input in S3: ${line(conversation.offloaded.input)}`);
  if (conversation.offloaded.output !== undefined) out.push(`- Output in S3: ${line(conversation.offloaded.output)}`);
  section(out, 'System', conversation.system);
  for (const turn of conversation.turns) section(out, turn.role === '' ? 'Turn' : line(turn.role), turn.blocks);
  section(out, 'Withheld by a guardrail', conversation.withheld);
  if (conversation.findings.length > 0) {
    blank(out);
    out.push('## Guardrail findings', '');
    for (const { source, policy, code, action, confidence, match } of conversation.findings) {
      const parts = [source, policy, code, action, ...(confidence === undefined ? [] : [confidence])];
      out.push(`- ${parts.map(line).join(', ')}${match === undefined ? '' : `: ${line(match)}`}`);
    }
  }
  for (const cut of conversation.cuts) {
    blank(out);
    out.push(cut);
  }
  while (out.at(-1) === '') out.pop();
  return `${out.join('\n')}\n`;
}

function section(out: string[], title: string, blocks: readonly Block[]): void {
  if (blocks.length === 0) return;
  blank(out);
  out.push(`## ${title}`);
  for (const block of blocks) writeBlock(out, block);
}

function writeBlock(out: string[], block: Block): void {
  switch (block.kind) {
    case 'text':
      fence(out, 'text', block.text);
      break;
    case 'guarded':
      label(out, ['Guarded text', ...block.qualifiers.map(line)].join(', '));
      fence(out, 'text', block.text);
      break;
    case 'reasoning':
      label(out, block.signed ? 'Reasoning, signed' : 'Reasoning');
      if (block.text !== '') fence(out, 'text', block.text);
      break;
    case 'tool-call':
      label(out, `Call of ${line(block.name)}${block.id === undefined ? '' : ` (${line(block.id)})`}`);
      fence(out, 'json', block.input);
      break;
    case 'tool-result':
      label(
        out,
        `Result of ${line(block.name ?? block.id ?? 'a tool')}${block.status === undefined ? '' : `, ${line(block.status)}`}`,
      );
      for (const inner of block.blocks) writeBlock(out, inner);
      break;
    case 'media':
      label(out, mediaLine(block));
      break;
    case 'cache-point':
      label(out, 'Cache point');
      break;
    case 'other':
      label(out, line(block.type));
      fence(out, 'json', block.json);
      break;
  }
}

function mediaLine(block: Extract<Block, { kind: 'media' }>): string {
  const parts: string[] = [block.media];
  if (block.format !== undefined) parts.push(line(block.format));
  if (block.name !== undefined) parts.push(line(block.name));
  if (block.bytes !== undefined) parts.push(`${block.bytes} bytes`);
  if (block.uri !== undefined) parts.push(line(block.uri));
  return parts.join(', ');
}

/** An empty line, unless the last one is. */
function blank(out: string[]): void {
  if (out.at(-1) !== '') out.push('');
}

function label(out: string[], text: string): void {
  blank(out);
  out.push(`**${text}**`);
}

/** A fenced block whose fence is longer than any run of backticks in the text, so that the text cannot end it. */
function fence(out: string[], language: 'text' | 'json', text: string): void {
  const marks = '`'.repeat(longestRun(text, 2) + 1);
  blank(out);
  out.push(`${marks}${language}`, visible(text.replace(/\r\n?/g, '\n')), marks);
}

/** A text as part of one line: plain if it is a short word such as a role or a number, else a code span. */
function line(text: string): string {
  if (/^[a-z0-9][a-z0-9_.]{0,40}$/i.test(text) && !/__|_$|www\./i.test(text)) return text;
  const short = text.length > MAX_NAME_UNITS ? `${text.slice(0, MAX_NAME_UNITS)}…` : text;
  const words = visible(short.replace(/\s+/g, ' '));
  const marks = '`'.repeat(longestRun(words, 0) + 1);
  return `${marks} ${words} ${marks}`;
}

function longestRun(text: string, least: number): number {
  let longest = least;
  for (const run of text.matchAll(/`+/g)) longest = Math.max(longest, run[0].length);
  return longest;
}

/** C0 and C1 controls but tab and line feed, and the characters that turn the direction of text or hide. */
const HIDDEN = /(?![\t\n])[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

function visible(text: string): string {
  return text.replace(HIDDEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
