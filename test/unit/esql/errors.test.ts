/** What is wrong with a query, where, in the words of a cluster; and what is left to one, by name. */
import { describe, expect, test } from 'vitest';
import { errorOf, resultOf } from './answers.ts';

const WORLD = {
  docs: [{ n: 1 }],
  mapping: {
    n: 'integer',
    d: 'double',
    s: 'keyword',
    b: 'boolean',
    ts: 'date',
    ip: 'ip',
    'user.id': 'keyword',
    'user.name': 'keyword',
    f: 'flattened',
    geo: 'geo_point',
    t: 'text',
  },
};

/** query, the message without "Found 1 problem" */
const SYNTAX: readonly (readonly [string, string])[] = [
  ['', "line 1:1: mismatched input '<EOF>' expecting {'from', 'row'}"],
  ['WHERE n', "line 1:1: mismatched input 'WHERE' expecting {'from', 'row'}"],
  ['FROM t | FROM u', "line 1:10: mismatched input 'FROM' expecting"],
  ['FROM t |', "line 1:9: mismatched input '<EOF>' expecting"],
  ['FROM t | WHERE n = 1', "line 1:18: mismatched input '=' expecting <EOF>"],
  ['FROM t | WHERE (n == 1', "line 1:23: mismatched input '<EOF>' expecting ')'"],
  ['FROM t | WHERE n == 1 2', "line 1:23: mismatched input '2' expecting <EOF>"],
  ['FROM t | EVAL a = "x\n"', "line 1:19: token recognition error at: '\"x\\n'"],
  ['FROM t | EVAL a = "\\q"', 'line 1:19: token recognition error at'],
  ['FROM t | EVAL a = `x', 'line 1:19: token recognition error at'],
  ['FROM t /* open', 'line 1:8: token recognition error at'],
  ["FROM t | WHERE s == 'x'", 'line 1:21: token recognition error at'],
  ['FROM t | KEEP', "line 1:14: mismatched input '<EOF>' expecting {ID_PATTERN}"],
  ['FROM t | EVAL x = 1 fortnight', "line 1:19: Unexpected temporal unit: 'fortnight'"],
  [
    'FROM t\n| WHERE s LIKE "a\\\\b"',
    'line 2:9: Invalid pattern for LIKE [a\\b]: [Invalid sequence - escape character is not followed by special wildcard char]',
  ],
  ['FROM t | WHERE s RLIKE "[a"', "line 1:16: Invalid regex pattern for RLIKE [[a]: [expected ']' at position 2]"],
  [
    'FROM t | WHERE s RLIKE """\\n"""',
    'line 1:16: Invalid regex pattern for RLIKE [\\n]: [invalid character class \\n]',
  ],
  ['FROM t | WHERE s RLIKE "<abc>"', "line 1:16: Invalid regex pattern for RLIKE [<abc>]: ['abc' not found]"],
  [
    'FROM t | WHERE s RLIKE "a{x}"',
    'line 1:16: Invalid regex pattern for RLIKE [a{x}]: [integer expected at position 2]',
  ],
  [
    'FROM t | LIMIT -1',
    'line 1:16: value of [LIMIT -1] must be a non negative integer, found value [-1] type [integer]',
  ],
  ['FROM t | DISSECT s "abc"', 'line 1:10: Invalid pattern for dissect: [abc]'],
  [
    'FROM t | GROK s "%{NOPE:a}"',
    "line 1:10: Invalid pattern [%{NOPE:a}] for grok: Unable to find pattern [NOPE] in Grok's pattern dictionary",
  ],
  ['FROM t | EVAL x = n::nope', 'line 1:22: Unknown data type named [nope]'],
  ['FROM t | EVAL x = n::Half_Float', 'line 1:19: Unsupported conversion to type [HALF_FLOAT]'],
  ['ROW x = "a"::null', 'line 1:9: Unsupported conversion to type [NULL]'],
  ['FROM t | EVAL x = LENGTH()', 'line 1:19: error building [length]: expects exactly one argument'],
  ['FROM t | EVAL x = ROUND(1, 2, 3)', 'line 1:19: error building [round]: expects one or two arguments'],
  ['FROM t | WHERE n > ?missing', 'line 1:20: Unknown query parameter [missing]'],
  ['FROM t | DROP *', 'line 1:15: Removing all fields is not allowed [*]'],
  ['FROM t WHERE n == 1', "line 1:8: mismatched input 'WHERE' expecting <EOF>"],
  ['FROM t | RENAME user.* AS u', 'line 1:17: Using wildcards [*] in RENAME is not allowed [user.* AS u]'],
  ['FROM 😀 | WHERE 😀', "line 1:16: token recognition error at: '😀'"],
];

