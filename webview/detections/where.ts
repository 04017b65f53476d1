/** A condition that names the records behind a finding. */
import type { RuleFinding } from '../../src/session/protocol/checks.ts';
import type { Cell } from '../../src/session/protocol/protocol.ts';

export const TIME_FIELD = '@timestamp';
export const ID_FIELD = 'gen_ai.request.id';
/** Records that are named one by one; a longer condition nobody could read or edit. */
export const MOST_BY_ID = 500;

export interface FindingSelection {
  readonly where: string;
  readonly range?: readonly [from: number, to: number];
  /** These records and no others. */
  readonly exact: boolean;
}

/** `requests` and `times` of the first records, as many as are named one by one. */
export function whereOf(
  { group, recordsTotal, first, last }: RuleFinding,
  requests: readonly Cell[],
  times: readonly Cell[],
): FindingSelection {
  const ids = requests.filter((id): id is string => typeof id === 'string');
  if (recordsTotal <= MOST_BY_ID && ids.length === recordsTotal) {
    const named = [...new Set(ids)].map(literal);
    const [only] = named;
    const where = named.length === 1 ? `${ID_FIELD} == ${only}` : `${ID_FIELD} IN (${named.join(', ')})`;
    return { where, exact: true };
  }
  const known = times.filter((time): time is number => typeof time === 'number');
  const from = Math.min(first, ...known);
  const where = group
    .flatMap(({ name, value }) => {
      if (value === null || typeof value === 'object') return [];
      return [`${fieldName(name)} == ${typeof value === 'string' ? literal(value) : String(value)}`];
    })
    .join(' AND ');
  return { where, range: [from, Math.max(last, ...known) + 1], exact: false };
}

/** A text of ES|QL. */
export function literal(text: string): string {
  const escapes: { readonly [sign: string]: string } = {
    '\t': '\\t',
    '\n': '\\n',
    '\r': '\\r',
    '"': '\\"',
    '\\': '\\\\',
  };
  return `"${text.replace(/[\t\n\r"\\]/g, (sign) => escapes[sign] ?? sign)}"`;
}

function fieldName(name: string): string {
  return /^[a-z_@][\w.]*$/i.test(name) ? name : `\`${name.replaceAll('`', '``')}\``;
}
