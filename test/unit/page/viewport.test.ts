import { expect, test } from 'vitest';
import { ROW_HEIGHT, reuse, TALLEST, Viewport } from '../../../webview/viewport.ts';

const SCREEN = 800;

function viewport(rows: number): Viewport {
  const made = new Viewport();
  made.resize(rows, SCREEN);
  return made;
}

/** Where a row is seen on the screen, px from its top, given the browser's scroll position. */
const seen = (view: Viewport, row: number, top: number) => view.place(row) - top;

test.each([0, 1, 30, 5_000, 300_000])('%i rows scroll as the browser scrolls', (rows) => {
  const view = viewport(rows);
  expect(view.height).toBe(rows * ROW_HEIGHT);
  const top = Math.max(0, Math.min(1_000, rows * ROW_HEIGHT - SCREEN));
  expect(view.scrolled(top)).toBeUndefined();
  expect(view.visible[0]).toBe(Math.floor(top / ROW_HEIGHT));
  expect(view.visible[1]).toBeLessThanOrEqual(rows);
  if (rows > 0) expect(view.place(3)).toBe(3 * ROW_HEIGHT);
});

const MILLION = 1_000_000;

test('a million rows stay below the height that browsers can draw', () => {
  expect(viewport(MILLION).height).toBe(TALLEST);
});

test('the wheel moves a long table pixel by pixel', () => {
  const view = viewport(MILLION);
  let top = view.jump(500_000);
  for (let turn = 0; turn < 20; turn++) {
    const before = seen(view, 500_000, top);
    top += 100;
    const set = view.scrolled(top);
    expect(set).toBeUndefined();
    expect(seen(view, 500_000, top)).toBe(before - 100);
  }
});

test('when a scroll rests the bar is put right and no row moves', () => {
  const view = viewport(MILLION);
  let top = view.jump(500_000);
  for (let turn = 0; turn < 50; turn++) {
    top += 100;
    view.scrolled(top);
  }
  const before = seen(view, 500_000, top);
  top = view.settle();
  expect(seen(view, 500_000, top)).toBe(before);
});

test('the bar reaches both ends and every share between', () => {
  const view = viewport(MILLION);
  const lowest = TALLEST - SCREEN;
  view.scrolled(lowest);
  expect(view.visible[1]).toBe(MILLION);
  view.scrolled(lowest / 2);
  expect(Math.abs(view.visible[0] - MILLION / 2)).toBeLessThan(40);
  view.scrolled(0);
  expect(view.visible[0]).toBe(0);
});

test('wheeling up to the top of the canvas goes on if there are rows above', () => {
  const view = viewport(MILLION);
  let top = view.jump(300);
  let asked = 0;
  for (let turn = 0; turn < 200 && view.visible[0] > 0; turn++) {
    top = Math.max(0, top - 100);
    const set = view.scrolled(top);
    if (set !== undefined) {
      top = set;
      asked++;
    }
  }
  expect(view.visible[0]).toBe(0);
  expect(asked).toBeGreaterThan(0);
});

test.each([0, 1, 36, 40, 999_000, 999_999])('row %i of a million is revealed whole', (row) => {
  const view = viewport(MILLION);
  view.jump(500_000);
  const top = view.reveal(row);
  expect(seen(view, row, top)).toBeGreaterThanOrEqual(0);
  expect(seen(view, row, top)).toBeLessThanOrEqual(SCREEN - ROW_HEIGHT);
});

test('rows that are gone leave no hole', () => {
  const view = viewport(MILLION);
  view.jump(900_000);
  view.resize(10, SCREEN);
  expect(view.range).toEqual([0, 10]);
});

test('what is drawn is a little more than what is seen', () => {
  const view = viewport(MILLION);
  view.jump(1_000);
  const [from, to] = view.range;
  const [first, end] = view.visible;
  expect(from).toBeLessThan(first);
  expect(to).toBeGreaterThan(end);
  expect(to - from).toBeLessThan(80);
});

test('elements of rows that left go to rows that came, and those that stay keep theirs', () => {
  const first = reuse(new Map(), [0, 1, 2, 3]);
  expect([...first]).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
  const next = reuse(first, [2, 3, 4, 5]);
  expect([next.get(2), next.get(3)]).toEqual([2, 3]);
  expect([...next.values()].sort()).toEqual([0, 1, 2, 3]);
  const grown = reuse(next, [0, 2, 3, 4, 5]);
  expect(new Set(grown.values()).size).toBe(5);
});