const VERIFICATION: readonly (readonly [string, string])[] = [
  ['FROM t | WHERE user.idd == "x"', 'line 1:16: Unknown column [user.idd], did you mean any of [user.id, user.name]?'],
  [
    'FROM t | EVAL x = LENGHT(s)',
    'line 1:19: Unknown function [LENGHT], did you mean any of [length, least, left, right]?',
  ],
  ['FROM t | KEEP aws.*', 'line 1:15: No matches found for pattern [aws.*]'],
  ['FROM t METADATA _nope', 'line 1:17: Unresolved metadata pattern [_nope], did you mean any of [_ignored, _score]?'],
  ['FROM t | WHERE f IS NULL', 'line 1:16: Cannot use field [f] with unsupported type [flattened]'],
  ['FROM t | SORT f', 'line 1:15: Cannot use field [f] with unsupported type [flattened]'],
  ['FROM t | WHERE n', 'line 1:16: Condition expression needs to be boolean, found [INTEGER]'],
  [
    'FROM t | WHERE n == "1"',
    'line 1:16: first argument of [n == "1"] is [numeric] so second argument must also be [numeric] but was [keyword]',
  ],
  [
    'FROM t | WHERE s > 1',
    'line 1:16: first argument of [s > 1] is [keyword] so second argument must also be [keyword] but was [integer]',
  ],
  [
    'FROM t | WHERE b < true',
    'line 1:16: first argument of [b < true] must be [date_nanos, datetime, double, integer, ip, keyword, long, text, unsigned_long or version], found value [b] type [boolean]',
  ],
  [
    'FROM t | WHERE ts > "soon"',
    'line 1:21: Cannot convert string [soon] to [DATETIME], error [failed to parse date field [soon] with format [strict_date_optional_time]]',
  ],
  [
    'FROM t | WHERE ip == "x"',
    "line 1:22: Cannot convert string [x] to [IP], error ['x' is not an IP string literal.]",
  ],
  [
    'FROM t | EVAL x = s + 1',
    'line 1:19: first argument of [s + 1] must be [date_nanos, datetime or numeric], found value [s] type [keyword]',
  ],
  [
    'FROM t | EVAL x = n * s',
    'line 1:19: second argument of [n * s] must be [numeric], found value [s] type [keyword]',
  ],
  ['FROM t | EVAL x = ts - ts', 'line 1:19: [-] has arguments with incompatible types [datetime] and [datetime]'],
  [
    'FROM t | EVAL x = 1 day - ts',
    'line 1:19: [-] arguments are in unsupported order: cannot subtract a [DATETIME] value [ts] from a [DATE_PERIOD] amount [1 day]',
  ],
  [
    'FROM t | EVAL x = 1 day',
    'line 1:15: EVAL does not support type [date_period] as the return data type of expression [1 day]',
  ],
  ['ROW x = 1 day', 'line 1:9: cannot use [1 day] directly in a row assignment'],
  [
    'FROM t | EVAL x = -s',
    'line 1:19: argument of [-s] must be [numeric, date_period or time_duration], found value [s] type [keyword]',
  ],
  [
    'FROM t | WHERE n AND b',
    'line 1:16: first argument of [n AND b] must be [boolean], found value [n] type [integer]',
  ],
  ['FROM t | WHERE n LIKE "x"', 'line 1:16: argument of [n LIKE "x"] must be [string], found value [n] type [integer]'],
  [
    'FROM t | WHERE n IN (1, "two")',
    'line 1:16: 2nd argument of [n IN (1, "two")] must be [integer], found value ["two"] type [keyword]',
  ],
  [
    'FROM t | EVAL x = CONCAT(s, 1)',
    'line 1:19: second argument of [CONCAT(s, 1)] must be [string], found value [1] type [integer]',
  ],
  [
    'FROM t | EVAL x = CASE(b, "a", 2)',
    'line 1:19: third argument of [CASE(b, "a", 2)] must be [keyword], found value [2] type [integer]',
  ],
  [
    'FROM t | EVAL x = CASE(n, 1, 2)',
    'line 1:19: first argument of [CASE(n, 1, 2)] must be [boolean], found value [n] type [integer]',
  ],
  ['FROM t | EVAL x = DATE_TRUNC(0 minutes, ts)', 'line 1:19: Zero or negative time interval is not supported'],
  [
    'FROM t | EVAL x = DATE_TRUNC(1 day, s)',
    'line 1:19: second argument of [DATE_TRUNC(1 day, s)] must be [date_nanos or datetime], found value [s] type [keyword]',
  ],
  ['FROM t | EVAL x = DATE_EXTRACT("nope", ts)', 'line 1:19: invalid date field for [DATE_EXTRACT("nope", ts)]: nope'],
  [
    'FROM t | EVAL x = DATE_FORMAT("yyyy-bb", ts)',
    'line 1:19: invalid date pattern for [DATE_FORMAT("yyyy-bb", ts)]: Invalid format: [yyyy-bb]: Unknown pattern letter: b',
  ],
  [
    'FROM t | EVAL x = DATE_EXTRACT("year", s)',
    'line 1:19: second argument of [DATE_EXTRACT("year", s)] must be [datetime or date_nanos], found value [s] type [keyword]',
  ],
  ['FROM t | SORT MAX(n)', 'line 1:15: aggregate function [MAX(n)] not allowed outside STATS command'],
  [
    'FROM t | STATS WEIGHTED_AVG(n, 0.0)',
    'line 1:16: SECOND argument of [WEIGHTED_AVG(n, 0.0)] cannot be null or 0, received [0.0]',
  ],
  [
    'FROM t | STATS WEIGHTED_AVG(n, null)',
    'line 1:16: SECOND argument of [WEIGHTED_AVG(n, null)] cannot be null or 0, received [null]',
  ],
  [
    'FROM t | STATS n + 1 BY m = n + 1',
    'line 1:16: column [n] cannot be used as an aggregate once declared in the STATS BY grouping key [m = n + 1]',
  ],
  ['FROM t | STATS n + 1 BY n + 1', 'line 1:16: grouping key [n + 1] already specified in the STATS BY clause'],
  ['FROM t | EVAL x = SPLIT(s, "ab")', 'line 1:19: delimiter must be single byte for now'],
  ['FROM t | EVAL x = MAX(n)', 'line 1:19: aggregate function [MAX(n)] not allowed outside STATS command'],
  [
    'FROM t | STATS AVG(s)',
    'line 1:16: argument of [AVG(s)] must be [aggregate_metric_double, exponential_histogram, tdigest or numeric except unsigned_long or counter types], found value [s] type [keyword]',
  ],
  [
    'FROM t | STATS x = MAX(n), d BY s',
    'line 1:28: column [d] must appear in the STATS BY clause or be used in an aggregate function',
  ],
  ['FROM t | STATS s BY s', 'line 1:16: grouping key [s] already specified in the STATS BY clause'],
  ['FROM t | STATS n + 1 BY n + 1', 'line 1:16: grouping key [n + 1] already specified in the STATS BY clause'],
  [
    'FROM t | STATS MAX(n) + n BY x = n % 3',
    'line 1:25: column [n] cannot be used as an aggregate once declared in the STATS BY grouping key [x = n % 3]',
  ],
  [
    'FROM t | STATS MAX(MAX(n))',
    'line 1:20: nested aggregations [MAX(n)] not allowed inside other aggregations [MAX(MAX(n))]',
  ],
  ['FROM t | STATS c = COUNT(*) BY MAX(n)', 'line 1:32: cannot use an aggregate [MAX(n)] for grouping'],
  [
    'FROM t | STATS BUCKET(n, 5.) BY s',
    'line 1:16: can only use grouping function [BUCKET(n, 5.)] as part of the BY clause',
  ],
  [
    'FROM t | STATS BUCKET(n, 5.) BY BUCKET(n, 5.)',
    'line 1:16: grouping function [BUCKET(n, 5.)] cannot be used as an aggregate once declared in the STATS BY clause',
  ],
  [
    'FROM t | STATS MAX(n) BY BUCKET(BUCKET(n, 5.), 6.)',
    'line 1:33: cannot nest grouping functions; found [BUCKET(n, 5.)] inside [BUCKET(BUCKET(n, 5.), 6.)]',
  ],
  ['FROM t | STATS 5', 'line 1:16: expected an aggregate function but found [5]'],
  ['FROM t | STATS c = COUNT(*) WHERE n', 'line 1:35: Condition expression needs to be boolean, found [INTEGER]'],
  [
    'FROM t | STATS n + 1 WHERE b BY n',
    'line 1:28: WHERE clause allowed only for aggregate functions, none found in [n + 1 WHERE b]',
  ],
  [
    'FROM t | STATS x = PERCENTILE(n, n)',
    'line 1:20: second argument of [PERCENTILE(n, n)] must be a constant, received [n]',
  ],
  ['FROM t | STATS x = TOP(n, 0, "asc")', 'line 1:20: Limit must be greater than 0 in [TOP(n, 0, "asc")], found [0]'],
  [
    'FROM t | STATS BUCKET(ts, 5)',
    'line 1:16: function expects exactly four arguments when the first one is of type [DATETIME] and the second of type [INTEGER]',
  ],
  [
    'FROM t | STATS c = COUNT(*) BY BUCKET(ts, 5.5)',
    'line 1:32: second argument of [BUCKET(ts, 5.5)] must be [integral, date_period or time_duration], found value [5.5] type [double]',
  ],
  [
    'FROM t | DISSECT n "%{a}"',
    'line 1:18: Dissect only supports KEYWORD or TEXT values, found expression [n] type [INTEGER]',
  ],
  [
    'FROM t | GROK n "%{WORD:a}"',
    'line 1:15: Grok only supports KEYWORD or TEXT values, found expression [n] type [INTEGER]',
  ],
  ['FROM t | RENAME n AS a, n AS b', 'line 1:25: Column [n] renamed to [a] and is no longer available [n AS b]'],
  ['FROM t | STATS c = COUNT(*) | WHERE KQL("s: x")', 'line 1:31: [KQL] function cannot be used after STATS'],
];

