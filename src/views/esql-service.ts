/** The language service with what is known of Bedrock's logs. Loaded when a query is first looked at, not at start. */
import { type Completions, complete } from '../esql/language/completion.ts';
import { type Diagnostic, diagnose } from '../esql/language/diagnostics.ts';
import { type Fold, folds } from '../esql/language/folding.ts';
import { format } from '../esql/language/format.ts';
import { type Hover, hover } from '../esql/language/hover.ts';
import { type SignatureHelp, signatureHelp } from '../esql/language/signatures.ts';
import { contextAt, FIELDS } from './esql-context.ts';
import type { LoadedLogs } from './loaded-logs.ts';
import { answerLongQueries, LongQueries } from './long-queries.ts';

/**
 * UTF-16 units. The service works in the extension host, where nothing may take longer than a blink: what is wrong with a
 * longer text is found in a thread of its own, and other help while it is typed there is none.
 */
export const MAX_HELPED = 20_000;
/** Longer texts are only looked at when they are run. UTF-16 units. */
export const MAX_LOOKED_AT = 200_000;

/** The bundle that this file is in. */
const longQueries = new LongQueries(typeof __filename === 'string' ? __filename : '');
answerLongQueries((text) => diagnose(text, FIELDS));

const tooLong = (text: string): boolean => text.length > MAX_HELPED;

/** `logs`: whose values are offered. */
export async function completionsAt(text: string, offset: number, logs: LoadedLogs | undefined): Promise<Completions> {
  if (tooLong(text)) return { start: offset, end: offset, offers: [] };
  return complete(text, offset, await contextAt(text, offset, logs));
}

export const hoverAt = (text: string, offset: number): Hover | undefined =>
  tooLong(text) ? undefined : hover(text, offset, FIELDS);

export const signatureAt = (text: string, offset: number): SignatureHelp | undefined =>
  tooLong(text) ? undefined : signatureHelp(text, offset);

export async function mistakesIn(text: string): Promise<readonly Diagnostic[]> {
  if (!tooLong(text)) return diagnose(text, FIELDS);
  const found = text.length <= MAX_LOOKED_AT ? await longQueries.mistakesIn(text) : undefined;
  if (found) return found;
  const message = `A query of ${text.length.toLocaleString('en')} characters: what is wrong is told when it is run`;
  return [{ start: 0, end: 1, message, severity: 'information', code: 'syntax' }];
}

export const foldsOf = (text: string): readonly Fold[] => (tooLong(text) ? [] : folds(text));
/** Undefined where the query cannot be read, or is too long. */
export const laidOut = (text: string): string | undefined =>
  tooLong(text) ? undefined : format(text, { keywords: 'upper' });
