/**
 * Searches and sort orders over the columns. What was found is kept, and only extended when more records have
 * arrived: a page that follows a load asks for the same selection again and again.
 */
import { KeywordColumn, NumberColumn, type SortKeys } from './columns/column.ts';
import { Uints } from './columns/growable.ts';
import { sortByKeys } from './columns/radix.ts';
import type { Table } from './columns/table.ts';
import type { Fitting } from './conditions.ts';
import type { Selection } from './protocol/protocol.ts';
import { recent } from './recent.ts';

/** The field of which a range speaks. */
const TIME = '@timestamp';
/** A search text of a date's form is compared with dates too; any other number would match most of them. */
const DATE_FORM = /^\d{4}-\d/;
const ISO_DAY = 'yyyy-mm-dd'.length;
const MS_A_DAY = 86_400_000;
const NUMBER_FORM = /^[-+.\de]+$/;

export class Selections {
  private readonly table: Table;
  private readonly searches = new Map<string, Search>();
  private readonly filters = new Map<string, Filter>();
  private readonly orders = new Map<string, Order>();

  constructor(table: Table) {
    this.table = table;
  }

  /** Whether a selection is at hand, so that asking for it costs little. */
  has(selection: Selection): boolean {
    return this.orders.has(keyOf(selection));
  }

  /**
   * The records that a selection holds, in its order. `fitting`: those that fit its condition, if it has one. Not to be
   * changed, and valid until the next call.
   */
  ids(selection: Selection, fitting?: Fitting): Uint32Array {
    const { field, descending } = selection.sort;
    const order = recent(this.orders, keyOf(selection), () => new Order(this.table, field, descending));
    return order.extend(this.matching(selection, fitting));
  }

  /** The same, ascending. */
  matching(selection: Selection, fitting?: Fitting): Uint32Array {
    const needle = needleOf(selection);
    const found = recent(this.searches, needle, () => new Search(this.table, needle)).extend();
    if (!fitting && !selection.range) return found;
    const filter = recent(this.filters, filterOf(selection), () => new Filter(this.table, selection.range));
    return filter.extend(found, fitting);
  }
}

function needleOf({ search }: Selection): string {
  return search.trim().toLowerCase();
}

function filterOf(selection: Selection): string {
  return JSON.stringify([needleOf(selection), selection.where ?? '', selection.range]);
}

function keyOf(selection: Selection): string {
  const { field, descending } = selection.sort;
  return JSON.stringify([filterOf(selection), field, descending]);
}

/** Of the records that hold a text those that fit a condition and lie in a range of time, ascending. */
class Filter {
  private readonly ids = new Uints();
  /** How many of the found ones and of the fitting ones have been looked at. */
  private foundAt = 0;
  private fittingAt = 0;
  private readonly table: Table;
  private readonly range: Selection['range'];

  constructor(table: Table, range: Selection['range']) {
    this.table = table;
    this.range = range;
  }

  /** Both lists ascend and begin with what they were in the call before. */
  extend(found: Uint32Array, fitting: Fitting | undefined): Uint32Array {
    const times = this.times();
    for (; this.foundAt < found.length; this.foundAt++) {
      const id = found[this.foundAt] as number;
      if (fitting && id >= fitting.seen) break;
      if (fitting && !this.fits(id, fitting.ids)) continue;
      if (times?.(id) ?? true) this.ids.push(id);
    }
    return this.ids.array.subarray(0, this.ids.length);
  }

  private fits(id: number, ids: Uint32Array): boolean {
    while (this.fittingAt < ids.length && (ids[this.fittingAt] as number) < id) this.fittingAt++;
    return ids[this.fittingAt] === id;
  }

  /** Whether a record lies in the range; one without a time lies in none. */
  private times(): ((id: number) => boolean) | undefined {
    const column = this.table.column(TIME);
    if (!this.range || !(column instanceof NumberColumn)) return undefined;
    const [from, before] = this.range;
    const { values, nulls, offsets } = column.lend(this.table.rows);
    return (id) => {
      const at = offsets ? (offsets[id] as number) : id;
      const isNull = offsets ? offsets[id] === offsets[id + 1] : ((nulls[id >>> 3] as number) & (1 << (id & 7))) !== 0;
      const ms = values[at] as number;
      return !isNull && ms >= from && ms < before;
    };
  }
}

/** Records whose columns hold a text, ascending. Each distinct keyword is looked at once. */
class Search {
  private ids: Uint32Array = new Uint32Array(0);
  private found = 0;
  /** Rows that have been looked at. */
  private seen = 0;
  private readonly table: Table;
  private readonly needle: string;
  private readonly keywords: readonly { readonly column: KeywordColumn; marked: Uint8Array; seen: number }[];
  private readonly numbers: readonly NumberColumn[];
  private readonly dates: readonly NumberColumn[];
  private readonly days = new Map<number, boolean>();

  constructor(table: Table, needle: string) {
    this.table = table;
    this.needle = needle;
    const columns = needle === '' ? [] : table.columns;
    const ofKeywords = columns.filter((column) => column instanceof KeywordColumn);
    this.keywords = ofKeywords.map((column) => ({ column, marked: new Uint8Array(0), seen: 0 }));
    const numbers = columns.filter((column) => column instanceof NumberColumn);
    this.numbers = NUMBER_FORM.test(needle) ? numbers.filter(({ type }) => type !== 'date') : [];
    this.dates = DATE_FORM.test(needle) ? numbers.filter(({ type }) => type === 'date') : [];
  }

