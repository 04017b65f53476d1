/** Rule files that are begun here are read as rules, whatever stands in the query that one is made of. */
import { describe, expect, test } from 'vitest';
import { NEW_RULE, ruleOf } from '../../../src/commands/starter-rule.ts';
import { readRuleFile } from '../../../src/detections/rule-file.ts';

const ruleIn = (text: string) => {
  const { rules, problems } = readRuleFile('new.toml', text);
  expect(problems).toEqual([]);
  return rules[0];
};

test('the rule that somebody begins with can be checked as it stands', () => {
  expect(ruleIn(NEW_RULE)).toMatchObject({ name: 'Many calls of one caller', severity: 'low' });
});

describe('a rule of a query has it word for word', () => {
  test.each([
    ['lines', 'FROM logs-aws_bedrock.invocation-*\n| WHERE user.id == "a"\n| LIMIT 5'],
    ['backslashes and quotes', 'FROM logs-* | WHERE user.id RLIKE "a\\\\.b" OR user.id == """c"""'],
    ['what ends a literal string', `FROM logs-* | EVAL x = "it's '''here'''"`],
    ['a control character', 'FROM logs-*\n| EVAL x = "\u0007\u001b[0m"'],
  ])('%s', (_, query) => expect(ruleIn(ruleOf(`${query}\n`))?.query.trim()).toBe(query));

  test('its first comment is its name', () => {
    expect(ruleIn(ruleOf('// Who "asks" most?\nFROM logs-* | LIMIT 1'))?.name).toBe('Who "asks" most?');
  });
});
