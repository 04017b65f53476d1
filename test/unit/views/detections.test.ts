/** Rules and findings on their way to the sidebar, the page and the committed file. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { NEW_RULE } from '../../../src/commands/starter-rule.ts';
import { suppressionText } from '../../../src/commands/suppression-text.ts';
import { readRuleFile } from '../../../src/detections/rule-file.ts';
import { readSuppressions } from '../../../src/detections/suppressions.ts';
import type { RuleFacts, RuleFinding, RuleOutcome } from '../../../src/session/protocol/checks.ts';
import { groupOf, groupsOf, subjectOf } from '../../../src/session/protocol/rule-groups.ts';
import { readRuleTexts } from '../../../src/views/detections/rule-reading.ts';
import { literal, MOST_BY_ID, whereOf } from '../../../webview/detections/where.ts';
import { catalogueTags, shortTag } from '../../../webview/detections/words.ts';

const folder = await mkdtemp(join(tmpdir(), 'bedrock-logs-rules-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

function outcome(id: string, severity: RuleFacts['severity'], more: Partial<RuleOutcome> = {}): RuleOutcome {
  const rule = { id, name: id, severity } as RuleFacts;
  return { rule, state: 'clear', suppressed: [], findings: [], ...more } as RuleOutcome;
}

describe('rules are grouped by what came of them', () => {
  const near = { nearMiss: {} as RuleOutcome['below'][number] };
  const left = { suppressed: [{}] as unknown as RuleOutcome['suppressed'] };

  test.each<[string, Partial<RuleOutcome>]>([
    ['fired', { state: 'fired', ...left }],
    ['suppressed', left],
    ['near', near],
    ['clear', {}],
    ['cannot-fire', { state: 'cannot-fire' }],
  ])('%s', (name, more) => expect(groupOf(outcome('a', 'low', more))).toBe(name));

  test('the most severe first, then by name; a rule that was not reached is not checked', () => {
    const outcomes = [outcome('b', 'low'), outcome('a', 'low'), outcome('z', 'critical')];
    const rules = [...outcomes.map(({ rule }) => rule), { id: 'n', name: 'n', severity: 'high' } as RuleFacts];
    const groups = groupsOf({ rules, answer: { outcomes } as never });
    expect(groups.map(({ name, entries }) => [name, entries.map(({ rule }) => rule.id)])).toEqual([
      ['clear', ['z', 'a', 'b']],
      ['unchecked', ['n']],
    ]);
  });

  test('of a long value the end is shown, where names differ', () => {
    const value = `arn:aws:sts::111122223333:assumed-role/${'x'.repeat(90)}/alice`;
    expect(subjectOf({ group: [{ name: 'user.id', value }] })).toMatch(/^….{70,80}\/alice$/);
  });
});

describe('a new suppression', () => {
  const entry = { rule: 'r-1', name: 'A rule\n[[suppress]]', reason: 'said "so"', until: '2099-12-31' };

  test('is read as it was meant, whatever its texts hold, and leaves what stands there', () => {
    const before = '# ours\n[[suppress]]\nrule = "old"\nreason = "known"\nuntil = 2030-01-01';
    const only = { field: 'user.id', value: 'a"b\\c\nd' };
    const text = suppressionText(before, { ...entry, only });
    expect(text.startsWith(`${before}\n`)).toBe(true);
    const { suppressions, problems } = readSuppressions(text);
    expect(problems).toEqual([]);
    expect(suppressions).toEqual([
      { rule: 'old', reason: 'known', until: '2030-01-01' },
      { rule: 'r-1', reason: 'said "so"', until: '2099-12-31', field: 'user.id', value: 'a"b\\c\nd' },
    ]);
  });

  test('makes the file where there is none', () => {
    expect(readSuppressions(suppressionText('', entry)).suppressions).toHaveLength(1);
  });
});

describe('the place of a rule in a public catalogue', () => {
  test.each([
    ['LLM01', 'LLM01', ['Domain: LLM', 'MITRE ATLAS: AML.T0054 LLM Jailbreak', 'OWASP LLM01: Prompt Injection']],
    ['AML.T0054', 'AML.T0054', ['MITRE ATLAS: AML.T0054 LLM Jailbreak']],
    ['an ATLAS number alone', 'AML.T0051', ['Data Source: AWS Bedrock', 'Mitre Atlas: T0051']],
    ['none', '', ['Domain: LLM', 'Tactic: Execution']],
  ])('%s', (_, short, tags) => {
    const rule = { tags } as unknown as RuleFacts;
    expect(shortTag(rule)).toBe(short);
    expect(catalogueTags(rule).length).toBe(short === '' ? 0 : tags.filter((tag) => /OWASP|atlas/i.test(tag)).length);
  });
});

test('a new rule file is a rule that can be run', () => {
  const { rules, problems } = readRuleFile('new.toml', NEW_RULE);
  expect(problems).toEqual([]);
  expect(rules).toHaveLength(1);
});

test('rule files are found below folders, in their order; what is not there is told', async () => {
  await mkdir(join(folder, 'b', '.git'), { recursive: true });
  await writeFile(join(folder, 'b', 'two.toml'), 'two');
  await writeFile(join(folder, 'a.toml'), 'one');
  await writeFile(join(folder, 'b', '.git', 'hidden.toml'), 'hidden');
  await writeFile(join(folder, 'readme.md'), 'text');
  const { texts, problems, suppressed } = await readRuleTexts(
    [folder, join(folder, 'none')],
    join(folder, 'none.toml'),
  );
  expect(texts.map(({ text }) => text)).toEqual(['one', 'two']);
  expect(problems).toEqual([`There is no such rule file or folder: ${join(folder, 'none')}`]);
  expect(suppressed).toBeUndefined();
});

describe('the records behind a finding as a condition', () => {
  const finding = (recordsTotal: number): RuleFinding =>
    ({
      group: [
        { name: 'user.id', value: 'al"ice' },
        { name: 'odd name', value: 7 },
        { name: 'empty', value: null },
      ],
      recordsTotal,
      first: 1000,
      last: 2000,
    }) as unknown as RuleFinding;

  test('names a few one by one', () => {
    expect(whereOf(finding(2), ['a', 'b'], [])).toEqual({ where: 'gen_ai.request.id IN ("a", "b")', exact: true });
    expect(whereOf(finding(1), ['a'], [])).toEqual({ where: 'gen_ai.request.id == "a"', exact: true });
  });

  test.each([
    ['there are too many', MOST_BY_ID + 1, ['a']],
    ['one of them has no request id', 2, ['a', null]],
  ] as const)('names the group and its time where %s', (_, total, ids) => {
    expect(whereOf(finding(total), ids, [500, 3000])).toEqual({
      where: 'user.id == "al\\"ice" AND `odd name` == 7',
      range: [500, 3001],
      exact: false,
    });
  });

  test('texts are quoted as the language wants', () => {
    expect(literal('a\\b\n"c"\t')).toBe('"a\\\\b\\n\\"c\\"\\t"');
  });
});
