/** How the page is set up by who reads it: kept with the page, no part of what Back and Forward go through. */
import { isObject } from '../src/session/protocol/rpc.ts';

/** A column of the table by its name, or by its field if it has no name of its own. */
export interface ChosenColumn {
  readonly name: string;
  /** CSS pixels; absent: as wide as what it shows wants. */
  readonly width?: number;
}

export interface Look {
  /** Absent: the columns that the width has room for. */
  readonly columns?: readonly ChosenColumn[];
  readonly rows?: 'compact' | 'roomy';
  /** The zone of all times; absent: that of the settings. */
  readonly zone?: 'UTC' | 'local';
  /** Markdown in conversations is laid out. */
  readonly markdown?: boolean;
  /** Raw record and ECS document do not stand beside each other. */
  readonly apart?: boolean;
  /** The facets are hidden. */
  readonly noFacets?: boolean;
  /** Facets that were opened or folded, by name: true if open. */
  readonly facets?: Readonly<Record<string, boolean>>;
  /** Filters that were used, the latest first. */
  readonly filters?: readonly string[];
}

/** Filters that are kept. */
const MOST_FILTERS = 20;
/** More columns are no table any more; a state that holds more is not ours. */
const MOST_COLUMNS = 100;

/** What was kept, as far as it can be used. */
export function restoreLook(value: unknown): Look {
  if (!isObject(value)) return {};
  const { columns, rows, zone, noFacets, facets, filters, markdown, apart } = value;
  return {
    ...(isColumns(columns) && { columns }),
    ...((rows === 'compact' || rows === 'roomy') && { rows }),
    ...((zone === 'UTC' || zone === 'local') && { zone }),
    ...(noFacets === true && { noFacets }),
    ...(markdown === true && { markdown }),
    ...(apart === true && { apart }),
    ...(isFlags(facets) && { facets }),
    ...(isTexts(filters) && { filters: filters.slice(0, MOST_FILTERS) }),
  };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const isFlags = (value: unknown): value is Readonly<Record<string, boolean>> =>
  isObject(value) && Object.values(value).every((one) => typeof one === 'boolean');

const isColumns = (value: unknown): value is readonly ChosenColumn[] =>
  Array.isArray(value) && value.length > 0 && value.length <= MOST_COLUMNS && value.every(isColumn);

const isColumn = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.name === 'string' &&
  (value.width === undefined || (typeof value.width === 'number' && value.width > 0));

/** The filters with one more, which is then the latest. */
export function withFilter(filters: readonly string[] | undefined, filter: string): readonly string[] {
  return [filter, ...(filters ?? []).filter((one) => one !== filter)].slice(0, MOST_FILTERS);
}
