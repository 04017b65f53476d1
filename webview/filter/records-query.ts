/** What the table shows, as a query: the same text runs here and on a cluster. */
import type { Selection } from '../../src/session/protocol/protocol.ts';
import { fieldName } from './words.ts';

const FROM = 'FROM logs-aws_bedrock.invocation-*';
/** Rows of a query that is opened from the table. */
const ROWS = 100;

/** The records of a selection, without the text that its columns are searched for, which is no part of the language. */
export function recordsSource({ where = '', range }: Pick<Selection, 'where' | 'range'>): string {
  const lines = [FROM];
  if (range) {
    const [from, to] = range.map((ms) => `"${new Date(ms).toISOString()}"`);
    lines.push(`| WHERE @timestamp >= ${from} AND @timestamp < ${to}`);
  }
  if (where.trim() !== '') lines.push(`| WHERE ${where.trim()}`);
  return lines.join('\n');
}

export function recordsQuery(selection: Selection): string {
  const { field, descending } = selection.sort;
  const order = `| SORT ${fieldName(field)} ${descending ? 'DESC' : 'ASC'}`;
  return [recordsSource(selection), order, `| LIMIT ${ROWS}`].join('\n');
}

/** How many records have each value of a field, the most frequent first. */
export function valuesQuery(selection: Pick<Selection, 'where' | 'range'>, field: string, most: number): string {
  return [
    recordsSource(selection),
    `| STATS calls = COUNT(*) BY value = ${fieldName(field)}`,
    '| WHERE value IS NOT NULL',
    '| SORT calls DESC, value',
    `| LIMIT ${most}`,
  ].join('\n');
}
