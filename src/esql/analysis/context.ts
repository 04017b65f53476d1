import type { Problem, Span } from '../syntax/position.ts';
import type { Catalog } from '../table.ts';
import type { Scalar } from '../values/value.ts';
import { AttributeIds, suggestion } from './scope.ts';

/** Mistakes of one query whose names are compared with all that are known. */
const MOST_SUGGESTIONS = 50;

/** A value given with the query; `identifier` ones stand for names (`??name`). */
export type ParameterValue = Scalar | null | readonly Scalar[];
export interface Parameters {
  /** In the order given; named ones carry their name. */
  readonly values: readonly { readonly name?: string; readonly value: ParameterValue }[];
}

/**
 * What the analysis of one query shares. `early` problems make later commands meaningless; `late`
 * ones are looked for on a query whose names and types are all resolved.
 */
export class AnalysisContext {
  readonly text: string;
  readonly catalog: Catalog;
  readonly parameters: Parameters;
  readonly ids = new AttributeIds();
  readonly early: Problem[] = [];
  readonly warnings: string[] = [];
  /** SET unmapped_fields = "nullify" */
  nullifyUnmapped = false;
  /** Columns that EVAL made as another name of one that was there, by id. */
  readonly #originals = new Map<number, number>();
  #late: Problem[][] = [[]];

  constructor(text: string, catalog: Catalog, parameters: Parameters) {
    this.text = text;
    this.catalog = catalog;
    this.parameters = parameters;
  }

  copied(copy: number, of: number): void {
    this.#originals.set(copy, this.original(of));
  }

  /** The id of the column that this one is another name of, or its own. */
  original(id: number): number {
    return this.#originals.get(id) ?? id;
  }

  source(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  /** What is like an unknown name; not looked for once a query has so many mistakes that nobody reads them. */
  suggestion(name: string, known: Iterable<string>): string {
    return this.early.length < MOST_SUGGESTIONS ? suggestion(name, known) : '';
  }

  fail(span: Span, message: string, kind: Problem['kind'] = 'verification'): undefined {
    if (!this.early.some((known) => known.start === span.start && known.message === message)) {
      this.early.push({ start: span.start, end: span.end, message, kind });
    }
    return undefined;
  }

  failLate(span: Span, message: string): void {
    this.#late.at(-1)!.push({ start: span.start, end: span.end, message, kind: 'verification' });
  }

  startCommand(): void {
    this.#late.push([]);
  }

  /** Late problems as Elasticsearch lists them: those of the last command first. */
  get late(): readonly Problem[] {
    return this.#late.toReversed().flat();
  }
}
