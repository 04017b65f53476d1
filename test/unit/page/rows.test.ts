import { expect, test } from 'vitest';
import type { RowWindow, Selection } from '../../../src/session/protocol/protocol.ts';
import { PAGE_ROWS, Rows } from '../../../webview/rows.ts';

const ALL: Selection = { search: '', sort: { field: '@timestamp', descending: true } };

interface Asked {
  readonly selection: Selection;
  readonly from: number;
  readonly signal: AbortSignal;
  answer(total: number): Promise<void>;
  fail(reason: string): Promise<void>;
}

/** A table whose answers come when the test says so; record ids are row numbers plus `base`. */
function table(base = 0) {
  const asked: Asked[] = [];
  let changes = 0;
  const rows = new Rows(
    ALL,
    (selection, from, count, signal) =>
      new Promise<RowWindow>((resolve, reject) => {
        const settle = () => new Promise<void>((done) => setImmediate(done));
        asked.push({
          selection,
          from,
          signal,
          answer: (total) => {
            const ids = Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, i) => base + from + i);
            resolve({ matched: total, loaded: total, from, ids, cells: [ids.map(String)] });
            return settle();
          },
          fail: (reason) => {
            reject(new Error(reason));
            return settle();
          },
        });
      }),
    () => {
      changes++;
    },
  );
  return { rows, asked, changes: () => changes };
}

const at = (asked: readonly Asked[], i: number): Asked => asked[i] as Asked;

test('only the pages on the screen are asked for, two at a time', async () => {
  const { rows, asked } = table();
  rows.want(0, 50);
  await at(asked, 0).answer(1_000_000);
  rows.want(250, 520);
  expect(asked.map((a) => a.from)).toEqual([0, 200, 300]);
  await at(asked, 1).answer(1_000_000);
  expect(asked.map((a) => a.from)).toEqual([0, 200, 300, 400]);
  expect(rows.get(250)).toEqual({ id: 250, cells: ['250'] });
  expect(rows.get(420)).toBeUndefined();
  expect(rows.settled).toBe(false);
});

test('a page that has left the screen is given up', async () => {
  const { rows, asked } = table();
  rows.want(0, 50);
  await at(asked, 0).answer(10_000);
  rows.want(500, 540);
  rows.want(900, 940);
  expect(at(asked, 1).signal.aborted).toBe(true);
  await at(asked, 2).answer(10_000);
  await at(asked, 1).answer(10_000);
  expect(rows.get(905)?.id).toBe(905);
});

test('rows of the old order stay until the new ones are here, and late answers of the old order are not taken', async () => {
  const { rows, asked } = table();
  rows.want(0, 250);
  await at(asked, 0).answer(300);
  const late = at(asked, 1);
  rows.select({ ...ALL, search: 'nova' });
  expect(rows.get(5)?.id).toBe(5);
  expect(rows.current(5)).toBeUndefined();
  expect(rows.settled).toBe(false);
  await late.answer(300);
  expect(rows.get(105)).toBeUndefined();
  const fresh = asked.filter((a) => a.selection.search === 'nova');
  await at(fresh, 0).answer(40);
  expect(rows.matched).toBe(40);
  expect(rows.get(45)).toBeUndefined();
});

test('what is kept is bounded', async () => {
  const { rows, asked } = table();
  for (let page = 0; page < 300; page++) {
    rows.want(page * PAGE_ROWS, page * PAGE_ROWS + 40);
    await asked.at(-1)?.answer(1_000_000);
  }
  expect(rows.get(299 * PAGE_ROWS)).toBeDefined();
  expect(rows.get(5)).toBeUndefined();
  const here = Array.from({ length: 300 }, (_, page) => rows.get(page * PAGE_ROWS)).filter((row) => row !== undefined);
  expect(here.length).toBeLessThanOrEqual(101);
});

test('a failure is told once and can be tried again', async () => {
  const { rows, asked, changes } = table();
  rows.want(0, 50);
  await at(asked, 0).fail('The file has changed.');
  expect(rows.failure).toBe('The file has changed.');
  expect(changes()).toBe(1);
  expect(asked).toHaveLength(1);
  rows.refresh();
  await at(asked, 1).answer(10);
  expect(rows.failure).toBeUndefined();
  expect(rows.matched).toBe(10);
});

test('pages beyond the end are not asked for', async () => {
  const { rows, asked } = table();
  rows.want(0, 50);
  await at(asked, 0).answer(120);
  rows.want(80, 900);
  expect(asked.map((a) => a.from)).toEqual([0, 100]);
});

test('finds a record among the rows that are here', async () => {
  const { rows, asked } = table(1_000);
  rows.want(0, 50);
  await at(asked, 0).answer(120);
  expect(rows.find(1_042)).toBe(42);
  expect(rows.find(42)).toBe(-1);
});
