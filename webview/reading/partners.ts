/** What belongs together in a record and its document: raw values and the fields that are made of them. */
import type { Explanation, FieldRow } from '../../src/ecs/model.ts';

/** What somebody pointed at. */
export type Point = { readonly raw: string } | { readonly field: string };

export interface Partners {
  readonly fields: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
}

export const NO_PARTNERS: Partners = { fields: new Set(), paths: new Set() };

/** The fields and raw paths that belong to a point, itself among them; none for what nothing is made of. */
export function partnersOf({ fields, unmapped }: Explanation, point: Point): Partners {
  if ('field' in point) {
    const row = fields.find(({ field }) => field === point.field);
    if (row === undefined) return NO_PARTNERS;
    return { fields: new Set([row.field]), paths: new Set(row.from) };
  }
  const path = point.raw;
  if (path === '') return NO_PARTNERS;
  const rows = madeOf(fields, path);
  if (rows.length === 0 && !unmapped.some((row) => row.path === path)) return NO_PARTNERS;
  return { fields: new Set(rows.map(({ field }) => field)), paths: new Set([path]) };
}

/** The fields made of a value, else those made of the nearest value around it. */
function madeOf(fields: readonly FieldRow[], path: string): readonly FieldRow[] {
  for (let around = path; around !== ''; around = parentOf(around)) {
    const rows = fields.filter(({ from }) => from.includes(around));
    if (rows.length > 0) return rows;
  }
  return [];
}

function parentOf(path: string): string {
  if (path.endsWith('[]')) return path.slice(0, -2);
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

const names = new WeakMap<Explanation, ReadonlySet<string>>();

/** The names of all fields; asked for with every line of a document. */
function namesOf(explanation: Explanation): ReadonlySet<string> {
  const known = names.get(explanation) ?? new Set(explanation.fields.map(({ field }) => field));
  names.set(explanation, known);
  return known;
}

/** The field that a line of the document belongs to: lists give several values to one field. */
export function fieldAt(explanation: Explanation, path: string): string | undefined {
  const name = path.replaceAll('[]', '');
  const known = namesOf(explanation);
  for (let around = name; around !== ''; around = parentOf(around)) if (known.has(around)) return around;
  return undefined;
}
