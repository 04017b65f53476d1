/** The columns that exist at a place of a query that may be half typed. */
import type { Attribute } from '../analysis/expression.ts';
import type { Catalog } from '../table.ts';
import type { CursorPlace } from './place.ts';
import { read } from './repair.ts';
import { isSymbol } from './tokens.ts';

export function columnsAt({ text, pipe, index, before }: CursorPlace, catalog: Catalog): readonly Attribute[] {
  if (index === 0) return [];
  const known = columnsAfter(text.slice(0, pipe.start), catalog);
  if (pipe.command !== 'EVAL') return known;
  // Columns that the same EVAL made before the place are there too.
  const end = lastComma(before);
  return end === undefined ? known : columnsAfter(text.slice(0, end), catalog);
}

function columnsAfter(text: string, catalog: Catalog): readonly Attribute[] {
  const { plan, unknownIndex } = read(text, catalog);
  if (!plan) return [];
  return unknownIndex ? plan.output.slice(1) : plan.output;
}

/** The start of the last comma that is in no parenthesis. */
function lastComma(tokens: CursorPlace['before']): number | undefined {
  let depth = 0;
  for (const token of tokens.toReversed()) {
    if (isSymbol(token, ')')) depth++;
    else if (isSymbol(token, '(')) depth--;
    else if (isSymbol(token, ',') && depth <= 0) return depth === 0 ? token.start : undefined;
    if (depth < 0) depth = -1;
  }
  return undefined;
}
