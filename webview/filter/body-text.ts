/** Looking for a text in prompts, answers and reasoning: a condition like any other, which is recognised when it is read. */
import { quoted } from '../../src/overview/scope.ts';
import { termsOf } from './terms.ts';
import { wordsOf } from './words.ts';

const FIELDS = ['bedrock_logs.prompt_text', 'bedrock_logs.completion_text', 'bedrock_logs.reasoning_text'] as const;

/** The condition that one of the texts of a record holds this one, letter case ignored. */
export function bodyCondition(text: string): string {
  const pattern = quoted(`*${text.toLowerCase().replace(/[*?\\]/g, '\\$&')}*`);
  return `(${FIELDS.map((field) => `TO_LOWER(${field}) LIKE ${pattern}`).join(' OR ')})`;
}

/** The text that a part of a filter looks for in bodies, if that is what it does; in lower case. */
export function bodyTextOf(part: string): string | undefined {
  const pattern = wordsOf(part)?.find(({ kind }) => kind === 'string')?.text;
  if (pattern === undefined || pattern.length < 3) return undefined;
  const text = pattern.slice(1, -1).replace(/\\([*?\\])/g, '$1');
  return part === bodyCondition(text) ? text : undefined;
}

/** Everything that a filter looks for in bodies. */
export function bodyTexts(where: string): readonly string[] {
  return termsOf(where).flatMap(({ start, end }) => bodyTextOf(where.slice(start, end)) ?? []);
}
