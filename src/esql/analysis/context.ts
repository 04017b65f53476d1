import type { Problem, Span } from '../syntax/position.ts';
import { type Catalog, METADATA_FIELDS } from '../table.ts';
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
  /** Names of columns of nulls that the source is to have besides its own. */
  readonly added: readonly string[];
  /** Names that would have been there if the source had them, in the order of their use. */
  readonly #missing = new Set<string>();
  /** Columns that EVAL made as another name of one that was there, by id. */
  readonly #originals = new Map<number, number>();
  #late: Problem[][] = [[]];
  /** What the late problems of this command are about and say. */
  readonly #said = new Set<string>();

  constructor(text: string, catalog: Catalog, parameters: Parameters, added: readonly string[] = []) {
    this.text = text;
    this.catalog = catalog;
    this.parameters = parameters;
    this.added = added;
  }

  /** Notes a name that no column has, where it may become one of the source; false where it is a mistake. */
  missed(name: string): boolean {
    if (!this.nullifyUnmapped || this.added.length > 0 || METADATA_FIELDS.has(name)) return false;
    this.#missing.add(name);
    return true;
  }

  /** The same query on a source that has what was missed; undefined when nothing was. */
  completed(): AnalysisContext | undefined {
    if (this.#missing.size === 0) return undefined;
    const completed = new AnalysisContext(this.text, this.catalog, this.parameters, [...this.#missing]);
    completed.nullifyUnmapped = this.nullifyUnmapped;
    return completed;
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

  /** The same about the same words counts once. */
  failLate(span: Span, message: string): void {
    const said = `${this.source(span)}\n${message}`;
    if (this.#said.has(said)) return;
    this.#said.add(said);
    this.#late.at(-1)!.push({ start: span.start, end: span.end, message, kind: 'verification' });
  }

  startCommand(): void {
    this.#late.push([]);
    this.#said.clear();
  }

  /** Late problems as Elasticsearch lists them: those of the last command first. */
  get late(): readonly Problem[] {
    return this.#late.toReversed().flat();
  }
}
