/** Functions of strings where scripts, positions, codes and nulls meet. */
import { describe } from 'vitest';
import { type Row, testRows } from './expressions.ts';

const CHARACTERS: readonly Row[] = [
  ['REVERSE("👍🏽!")', 'keyword', '!👍🏽'],
  ['REVERSE("e\u0301a")', 'keyword', 'ae\u0301'],
  ['REVERSE("🏳️‍🌈x")', 'keyword', 'x🏳️‍🌈'],
  ['REVERSE("a b")', 'keyword', 'b a'],
  ['TRIM("\u2003a\u2003")', 'keyword', 'a'],
  ['TRIM("\u00a0a\u00a0")', 'keyword', '\u00a0a\u00a0'],
  ['LTRIM("\u0085\u202fa")', 'keyword', '\u0085\u202fa'],
  ['RTRIM("a\u001f\u000b ")', 'keyword', 'a'],
  ['LOCATE("abcab", "a", -2)', 'integer', 4],
  ['LOCATE("abcab", "a", -9)', 'integer', 1],
  ['LOCATE("abc", "c", 9)', 'integer', 0],
];

const PERCENT_CODES: readonly Row[] = [
  ['URL_ENCODE(["a b", "ü", ""])', 'keyword', ['a+b', '%C3%BC', '']],
  ['URL_ENCODE_COMPONENT(["a b", "~*"])', 'keyword', ['a%20b', '~%2A']],
  ['URL_DECODE(["%61", "b+c"])', 'keyword', ['a', 'b c']],
  ['URL_DECODE(["%61", "%"])', 'keyword', 'a', 'URLDecoder: Incomplete trailing escape \\(%\\) pattern'],
  ['URL_DECODE("50%")', 'keyword', null, 'Incomplete trailing escape'],
  ['URL_DECODE("%4")', 'keyword', null, 'Incomplete trailing escape'],
  [
    'URL_DECODE("%zz")',
    'keyword',
    null,
    'Illegal hex characters in escape \\(%\\) pattern - Error at index 0 in: "zz"',
  ],
  ['URL_DECODE("%4ü!")', 'keyword', null, 'Error at index 1 in: "4ü"'],
  ['URL_DECODE("%-1")', 'keyword', null, 'negative value'],
  ['URL_DECODE("%C3%BC%2B+é")', 'keyword', 'ü+ é'],
  ['URL_DECODE("%C3é")', 'keyword', '\ufffdé'],
];

const NULLS: readonly Row[] = [
  ['TRIM(null)', 'null', null],
  ['LTRIM(null)', 'null', null],
  ['RTRIM(null)', 'null', null],
  ['REVERSE(null)', 'null', null],
  ['TO_LOWER(null)', 'keyword', null],
  ['MV_ZIP("a", "b", null)', 'keyword', null],
  ['MV_ZIP(null, ["a", "b"], "-")', 'keyword', ['a', 'b']],
  ['MV_ZIP("a", "b", ["-", "+"])', 'keyword', null, 'single-value function encountered multi-value'],
];

describe('characters and positions', () => testRows(CHARACTERS));
describe('percent codes', () => testRows(PERCENT_CODES));
describe('nulls', () => testRows(NULLS));
