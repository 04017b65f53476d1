/** The counts of the facets: of each field its values in what the filter leaves, its own choice of them left out. */
import type { PageRequests, Selection } from '../../src/session/protocol/protocol.ts';
import { RequestError } from '../../src/session/protocol/rpc.ts';
import { isAborted, reasonOf } from '../host.ts';
import { isNarrow } from '../places.ts';
import type { FacetField } from './facet-fields.ts';
import { valuesQuery } from './records-query.ts';
import { type Literal, withoutField } from './terms.ts';

/** Values of a facet that are asked for. */
export const MOST_VALUES = 50;

export interface Counted {
  readonly value: Literal;
  readonly count: number;
}

export interface FacetCounts {
  /** Absent before the first answer. */
  readonly values?: readonly Counted[];
  /** There are more values than were asked for. */
  readonly more?: boolean;
  readonly loading: boolean;
  readonly failure?: string;
}

type Asked = PageRequests['query'];
type Ask = (name: 'query', params: Asked['params'], signal: AbortSignal) => Promise<Asked['result']>;

interface Facet {
  counts: FacetCounts;
  /** What the counts are of, and the request that is under way for them. */
  key: string;
  controller?: AbortController;
}

export class Facets {
  private readonly ask: Ask;
  private readonly changed: () => void;
  private readonly facets = new Map<string, Facet>();

  constructor(ask: Ask, changed: () => void) {
    this.ask = ask;
    this.changed = changed;
  }

  of(name: string): FacetCounts {
    return this.facets.get(name)?.counts ?? { loading: true };
  }

  /** Asks for the counts of the open facets that are of another filter, or of an older edition of what is loaded. */
  show(open: readonly FacetField[], selection: Selection, edition: number): void {
    for (const facet of open) {
      const own = ownSelection(selection, facet.field);
      const key = JSON.stringify([own.search, own.where, own.range, edition]);
      const known = this.facets.get(facet.name);
      if (known?.key === key) continue;
      known?.controller?.abort();
      void this.fetch(facet, own, key);
    }
  }

  private async fetch(facet: FacetField, own: Selection, key: string): Promise<void> {
    const controller = new AbortController();
    const before = this.facets.get(facet.name)?.counts;
    const asked: Facet = { key, controller, counts: { ...before, loading: true } };
    this.facets.set(facet.name, asked);
    let counts: FacetCounts;
    try {
      const text = valuesQuery({}, facet.field, MOST_VALUES + 1);
      const within = isNarrow(own) ? { within: own } : {};
      const { values } = await this.ask('query', { text, limit: MOST_VALUES + 1, ...within }, controller.signal);
      counts = countsFrom(values);
    } catch (error) {
      if (isAborted(error)) return;
      // What is wrong with the filter is told below it, once.
      const ofFilter = error instanceof RequestError && error.kind === 'query';
      counts = ofFilter ? { ...before, loading: true } : { loading: false, failure: reasonOf(error) };
    }
    if (this.facets.get(facet.name) !== asked) return;
    this.facets.set(facet.name, { key, counts });
    this.changed();
  }
}

/** The selection without what it says of one field; one that cannot be read stays as it is. */
export function ownSelection(selection: Selection, field: string): Selection {
  const { where: before = '', ...rest } = selection;
  const where = withoutField(before, field);
  return where === '' ? rest : { ...rest, where };
}

/** Columns of the answer: how many, and of which value. */
function countsFrom(columns: Asked['result']['values']): FacetCounts {
  const [counts = [], values = []] = columns;
  const all = values.map((value, i) => ({ value: value as Literal, count: Number(counts[i] ?? 0) }));
  return { loading: false, values: all.slice(0, MOST_VALUES), more: all.length > MOST_VALUES };
}
