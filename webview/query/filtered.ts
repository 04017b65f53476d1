/** The page's filter as lines of a query, so that what it leaves out can be read and changed. */
import type { Selection } from '../../src/session/protocol/protocol.ts';
import { codeTokens } from '../code/tokens.ts';

export const STARTER_QUERY = `FROM logs-aws_bedrock.invocation-*
| STATS calls = COUNT(*), tokens = SUM(gen_ai.usage.prompt_tokens) BY gen_ai.request.model.id
| SORT calls DESC
| LIMIT 20`;

/** The lines of a filter, each with its pipe; none where nothing is filtered. The search is no condition of ES|QL. */
export function filterLines({ where, range }: Pick<Selection, 'where' | 'range'>): readonly string[] {
  const lines: string[] = [];
  if (range) {
    const [from, to] = range.map((time) => new Date(time).toISOString());
    lines.push(`| WHERE @timestamp >= "${from}" AND @timestamp < "${to}"`);
  }
  // A remark at the end of a condition would swallow what follows on its line.
  if (where?.trim()) lines.push(`| WHERE ${where.trim()}`);
  return lines;
}

/** The query with the filter's lines behind its first command; those that stand there already are not doubled. */
export function withFilter(text: string, filter: Pick<Selection, 'where' | 'range'>): string {
  const pipe = codeTokens(text, true).find(({ kind }) => kind === 'pipe')?.start ?? text.length;
  const head = text.slice(0, pipe).trimEnd();
  const rest = text.slice(pipe).trim();
  const lines = filterLines(filter).filter((line) => !text.includes(line));
  return [head, ...lines, ...(rest === '' ? [] : [rest])].join('\n');
}
