/** Which keys a time range leaves, and how they are listed. */
import { describe, expect, test } from 'vitest';
import { hourOf, hourPath, isWithin, type Lane, lanesOf, splitRoot } from '../../../../src/sources/aws/s3/keys.ts';

const ROOT = 'team/AWSLogs/111122223333/BedrockModelInvocationLogs/eu-west-1/';
const at = (text: string): number => Date.parse(`${text}Z`);
const key = (hour: string): string => `${ROOT}${hour}/20261002T050607123Z_0a1b.json.gz`;
/** As S3 lists: behind `after`, below the prefix; and as the reader stops: before `before`. */
const gives = ({ prefix, after = '', before = '\uffff' }: Lane, one: string): boolean =>
  one.startsWith(prefix) && one > after && one < before;

test.each([
  [key('2026/10/02/05'), at('2026-10-02T05:00')],
  [`${ROOT}2026/10/02/05/data/a_input.json.gz`, at('2026-10-02T05:00')],
  ['some/file.json', undefined],
  [`${ROOT}2026/13/45/99/x.json.gz`, undefined],
])('the hour of %s', (one, hour) => {
  expect(hourOf(one)).toBe(hour);
});

test('a root is where account and region end', () => {
  expect(splitRoot(key('2026/10/02/05'))).toEqual({ root: ROOT, rest: key('2026/10/02/05').slice(ROOT.length) });
  expect(splitRoot('team/AWSLogs/111122223333/')).toBeUndefined();
});

test('an hour belongs to a range that it touches; a loose object by its own time', () => {
  const range = [at('2026-10-02T05:30'), at('2026-10-02T06:00')] as const;
  expect(isWithin(key('2026/10/02/05'), 0, range)).toBe(true);
  expect(isWithin(key('2026/10/02/06'), 0, range)).toBe(false);
  expect(isWithin('loose.json', at('2026-10-02T05:45'), range)).toBe(true);
  expect(isWithin('loose.json', at('2026-10-02T06:00'), range)).toBe(false);
});

describe('the parts of a listing', () => {
  const hours = Array.from({ length: 24 * 40 }, (_, i) =>
    hourPath(at('2026-09-10T00:00') + i * 3_600_000).slice(0, -1),
  );

  test.each([
    ['2026-10-02T05:10', '2026-10-02T05:20', 1],
    ['2026-10-02T05:00', '2026-10-02T08:00', 8],
    ['2026-09-30T22:00', '2026-10-01T03:00', 8],
    ['2026-09-15T00:00', '2026-10-15T00:00', 8],
    ['2026-09-15T00:00', '2026-10-15T00:00', 3],
    ['2025-12-31T23:59', '2026-10-15T00:00', 8],
  ])('%s to %s in at most %i give each hour once, in order, and no other', (from, to, most) => {
    const range = [at(from), at(to)] as const;
    const lanes = lanesOf(ROOT, range, most);
    expect(lanes.length).toBeLessThanOrEqual(most);
    const given = lanes.flatMap((lane) => hours.filter((hour) => gives(lane, key(hour))));
    expect(given).toEqual(hours.filter((hour) => isWithin(key(hour), 0, range)));
  });
});