  extend(): Uint32Array {
    const { table } = this;
    if (this.ids.length < table.rows) {
      const larger = new Uint32Array(Math.max(table.rows, this.ids.length * 2));
      larger.set(this.ids.subarray(0, this.found));
      this.ids = larger;
    }
    if (this.needle === '') {
      for (; this.seen < table.rows; this.seen++) this.ids[this.found++] = this.seen;
    } else if (this.seen < table.rows) {
      this.mark();
      for (; this.seen < table.rows; this.seen++) if (this.matches(this.seen)) this.ids[this.found++] = this.seen;
    }
    return this.ids.subarray(0, this.found);
  }

  private mark(): void {
    for (const keyword of this.keywords) {
      const { dictionary } = keyword.column;
      if (keyword.marked.length < dictionary.size) {
        const larger = new Uint8Array(dictionary.size * 2);
        larger.set(keyword.marked);
        keyword.marked = larger;
      }
      dictionary.mark(this.needle, keyword.seen, keyword.marked);
      keyword.seen = dictionary.size;
    }
  }

  private matches(row: number): boolean {
    for (const { column, marked } of this.keywords) if (column.hasMarked(row, marked)) return true;
    for (const column of this.numbers) if (column.hasText(row, this.needle)) return true;
    for (const column of this.dates) {
      const ms = column.cell(row);
      if (typeof ms === 'number' && this.isDated(ms)) return true;
    }
    return false;
  }

  /** Whether a time's ISO form begins with the text; each day is spelled once. */
  private isDated(ms: number): boolean {
    const day = Math.floor(ms / MS_A_DAY);
    let begins = this.days.get(day);
    if (begins === undefined) {
      const spelled = new Date(day * MS_A_DAY).toISOString().slice(0, ISO_DAY);
      begins = spelled.startsWith(this.needle.slice(0, ISO_DAY));
      this.days.set(day, begins);
    }
    if (!begins || this.needle.length <= ISO_DAY) return begins;
    return new Date(ms).toISOString().toLowerCase().startsWith(this.needle);
  }
}

/** Some records in the order of a column: stable, nulls last. */
class Order {
  private ids: Uint32Array = new Uint32Array(0);
  private readonly table: Table;
  private readonly field: string;
  private readonly descending: boolean;

  constructor(table: Table, field: string, descending: boolean) {
    this.table = table;
    this.field = field;
    this.descending = descending;
  }

  /** `matching` ascends and begins with the records of the call before. */
  extend(matching: Uint32Array): Uint32Array {
    const column = this.table.column(this.field);
    if (!column) return matching;
    if (matching.length === this.ids.length) return this.ids;
    const added = matching.subarray(this.ids.length);
    const keys = column.keys(added, this.descending);
    const sorted = arranged(added, keys, this.descending);
    this.ids = this.ids.length === 0 ? sorted : this.merged(sorted);
    return this.ids;
  }

  /** What was sorted before stays in its order whatever arrives, so two runs are merged. */
  private merged(added: Uint32Array): Uint32Array {
    const column = this.table.column(this.field);
    if (!column) return this.ids;
    const before = this.ids;
    const a = column.keys(before, this.descending);
    const b = column.keys(added, this.descending);
    const result = new Uint32Array(before.length + added.length);
    let i = 0;
    let j = 0;
    let to = 0;
    while (i < before.length && j < added.length) {
      if (follows(a, i, b, j, this.descending)) result[to++] = added[j++] as number;
      else result[to++] = before[i++] as number;
    }
    result.set(before.subarray(i), to);
    result.set(added.subarray(j), to + before.length - i);
    return result;
  }
}

/** Whether key `i` of `a` stands strictly after key `j` of `b`. */
function follows(a: SortKeys, i: number, b: SortKeys, j: number, descending: boolean): boolean {
  if (a.isNull[i] !== b.isNull[j]) return a.isNull[i] === 1;
  if (a.isNull[i] === 1) return false;
  const high = (a.high?.[i] ?? 0) - (b.high?.[j] ?? 0);
  const difference = high !== 0 ? high : (a.low[i] as number) - (b.low[j] as number);
  return descending ? difference < 0 : difference > 0;
}

function arranged(ids: Uint32Array, keys: SortKeys, descending: boolean): Uint32Array {
  const { low, high, isNull } = keys;
  const result = new Uint32Array(ids.length);
  // Nulls keep their order behind the others, whichever way those are sorted.
  const some = new Uint32Array(ids.length);
  let count = 0;
  for (let i = 0; i < ids.length; i++) if (isNull[i] === 0) some[count++] = i;
  const flip = descending ? 0xffffffff : 0;
  const lows = new Uint32Array(count);
  const highs = high && new Uint32Array(count);
  for (let k = 0; k < count; k++) {
    const i = some[k] as number;
    lows[k] = (low[i] as number) ^ flip;
    if (high && highs) highs[k] = (high[i] as number) ^ flip;
  }
  const order = sortByKeys(count, lows, highs);
  for (let k = 0; k < count; k++) result[k] = ids[some[order[k] as number] as number] as number;
  for (let i = 0; i < ids.length; i++) if (isNull[i] === 1) result[count++] = ids[i] as number;
  return result;
}
