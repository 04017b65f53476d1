/** Small rules of the filter and the table: times as people type them, texts in bodies, columns, marks, formats. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../../src/esql/query.ts';
import { STREAM_CATALOG } from '../../../src/session/query-catalog.ts';
import { partsOf } from '../../../webview/fields.ts';
import { bodyCondition, bodyTextOf, bodyTexts } from '../../../webview/filter/body-text.ts';
import { recordsQuery, totalsQuery, valuesQuery } from '../../../webview/filter/records-query.ts';
import { joined } from '../../../webview/filter/terms.ts';
import { zonedText, zonedTime } from '../../../webview/filter/zoned.ts';
import { formatRough, formatSpan } from '../../../webview/format.ts';
import { withFilter } from '../../../webview/look.ts';
import { found } from '../../../webview/parts/highlight.ts';
import { allColumns, choiceOf, layoutOf, moved, resized } from '../../../webview/parts/table-columns.ts';

describe('times as people type them', () => {
  it.each([
    ['2026-11-20 17:01:49', 'UTC', '2026-11-20T17:01:49Z'],
    ['2026-11-20 17:01', 'UTC', '2026-11-20T17:01:00Z'],
    [' 2026-11-20T7:01 ', 'UTC', '2026-11-20T07:01:00Z'],
    ['2026-11-20', 'Europe/Berlin', '2026-11-19T23:00:00Z'],
    ['2026-07-20 12:00:00', 'Europe/Berlin', '2026-07-20T10:00:00Z'],
    ['2026-11-20 00:30:00', 'Asia/Kolkata', '2026-11-19T19:00:00Z'],
    // The clock goes back at 3:00; the hour is there twice, the first is meant.
    ['2026-10-25 03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00Z'],
    ['2026-03-29 03:30:00', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
  ])('%s in %s', (text, zone, expected) => {
    expect(zonedTime(text, zone)).toBe(Date.parse(expected));
  });

  it.each(['', 'today', '2026-02-30', '2026-13-01', '2026-11-20 24:00', '2026-11-20 10:61', '20.11.2026'])(
    '%j is none',
    (text) => {
      expect(zonedTime(text, 'UTC')).toBeUndefined();
    },
  );

  it('what is shown reads back as it was', () => {
    const zones = fc.constantFrom('UTC', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Auckland');
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(seconds, zones, (second, zone) => {
        const text = zonedText(second * 1000, zone);
        const back = zonedTime(text, zone);
        expect(back === undefined ? '' : zonedText(back, zone)).toBe(text);
      }),
      { seed: 25, numRuns: 500 },
    );
  });
});

describe('a text in bodies', () => {
  it('is a condition that runs, and is recognised among others, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), (text) => {
        const condition = bodyCondition(text);
        expect(prepare(`FROM logs-aws_bedrock.invocation-* | WHERE ${condition}`, STREAM_CATALOG)).toHaveProperty(
          'plan',
        );
        expect(bodyTextOf(condition)).toBe(text.toLowerCase());
        expect(bodyTexts(joined('user.id == "a"', condition))).toEqual([text.toLowerCase()]);
      }),
      { seed: 26, numRuns: 300 },
    );
  });

  it.each(['TO_LOWER(bedrock_logs.prompt_text) LIKE "*a*"', '(a == 1 OR b == "*x*")', 'user.id == "*a*"'])(
    '%s is another condition',
    (part) => {
      expect(bodyTextOf(part)).toBeUndefined();
    },
  );
});

const INFOS = [
  { field: '@timestamp', type: 'date' },
  { field: 'gen_ai.request.model.id', type: 'keyword' },
  { field: 'event.action', type: 'keyword' },
  { field: 'user.id', type: 'keyword' },
  { field: 'gen_ai.usage.prompt_tokens', type: 'long', unit: 'tokens' },
  { field: 'gen_ai.request.temperature', type: 'double' },
] as const;

describe('columns of the table', () => {
  const all = allColumns(partsOf(INFOS), INFOS);
  const names = (...args: Parameters<typeof layoutOf>) => layoutOf(...args).columns.map(({ name }) => name);

  it('are those with a name of their own as far as there is room', () => {
    expect(names(all, undefined, 1200)).toEqual(['time', 'model', 'operation', 'caller', 'input']);
    expect(names(all, undefined, 700)).toEqual(['time', 'model', 'caller', 'input']);
  });

  it('that were chosen are shown at any width, fields without a name too; what is not known any more is left out', () => {
    const chosen = [{ name: 'gen_ai.request.temperature' }, { name: 'gone' }, { name: 'operation', width: 50 }];
    const layout = layoutOf(all, chosen, 480);
    expect(layout.columns.map(({ name }) => name)).toEqual(['gen_ai.request.temperature', 'operation']);
    expect(layout.template).toBe('calc(8ch + 14px) 50px');
    expect(layout.least).toBe('calc(calc(8ch + 14px) + 50px)');
    expect(choiceOf(layout, chosen)).toEqual([
      { name: 'gen_ai.request.temperature' },
      { name: 'operation', width: 50 },
    ]);
    expect(names(all, [{ name: 'gone' }], 1200)).toHaveLength(5);
  });

  it('are moved and resized one at a time', () => {
    const chosen = ['a', 'b', 'c'].map((name) => ({ name }));
    expect(moved(chosen, 0, 2).map(({ name }) => name)).toEqual(['b', 'c', 'a']);
    expect(moved(chosen, 2, 0).map(({ name }) => name)).toEqual(['c', 'a', 'b']);
    expect(moved(chosen, 7, 0)).toEqual(chosen);
    expect(resized(chosen, 1, 80.4)).toEqual([{ name: 'a' }, { name: 'b', width: 80 }, { name: 'c' }]);
    expect(resized(chosen, 1, -5)[1]).toEqual({ name: 'b', width: 32 });
  });
});

describe('queries of the table', () => {
  it.each([
    recordsQuery({
      search: 'x',
      where: 'user.id == "a" // why',
      range: [0, 1],
      sort: { field: 'odd`name', descending: true },
    }),
    valuesQuery({}, 'user.id', 3),
    totalsQuery({ where: 'user.id == "a"' }, partsOf(INFOS)) ?? '',
  ])('%s', (text) => {
    const prepared = prepare(text, STREAM_CATALOG);
    const unknown = 'problems' in prepared ? prepared.problems.map(({ message }) => message) : [];
    expect(unknown).toEqual(text.includes('odd') ? ['Unknown column [odd`name]'] : []);
  });
});

describe('marks', () => {
  it.each<[string, string[], [number, number][]]>([
    ['claude-haiku', ['haiku'], [[7, 12]]],
    [
      'aaa',
      ['a'],
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    ],
    [
      'Nova nova',
      ['nova'],
      [
        [0, 4],
        [5, 9],
      ],
    ],
    ['abcd', ['bc', 'bcd'], [[1, 4]]],
    ['abc', [''], []],
    // Lower case of this letter is longer: no place could be trusted.
    ['İstanbul', ['stan'], []],
  ])('%j: %j', (text, searched, places) => {
    expect(found(text, searched)).toEqual(places);
  });
});

it.each([
  [0, '0 s'],
  [59_000, '59 s'],
  [900_000, '15 min'],
  [86_400_000, '24 h'],
  [90_000_000, '25 h'],
  [7 * 86_400_000 + 3_600_000, '7 d 1 h'],
  [36_990_000, '10 h 16 min'],
])('a stretch of %i ms is %s', (ms, text) => {
  expect(formatSpan(ms)).toBe(text);
});

it.each([
  [0, '0'],
  [9_999, '9,999'],
  [21_840, '21.8 k'],
  [1_040_000, '1.04 M'],
  [7.8e10, '78 G'],
])('%i at a glance is %s', (value, text) => {
  expect(formatRough(value)).toBe(text);
});

it('filters that were used are kept once each, the latest first, and not without end', () => {
  expect(withFilter(['a', 'b'], 'b')).toEqual(['b', 'a']);
  const many = Array.from({ length: 50 }, (_, i) => String(i)).reduce<readonly string[]>(withFilter, []);
  expect(many).toHaveLength(20);
  expect(many[0]).toBe('49');
});
