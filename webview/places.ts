/** Where the page is: what Back and Forward go through and what a reload of the window brings back. */
import type { RecordId, Selection } from '../src/session/protocol/protocol.ts';
import { isObject } from '../src/session/protocol/rpc.ts';
import { type Look, restoreLook } from './look.ts';

export const RECORD_TABS = ['conversation', 'guardrails', 'fields', 'raw', 'document', 'thread'] as const;
export type RecordTab = (typeof RECORD_TABS)[number];

/** The views that have a tab in the head. */
export const TABS = ['overview', 'invocations', 'detections', 'query'] as const;
export type Tab = (typeof TABS)[number];

export interface Place {
  readonly view: Tab | 'record' | 'compare' | 'problems' | 'mapping';
  /** One filter for all tabs. */
  readonly selection: Selection;
  /** What the query tab shows. */
  readonly query?: string;
  /** The connection whose cluster answers queries and the overview; the records here unless set. */
  readonly target?: string;
  /** The rule that the detections tab explains. */
  readonly rule?: string;
  /** The record that stands beside `record` in the comparison. */
  readonly other?: RecordId;
  /** The record that the table's cursor is on; the one that is open in the record view. */
  readonly record?: RecordId;
  readonly tab: RecordTab;
  /** What the second pane of the record view shows; absent while there is one pane. */
  readonly second?: RecordTab;
}

/** All that outlives the page. */
export interface Saved {
  /** The host's word for the logs that the page shows, given back to it when the page is restored. */
  readonly restore?: string;
  readonly place: Place;
  /** Number of the first row on the screen. */
  readonly row: number;
  /** The detail beside the table is shown. */
  readonly peek: boolean;
  /** Share of the page that the detail takes, and the record view's second pane, 0 to 1. */
  readonly shares: { readonly detail?: number; readonly second?: number };
  readonly look: Look;
}

export const FIRST_PLACE: Place = {
  view: 'invocations',
  selection: { search: '', sort: { field: '@timestamp', descending: true } },
  tab: 'conversation',
};

/** Whether a selection leaves out anything. */
export function isNarrow({ search, where, range }: Selection): boolean {
  return search !== '' || where !== undefined || range !== undefined;
}

/** What `getState` returned, as far as it can be used: it may be of an older version. */
export function restore(state: unknown): Saved {
  const saved = isObject(state) ? state : {};
  const shares = isObject(saved.shares) ? saved.shares : {};
  return {
    place: restorePlace(saved.place),
    row: isCount(saved.row) ? saved.row : 0,
    peek: saved.peek !== false,
    shares: { ...share('detail', shares.detail), ...share('second', shares.second) },
    look: restoreLook(saved.look),
  };
}

function restorePlace(value: unknown): Place {
  if (!isObject(value)) return FIRST_PLACE;
  const { view, selection, record, tab, second, query, rule, other, target } = value;
  return {
    view: restoreView(view, isCount(record), isCount(other)),
    selection: isSelection(selection) ? selection : FIRST_PLACE.selection,
    ...(isCount(record) ? { record } : {}),
    tab: isTab(tab) ? tab : FIRST_PLACE.tab,
    ...(isTab(second) ? { second } : {}),
    ...(typeof query === 'string' ? { query } : {}),
    ...(typeof target === 'string' ? { target } : {}),
    ...(typeof rule === 'string' ? { rule } : {}),
    ...(isCount(other) ? { other } : {}),
  };
}

function restoreView(view: unknown, hasRecord: boolean, hasOther: boolean): Place['view'] {
  if (
    view === 'problems' ||
    view === 'mapping' ||
    (view === 'record' && hasRecord) ||
    (view === 'compare' && hasRecord && hasOther)
  )
    return view;
  return TABS.find((tab) => tab === view) ?? FIRST_PLACE.view;
}

function share<K extends string>(name: K, value: unknown): { readonly [P in K]?: number } {
  return typeof value === 'number' && value > 0 && value < 1 ? ({ [name]: value } as { [P in K]: number }) : {};
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const isTab = (value: unknown): value is RecordTab => (RECORD_TABS as readonly unknown[]).includes(value);

function isSelection(value: unknown): value is Selection {
  if (!isObject(value) || !isObject(value.sort)) return false;
  const { where, range } = value;
  const isRange = (range: unknown) =>
    Array.isArray(range) && range.length === 2 && range.every((time) => Number.isFinite(time));
  return (
    (where === undefined || typeof where === 'string') &&
    (range === undefined || isRange(range)) &&
    typeof value.search === 'string' &&
    typeof value.sort.field === 'string' &&
    typeof value.sort.descending === 'boolean'
  );
}

/** Steps of Back and Forward that are kept. */
const MOST_STEPS = 100;

/** The places that were visited; the page's own, as a webview's browser history is not the user's. */
export class Trail {
  private readonly places: Place[];
  private at = 0;
  private lastKind = '';

  constructor(place: Place) {
    this.places = [place];
  }

  get here(): Place {
    return this.places[this.at] ?? FIRST_PLACE;
  }

  get canGoBack(): boolean {
    return this.at > 0;
  }

  get canGoForward(): boolean {
    return this.at < this.places.length - 1;
  }

  /** A new step; what lay ahead is forgotten. Steps of a kind that merges (typing a search) become one. */
  go(place: Place, kind: 'step' | 'typing' = 'step'): void {
    if (kind === 'typing' && this.lastKind === 'typing' && this.at > 0) {
      this.places.length = this.at + 1;
      this.places[this.at] = place;
      return;
    }
    this.lastKind = kind;
    this.places.length = this.at + 1;
    this.places.push(place);
    if (this.places.length > MOST_STEPS) this.places.shift();
    this.at = this.places.length - 1;
  }

  /** The same step, told more exactly: the cursor moved, a tab was chosen. */
  replace(place: Place): void {
    this.places[this.at] = place;
  }

  back(): Place | undefined {
    if (!this.canGoBack) return undefined;
    this.lastKind = '';
    this.at--;
    return this.here;
  }

  forward(): Place | undefined {
    if (!this.canGoForward) return undefined;
    this.lastKind = '';
    this.at++;
    return this.here;
  }
}
