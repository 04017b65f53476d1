/** A small schema, and queries with `|` for pipes and `¦` for the cursor. */
import type { LanguageContext } from '../../../../src/esql/language/context.ts';

const FIELDS = [
  ['@timestamp', 'date'],
  ['user.id', 'keyword'],
  ['event.outcome', 'keyword'],
  ['gen_ai.prompt', 'text'],
  ['gen_ai.usage.prompt_tokens', 'long'],
  ['gen_ai.usage.completion_tokens', 'long'],
  ['source.ip', 'ip'],
  ['cached', 'boolean'],
] as const;

const VALUES: Readonly<Record<string, readonly string[]>> = {
  'user.id': ['alice', 'bob "the" builder', 'c*'],
  'event.outcome': ['success', 'failure'],
};

export const CONTEXT: LanguageContext = {
  catalog: {
    fields: (patterns) =>
      patterns.every((pattern) => pattern.startsWith('logs-'))
        ? [
            ...FIELDS.map(([name, type]) => ({ name, type })),
            { name: 'gen_ai.request', type: 'unsupported', declared: 'flattened' },
          ]
        : undefined,
  },
  indices: ['logs-aws_bedrock.invocation-*'],
  describe: (field) => (field === 'user.id' ? 'Who called.' : undefined),
  values: (field) => VALUES[field] ?? [],
};

/** A text without its cursor mark, and where the mark was. */
export function cursor(marked: string): readonly [text: string, offset: number] {
  const offset = marked.indexOf('¦');
  if (offset < 0) throw new Error(`no cursor in ${marked}`);
  return [marked.slice(0, offset) + marked.slice(offset + 1), offset];
}
