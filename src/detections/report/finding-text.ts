import type { Shown } from '../../esql/result.ts';
import type { Finding, NamedValue, Reached } from '../outcome.ts';

/** Characters of a value that are shown in a line. */
const MOST_OF_VALUE = 80;

/** The time stands before a finding, the record after it. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set(['@timestamp', '_id', '_index', '_version', 'gen_ai.request.id']);

export function count(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : String(Math.round(value * 1000) / 1000);
}

/** `found 7 (3 needed)` */
export function reachedText({ column, value, needed, exceed }: Reached): string {
  return `${column} ${count(value)} (${exceed ? `more than ${count(needed)}` : count(needed)} needed)`;
}

export function valueText(value: Shown): string {
  if (value === null) return 'null';
  const text = Array.isArray(value) ? (value as readonly Shown[]).map(valueText).join(', ') : String(value);
  return text.length > MOST_OF_VALUE ? `${text.slice(0, MOST_OF_VALUE - 1)}…` : text;
}

export function namedText(values: readonly NamedValue[]): string {
  return values.map(({ name, value }) => `${name} ${valueText(value)}`).join(', ');
}

/** What a finding is about: its group, or the values of its row that are not empty, but what is said anyway. */
export function subjectOf({ group, values }: Finding, columns: readonly { readonly name: string }[]): string {
  if (group.length > 0) return namedText(group);
  const shown = columns.map(({ name }, i) => ({ name, value: values[i] ?? null }));
  return namedText(shown.filter(({ name, value }) => value !== null && !SAID_ELSEWHERE.has(name)));
}

/** That Elasticsearch would not have seen all of the texts that a finding rests on, or nothing. */
export function invisibleText({ notIndexed, records }: Finding): string {
  if (notIndexed === 0) return '';
  const some =
    notIndexed === records.length ? 'its records have' : `${notIndexed} of its ${records.length} records have`;
  return `${some} text that Elasticsearch would not hold`;
}

/** One line: what was reached, what is not to be seen elsewhere, the subject. */
export function findingText(finding: Finding, columns: readonly { readonly name: string }[]): string {
  return [...finding.reached.map(reachedText), invisibleText(finding), subjectOf(finding, columns)]
    .filter((part) => part !== '')
    .join('; ');
}
