/** What the table shows, as queries: the same texts run here and on a cluster. */
import { overRecords } from '../../src/overview/scope.ts';
import type { Query, Selection } from '../../src/session/protocol/protocol.ts';
import { RequestError } from '../../src/session/protocol/rpc.ts';
import type { Parts } from '../fields.ts';
import { isNarrow } from '../places.ts';
import { fieldName } from './words.ts';

/** Rows of a query that is opened from the table. */
const ROWS = 100;

type Scope = Pick<Selection, 'where' | 'range'>;

/** The table's records, without the text that its columns are searched for, which is no part of the language. */
export function recordsQuery(selection: Selection): string {
  const { field, descending } = selection.sort;
  return overRecords(selection, `SORT ${fieldName(field)} ${descending ? 'DESC' : 'ASC'}`, `LIMIT ${ROWS}`);
}

/** How many records have each value of a field, the most frequent first. */
export function valuesQuery(scope: Scope, field: string, most: number): string {
  return overRecords(
    scope,
    `STATS calls = COUNT(*) BY value = ${fieldName(field)}`,
    'WHERE value IS NOT NULL',
    'SORT calls DESC, value',
    `LIMIT ${most}`,
  );
}

/** What the columns of the table add up to, of those that the session has; undefined if it has none of them. */
export function totalsQuery(scope: Scope, parts: Parts): string | undefined {
  const sums = [
    parts.input && `input = SUM(${fieldName(parts.input)})`,
    parts.cached && `cached = SUM(${fieldName(parts.cached)})`,
    parts.output && `output = SUM(${fieldName(parts.output)})`,
    parts.latency && `p95 = PERCENTILE(${fieldName(parts.latency)}, 95)`,
  ].filter((sum) => sum !== undefined);
  return sums.length === 0 ? undefined : overRecords(scope, `STATS ${sums.join(', ')}`, 'LIMIT 1');
}

/**
 * A query over all records as one over those of a selection: what the selection leaves is found once for all that ask for
 * it, and the text that columns are searched for narrows it too.
 */
export function within(selection: Selection, text: string, limit: number): Query {
  return { text, limit, ...(isNarrow(selection) && { within: selection }) };
}

/** What is wrong with the filter is told below it, once. */
export function isOfFilter(error: unknown): boolean {
  return error instanceof RequestError && error.kind === 'query';
}
