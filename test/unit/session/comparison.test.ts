import { describe, expect, test } from 'vitest';
import { compareCounts, type HourCount, modelKey } from '../../../src/session/comparison.ts';

const START = Date.UTC(2026, 2, 4, 10);
const HOUR = 3_600_000;

/** `10 claude 40` an hour: hours from the start, model, calls. */
const counts = (...rows: [hour: number, model: string, calls: number][]): HourCount[] =>
  rows.map(([hour, model, calls]) => ({ hour: START + hour * HOUR, model, calls, errors: 0, throttled: 0 }));

const compare = (logs: HourCount[], metrics: HourCount[], failures: [hour: number, failed: number][] = []) =>
  compareCounts({
    logs,
    metrics,
    failures: new Map(failures.map(([hour, failed]) => [START + hour * HOUR, failed])),
    range: { from: START, to: START + 6 * HOUR },
  });

describe('the log beside the metrics names its gap', () => {
  test('the same calls', () => {
    const { gaps, line } = compare(counts([0, 'a', 5], [1, 'a', 7]), counts([0, 'a', 5], [1, 'a', 7]));
    expect(gaps).toEqual([]);
    expect(line).toBe('The log has 12 answered calls, the metrics 12: they agree.');
  });

  test('hours without a record between others: logging was off', () => {
    const metrics = counts([0, 'a', 5], [1, 'a', 7], [2, 'a', 8], [3, 'a', 5]);
    const { gaps } = compare(counts([0, 'a', 5], [3, 'a', 5]), metrics);
    expect(gaps).toMatchObject([{ kind: 'not logged', from: START + HOUR, to: START + 3 * HOUR, calls: 15 }]);
    expect(gaps[0]?.text).toMatch(/^2026-03-04 11:00 to 13:00 UTC: 15 calls and no record at all: logging was off/);
  });

  test('hours before and after the loaded ones may just not be loaded', () => {
    const { gaps } = compare(counts([1, 'a', 5]), counts([0, 'a', 2], [1, 'a', 5], [2, 'a', 3]));
    expect(gaps.map(({ kind, calls }) => [kind, calls])).toEqual([
      ['not loaded', 2],
      ['not loaded', 3],
    ]);
  });

  test('what Bedrock could not deliver is said so', () => {
    const { gaps, line } = compare(counts([0, 'a', 5]), counts([0, 'a', 9]), [[0, 4]]);
    expect(gaps).toMatchObject([{ kind: 'not delivered', calls: 4 }]);
    expect(line).toBe(
      'The log has 5 answered calls, the metrics 9 (44.4 %). 2026-03-04 10:00 to 11:00 UTC: 4 calls without a record, and Bedrock could not deliver 4: check the bucket or log group, its policy and its key.',
    );
  });

  test('a model that only the metrics have explains what is missing', () => {
    const { gaps } = compare(counts([0, 'a', 5]), counts([0, 'a', 5], [0, 'b', 3]));
    expect(gaps).toMatchObject([{ kind: 'model not logged', model: 'b', calls: 3 }]);
  });

  test('some of the calls of an hour are missing', () => {
    const { gaps } = compare(counts([0, 'a', 5]), counts([0, 'a', 6]));
    expect(gaps).toMatchObject([{ kind: 'missing', calls: 1 }]);
    expect(gaps[0]?.text).toContain('1 call without a record');
  });

  test('more in the log than was measured', () => {
    expect(compare(counts([0, 'a', 5]), counts([0, 'a', 3])).gaps).toMatchObject([{ kind: 'more logged', calls: 2 }]);
  });

  test('a log that is empty', () => {
    const { gaps } = compare([], counts([0, 'a', 3], [1, 'b', 3]));
    expect(gaps).toMatchObject([{ kind: 'not loaded', calls: 6 }]);
    expect(compare([], []).line).toBe('Neither the log nor the metrics have a call in these hours.');
  });

  test('hours outside of the metrics are not compared', () => {
    expect(compare(counts([-1, 'a', 5], [7, 'a', 5], [0, 'a', 1]), counts([0, 'a', 1])).line).toContain('1 answered');
  });

  test('a model and the ARN of it are the same', () => {
    expect(modelKey('arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.x-v1:0')).toBe(
      'us.anthropic.x-v1:0',
    );
    const arn = 'arn:aws:bedrock:us-east-1::foundation-model/m';
    expect(compare(counts([0, arn, 2]), counts([0, 'm', 2])).gaps).toEqual([]);
  });
});
