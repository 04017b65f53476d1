import { expect, test } from 'vitest';
import { Cursor, MOST_CHOSEN } from '../../../webview/cursor.ts';
import type { Rows } from '../../../webview/rows.ts';

/** A table of `matched` rows whose record ids are row numbers plus 100; only the first 50 rows are here. */
function cursorOver(matched: number): Cursor {
  const rows = { matched, current: (index: number) => (index < 50 ? { id: index + 100, cells: [] } : undefined) };
  return new Cursor(rows as unknown as Rows, async (from, count) =>
    Array.from({ length: Math.min(count, matched - from) }, (_, i) => from + i + 100),
  );
}

test('moves within the table, and knows records that are not here yet', async () => {
  const cursor = cursorOver(200);
  await cursor.move(1);
  expect([cursor.index, cursor.record]).toEqual([0, 100]);
  await cursor.move(-5);
  expect(cursor.index).toBe(0);
  await cursor.move(1_000);
  expect([cursor.index, cursor.record]).toEqual([199, 299]);
  expect(cursor.chosen).toEqual([299]);
});

test('an extended move chooses all from where it began, forward and back', async () => {
  const cursor = cursorOver(200);
  await cursor.to(10);
  await cursor.move(2, true);
  expect(cursor.chosen).toEqual([110, 111, 112]);
  await cursor.move(-4, true);
  expect(cursor.chosen).toEqual([108, 109, 110]);
  await cursor.move(1);
  expect(cursor.chosen).toEqual([109]);
});

test('toggling adds and takes away', async () => {
  const cursor = cursorOver(200);
  await cursor.to(3);
  await cursor.toggle(7);
  expect(cursor.chosen).toEqual([103, 107]);
  expect(cursor.has(103)).toBe(true);
  await cursor.toggle(3);
  expect(cursor.chosen).toEqual([107]);
});

test('what is chosen is known when the cursor rests', async () => {
  const cursor = cursorOver(200);
  await cursor.to(3);
  void cursor.move(1, true);
  await cursor.rest;
  expect(cursor.chosen).toEqual([103, 104]);
  void cursor.toggle(70);
  await cursor.rest;
  expect(cursor.chosen).toEqual([103, 104, 170]);
});

test('all can be chosen up to the limit', async () => {
  const cursor = cursorOver(MOST_CHOSEN);
  await cursor.to(0);
  expect(await cursor.chooseAll()).toBe(true);
  expect(cursor.chosen).toHaveLength(MOST_CHOSEN);
  expect(await cursorOver(MOST_CHOSEN + 1).chooseAll()).toBe(false);
});

test('an answer that comes after the next move is not taken', async () => {
  const cursor = cursorOver(200);
  const slow = cursor.to(150);
  await cursor.to(4);
  await slow;
  expect([cursor.index, cursor.record]).toEqual([4, 104]);
});

test('an empty table has no cursor', async () => {
  const cursor = cursorOver(0);
  await cursor.move(1);
  expect([cursor.index, cursor.record]).toEqual([-1, undefined]);
  expect(cursor.chosen).toEqual([]);
});
