/** Dates that are moved, cut and grouped: literals beside timespans, ends of ranges, several values, constants of columns. */
import { describe, expect, test } from 'vitest';
import { errorOf, resultOf, rowsOf, type World } from './answers.ts';
import { type Row, testRows } from './expressions.ts';

const MOVED: readonly Row[] = [
  ['"2026-01-31" + 1 month', 'date', '2026-02-28T00:00:00.000Z'],
  ['2 hours + "2026-03-05T23:00:00Z"', 'date', '2026-03-06T01:00:00.000Z'],
  ['"2026-03-01" - (1 day + 1 month)', 'date', '2026-01-31T00:00:00.000Z'],
  ['1 minute + null + NOW()', 'date', null],
  ['NOW() - (null + 3 days)', 'date', null],
  ['9223372036854775807::date + 1 hour', 'date', null, 'ArithmeticException: long overflow'],
  ['0::date - 2000000000 years', 'date', null, 'DateTimeException: Invalid value for Year .*: -1999998030'],
  ['["2026-01-01", "2026-01-02"]::date + 1 day', 'date', null, 'single-value function encountered multi-value'],
];

const CUT: readonly Row[] = [
  ['DATE_TRUNC(10 years, "-0013-05-06")', 'date', '-0019-01-01T00:00:00.000Z'],
  ['TO_DATETIME("+12026-03-05")', 'date', '+12026-03-05T00:00:00.000Z'],
  ['TO_DATETIME("-2026")', 'date', '-2026-01-01T00:00:00.000Z'],
  ['TO_DATETIME("12026-03-05")', 'date', null, 'failed to parse date field'],
  ['TO_DATETIME("+999999999-01-01")', 'date', null, 'failed to parse date field'],
  ['DATE_TRUNC(null, NOW())', 'date', null],
  ['TO_DATETIME("2026-04-31")', 'date', null, "IllegalArgumentException: Invalid date 'APRIL 31'"],
  ['"2100-02-29T01:00Z"::date', 'date', null, "Invalid date 'February 29' as '2100' is not a leap year"],
  ['TO_DATETIME("2026-04-32")', 'date', null, 'failed to parse date field'],
  ['TO_DATETIME("")', 'date', null, 'IllegalArgumentException: cannot parse empty datetime'],
  ['DATE_PARSE("dd.MM.yyyy", "")', 'date', null, 'IllegalArgumentException: cannot parse empty datetime'],
];

const GROUPED: readonly Row[] = [
  ['BUCKET(NOW(), "2 hours")', 'date', '2026-03-05T12:00:00.000Z'],
  ['BUCKET("2026-03-05T13:30:00Z"::date, "2 weeks")', 'date', '2026-02-26T00:00:00.000Z'],
  ['BUCKET(NOW(), 0, "2026-03-01", "2026-03-02")', 'date', '2026-01-01T00:00:00.000Z'],
  ['BUCKET(NOW(), 2000000000, "0001-01-01", "9999-01-01")', 'date', '2026-03-05T12:00:00.000Z'],
  ['BUCKET(NOW(), 12, "2026-01-15", "2026-12-31")', 'date', '2026-03-01T00:00:00.000Z'],
  ['BUCKET(NOW(), 11, "2026-01-15", "2026-12-31")', 'date', '2026-01-01T00:00:00.000Z'],
  ['BUCKET(NOW(), null)', 'date', null],
  ['BUCKET(null, 5.)', 'null', null],
  ['BUCKET(18446744073709551615, 1e18)', 'double', 18e18],
  ['BUCKET(7, 0)', 'double', null, 'ArithmeticException: / by zero'],
  ['BUCKET(7, 4, 3, 3)', 'double', null, 'ArithmeticException: / by zero'],
  ['1e308 / 1e-10', 'double', null, 'ArithmeticException: / by zero'],
];