const UNSUPPORTED: readonly (readonly [string, string])[] = [
  ['FROM t | CHANGE_POINT n', 'line 1:10: [CHANGE_POINT]'],
  ['FROM t | FORK (LIMIT 1) (LIMIT 2)', 'line 1:10: [FORK]'],
  ['FROM t | LOOKUP JOIN u ON n', 'line 1:10: [LOOKUP JOIN]'],
  ['FROM t\n| ENRICH p ON n', 'line 2:3: [ENRICH]'],
  ['FROM t | COMPLETION s WITH {"inference_id": "x"}', 'line 1:10: [COMPLETION]'],
  ['FROM (FROM t)', 'line 1:6: [FROM with a subquery]'],
  ['TS metrics', 'line 1:1: [TS]'],
  ['SHOW INFO', 'line 1:1: [SHOW]'],
  ['FROM t | WHERE MATCH(s, "x", {"operator": "AND"})', 'line 1:16: [MATCH]'],
  ['FROM t | WHERE s : "x"', 'line 1:18: [:]'],
  ['FROM t | EVAL x = ST_X(geo)', 'line 1:19: [ST_X]'],
  ['FROM t | EVAL x = geo', 'line 1:19: [field type geo_point]'],
  ['FROM t | EVAL x = s::geo_point', 'line 1:22: [::geo_point]'],
  ['FROM t | WHERE KQL("hello")', 'line 1:16: [KQL without a field name]'],
  ['FROM t | WHERE KQL("t: hello")', 'line 1:16: [KQL on a text field]'],
  ['SET unmapped_fields = "load"; FROM t', 'line 1:1: [SET unmapped_fields="load"]'],
];

