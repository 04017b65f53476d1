/** MV_ functions and CIDR_MATCH at their edges: order and repetition, whole numbers, nulls, and arguments that are none. */
import { expect, test } from 'vitest';
import { errorOf, resultOf } from './answers.ts';

const ILLEGAL = 'java.lang.IllegalArgumentException';
const MANY = `${ILLEGAL}: single-value function encountered multi-value`;
const BETWEEN = 'Percentile parameter must be a number between 0 and 100';

test.each([
  ['MV_DIFFERENCE([3, 1, 3, 2], 2)', 'integer', [3, 1, 3]],
  ['MV_DIFFERENCE(["x", "y"], null)', 'keyword', ['x', 'y']],
  ['MV_DIFFERENCE(["x", "y"], ["y", "x"])', 'keyword', null],
  ['MV_DIFFERENCE(null, ["x"])', 'null', null],
  ['MV_PERCENTILE([0, -10], 75)', 'integer', -3],
  ['MV_PERCENTILE([9007199254740993, 9007199254740995], 50)', 'long', '9007199254740994'],
  ['MV_PERCENTILE([-9223372036854775807, 9223372036854775807], 50)', 'long', '0'],
  ['MV_PERCENTILE([1.0, 2.0], 25.0)', 'double', 1.25],
  ['MV_PERCENTILE([7], 50)', 'integer', 7],
  ['MV_PERCENTILE([7, 8], 100)', 'integer', 8],
  ['MV_MEDIAN_ABSOLUTE_DEVIATION([6, 1, 6, 5])', 'integer', 1],
  ['MV_MEDIAN_ABSOLUTE_DEVIATION([-3, 0])', 'integer', 1],
  ['MV_MEDIAN_ABSOLUTE_DEVIATION([9007199254740993, 9007199254740995])', 'long', '1'],
  ['MV_MEDIAN_ABSOLUTE_DEVIATION(4)', 'integer', 0],
  ['MV_SLICE([1, 2, 3], -2, -1)', 'integer', [2, 3]],
  ['MV_SLICE([1, 2, 3], null)', 'integer', null],
  ['CIDR_MATCH("10.1.2.3"::ip, "10.1.2.3")', 'boolean', true],
])('%s', async (call, type, wanted) => {
  const result = await resultOf(`ROW x = ${call}`);
  expect(result.columns[0]?.type).toBe(type);
  const [[value] = []] = [...result.rows()];
  expect(type === 'long' ? String(value) : value).toEqual(wanted);
  expect(result.warnings.filter((line) => line.startsWith('Line'))).toEqual([]);
});

test.each([
  ['MV_PERCENTILE(n, 101)', `${ILLEGAL}: ${BETWEEN}, found [101.0]`],
  ['MV_PERCENTILE(n, -0.5)', `${ILLEGAL}: ${BETWEEN}, found [-0.5]`],
  ['MV_PERCENTILE(n, n)', MANY],
  ['MV_SLICE(n, n)', MANY],
  ['MV_SLICE(n, 0, n)', MANY],
  [
    'MV_SLICE(n, MV_COUNT(n), 0)',
    'org.elasticsearch.xpack.esql.core.InvalidArgumentException: Start offset is greater than end offset',
  ],
  ['MV_CONCAT(s, s)', MANY],
  ['CIDR_MATCH("10.1.2.3"::ip, MV_FIRST(s))', `${ILLEGAL}: 'a' is not an IP string literal.`],
])('%s is null, with a warning', async (call, cause) => {
  const world = { docs: [{ n: [1, 2], s: ['a', 'b'] }], mapping: { n: 'integer', s: 'keyword' } };
  const result = await resultOf(`FROM t | EVAL x = ${call} | KEEP x`, world);
  expect([...result.rows()]).toEqual([[null]]);
  expect(result.warnings).toContain(`Line 1:19: ${cause}`);
});

test.each([
  ['MV_SLICE([1, 2], 1, 0)', 'Start offset is greater than end offset'],
  ['MV_SLICE([1, 2], 1, -1)', 'Start offset is greater than end offset'],
  ['MV_SLICE([1, 2], -1, 1)', 'Start and end offset have different signs'],
  ['CIDR_MATCH("10.1.2.3"::ip, "ten")', "'ten' is not an IP string literal."],
  ['CIDR_MATCH("10.1.2.3"::ip, "10.0.0.0/33")', 'Illegal prefix length [33] in [10.0.0.0/33].'],
  ['CIDR_MATCH("10.1.2.3"::ip, "10.0.0.0/8/8")', 'Expected [ip/prefix] but was [10.0.0.0/8/8]'],
  ['MV_PERCENTILE(true, 50)', 'first argument of [MV_PERCENTILE(true, 50)] must be [numeric except unsigned_long]'],
])('%s is no query', async (call, message) => {
  expect(await errorOf(`ROW x = ${call}`)).toContain(`line 1:9: ${message}`);
});

test('an order that is none is told of at the order', async () => {
  for (const [order, found] of [
    ['"up"', 'up'],
    ['null', 'null'],
  ]) {
    expect(await errorOf(`ROW x = MV_SORT([1, 2], ${order})`)).toContain(
      `line 1:25: Invalid order value in [MV_SORT([1, 2], ${order})], expected one of [ASC, DESC] but got [${found}]`,
    );
  }
});
