import type { Span } from '../syntax/position.ts';
import type { LanguageContext } from './context.ts';
import { read } from './repair.ts';
import { isComment, tokensOf } from './tokens.ts';

export interface Diagnostic extends Span {
  readonly message: string;
  /** `information`: the query may be right, but not on what is loaded here. */
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: 'syntax' | 'verification' | 'unsupported' | 'unknown-index';
}

/** Everything that is wrong with a query, in the order of the text. An empty text is not wrong. */
export function diagnose(text: string, context: LanguageContext): readonly Diagnostic[] {
  if (tokensOf(text).every(isComment)) return [];
  return read(text, context.catalog, ANY_PARAMETERS).problems.flatMap(({ start, end, message, kind }): Diagnostic[] => {
    if (/^Unknown (?:query )?parameter|^No parameter/i.test(message)) return [];
    if (message.startsWith('Unknown index [')) {
      const known = context.indices.join(', ');
      const said = `${message}: only syntax and functions are checked. Indices with known fields: ${known}`;
      return [{ start, end, message: said, severity: 'information', code: 'unknown-index' }];
    }
    return [{ start, end, message, severity: kind === 'unsupported' ? 'warning' : 'error', code: kind }];
  });
}

/** Parameters are given when a query is run. */
const ANY_PARAMETERS = { values: [] };
