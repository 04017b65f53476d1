/** What a rule file may say, and what is told of one that is wrong. */
import { describe, expect, test } from 'vitest';
import { MAX_RULE_FILE, readRuleFile } from '../../../src/detections/rule-file.ts';

const HEAD = '[rule]\nname = "n"\nrule_id = "i"\nseverity = "high"\ntype = "esql"\nlanguage = "esql"\n';
const QUERY = "query = '''\nFROM a\n| LIMIT 1\n'''\n";
const read = (text: string) => readRuleFile('rules/a.toml', text);
const HOUR = 3_600_000;

test('a rule in the public form is read whole', () => {
  const { rules, problems } = read(`[metadata]
maturity = "production"
[rule]
author = ["Somebody"]
name = "Name"
description = """
Says what.
"""
risk_score = 73
severity = "high"
rule_id = "2f4"
type = "esql"
language = "esql"
from = "now-9m"
interval = "1h"
tags = ["Domain: LLM"]
false_positives = ["tests"]
references = ["https://a.example/"]
note = "## Triage"
query = '''
FROM logs-aws_bedrock.invocation-*
| LIMIT 1
'''

[[rule.threat]]
framework = "MITRE ATLAS"
[[rule.threat.technique]]
id = "AML.T0051"
name = "LLM Prompt Injection"
reference = "https://atlas.example/"
[rule.threat.tactic]
id = "TA1"
name = "Access"

[rule.alert_suppression]
group_by = ["user.id"]
duration = {value = 1, unit = "h"}
`);
  expect(problems).toEqual([]);
  expect(rules).toEqual([
    {
      id: '2f4',
      name: 'Name',
      description: 'Says what.',
      severity: 'high',
      riskScore: 73,
      language: 'esql',
      type: 'esql',
      query: 'FROM logs-aws_bedrock.invocation-*\n| LIMIT 1',
      from: 9 * 60_000,
      to: 0,
      interval: HOUR,
      tags: ['Domain: LLM'],
      threats: [{ framework: 'MITRE ATLAS', tactic: 'TA1 Access', techniques: ['AML.T0051 LLM Prompt Injection'] }],
      falsePositives: ['tests'],
      references: ['https://a.example/'],
      note: '## Triage',
      deprecated: false,
      path: 'rules/a.toml',
      queryLine: 21,
    },
  ]);
});

test('a hunt is as many rules as it has queries', () => {
  const { rules } = read(
    `[hunt]\nname = "H"\nuuid = "u"\nlanguage = ["ES|QL", "EQL"]\nquery = ['''\nfrom a | limit 1\n''', 'process where true']\nnotes = ["x"]\n`,
  );
  expect(rules.map(({ id, name, language, from, query }) => [id, name, language, from, query])).toEqual([
    ['u#1', 'H (1)', 'esql', undefined, 'from a | limit 1'],
    ['u#2', 'H (2)', 'eql', undefined, 'process where true'],
  ]);
});

const WRONG: readonly (readonly [what: string, text: string, line: number, message: RegExp])[] = [
  ['no TOML', `${HEAD}query = \n`, 7, /not TOML: .*column 9/],
  ['no name', HEAD.replace('name = "n"\n', '') + QUERY, 1, /name is missing/],
  ['a name that is a number', HEAD.replace('"n"', '1') + QUERY, 2, /name has to be a text/],
  ['no query', HEAD, 1, /the rule has no query/],
  ['a query that is a list', `${HEAD}query = ["FROM a"]\n`, 7, /query has to be a text/],
  [
    'a start that is no time',
    `${HEAD}\n\nfrom = "yesterday"\n${QUERY}`,
    9,
    /from is a time such as now-60m; not: yesterday/,
  ],
  ['an interval of nothing', `${HEAD}interval = "0m"\n${QUERY}`, 7, /interval is a span such as 10m/],
  ['neither rule nor hunt', '[tool]\na = 1\n', 1, /neither a \[rule\] nor a \[hunt\]/],
  ['a hunt without a query', '[hunt]\nname = "a"\nuuid = "u"\n', 1, /each query of the hunt is a text/],
  ['a file without end', `#${'x'.repeat(MAX_RULE_FILE)}`, 1, /longer than/],
];

test.each(WRONG)('%s is told with its line', (_, text, line, message) => {
  const { rules, problems } = read(text);
  expect(rules).toEqual([]);
  expect(problems[0]?.line).toBe(line);
  expect(problems[0]?.message).toMatch(message);
  expect(problems[0]?.severity).toBe('error');
});

describe('what can be done without', () => {
  test('an unknown severity is medium, with a warning', () => {
    const { rules, problems } = read(HEAD.replace('"high"', '"urgent"') + QUERY);
    expect(rules[0]?.severity).toBe('medium');
    expect(problems.map(({ line, severity }) => [line, severity])).toEqual([[4, 'warning']]);
  });

  test('tags that are no texts are left out, with a warning', () => {
    const { rules, problems } = read(`${HEAD}tags = [1]\n${QUERY}`);
    expect(rules[0]?.tags).toEqual([]);
    expect(problems).toHaveLength(1);
  });

  test('a schedule is every five minutes over six unless it says so', () => {
    const [rule] = read(HEAD + QUERY).rules;
    expect([rule?.from, rule?.interval]).toEqual([360_000, 300_000]);
  });
});
