/** Limits are there, and what is just within them works. */
import { describe, expect, test } from 'vitest';
import { MAX_CAUSES } from '../../../src/esql/evaluate/warnings.ts';
import { MAX_PATTERN_LENGTH } from '../../../src/esql/patterns/like.ts';
import { MAX_STEPS } from '../../../src/esql/patterns/regexMatcher.ts';
import { MAX_REGEX_LENGTH } from '../../../src/esql/patterns/regexParser.ts';
import { MAX_REPLACED } from '../../../src/esql/patterns/replace.ts';
import { MAX_DEPTH, MAX_NESTING } from '../../../src/esql/syntax/cursor.ts';
import { MAX_COMMANDS, MAX_QUERY_LENGTH } from '../../../src/esql/syntax/parser.ts';
import { MAX_REPEATED } from '../../../src/esql/vocabulary/strings.ts';
import { errorOf, resultOf, rowsOf } from './answers.ts';

const WORLD = { docs: [{ s: 'aaa' }], mapping: { s: 'keyword' } };

const many = (n: number, text: string, between = ''): string => Array.from({ length: n }, () => text).join(between);

describe('texts of queries', () => {
  test('length', async () => {
    expect(await errorOf(`FROM t //${'x'.repeat(MAX_QUERY_LENGTH)}`)).toContain('ESQL statement is too large');
    expect(await rowsOf(`FROM t | LIMIT 1 //${'x'.repeat(MAX_QUERY_LENGTH - 20)}`)).toEqual([]);
  });

  test('commands', async () => {
    expect(await errorOf(`ROW a = 1${many(MAX_COMMANDS, ' | WHERE true')}`)).toContain(
      `more than ${MAX_COMMANDS} commands`,
    );
    expect(await rowsOf(`ROW a = 1${many(MAX_COMMANDS - 1, ' | WHERE true')}`)).toEqual([[1]]);
  });

  test('chains and nesting', async () => {
    expect(await errorOf(`ROW a = ${many(MAX_DEPTH + 2, '1', ' + ')}`)).toContain(
      'maximum expression depth allowed (400)',
    );
    expect(await rowsOf(`ROW a = ${many(MAX_DEPTH, '1', ' + ')}`)).toEqual([[MAX_DEPTH]]);
    const nested = (n: number): string => `ROW a = ${'('.repeat(n)}1${')'.repeat(n)}`;
    expect(await errorOf(nested(MAX_NESTING + 1))).toContain('maximum expression depth allowed (200)');
    expect(await rowsOf(nested(MAX_NESTING))).toEqual([[1]]);
  });
});

describe('patterns', () => {
  test('LIKE and RLIKE', async () => {
    const like = (n: number): string => `FROM t | WHERE s LIKE "${'a'.repeat(n)}*" | LIMIT 1`;
    expect(await errorOf(like(MAX_PATTERN_LENGTH), WORLD)).toContain('longer than');
    expect(await rowsOf(like(MAX_PATTERN_LENGTH - 1), WORLD)).toEqual([]);
    expect(await errorOf(`FROM t | WHERE s RLIKE "${'('.repeat(300)}a${')'.repeat(300)}"`, WORLD)).toContain(
      'too many nested groups',
    );
  });

  test('REPLACE', async () => {
    expect(await errorOf(`FROM t | EVAL x = REPLACE(s, "${'a'.repeat(MAX_REGEX_LENGTH + 1)}", "")`, WORLD)).toContain(
      'longer than',
    );
    expect(await errorOf('FROM t | EVAL x = REPLACE(s, "a{2000}", "")', WORLD)).toContain('repetitions above 1000');
    const long = await resultOf(
      `FROM t | EVAL x = REPLACE(REPEAT("a", 100000), "a", "${'b'.repeat(200)}") | KEEP x`,
      WORLD,
    );
    expect([...long.rows()]).toEqual([[null]]);
    expect(long.warnings.join()).toContain(`more than [${MAX_REPLACED}] characters`);
    const slow = await resultOf(
      'FROM t | EVAL x = REPLACE(CONCAT(REPEAT("a", 50), "!"), "(a|a)+$", "") | KEEP x',
      WORLD,
    );
    expect([...slow.rows()]).toEqual([[null]]);
    expect(slow.warnings.join()).toContain(`gave up after ${MAX_STEPS} steps`);
  });

  test('REPEAT', async () => {
    expect(await rowsOf(`FROM t | EVAL n = LENGTH(REPEAT("a", ${MAX_REPEATED})) | KEEP n`, WORLD)).toEqual([
      [MAX_REPEATED],
    ]);
    expect(await rowsOf(`FROM t | EVAL n = REPEAT("a", ${MAX_REPEATED + 1}) IS NULL | KEEP n`, WORLD)).toEqual([
      [true],
    ]);
  });
});

test('warnings about one expression', async () => {
  const docs = Array.from({ length: 60 }, (_, i) => ({ s: `x${i}` }));
  const { warnings } = await resultOf('FROM t | EVAL n = s::integer', { ...WORLD, docs });
  expect(warnings.filter((line) => line.includes('For input string'))).toHaveLength(MAX_CAUSES);
});

test('lists and groups of fifty thousand, which are made in steps, are complete and in order', async () => {
  const count = 50_000;
  const docs = Array.from({ length: count }, (_, i) => ({ n: (i * 7919) % count, k: `k${(i * 31) % count}` }));
  const world = { docs, mapping: { n: 'integer', k: 'keyword' } };
  const [[sorted, distinct] = []] = await rowsOf(`FROM t | STATS TOP(n, ${count}, "asc"), VALUES(k)`, world);
  expect(sorted).toEqual(Array.from({ length: count }, (_, i) => i));
  expect(new Set(distinct as readonly string[]).size).toBe(count);
  const groups = 'FROM t | STATS c = COUNT(*) BY n, k | STATS COUNT(*), SUM(c), COUNT_DISTINCT(k)';
  expect(await rowsOf(groups, world)).toEqual([[count, count, count]]);
});
