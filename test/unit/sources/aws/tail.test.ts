import { describe, expect, test } from 'vitest';
import type { CloudWatchEvent } from '../../../../src/sources/aws/logs/event.ts';
import type { TimeRange } from '../../../../src/sources/aws/logs/paging.ts';
import { type OpenLiveTail, type TailBatch, tail } from '../../../../src/sources/aws/logs/tail.ts';
import { TestClock } from './clock.ts';

const START = 1_000_000;
const event = (time: number, message = `m${time}`): CloudWatchEvent => ({
  id: `id${time}`,
  time,
  group: 'g',
  stream: 's',
  message,
});
const bare = ({ id: _, ...rest }: CloudWatchEvent): CloudWatchEvent => rest;

/** Follows until so many events have come or so many batches, and gives all batches. */
async function follow(
  events: readonly CloudWatchEvent[],
  live: ((clock: TestClock) => OpenLiveTail) | undefined,
  until: { readonly events?: number; readonly batches?: number },
): Promise<{ batches: TailBatch[]; ranges: TimeRange[] }> {
  const clock = new TestClock(START);
  const stop = new AbortController();
  const batches: TailBatch[] = [];
  const ranges: TimeRange[] = [];
  const options = {
    clock,
    signal: stop.signal,
    live: live?.(clock),
    read: async (range: TimeRange) => {
      ranges.push(range);
      return events.filter(({ time, ingested = time }) => time >= range.from && time < range.to && ingested < range.to);
    },
    refusal: (error: unknown) => (error === denied ? 'no logs:StartLiveTail' : undefined),
  };
  for await (const batch of tail(options)) {
    batches.push(batch);
    const count = batches.reduce((sum, each) => sum + each.events.length, 0);
    if (count >= (until.events ?? Number.POSITIVE_INFINITY)) stop.abort();
    if (batches.length >= (until.batches ?? 200)) stop.abort();
  }
  return { batches, ranges };
}

const denied = new Error('AccessDeniedException');
const messages = (batches: readonly TailBatch[]) =>
  batches.flatMap(({ events }) => events.map(({ message }) => message));

describe('following a log group', () => {
  test('polls overlap: what is late is found, and nothing comes twice', async () => {
    const late = { ...event(START + 4_000, 'late'), ingested: START + 31_000 };
    const events = [event(START + 3_000), late, event(START + 42_000)];
    const { batches } = await follow(events, undefined, { events: 3 });
    expect(messages(batches)).toEqual([`m${START + 3_000}`, 'late', `m${START + 42_000}`]);
    expect(batches.every(({ by }) => by === 'polling')).toBe(true);
  });

  test('where live tail is not allowed it says why and polls', async () => {
    const refusing: () => OpenLiveTail = () =>
      async function* () {
        yield* [];
        throw denied;
      };
    const { batches } = await follow([event(START)], refusing, { events: 1 });
    expect(batches[0]).toEqual({ events: [], by: 'polling', sampled: false, remark: 'no logs:StartLiveTail' });
    expect(messages(batches)).toEqual([`m${START}`]);
  });

  test('a live tail that ends after its time is opened again, and the gap is read', async () => {
    const all = [event(START + 1), event(START + 10_900_000), event(START + 10_900_010)];
    let opened = 0;
    const live = (clock: TestClock): OpenLiveTail =>
      async function* () {
        opened++;
        if (opened === 1) {
          yield { events: [bare(all[0] as CloudWatchEvent)], sampled: false };
          clock.time += 10_800_000;
          yield { events: [], sampled: true };
          clock.time += 200_000;
        } else {
          // It repeats what the poll has just found.
          yield { events: [bare(all[1] as CloudWatchEvent), bare(all[2] as CloudWatchEvent)], sampled: false };
        }
      };
    const { batches } = await follow(all.slice(0, 2), live, { events: 3 });
    expect(messages(batches)).toEqual(all.map(({ message }) => message));
    expect(batches.some(({ sampled }) => sampled)).toBe(true);
    expect(batches.every(({ by }) => by === 'live tail')).toBe(true);
  });

  test('a live tail that is cut again and again gives way to polling', async () => {
    const cutting: () => OpenLiveTail = () =>
      async function* () {
        yield* [];
        throw new Error('socket hang up');
      };
    const { batches } = await follow([], cutting, { batches: 6 });
    expect(batches.find(({ remark }) => remark !== undefined)?.remark).toBe(
      'Live tail was cut 3 times in a row (socket hang up); following by polling',
    );
  });

  test('being called off is no error; what polling throws is', async () => {
    const stop = new AbortController();
    const options = {
      clock: new TestClock(START),
      signal: stop.signal,
      refusal: () => undefined,
      read: async () => {
        throw new Error('no such group');
      },
    };
    await expect(tail(options).next()).rejects.toThrow('no such group');
    stop.abort();
    expect((await tail({ ...options, read: async () => [] }).next()).done).toBe(true);
  });
});
