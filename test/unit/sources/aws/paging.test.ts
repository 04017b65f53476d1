import { describe, expect, test } from 'vitest';
import type { CloudWatchEvent } from '../../../../src/sources/aws/logs/event.ts';
import { MOST_REMEMBERED, SeenEvents } from '../../../../src/sources/aws/logs/overlap.ts';
import {
  type EventPage,
  MOST_EMPTY_PAGES,
  type Portion,
  readWindows,
  type TimeRange,
} from '../../../../src/sources/aws/logs/paging.ts';

const HOUR = 3_600_000;
const WEEK = { from: 0, to: 168 * HOUR };
const event = (time: number, id = `e${time}`): CloudWatchEvent => ({ id, time, group: 'g', stream: 's', message: id });

/** CloudWatch with these events: pages of `size`, each behind so many empty ones. */
function service(events: readonly CloudWatchEvent[], size: number, empty: number) {
  return async ({ from, to }: TimeRange, token: string | undefined): Promise<EventPage> => {
    const inside = events.filter(({ time }) => time >= from && time < to);
    const call = token === undefined ? 0 : Number(token);
    const page = Math.floor(call / (empty + 1));
    const found = call % (empty + 1) === empty ? inside.slice(page * size, (page + 1) * size) : [];
    const last = call >= Math.max(1, Math.ceil(inside.length / size)) * (empty + 1) - 1;
    return { events: found, ...(!last && { token: String(call + 1) }) };
  };
}

async function all(portions: AsyncIterable<Portion>): Promise<Portion[]> {
  const found: Portion[] = [];
  for await (const portion of portions) found.push(portion);
  return found;
}

describe('a time range is read to its end', () => {
  test('an idle week is a handful of calls', async () => {
    const portions = await all(readWindows(WEEK, service([], 10, 0)));
    expect(portions.at(-1)).toMatchObject({ covered: WEEK.to, events: [] });
    expect(portions.at(-1)?.calls).toBeLessThan(15);
  });

  test('each event of a week comes once, however pages are cut and whatever is empty', async () => {
    const events = Array.from({ length: 3000 }, (_, i) => event(Math.floor((i * WEEK.to) / 3000)));
    for (const [size, empty] of [
      [10, 0],
      [7, 2],
      [1000, 5],
    ] as const) {
      const portions = await all(readWindows(WEEK, service(events, size, empty)));
      expect(portions.flatMap((portion) => portion.events.map(({ id }) => id))).toEqual(events.map(({ id }) => id));
      expect(portions.every(({ remark }) => remark === undefined)).toBe(true);
    }
  });

  test('time covered only ever grows', async () => {
    const events = Array.from({ length: 500 }, (_, i) => event(i * 1000));
    const covered = (await all(readWindows(WEEK, service(events, 20, 1)))).map((portion) => portion.covered);
    expect(covered).toEqual([...covered].sort((a, b) => a - b));
    expect(covered.at(-1)).toBe(WEEK.to);
  });

  test('a token that comes back ends its window with a remark, and the next window is read', async () => {
    const stuck = async ({ from }: TimeRange): Promise<EventPage> => ({
      events: [],
      ...(from === 0 && { token: 'again' }),
    });
    const portions = await all(readWindows({ from: 0, to: 2 * HOUR }, stuck));
    expect(portions.map(({ remark }) => remark !== undefined)).toEqual([false, true, false]);
    expect(portions[1]?.remark).toContain('1970-01-01T00:00:00.000Z to 1970-01-01T01:00:00.000Z');
  });

  test('empty pages without end do not hang it', async () => {
    let calls = 0;
    const portions = await all(
      readWindows({ from: 0, to: HOUR }, async () => ({ events: [], token: String(calls++) })),
    );
    expect(calls).toBe(MOST_EMPTY_PAGES);
    expect(portions.at(-1)?.remark).toContain('empty pages');
  });

  test('what was read before an error has come', async () => {
    const read: CloudWatchEvent[] = [];
    const failing = async ({ from }: TimeRange): Promise<EventPage> => {
      if (from > 0) throw new Error('denied');
      return { events: [event(1)] };
    };
    await expect(
      (async () => {
        for await (const { events } of readWindows(WEEK, failing)) read.push(...events);
      })(),
    ).rejects.toThrow('denied');
    expect(read).toHaveLength(1);
  });
});

describe('polls that overlap', () => {
  test('an event comes once, one that is late comes too', () => {
    const seen = new SeenEvents();
    expect(seen.fresh([event(1), event(3)])).toHaveLength(2);
    expect(seen.fresh([event(1), event(2), event(3)]).map(({ time }) => time)).toEqual([2]);
    expect(seen.repeated).toBe(2);
  });

  test('events without ids are told apart by what they hold', () => {
    const seen = new SeenEvents();
    const { id: _, ...bare } = event(1);
    expect(seen.fresh([bare, { ...bare }, { ...bare, message: 'other' }])).toHaveLength(2);
  });

  test('memory is bounded', () => {
    const seen = new SeenEvents();
    seen.fresh(Array.from({ length: MOST_REMEMBERED + 10 }, (_, i) => event(i)));
    expect(seen.size).toBe(MOST_REMEMBERED);
    seen.forgetBefore(MOST_REMEMBERED);
    expect(seen.size).toBe(10);
  });
});
