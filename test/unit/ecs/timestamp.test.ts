import { describe, expect, test } from 'vitest';
import { formatTimestamp, parseTimestamp } from '../../../src/ecs/timestamp.ts';
import { fieldOf, mapperOf } from './mapping.ts';
import { record } from './records.ts';

describe('accepted', () => {
  test.each([
    ['2026', '2026-01-01T00:00:00.000Z'],
    ['2026-03', '2026-03-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29', '2000-02-29T00:00:00.000Z'],
    ['2026-03-04T05:06', '2026-03-04T05:06:00.000Z'],
    ['2026-03-04T05:06Z', '2026-03-04T05:06:00.000Z'],
    ['2026-03-04T05:06:07', '2026-03-04T05:06:07.000Z'],
    ['2026-03-04T05:06:07Z', '2026-03-04T05:06:07.000Z'],
    ['2026-03-04T05:06:07.1Z', '2026-03-04T05:06:07.100Z'],
    ['2026-03-04T05:06:07,12Z', '2026-03-04T05:06:07.120Z'],
    ['2026-03-04T05:06:07.999999999Z', '2026-03-04T05:06:07.999Z'],
    ['2026-03-04T23:06:07+01:30', '2026-03-04T21:36:07.000Z'],
    ['2026-12-31T23:30:00-0100', '2027-01-01T00:30:00.000Z'],
    ['2026-03-01T00:00:00+18:00', '2026-02-28T06:00:00.000Z'],
    ['1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['2026-03-04T', '2026-03-04T00:00:00.000Z'],
    ['2026-03T', '2026-03-01T00:00:00.000Z'],
    ['2026-03-04T05', '2026-03-04T05:00:00.000Z'],
    ['2026-03T05', '2026-03-01T05:00:00.000Z'],
    ['2026-03-04T05Z', '2026-03-04T05:00:00.000Z'],
    ['2026-03-04TZ', '2026-03-04T00:00:00.000Z'],
    ['2026-03-04T05:06:07+01', '2026-03-04T04:06:07.000Z'],
    ['2026-03-04T05:06:07-00:30:15', '2026-03-04T05:36:22.000Z'],
    ['2026-03-04T05:06:07UTC', '2026-03-04T05:06:07.000Z'],
    ['2026-03-04T05:06:07.5GMT', '2026-03-04T05:06:07.500Z'],
    ['2026-03-04T05:06UT-01:00', '2026-03-04T06:06:00.000Z'],
    ['2026-03-04T05:06:07+01:00Z', '2026-03-04T04:06:07.000Z'],
    ['2026-03-04T05:06:07UTC+0100', '2026-03-04T05:06:07.000Z'],
    // A year that stands alone before a time is not taken.
    ['2026T05:06:07Z', '1970-01-01T05:06:07.000Z'],
    ['+12026-03-04', '+12026-03-04T00:00:00.000Z'],
    // Years are written by their number in their era.
    ['0000', '0001-01-01T00:00:00.000Z'],
    ['-0043-03-15', '0044-03-15T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ])('%s', (text, expected) => {
    expect(formatTimestamp(parseTimestamp(text) as number)).toBe(expected);
    expect(fieldOf(record({ timestamp: text }), '@timestamp')).toBe(expected);
    expect(fieldOf(record({ timestamp: text }), 'gen_ai.response.timestamp')).toBe(expected);
  });
});

test('a number can be a year', () => {
  expect(fieldOf(record({ timestamp: 2026 }), '@timestamp')).toBe('2026-01-01T00:00:00.000Z');
  expect(fieldOf(record({ timestamp: -43 }), '@timestamp')).toBe('2026-11-21T00:00:00.000Z');
  expect(fieldOf(record({ timestamp: 2026.5 }), '@timestamp')).toBe('2026-11-21T00:00:00.000Z');
});

describe("not accepted: the source's own time stands in, with a warning", () => {
  test.each([
    '',
    '26',
    '2026-3-4',
    '2026-13-01',
    '2026-00-01',
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-03-04 05:06:07Z',
    '2026-03-04T05:06:07z',
    '2026-03-04T5',
    '2026-03-04T05:',
    '2026-03-04T05:06:07.Z',
    '2026-03-04T05:06.5Z',
    '2026-03-04T05:06:07.0123456789Z',
    '2026-03-04T24:00:00Z',
    '2026-03-04T05:60:00Z',
    '2026-03-04T05:06:60Z',
    '2026-03-04Z',
    '2026-03-04T05:06:07+1',
    '2026-03-04T05:06:07UTC+1',
    '2026-03-04T05:06:07utc',
    '2026-03-04T05:06:07+010203',
    '2026-03-04T05:06:07Z+01:00',
    '2026-03-04T05:06:07+01:00:60',
    '+2026',
    '-0000',
    '12026',
    '+999999',
    '2026-03-04T05:06:07+18:01',
    '2026-03-04T05:06:07+01:60',
    ' 2026-03-04',
    '2026-03-04\n',
    '2026-W10-3',
    '20260304',
    'soon',
    1772600767,
    null,
    ['2026-03-04'],
  ])('%j', (timestamp) => {
    const { document, warnings } = mapperOf()(JSON.stringify(record({ timestamp })));
    expect(document).toContain('{"@timestamp":"2026-11-21T00:00:00.000Z"');
    expect(document).not.toContain('"timestamp":"2026-03');
    expect(warnings).toEqual(['The timestamp is missing or no date: the time of the source stands in its place.']);
  });
});

test('every day of 800 years as the engine has it', () => {
  const wrong: string[] = [];
  for (let day = -146_097; day <= 146_097; day++) {
    const time = day * 86_400_000 + (day & 0xfff);
    const text = new Date(time).toISOString();
    if (formatTimestamp(time) !== text || parseTimestamp(text) !== time) wrong.push(text);
    const second = `${text.slice(0, 19)}Z`;
    if (parseTimestamp(second) !== Date.parse(second)) wrong.push(second);
  }
  expect(wrong).toEqual([]);
});

test('years of five digits carry a sign', () => {
  expect(formatTimestamp(parseTimestamp('9999-12-31T23:00:00-02:00') as number)).toBe('+10000-01-01T01:00:00.000Z');
});
