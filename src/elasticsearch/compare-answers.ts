/** One query answered here and on a cluster: where the answers are not the same. */

export interface AnswerDifference {
  /** Such as `column 2`, `row 14, user.id`, `rows`. */
  readonly what: string;
  readonly here: string;
  readonly there: string;
}

export interface ComparedAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** More are not listed: the first say what is wrong. */
export const MOST_DIFFERENCES = 100;
/** Doubles that were added up in another order differ in their last digits. */
const RELATIVE_ERROR = 1e-12;

/**
 * Nothing if both are the same. Rows are compared by their places; where both have the same rows in another order, which
 * a query without SORT may, that is no difference.
 */
export function compareAnswers(here: ComparedAnswer, there: ComparedAnswer): readonly AnswerDifference[] {
  const differences: AnswerDifference[] = [];
  const columns = Math.max(here.columns.length, there.columns.length);
  for (let i = 0; i < columns; i++) {
    const ours = described(here.columns[i]);
    const theirs = described(there.columns[i]);
    if (ours !== theirs) differences.push({ what: `column ${i + 1}`, here: ours, there: theirs });
  }
  if (here.rows.length !== there.rows.length)
    differences.push({ what: 'rows', here: String(here.rows.length), there: String(there.rows.length) });
  if (differences.length > 0) return differences;
  const cells = [...differentCells(here, there)];
  if (cells.length === 0 || sameInAnyOrder(here.rows, there.rows)) return [];
  return cells;
}

function* differentCells(here: ComparedAnswer, there: ComparedAnswer): Generator<AnswerDifference> {
  let count = 0;
  for (const [row, ours] of here.rows.entries()) {
    const theirs = there.rows[row] ?? [];
    for (const [i, { name }] of here.columns.entries()) {
      if (same(ours[i], theirs[i])) continue;
      yield { what: `row ${row + 1}, ${name}`, here: shown(ours[i]), there: shown(theirs[i]) };
      if (++count >= MOST_DIFFERENCES) return;
    }
  }
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => same(one, b[i]));
  if (typeof a === 'number' && typeof b === 'number')
    return a === b || Math.abs(a - b) <= RELATIVE_ERROR * Math.max(Math.abs(a), Math.abs(b));
  return a === b || shown(a) === shown(b);
}

function sameInAnyOrder(ours: ComparedAnswer['rows'], theirs: ComparedAnswer['rows']): boolean {
  const sorted = (rows: ComparedAnswer['rows']): string =>
    rows
      .map((row) => row.map(shown).join('\u0000'))
      .sort()
      .join('\u0001');
  return sorted(ours) === sorted(theirs);
}

/** Whole numbers beyond a double are big integers here and digits there. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function described(column: { readonly name: string; readonly type: string } | undefined): string {
  return column === undefined ? 'none' : `${column.name} (${column.type})`;
}
