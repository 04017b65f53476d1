import { describe, expect, test } from 'vitest';
import { Limiter, Limiters, MOST_REFUSALS } from '../../../../src/sources/aws/limiter.ts';
import { TestClock } from './clock.ts';

const RATE = { most: 5, least: 0.5 };
const refused = new Error('Rate exceeded');
const isRefusal = (error: unknown) => error === refused;

describe('a quota that is shared is kept', () => {
  test('calls are spaced, and the first one does not wait', async () => {
    const clock = new TestClock();
    const limiter = new Limiter(RATE, clock);
    for (let i = 0; i < 11; i++) await limiter.run(async () => undefined, isRefusal);
    expect(clock.slept).toEqual(Array.from({ length: 10 }, () => 200));
  });

  test('a refusal halves the rate, answers win it back, and the call is made again', async () => {
    const clock = new TestClock();
    const limiter = new Limiter(RATE, clock, () => 1);
    let calls = 0;
    const answer = await limiter.run(async () => {
      if (++calls < 4) throw refused;
      return 'answer';
    }, isRefusal);
    expect(answer).toBe('answer');
    expect([calls, limiter.refused]).toEqual([4, 3]);
    expect(limiter.perSecond).toBeCloseTo(5 / 8 + 0.1);
    for (let i = 0; i < 100; i++) await limiter.run(async () => undefined, isRefusal);
    expect(limiter.perSecond).toBe(5);
  });

  test('it does not fall below the least rate, and gives up in the end', async () => {
    const limiter = new Limiter(RATE, new TestClock());
    let calls = 0;
    const given = limiter.run(async () => {
      calls++;
      throw refused;
    }, isRefusal);
    await expect(given).rejects.toBe(refused);
    expect([calls, limiter.perSecond]).toEqual([MOST_REFUSALS, 0.5]);
  });

  test('another error is not tried again', async () => {
    const limiter = new Limiter(RATE, new TestClock());
    let calls = 0;
    await expect(
      limiter.run(async () => {
        calls++;
        throw new Error('denied');
      }, isRefusal),
    ).rejects.toThrow('denied');
    expect(calls).toBe(1);
  });

  test('who waits for his turn can be called off', async () => {
    const given = new AbortController();
    const limiter = new Limiter(RATE, new TestClock());
    given.abort(new Error('enough'));
    await expect(limiter.run(async () => 1, isRefusal, given.signal)).rejects.toThrow('enough');
  });

  test('an account and region have one limiter', () => {
    const limiters = new Limiters(new TestClock());
    expect(limiters.of('a', 'one', RATE)).toBe(limiters.of('a', 'one', RATE));
    expect(limiters.of('a', 'one', RATE)).not.toBe(limiters.of('a', 'two', RATE));
  });
});
