/** Rules go to Kibana and come back as they were; an export of Kibana is read with the places of what is wrong. */
import { describe, expect, test } from 'vitest';
import { builtinRules } from '../../../src/detections/builtin.ts';
import { kibanaExport, readKibanaExport } from '../../../src/detections/kibana.ts';
import { RuleSet } from '../../../src/detections/rule-set.ts';

const rules = builtinRules();
const lines = kibanaExport(rules).trimEnd().split('\n');

describe('an export', () => {
  test('comes back as the same rules', () => {
    const { rules: read, problems } = readKibanaExport('rules.ndjson', kibanaExport(rules));
    const bare = (all: typeof rules) =>
      all.map(({ path, queryLine, ...rule }) => ({ ...rule, description: rule.description || rule.name }));
    expect(problems).toEqual([]);
    expect(bare(read)).toEqual(bare(rules));
  });

  test('has what Kibana asks for, counts its rules, and enables none', () => {
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ exported_count: rules.length, missing_rules: [] });
    for (const line of lines.slice(0, -1)) {
      const rule = JSON.parse(line);
      expect(rule).toMatchObject({ type: 'esql', language: 'esql', enabled: false, actions: [], exceptions_list: [] });
      expect(rule.from).toMatch(/^now-\d+[smhd]$/);
      expect(rule.interval).toMatch(/^\d+[smhd]$/);
      for (const { tactic, technique } of rule.threat)
        for (const one of [tactic, ...technique].filter(Boolean))
          expect(Object.keys(one)).toEqual(['id', 'name', 'reference']);
    }
  });

  test('leaves out what has no schedule', () => {
    const [first] = rules;
    if (!first) throw new Error('there are no rules');
    expect(
      kibanaExport([{ ...first, from: undefined }])
        .trimEnd()
        .split('\n'),
    ).toHaveLength(1);
  });
});

test('a file of Kibana tells what is wrong by line, and passes over what is no rule', () => {
  const text = [
    lines[0],
    '{"list_id":"x","type":"detection"}',
    'no json',
    '{"rule_id":"a","name":"b","query":""}',
    '',
    lines.at(-1),
  ].join('\n');
  const { rules: read, problems } = readKibanaExport('rules.ndjson', text);
  expect(read).toHaveLength(1);
  expect(problems.filter(({ severity }) => severity === 'error').map(({ line, message }) => [line, message])).toEqual([
    [3, 'the line is no JSON object'],
    [4, 'the rule has no query'],
  ]);
});

test('a set of rules knows an export by its name', () => {
  const set = new RuleSet();
  set.add('from-kibana.ndjson', kibanaExport(rules), { others: false });
  expect(set.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
});
