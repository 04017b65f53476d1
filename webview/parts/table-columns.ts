/** Which columns the table shows, in which order and how wide. */
import type { ColumnInfo } from '../../src/session/protocol/protocol.ts';
import type { Parts } from '../fields.ts';
import type { Clock } from '../format.ts';
import type { ChosenColumn } from '../look.ts';
import { type Column, columnsFor, fieldColumn } from './cells.ts';

/** From this width of the table down flexible columns may become as narrow as they must, CSS pixels. */
export const TIGHT = 760;
/** A time with its day takes so much more, CSS pixels. */
const DAYS = 60;
/** The narrowest that a column can be made, CSS pixels. */
export const NARROWEST = 32;

export interface Layout {
  readonly columns: readonly Column[];
  /** For `grid-template-columns`. */
  readonly template: string;
  /** What all columns take at least, as a CSS length. */
  readonly least: string;
}

/** Every column that the session can fill: those with a name of their own, then the fields that none of these shows. */
export function allColumns(parts: Parts, infos: readonly ColumnInfo[]): readonly Column[] {
  const named = columnsFor(parts);
  const shown = new Set(named.flatMap((column) => column.parts.map((part) => parts[part])));
  return [...named, ...infos.filter(({ field }) => !shown.has(field)).map(fieldColumn)];
}

/** Without a choice: the columns with a name of their own that the table's `width` has room for, CSS pixels. */
export function layoutOf(all: readonly Column[], chosen: readonly ChosenColumn[] | undefined, width: number): Layout {
  const named = new Map(all.map((column) => [column.name, column]));
  const known = (chosen ?? []).filter(({ name }) => named.has(name));
  const own = all.filter(({ parts, from = 0 }) => parts.length > 0 && width >= from);
  const columns = known.length > 0 ? known.flatMap(({ name }) => named.get(name) ?? []) : own;
  const widths = new Map(known.map((one) => [one.name, one.width]));
  const tight = width <= TIGHT && known.length === 0;
  const leasts = columns.map(({ name, width: { least, share } }) => {
    const set = widths.get(name);
    if (set !== undefined) return `${set}px`;
    return tight && share !== undefined ? '0px' : least;
  });
  const template = columns.map(({ name, width: { share } }, i) =>
    share === undefined || widths.get(name) !== undefined ? leasts[i] : `minmax(${leasts[i]}, ${share}fr)`,
  );
  return { columns, template: template.join(' '), least: `calc(${leasts.join(' + ')})` };
}

/** The room that a table of some width has for columns: times with their day take more of it. */
export function roomIn(width: number, clock: Clock): number {
  return clock.withDay ? width - DAYS : width;
}

/** The columns of a layout as a choice, with the widths of the choice before. */
export function choiceOf(layout: Layout, before: readonly ChosenColumn[] | undefined): readonly ChosenColumn[] {
  const widths = new Map(before?.map(({ name, width }) => [name, width]));
  return layout.columns.map(({ name }) => {
    const width = widths.get(name);
    return width === undefined ? { name } : { name, width };
  });
}

/** The choice that has a column at another place. */
export function moved(columns: readonly ChosenColumn[], from: number, to: number): readonly ChosenColumn[] {
  const rest = columns.filter((_, i) => i !== from);
  const column = columns[from];
  return column ? [...rest.slice(0, to), column, ...rest.slice(to)] : columns;
}

/** The choice that has a column of another width, CSS pixels. */
export function resized(columns: readonly ChosenColumn[], at: number, width: number): readonly ChosenColumn[] {
  return columns.map((column, i) =>
    i === at ? { name: column.name, width: Math.max(NARROWEST, Math.round(width)) } : column,
  );
}
