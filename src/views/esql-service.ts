/** The language service with what is known of Bedrock's logs. Loaded when a query is first looked at, not at start. */
import { type Completions, complete } from '../esql/language/completion.ts';
import { type Diagnostic, diagnose } from '../esql/language/diagnostics.ts';
import { type Fold, folds } from '../esql/language/folding.ts';
import { format } from '../esql/language/format.ts';
import { type Hover, hover } from '../esql/language/hover.ts';
import { parametersIn } from '../esql/language/parameters.ts';
import { type SignatureHelp, signatureHelp } from '../esql/language/signatures.ts';
import { contextAt, FIELDS } from './esql-context.ts';
import type { LoadedLogs } from './loaded-logs.ts';

/** `logs`: whose values are offered. */
export async function completionsAt(text: string, offset: number, logs: LoadedLogs | undefined): Promise<Completions> {
  return complete(text, offset, await contextAt(text, offset, logs));
}

export const hoverAt = (text: string, offset: number): Hover | undefined => hover(text, offset, FIELDS);
export const signatureAt = (text: string, offset: number): SignatureHelp | undefined => signatureHelp(text, offset);
export const mistakesIn = (text: string): readonly Diagnostic[] => diagnose(text, FIELDS);
export const foldsOf = (text: string): readonly Fold[] => folds(text);
/** The names of a query's parameters, without the question mark; those that are counted come first. */
export const parametersOf = (text: string): readonly string[] => parametersIn(text);
/** Undefined where the query cannot be read. */
export const laidOut = (text: string): string | undefined => format(text, { keywords: 'upper' });
