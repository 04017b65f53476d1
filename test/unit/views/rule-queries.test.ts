/** Queries inside rule files, and where each of their letters stands in the file. */
import { expect, test } from 'vitest';
import { ruleQueries } from '../../../src/views/rule-queries.ts';

const RULE = `# query = "FROM comment"
[metadata]
maturity = "production"

[rule]
description = """A text that says
query = "FROM nothing"
"""
language = "esql"
name = "Many"
query = '''
FROM logs-a
| WHERE a == "x" // it's
'''
tags = ["a", "query"]
[[rule.threat]]
framework = "query"
`;

test('a rule has one query, and a place in it is a place in the file', () => {
  const [query, ...more] = ruleQueries(RULE);
  expect(more).toEqual([]);
  expect(query?.text).toBe('FROM logs-a\n| WHERE a == "x" // it\'s\n');
  const where = query?.text.indexOf('WHERE') ?? -1;
  expect(RULE.slice(query?.toFile(where)).startsWith('WHERE a')).toBe(true);
  expect(query?.toQuery(RULE.indexOf('WHERE'))).toBe(where);
  expect(query?.toQuery(RULE.indexOf('[rule]'))).toBeUndefined();
  expect(RULE.slice(query?.start, query?.end)).toBe(query?.text);
});

test.each<[toml: string, queries: readonly string[]]>([
  ['', []],
  ['[rule]\nlanguage = "kuery"\nquery = "a: b"\n', []],
  ['[rule]\nquery = "FROM a"\n', []],
  ['[rule]\nquery = "FROM a | WHERE b == \\"c\\\\d\\""\ntype = "esql"\n', ['FROM a | WHERE b == "c\\d"']],
  ['[rule]\r\nlanguage = "esql"\r\nquery = """\r\nFROM a\r\n| LIMIT 1\r\n"""\r\n', ['FROM a\r\n| LIMIT 1\r\n']],
  [
    '[hunt]\nlanguage = ["ES|QL"]\nquery = [\n\'\'\'\nFROM a\n\'\'\',\n"FROM b"]\nnotes = ["FROM c"]',
    ['FROM a\n', 'FROM b'],
  ],
  ["[rule]\nlanguage = 'esql'\nquery = '''FROM a | WHERE", ['FROM a | WHERE']],
  ['[rule]\nlanguage = "esql"\nquery = """FROM \\\n   a"""', ['FROM a']],
  ['[rule]\nlanguage = "esql"\nquery = "\\u0046ROM a"', ['FROM a']],
])('%j has %j', (toml, queries) => {
  expect(ruleQueries(toml).map(({ text }) => text)).toEqual(queries);
});

test('places survive escapes', () => {
  const toml = '[rule]\nlanguage = "esql"\nquery = "FROM a | WHERE b == \\"c\\" AND \\u0064 == 1"\n';
  const [query] = ruleQueries(toml);
  const at = query?.text.indexOf('== 1') ?? -1;
  expect(toml.slice(query?.toFile(at), (query?.toFile(at) ?? 0) + 4)).toBe('== 1');
  expect(query?.toQuery(toml.indexOf('== 1'))).toBe(at);
});

test('a hostile file takes no time', () => {
  const began = performance.now();
  ruleQueries(`[rule]\nlanguage="esql"\nquery = ${'"\\'.repeat(200_000)}`);
  ruleQueries(`${"query = '''".repeat(50_000)}`);
  expect(performance.now() - began).toBeLessThan(2000);
});
