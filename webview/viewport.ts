/**
 * Which rows of equal height are on the screen. Arithmetic instead of a list of measures: a million rows cost nothing.
 *
 * Browsers cap an element's height (Chromium at 33,554,432 device pixels, which is half of that in CSS pixels on a
 * screen of double density). A table above `TALLEST` is therefore drawn on a canvas of that height: the scroll bar
 * moves over it in proportion, the wheel and the keys row by row. `offset` is the place in the real table, `top` the
 * scroll position that the browser knows.
 */
export const ROW_HEIGHT = 22;
/** The same where rows were chosen to be roomy. */
export const ROOMY_HEIGHT = 30;
/** CSS pixels: a quarter of the cap, so that zoom and dense screens stay below it. */
export const TALLEST = 8_000_000;
/** Rows drawn above and below the screen, so that a scroll shows rows at once. */
const OVERSCAN = 5;
/** A scroll of more screens than this at once is a drag of the bar, not a turn of the wheel. */
const DRAG_SCREENS = 3;

export class Viewport {
  private rowHeight = ROW_HEIGHT;
  private rows = 0;
  private screen = 0;
  private top = 0;
  private offset = 0;

  get count(): number {
    return this.rows;
  }

  /** Height of the canvas, px. */
  get height(): number {
    return Math.min(this.rows * this.rowHeight, TALLEST);
  }

  /** Where row `index` is drawn on the canvas, px. */
  place(index: number): number {
    return index * this.rowHeight - this.offset + this.top;
  }

  /** First and last row to draw, the last not included. */
  get range(): readonly [from: number, to: number] {
    const [first, end] = this.visible;
    return [Math.max(0, first - OVERSCAN), Math.min(this.rows, end + OVERSCAN)];
  }

  /** First and last row that can be seen, the last not included. */
  get visible(): readonly [from: number, to: number] {
    const first = Math.floor(this.offset / this.rowHeight);
    return [Math.min(first, this.rows), Math.min(this.rows, Math.ceil((this.offset + this.screen) / this.rowHeight))];
  }

  get pageRows(): number {
    return Math.max(1, Math.floor(this.screen / this.rowHeight) - 1);
  }

  /** Takes the number of rows, the height of the screen and of a row, px; answers with the scroll position to set. */
  resize(rows: number, screen: number, rowHeight = this.rowHeight): number {
    this.rows = rows;
    this.screen = screen;
    this.offset *= rowHeight / this.rowHeight;
    this.rowHeight = rowHeight;
    this.offset = clamp(this.offset, this.deepest);
    this.top = this.inProportion(this.offset);
    return this.top;
  }

  /** The browser has scrolled to `top`; answers with a scroll position to set where the two would part. */
  scrolled(top: number): number | undefined {
    const moved = top - this.top;
    const { deepest, lowest } = this;
    if (deepest === lowest) {
      this.top = this.offset = clamp(top, lowest);
      return undefined;
    }
    if (moved === 0) return undefined;
    if (Math.abs(moved) > this.screen * DRAG_SCREENS) {
      this.top = top;
      this.offset = lowest === 0 ? 0 : (clamp(top, lowest) / lowest) * deepest;
      return undefined;
    }
    this.top = top;
    this.offset = clamp(this.offset + moved, deepest);
    // At an end of the canvas the table must end too; far from it the bar is put right when the scroll rests.
    const atEnd = top <= 0 || top >= lowest;
    return atEnd && this.offset !== (top <= 0 ? 0 : deepest) ? this.settle() : undefined;
  }

  /** Puts the scroll bar where the rows are, once a scroll rests; answers with the position to set. */
  settle(): number {
    this.top = this.inProportion(this.offset);
    return this.top;
  }

  /** The scroll position that shows row `index`, moving as little as needed. */
  reveal(index: number): number {
    const start = index * this.rowHeight;
    if (start < this.offset) this.offset = start;
    else if (start + this.rowHeight > this.offset + this.screen) this.offset = start + this.rowHeight - this.screen;
    this.offset = clamp(this.offset, this.deepest);
    return this.settle();
  }

  /** The scroll position that has row `index` first. */
  jump(index: number): number {
    this.offset = clamp(index * this.rowHeight, this.deepest);
    return this.settle();
  }

  private get deepest(): number {
    return Math.max(0, this.rows * this.rowHeight - this.screen);
  }

  private get lowest(): number {
    return Math.max(0, this.height - this.screen);
  }

  private inProportion(offset: number): number {
    const { deepest, lowest } = this;
    return deepest === lowest ? offset : Math.round((offset / deepest) * lowest);
  }
}

function clamp(value: number, highest: number): number {
  return Math.min(Math.max(0, value), highest);
}

/**
 * Row numbers to the keys of the elements that show them. Elements of rows that left go to rows that came, so that a scroll
 * makes no elements and moves few.
 */
export function reuse(before: ReadonlyMap<number, number>, indexes: readonly number[]): ReadonlyMap<number, number> {
  const staying = new Set(indexes);
  const free = [...before].filter(([index]) => !staying.has(index)).map(([, key]) => key);
  let fresh = Math.max(-1, ...before.values());
  return new Map(indexes.map((index) => [index, before.get(index) ?? free.shift() ?? ++fresh]));
}