const WRITTEN: readonly Row[] = [
  ['DATE_FORMAT("strict_date_hour_minute", NOW())', 'keyword', '2026-03-05T12:00'],
  ['DATE_FORMAT("basic_date_time", NOW())', 'keyword', '20260305T120000.000Z'],
  ['DATE_FORMAT("week_date", NOW())', 'keyword', '2026-W10-4'],
  ['DATE_FORMAT("epoch_second||yyyy", NOW())', 'keyword', '1772712000'],
  ['DATE_FORMAT("yyyy[-MM]", NOW())', 'keyword', '2026-03'],
  ['DATE_PARSE("yyyy-MM-dd[ HH:mm[:ss]]", "2026-03-05 06:07")', 'date', '2026-03-05T06:07:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd[ HH:mm[:ss]]", "2026-03-05")', 'date', '2026-03-05T00:00:00.000Z'],
  ['DATE_PARSE("dd.MM.yyyy||epoch_millis", "1500")', 'date', '1970-01-01T00:00:01.500Z'],
  ['DATE_PARSE("epoch_second", "1.25")', 'date', '1970-01-01T00:00:01.250Z'],
  ['DATE_PARSE("strict_year_month", "2026-03")', 'date', '2026-03-01T00:00:00.000Z'],
  ['DATE_PARSE("YYYY-\'W\'ww-e", "2026-W10-4")', 'date', '2026-03-05T00:00:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm O", "2026-03-05 06:07 GMT+9")', 'date', '2026-03-04T21:07:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm OOOO", "2026-03-05 06:07 GMT-09:30")', 'date', '2026-03-05T15:37:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm VV", "2026-03-05 06:07 Europe/Paris")', 'date', '2026-03-05T05:07:00.000Z'],
  ['DATE_PARSE("VV-yyyy", "America/Port-au-Prince-2026")', 'date', '2026-01-01T05:00:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm VV", "2026-03-05 06:07 NZ-CHAT")', 'date', '2026-03-04T16:22:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm[ VV]", "2026-03-05 06:07")', 'date', '2026-03-05T06:07:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm VV", "2026-03-05 06:07 UTC+05:45")', 'date', '2026-03-05T00:22:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm VV", "2026-03-05 06:07 GMT")', 'date', '2026-03-05T06:07:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd VV", "1888-03-05 Europe/Paris")', 'date', '1888-03-04T23:50:39.000Z'],
  // Clocks that were put forward, and those that show an hour twice.
  ['DATE_PARSE("yyyy-MM-dd HH:mm VV", "2026-03-29 02:30 Europe/Paris")', 'date', '2026-03-29T01:30:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm VV", "2026-10-25 02:30 Europe/Paris")', 'date', '2026-10-25T00:30:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm VV", "2026-10-25 03:00 Europe/Paris")', 'date', '2026-10-25T02:00:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm VV", "2011-12-30 09:00 Pacific/Apia")', 'date', '2011-12-30T19:00:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm XXX VV", "2026-10-25 02:30 +01:00 Europe/Paris")', 'date', '2026-10-25T00:30:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm z", "2026-03-05 06:07 CET")', 'date', '2026-03-05T05:07:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm z", "2026-07-05 06:07 PST")', 'date', '2026-07-05T13:07:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm z", "2026-07-05 06:07 Asia/Tokyo")', 'date', '2026-07-04T21:07:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd VV", "2026-03-05 PST")', 'date', null, 'failed to parse date field'],
  ['DATE_PARSE("yyyy-MM-dd VV", "2026-03-05 Europe/PARIS")', 'date', null, 'failed to parse date field'],
  ['DATE_PARSE("yyyy-MM-dd VV", "2026-03-05 Europe/Nowhere")', 'date', null, 'failed to parse date field'],
  ['DATE_PARSE("yyyy-MM-dd z", "2026-03-05 IST")', 'date', null, 'failed to parse date field'],
  // An offset is read as its letters write it.
  ['DATE_PARSE("yyyy-MM-dd HH:mm X", "2026-03-05 06:07 +0230")', 'date', '2026-03-05T03:37:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm XXX", "2026-03-05 06:07 +0230")', 'date', null, 'failed to parse date field'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm Z", "2026-03-05 06:07 Z")', 'date', null, 'failed to parse date field'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm ZZZZ", "2026-03-05 06:07 GMT-02:30")', 'date', '2026-03-05T08:37:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm xxxxx", "2026-03-05 06:07 +01:00:30")', 'date', '2026-03-05T05:06:30.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm XXX", "2026-03-05 06:07 +19:00")', 'date', null, 'failed to parse date field'],
  ['DATE_PARSE("X yyyy-MM-dd x", "Z 2026-03-05 +01")', 'date', null, 'failed to parse date field'],
  ['DATE_PARSE("date_time", "2026-03-05T06:07:08.009+0200")', 'date', '2026-03-05T04:07:08.009Z'],
  // What makes no day and no time is left out: minutes without an hour, a day without a month.
  ['DATE_PARSE("dd-mm-yyyy", "31-12-2026")', 'date', '2026-01-01T00:00:00.000Z'],
  ['DATE_PARSE("yyyy-dd", "2026-31")', 'date', '2026-01-01T00:00:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd hh:mm", "2026-03-05 06:07")', 'date', '2026-03-05T00:00:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd hh:mm a", "2026-03-05 06:07 PM")', 'date', '2026-03-05T18:07:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd HH:ss", "2026-03-05 06:07")', 'date', '2026-03-05T00:00:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd A", "2026-03-05 3723004")', 'date', '2026-03-05T01:02:03.004Z'],
  ['DATE_PARSE("MM-dd HH", "03-05 06")', 'date', '1970-03-05T06:00:00.000Z'],
  ['DATE_PARSE("yyyy HH", "2026 06")', 'date', '1970-01-01T06:00:00.000Z'],
  ['DATE_PARSE("HH:mm", "06:07")', 'date', '1970-01-01T06:07:00.000Z'],
  ['DATE_PARSE("mm:ss", "06:07")', 'date', null, 'failed to parse date field'],
  ['DATE_PARSE("dd", "05")', 'date', null, 'failed to parse date field'],
  ['DATE_PARSE("yyyy DDD", "2028 366")', 'date', '2028-12-31T00:00:00.000Z'],
  ['DATE_PARSE("yyyy DDD", "2026 366")', 'date', null, 'failed to parse date field'],
  ['DATE_PARSE("yyyy-MM-dd HH:mm a", "2026-03-05 18:07 AM")', 'date', null, 'failed to parse date field'],
  ['DATE_PARSE("yyyy-MM-dd hh a", "2026-03-05 13 AM")', 'date', null, 'failed to parse date field'],
  // The year of weeks leads, as in Java: a known trap.
  ['DATE_PARSE("YYYY-MM-dd", "2026-03-05")', 'date', '2025-12-29T00:00:00.000Z'],
  ['DATE_PARSE("d MMM yyyy", "5 mar 2026")', 'date', null, 'failed to parse date field \\[5 mar 2026\\]'],
];

