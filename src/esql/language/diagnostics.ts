import type { Parameters } from '../analysis/context.ts';
import type { Span } from '../syntax/position.ts';
import type { LanguageContext } from './context.ts';
import { read } from './repair.ts';
import { isComment, type LooseToken, tokensOf } from './tokens.ts';

export interface Diagnostic extends Span {
  readonly message: string;
  /** `information`: the query may be right, but not on what is loaded here. */
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: 'syntax' | 'verification' | 'unsupported' | 'unknown-index';
}

/** Everything that is wrong with a query, in the order of the text. An empty text is not wrong. */
export function diagnose(text: string, context: LanguageContext): readonly Diagnostic[] {
  const tokens = tokensOf(text);
  if (tokens.every(isComment)) return [];
  const parameters = tokens.filter(({ kind }) => kind === 'parameter');
  return read(text, context.catalog, standIns(parameters)).problems.flatMap((problem): Diagnostic[] => {
    const { start, end, message, kind } = problem;
    const holds = (one: LooseToken) => one.start >= start && one.end <= end;
    const only = (one: LooseToken) => one.start === start && one.end === end;
    if (parameters.some(kind === 'syntax' ? only : holds)) return [];
    if (/^Query parameter \[.*\] must be a name/.test(message)) return [];
    if (message.startsWith('Unknown index [')) {
      const known = context.indices.join(', ');
      const said = `${message}: only syntax and functions are checked. Indices with known fields: ${known}`;
      return [{ start, end, message: said, severity: 'information', code: 'unknown-index' }];
    }
    return [{ start, end, message, severity: kind === 'unsupported' ? 'warning' : 'error', code: kind }];
  });
}

/** Parameters get their values when a query is run; until then null stands for each, which fits every type. */
function standIns(parameters: readonly LooseToken[]): Parameters {
  const keys = parameters.map(({ text }) => text.replace(/^\?+/, ''));
  const numbers = keys.map(Number).filter((n) => n <= MOST_POSITIONS);
  const positions = Math.max(keys.filter((key) => key === '').length, ...numbers, 0);
  const named = keys.filter((key) => /^[A-Za-z_]/.test(key)).map((name) => ({ name, value: null }));
  return { values: [...Array.from({ length: positions }, () => ({ value: null })), ...named] };
}

const MOST_POSITIONS = 1000;
