/** The language service with what is known of Bedrock's logs. Loaded when a query is first looked at, not at start. */
import { type Completions, complete } from '../esql/language/completion.ts';
import { type Diagnostic, diagnose } from '../esql/language/diagnostics.ts';
import { type Fold, folds } from '../esql/language/folding.ts';
import { format } from '../esql/language/format.ts';
import { type Hover, hover } from '../esql/language/hover.ts';
import { type SignatureHelp, signatureHelp } from '../esql/language/signatures.ts';
import { contextAt, FIELDS } from './esql-context.ts';
import type { LoadedLogs } from './loaded-logs.ts';

/**
 * UTF-16 units. The service works in the extension host, where nothing may take longer than a blink: a longer text gets
 * no help while it is typed. It runs all the same, in the worker, which tells what is wrong with it.
 */
export const MAX_HELPED = 20_000;

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

export function mistakesIn(text: string): readonly Diagnostic[] {
  if (!tooLong(text)) return diagnose(text, FIELDS);
  const message = `Longer than ${MAX_HELPED.toLocaleString('en')} characters: what is wrong is told when the query is run`;
  return [{ start: 0, end: 1, message, severity: 'information', code: 'syntax' }];
}

export const foldsOf = (text: string): readonly Fold[] => (tooLong(text) ? [] : folds(text));
/** Undefined where the query cannot be read, or is too long. */
export const laidOut = (text: string): string | undefined =>
  tooLong(text) ? undefined : format(text, { keywords: 'upper' });