describe.each([
  ['formats', WRITTEN],
  ['dates moved by timespans', MOVED],
  ['years of all sizes', CUT],
  ['buckets', GROUPED],
])('%s', (_, rows) => testRows(rows));

const ERRORS: readonly (readonly [query: string, error: RegExp])[] = [
  [
    'ROW x = DATE_FORMAT(1)',
    /line 1:9: first argument of \[DATE_FORMAT\(1\)\] must be \[datetime or date_nanos\], found value \[1\]/,
  ],
  [
    'ROW x = DATE_FORMAT(1, NOW())',
    /first argument of \[DATE_FORMAT\(1, NOW\(\)\)\] must be \[string\], found value \[1\]/,
  ],
  [
    'ROW x = DATE_FORMAT("yyyy]", NOW())',
    /Invalid format: \[yyyy\]\]: Pattern invalid as it contains \] without previous \[/,
  ],
  [
    'ROW x = NOW() > "2026-06-31"',
    /Cannot convert string \[2026-06-31\] to \[DATETIME\], error \[Invalid date 'JUNE 31'\]/,
  ],
  [
    'ROW x = DATE_PARSE("yyyy", "2026", {"locale": "fr"})',
    /line 1:47: \[DATE_PARSE with locale\] is not supported by the local engine/,
  ],
  ['ROW x = YEAR(NOW())', /\[YEAR\] is not supported by the local engine/],
  [`ROW x = DATE_PARSE("${'['.repeat(1000)}yyyy", "2026")`, /Pattern has too many optional parts/],
  [
    'ROW x = DATE_TRUNC("3 fortnights", NOW())',
    /line 1:20: Cannot convert string \[3 fortnights\] to \[DATE_PERIOD or TIME_DURATION\], error \[Unexpected temporal unit: 'fortnights'\]/,
  ],
  ['ROW x = DATE_TRUNC("2.5 hours", NOW())', /error \[Cannot parse \[2.5 hours\] to DATE_PERIOD or TIME_DURATION\]/],
  ['ROW x = DATE_TRUNC("1 day 2", NOW())', /error \[Cannot parse \[1 day 2\] to DATE_PERIOD or TIME_DURATION\]/],
  [
    'ROW x = DATE_TRUNC("1day", NOW())',
    /line 1:9: first argument of \[.*\] must be \[dateperiod or timeduration\], found value \["1day"\] type \[keyword\]/,
  ],
  [
    'ROW x = NOW() + "2 weeks"::time_duration',
    /Invalid interval value in \["2 weeks"::time_duration\], expected integer followed by one of \[MILLISECOND, MILLISECONDS, MS, SECOND, .*, HOUR, HOURS, H\] but got \[2 weeks\]/,
  ],
  [
    'ROW x = NOW() - TO_DATEPERIOD("2 hours")',
    /Invalid interval value in \[TO_DATEPERIOD\("2 hours"\)\], .* one of \[DAY, DAYS, D, WEEK, .*, YEARS, YR, Y\] but got/,
  ],
  [
    'ROW x = "soon" + 1 day',
    /line 1:9: Cannot convert string \[soon\] to \[DATETIME\], error \[failed to parse date field/,
  ],
  [
    'ROW x = 1 day - "2026-01-01"',
    /line 1:9: \[-\] arguments are in unsupported order: cannot subtract a \[DATETIME\]/,
  ],
  ['ROW s = "2026-01-01" | EVAL x = s + 1 day', /line 1:33: first argument of \[s \+ 1 day\] must be \[date_nanos,/],
  ['ROW x = 1 | EVAL y = 1 day + null', /line 1:18: EVAL does not support type \[date_period\]/],
  ['ROW x = DATE_TRUNC(1 month + 2 days, NOW())', /Time interval with multiple periods is not supported/],
  ['ROW x = DATE_PARSE("yyyy V", "2026 UTC")', /Invalid format: \[yyyy V\]: Pattern letter count must be 2: V/],
  [
    'ROW x = DATE_DIFF("minuets", NOW(), NOW())',
    /Received value \[minuets\] is not valid date part to add; did you mean \[minute, minutes\]\?/,
  ],
  [
    'ROW x = DATE_DIFF("fortnight", NOW(), NOW())',
    /A value of \[YEAR, .*\] or their aliases is required; received \[fortnight\]/,
  ],
];

test.each(ERRORS)('%s', async (query, error) => {
  expect(await errorOf(query)).toMatch(error);
});

test('a part of a date that is no constant and is none is a warning', async () => {
  const { warnings } = await resultOf('ROW part = "era_of_day" | EVAL x = DATE_EXTRACT(part, NOW())');
  expect(warnings.join('\n')).toContain(
    'IllegalArgumentException: No enum constant java.time.temporal.ChronoField.ERA_OF_DAY',
  );
});

const VISITS: World = {
  mapping: { '@timestamp': 'date', due: 'date' },
  docs: [
    { '@timestamp': '2026-02-03T04:05:06Z', due: ['2026-05-01', '2026-06-01'] },
    { '@timestamp': '2026-02-03T04:25:06Z', due: '2026-07-31' },
    { '@timestamp': '2026-02-17T00:00:00Z' },
  ],
};

test('a date of several values is not moved, and those beside it are', async () => {
  const moved = await resultOf('FROM visits | EVAL d = due - 1 month | KEEP d', VISITS);
  expect([...moved.rows()]).toEqual([[null], ['2026-06-30T00:00:00.000Z'], [null]]);
  expect(moved.warnings.join('\n')).toMatch(/evaluation of \[due - 1 month\] failed.*\n.*encountered multi-value/);
});

test('TBUCKET takes its span as text too', async () => {
  expect(await rowsOf('FROM visits | STATS c = COUNT(*) BY t = TBUCKET("30 minutes") | SORT t', VISITS)).toEqual([
    [2, '2026-02-03T04:00:00.000Z'],
    [1, '2026-02-17T00:00:00.000Z'],
  ]);
});

test('TBUCKET takes a number of buckets between two dates', async () => {
  const query = 'FROM visits | STATS c = COUNT(*) BY t = TBUCKET(4, "2026-02-02", "2026-02-28") | SORT t';
  expect(await rowsOf(query, VISITS)).toEqual([
    [2, '2026-02-02T00:00:00.000Z'],
    [1, '2026-02-16T00:00:00.000Z'],
  ]);
});

test.each([
  ['TBUCKET(4)', 'numeric bucket count in [TBUCKET(4)] requires [from] and [to] parameters or a `@timestamp` range'],
  ['TBUCKET(4, "2026")', '[from] and [to] in [TBUCKET(4, "2026")] must both be provided or both omitted'],
  ['TBUCKET(1 day, "2026", "2027")', 'cannot be used with a duration or period bucket size'],
  ['TBUCKET(1.5)', 'argument of [TBUCKET(1.5)] must be [integer, date_period or time_duration], found value [1.5]'],
  ['TBUCKET("1 weak")', 'Cannot convert string [1 weak] to [DATE_PERIOD or TIME_DURATION], error [Unexpected temporal'],
  ['TBUCKET()', 'error building [tbucket]: expects one, two or three arguments'],
  [
    'TBUCKET(1 day, {"include_empty_buckets": true})',
    'line 1:74: [TBUCKET with include_empty_buckets] is not supported by',
  ],
  [
    'BIN(@timestamp, 9, "2026-01-01", "2026-02-01", {"include_empty_buckets": false})',
    '[BUCKET with include_empty_buckets] is not supported by the local engine',
  ],
  ['BUCKET(@timestamp, 9, "2026-01-01", "2026-02-01", {"offset": 1})', 'expects from two to four arguments'],
])('%s is none', async (call, error) => {
  expect(await errorOf(`FROM visits | STATS COUNT(*) BY ${call}`, VISITS)).toContain(error);
});

test('TBUCKET needs a date as @timestamp', async () => {
  expect(await errorOf('FROM visits | DROP @timestamp | STATS COUNT(*) BY TBUCKET(1 day)', VISITS)).toContain(
    'line 1:51: [TBUCKET(1 day)] requires the [@timestamp] field, which was either not present in the source index, or',
  );
  expect(await errorOf('ROW `@timestamp` = true | STATS COUNT(*) BY TBUCKET(1 day)')).toContain(
    'implicit argument of [TBUCKET(1 day)] must be [date_nanos or datetime], found value [@timestamp] type [boolean]',
  );
});

describe('constants that reach BUCKET through columns', () => {
  test.each([
    ['EVAL n = 4', 'BUCKET(@timestamp, n, "2026-02-02", "2026-02-28")'],
    ['EVAL two = 2 | EVAL n = two * 2, from = CONCAT("2026-02", "-02")', 'BUCKET(@timestamp, n, from, "2026-02-28")'],
    ['EVAL to = NOW() - 5 days | RENAME to AS end', 'BUCKET(@timestamp, 4, "2026-02-02", end)'],
    ['EVAL n = "4"', 'BUCKET(@timestamp, n::integer, "2026-02-02", "2026-02-28")'],
  ])('%s', async (before, bucket) => {
    const query = `FROM visits | ${before} | STATS c = COUNT(*) BY week = ${bucket} | SORT week`;
    expect(await rowsOf(query, VISITS)).toEqual([
      [2, '2026-02-02T00:00:00.000Z'],
      [1, '2026-02-16T00:00:00.000Z'],
    ]);
  });

  test.each([
    'EVAL n = DATE_EXTRACT("year", due)::integer',
    'EVAL n = [4, 5] | MV_EXPAND n',
    'STATS @timestamp = MAX(@timestamp) BY n = 4',
  ])('not through %s', async (before) => {
    const query = `FROM visits | ${before} | STATS COUNT(*) BY BUCKET(@timestamp, n, "2026-02-01", "2026-02-28")`;
    expect(await errorOf(query, VISITS)).toMatch(/second argument of .* must be a constant, received \[n\]/);
  });

  test('that double from column to column are not followed without end', async () => {
    const doubled = Array.from({ length: 60 }, (_, i) => `EVAL n${i + 1} = n${i} + n${i}`).join(' | ');
    const query = `FROM visits | EVAL n0 = 1 | ${doubled} | STATS COUNT(*) BY BUCKET(@timestamp, n60, "2026", "2027")`;
    expect(await errorOf(query, VISITS)).toContain('must be a constant, received [n60]');
  });
});

describe('CASE of timespans, whose conditions are the same for all rows', () => {
  const moved = 'ROW d = "2026-02-28T10:20:30Z"::date, n = 4 | EVAL few = n < 9, k = "h"';
  test.each([
    ['d + CASE(few, 2 days, 3 days)', '2026-03-02T10:20:30.000Z'],
    ['d - CASE(n > 9, 1 month, 1 year)', '2025-02-28T10:20:30.000Z'],
    ['d + CASE(null, 5 hours, n > 9, null, few, 90 minutes)', '2026-02-28T11:50:30.000Z'],
    ['d + CASE(n > 9, 1 day)', null],
    ['DATE_TRUNC(CASE(k == "d", 1 minute, 1 hour), d)', '2026-02-28T10:00:00.000Z'],
  ])('%s', async (expression, wanted) => {
    expect(await rowsOf(`${moved} | EVAL x = ${expression} | KEEP x`)).toEqual([[wanted]]);
  });

  test.each([
    ['CASE(due > NOW(), 1 day, 2 days)', 'must be [any type], found value [1 day] type [date_period]'],
    ['CASE(true, 1 day, 2 hours)', 'must be [any type], found value [1 day] type [date_period]'],
  ])('%s is none', async (expression, error) => {
    expect(await errorOf(`FROM visits | EVAL x = @timestamp + ${expression}`, VISITS)).toContain(error);
  });
});