describe('syntax', () => {
  test.each(SYNTAX)('%s', async (query, message) => expect(await errorOf(query, WORLD)).toContain(message));
});

describe('types and names', () => {
  test.each(VERIFICATION)('%s', async (query, message) =>
    expect(await errorOf(query, WORLD)).toBe(`Found 1 problem\n${message}`),
  );
});

describe('what needs a cluster is named', () => {
  test.each(UNSUPPORTED)('%s', async (query, message) => {
    const error = await errorOf(query, WORLD);
    expect(error).toContain(message);
    expect(error).toContain('run this query on Elasticsearch');
  });
});

test('several problems of one command are listed together, those of later commands are not guessed', async () => {
  const error = await errorOf('FROM t | EVAL a = x1, b = LENGTH(x2) | WHERE zzzzzz > 1', WORLD);
  expect(error).toBe('Found 2 problems\nline 1:19: Unknown column [x1]\nline 1:34: Unknown column [x2]');
});

test('a column of a type that has no values here says so instead of showing nulls as if they were the values', async () => {
  const { columns, warnings } = await resultOf('FROM t | KEEP geo | LIMIT 1', WORLD);
  expect(columns).toEqual([{ name: 'geo', type: 'geo_point' }]);
  expect(warnings).toEqual([
    expect.stringMatching(/^Values of \[geo\] are not shown: .*run this query on Elasticsearch/),
  ]);
});
