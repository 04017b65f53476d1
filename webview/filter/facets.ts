/** The counts of the facets: of each field its values in what the filter leaves, its own choice of them left out. */
import type { PageRequests, Selection } from '../../src/session/protocol/protocol.ts';
import { Latest } from '../latest.ts';
import type { FacetField } from './facet-fields.ts';
import { isOfFilter, valuesQuery, within } from './records-query.ts';
import { type Literal, withoutField } from './terms.ts';

/** Values of a facet that are asked for. */
export const MOST_VALUES = 50;

export interface Counted {
  readonly value: Literal;
  readonly count: number;
}

export interface FacetCounts {
  readonly values: readonly Counted[];
  /** There are more values than were asked for. */
  readonly more: boolean;
}

type Asked = PageRequests['query'];
type Ask = (name: 'query', params: Asked['params'], signal: AbortSignal) => Promise<Asked['result']>;

export class Facets {
  private readonly ask: Ask;
  private readonly changed: () => void;
  private readonly counts = new Map<string, Latest<FacetCounts>>();

  constructor(ask: Ask, changed: () => void) {
    this.ask = ask;
    this.changed = changed;
  }

  of({ name }: FacetField): Latest<FacetCounts> {
    const known = this.counts.get(name) ?? new Latest<FacetCounts>(this.changed);
    this.counts.set(name, known);
    return known;
  }

  /** Asks for the counts of the open facets that are of another filter, or of an older edition of what is loaded. */
  show(open: readonly FacetField[], selection: Selection, edition: number): void {
    for (const facet of open) {
      const own = ownSelection(selection, facet.field);
      const key = JSON.stringify([facet.field, own.search, own.where, own.range, edition]);
      this.of(facet).want(key, (signal) => this.fetch(facet, own, signal), isOfFilter);
    }
  }

  private async fetch({ field }: FacetField, own: Selection, signal: AbortSignal): Promise<FacetCounts> {
    const query = within(own, valuesQuery({}, field, MOST_VALUES + 1), MOST_VALUES + 1);
    const { values: columns } = await this.ask('query', query, signal);
    const [counts = [], values = []] = columns;
    const all = values.map((value, i) => ({ value: value as Literal, count: Number(counts[i] ?? 0) }));
    return { values: all.slice(0, MOST_VALUES), more: all.length > MOST_VALUES };
  }
}

/** The selection without what its choices say of one field; a filter that cannot be read stays as it is. */
export function ownSelection(selection: Selection, field: string): Selection {
  const { where: before = '', ...rest } = selection;
  const where = withoutField(before, field);
  return where === '' ? rest : { ...rest, where };
}
