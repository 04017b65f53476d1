/** What hovers and completion say of the vocabulary, as Markdown made of this project's own texts. */
import type { CommandEntry } from '../vocabulary/commands.ts';
import { type FunctionEntry, signature } from '../vocabulary/entry.ts';

const code = (text: string): string => `\`\`\`esql\n${text}\n\`\`\``;

export function commandMarkdown({ syntax, summary, example }: CommandEntry): string {
  return `${code(syntax)}\n${summary}\n${code(example)}`;
}

export function functionMarkdown(entry: FunctionEntry): string {
  const { summary, parameters, returns } = entry;
  const named = parameters.map((parameter) => {
    const marks = [
      parameter.optional && 'optional',
      parameter.repeats && 'any number',
      parameter.constant && 'constant',
    ];
    return `- \`${parameter.name}\`: ${[parameter.accepts.label, ...marks.filter(Boolean)].join(', ')}`;
  });
  const result = typeof returns === 'string' && returns !== 'null' ? ` → ${returns}` : '';
  return [code(signature(entry) + result), summary, ...named, code(entry.example)].join('\n');
}

export function operatorMarkdown({ name, summary, example }: FunctionEntry): string {
  return `**${name}** ${summary}\n${code(example)}`;
}
