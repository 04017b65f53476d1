/** JSON_EXTRACT: paths, what is written at them, and what is said of a bad path or a bad text. */
import { describe, expect, test } from 'vitest';
import { MAX_NESTING } from '../../../src/esql/values/jsonWalk.ts';
import { rowsOf } from './answers.ts';
import { type Row, testRows } from './expressions.ts';

const at = (json: string, path: string): string => `JSON_EXTRACT("""${json}""", ${JSON.stringify(path)})`;

const FOUND: readonly Row[] = [
  [at('{"user":{"id":"eve"}}', 'user.id'), 'keyword', 'eve'],
  [at('{"user":{"id":"eve"}}', '$.user["id"]'), 'keyword', 'eve'],
  [at('{"user.id":"eve"}', "$['user.id']"), 'keyword', 'eve'],
  [at('{"":{"a b":1}}', "[ '' ]['a b']"), 'keyword', '1'],
  [at('{"a\\\\b":2}', "['a\\\\b']"), 'keyword', '2'],
  [at('[[1,2],[3]]', '[1][0]'), 'keyword', '3'],
  [at('[ {"a": 1 , "b":[ ] } ]', '[ 0 ]'), 'keyword', '{"a": 1 , "b":[ ] }'],
  [at('{"n":1.50e+2}', 'n'), 'keyword', '1.50e+2'],
  [at('{"k":1,"k":2}', 'k'), 'keyword', '1'],
  [at('{"k":true} and more', 'k'), 'keyword', 'true'],
  [at(' "a\\u0062" ', '$'), 'keyword', 'ab'],
  [at('{"a":null}', 'a'), 'keyword', null],
  [at('[1,null]', '$[1]'), 'keyword', null],
];

const PATHS: readonly Row[] = [
  [
    at('{}', '$a'),
    'keyword',
    null,
    'Invalid JSON path \\[\\$a\\]: expected \\[.\\] or \\[\\[\\] after \\[\\$\\] at position 1',
  ],
  [at('{}', '.a'), 'keyword', null, 'path cannot start with a dot at position 0'],
  [at('{}', 'a.'), 'keyword', null, 'path cannot end with a dot at position 1'],
  [at('{}', 'a..b'), 'keyword', null, 'consecutive dots at position 1'],
  [at('{}', "['a']b"), 'keyword', null, 'expected \\[.\\] or \\[\\[\\] before \\[b\\] at position 5'],
  [at('{}', 'a[]'), 'keyword', null, 'empty brackets at position 1'],
  [at('{}', 'a['), 'keyword', null, 'unterminated bracket at position 1'],
  [at('{}', "a['b"), 'keyword', null, 'unterminated quoted key at position 1'],
  [at('{}', "a['b'x]"), 'keyword', null, 'expected closing bracket after quoted key at position 1'],
  [at('{}', 'a[1'), 'keyword', null, 'missing closing bracket for array index at position 1'],
  [at('{}', 'a[*]'), 'keyword', null, 'expected integer array index, got \\[\\*\\] at position 1'],
  [at('{}', 'a[007]'), 'keyword', null, 'leading zeros are not allowed in array index \\[007\\] at position 1'],
  [at('{}', 'a[-1]'), 'keyword', null, 'IllegalArgumentException: array index out of bounds'],
  [at('{}', 'a]'), 'keyword', null, 'expected \\[.\\] or \\[\\[\\] before \\[\\]\\] at position 1'],
];

const TEXTS: readonly Row[] = [
  [at('{"a":1}', 'b'), 'keyword', null, 'path \\[b\\] does not exist'],
  [at('{"a":[1]}', 'a.b'), 'keyword', null, 'path \\[a.b\\] does not exist'],
  [at('{"a":{"b":1}}', 'a[0]'), 'keyword', null, 'path \\[a\\[0\\]\\] does not exist'],
  [at('{"a":[1,2]}', 'a[2]'), 'keyword', null, 'array index out of bounds'],
  [at('[]', '[0]'), 'keyword', null, 'array index out of bounds'],
  [at('  ', 'a'), 'keyword', null, 'empty JSON input'],
  [at('{"a":1,}', 'b'), 'keyword', null, 'invalid JSON input'],
  [at('{"a":01}', 'a'), 'keyword', null, 'invalid JSON input'],
  [at('{"a":[1 2],"b":3}', 'b'), 'keyword', null, 'invalid JSON input'],
  [at('{"a":"x', 'a'), 'keyword', null, 'invalid JSON input'],
  [at('{"a":"\\x"}', 'a'), 'keyword', null, 'invalid JSON input'],
  ['JSON_EXTRACT("{}", ["a", "b"])', 'keyword', null, 'single-value function encountered multi-value'],
  ['JSON_EXTRACT(null, "a")', 'keyword', null],
];

describe('values', () => testRows(FOUND));
describe('bad paths', () => testRows(PATHS));
describe('bad texts', () => testRows(TEXTS));

test('texts that are nested very deeply are given up without harm', async () => {
  const docs = [MAX_NESTING - 1, MAX_NESTING + 1, 100_000].map((depth) => ({
    j: `{"deep":${'['.repeat(depth)}${']'.repeat(depth)},"b":1}`,
  }));
  const rows = await rowsOf('FROM t | EVAL b = JSON_EXTRACT(j, "b") | KEEP b', { docs, mapping: { j: 'keyword' } });
  expect(rows).toEqual([['1'], [null], [null]]);
});
