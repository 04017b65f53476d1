/** Where the columns of an answer stand, px. */
import type { QueryAnswer } from '../../src/session/protocol/protocol.ts';
import { cellText } from './cell-text.ts';
import { isNumeric } from './shape.ts';

export interface Lane {
  /** Number of the column in the answer. */
  readonly column: number;
  readonly left: number;
  readonly width: number;
  readonly numeric: boolean;
  /** Of the figures beside a bar. */
  readonly figures: number;
}

/** Rows whose cells are measured. */
const MEASURED = 200;
/** Of a letter in the table's font, and of what stands left and right of a cell's text. */
const LETTER = 6.9;
const PADDING = 18;
/** No column is narrower than this, whatever is wished. */
export const NARROWEST = 64;
const WIDEST = 420;
/** The room of inline bars, at least. */
const BAR = 120;

/**
 * `bars`: the column that has inline bars. What is left of `width` goes to the bars and to the columns of text, but not to
 * those whose width is `set`, by name.
 */
export function lanesOf(
  answer: QueryAnswer,
  bars: number | undefined,
  width: number,
  set: ReadonlyMap<string, number> = new Map(),
): readonly Lane[] {
  const { columns, values } = answer;
  const wanted = columns.map(({ name, type }, i) => {
    let letters = Math.max(name.length + 2, type.length);
    for (const cell of (values[i] ?? []).slice(0, MEASURED)) letters = Math.max(letters, cellText(cell, type).length);
    return Math.min(WIDEST, Math.max(NARROWEST, Math.ceil(letters * LETTER) + PADDING));
  });
  const fixed = columns.map(({ name }) => set.get(name));
  const grows = columns.map(({ type }, i) => fixed[i] === undefined && (i === bars || !isNumeric(type)));
  const sum = wanted.reduce((all, one, i) => all + (fixed[i] ?? one + (i === bars ? BAR : 0)), 0);
  const growing = grows.filter(Boolean).length;
  const more = growing > 0 ? Math.max(0, width - sum) / growing : 0;
  let left = 0;
  return columns.map(({ type }, column) => {
    const own = wanted[column] ?? NARROWEST;
    const whole = fixed[column] ?? Math.floor(own + (column === bars ? BAR : 0) + (grows[column] ? more : 0));
    const lane = { column, left, width: whole, numeric: isNumeric(type), figures: Math.min(own, whole) - 8 };
    left += whole;
    return lane;
  });
}
