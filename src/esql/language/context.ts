import type { Attribute } from '../analysis/expression.ts';
import type { Catalog } from '../table.ts';

/** What the language service knows of the data behind a query. */
export interface LanguageContext {
  readonly catalog: Catalog;
  /** Index patterns worth offering after FROM. */
  readonly indices: readonly string[];
  /** What a field of the catalog is, one sentence of plain text. */
  readonly describe?: (field: string) => string | undefined;
  /** Values that the records have in a field, most frequent first. */
  readonly values?: (field: string) => readonly string[];
}

/** A field's type as it is shown: the mapped one where it says more. */
export function shownType({ type, declared, conflicts }: Attribute): string {
  if (conflicts) return conflicts.join(', ');
  return type === 'unsupported' ? (declared ?? type) : type;
}
