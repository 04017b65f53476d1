/** What a check writes for programs, and what is left out on purpose. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkJson, checkTable } from '../../../src/cli/check-output.ts';
import { cells } from '../../../src/cli/query-output.ts';
import { builtinRules } from '../../../src/detections/builtin.ts';
import type { CheckReport } from '../../../src/detections/check.ts';
import { junit } from '../../../src/detections/report/junit.ts';
import { sarif } from '../../../src/detections/report/sarif.ts';
import { readSuppressions, suppress } from '../../../src/detections/suppressions.ts';
import { check, ruleOf, scenario } from './checking.ts';

let report: CheckReport;
const ids = (records: readonly number[]): string[] => records.map((record) => `id-${record}`);

beforeAll(async () => {
  const others = [
    ruleOf('FROM logs-aws.cloudtrail-*'),
    { ...ruleOf('FROM logs-aws_bedrock.* | WHERE a.b == 1'), id: 'wrong' },
  ];
  report = await check([...builtinRules(), ...others], await scenario('incidents', 60));
});

test('JSON has exactly the keys of its contract', () => {
  const json = JSON.parse(checkJson(report, ids)) as { rules: Record<string, unknown>[] };
  expect(Object.keys(json)).toEqual(['window', 'records', 'rules']);
  expect(json).toMatchObject({ window: { from: expect.stringMatching(/Z$/), to: expect.stringMatching(/Z$/) } });
  for (const rule of json.rules) {
    expect(Object.keys(rule)).toEqual(['id', 'name', 'severity', 'state', 'reason', 'columns', 'values', 'records']);
  }
  const denied = json.rules.find(({ name }) => name === 'Denied models in series');
  expect(denied).toMatchObject({ state: 'fired', columns: expect.arrayContaining([{ name: 'denied', type: 'long' }]) });
  expect(denied?.values).toHaveLength(1);
  expect(denied?.records).toHaveLength(4);
});

test.each([60, 80, 200])('the table fits %i columns', (width) => {
  const lines = checkTable(report, ids, width).split('\n');
  expect(lines.length).toBeGreaterThan(40);
  for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(width);
});

/** The published schema of SARIF 2.1.0, of draft 4, whose `id` is `$id` in later ones. */
function sarifSchema(): ValidateFunction {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const formats = {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) => URL.canParse(text, 'file:///'),
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  };
  return new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, formats }).compile(schema);
}

describe('SARIF', () => {
  type Fields = { readonly [key: string]: unknown };
  const log = () =>
    sarif(report, { version: '1.2.3', locate: (row) => ({ uri: 'a/b.json', line: row }), ids }) as Fields;

  test('is valid by the published schema', () => {
    const valid = sarifSchema();
    valid(JSON.parse(JSON.stringify(log())));
    expect(valid.errors ?? []).toEqual([]);
    expect(valid({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });

  test('has what version 2.1.0 requires, of the types that it requires', () => {
    const made = JSON.parse(JSON.stringify(log())) as Fields;
    expect(made.version).toBe('2.1.0');
    const run = (made.runs as Fields[])[0] as Fields;
    const { driver } = run.tool as { driver: Fields };
    expect(driver).toMatchObject({ name: 'bedrock-logs', version: '1.2.3' });
    const rules = driver.rules as Fields[];
    for (const rule of rules) {
      expect(rule).toMatchObject({ id: expect.any(String), shortDescription: { text: expect.stringMatching(/./) } });
      expect(rule).toMatchObject({ fullDescription: { text: expect.stringMatching(/./) } });
      expect((rule.defaultConfiguration as Fields).level).toMatch(/^(none|note|warning|error)$/);
    }
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    const results = run.results as Fields[];
    expect(results.length).toBeGreaterThan(20);
    for (const result of results) {
      expect(rules[result.ruleIndex as number]?.id).toBe(result.ruleId);
      expect(result.level).toMatch(/^(none|note|warning|error)$/);
      expect(result.kind).toBe('fail');
      expect((result.message as Fields).text).toMatch(/./);
      expect(result.locations).not.toHaveLength(0);
      for (const location of result.locations as { physicalLocation: { region: Fields; artifactLocation: Fields } }[]) {
        expect(location.physicalLocation.artifactLocation.uri).toBe('a/b.json');
        expect(location.physicalLocation.region.startLine).toBeGreaterThanOrEqual(1);
      }
    }
    const [invocation] = run.invocations as Fields[];
    expect(invocation?.executionSuccessful).toBe(false);
    for (const told of (invocation as Fields).toolConfigurationNotifications as Fields[]) {
      expect((told.message as Fields).text).toMatch(/./);
      expect(told.level).toMatch(/^(none|note|warning|error)$/);
    }
  });
});

test('JUnit counts what it lists, and no text of a log ends an element', () => {
  const [first] = report.outcomes;
  const hostile = {
    ...report,
    outcomes: [...report.outcomes, { ...first!, state: 'error' as const, reason: '</error>"&\u0000\ud800' }],
  };
  const xml = junit(hostile);
  const number = (name: string) => Number(new RegExp(`<testsuite [^>]*${name}="(\\d+)"`).exec(xml)?.[1]);
  expect(number('tests')).toBe(xml.match(/<testcase /g)?.length);
  expect(number('failures')).toBe(xml.match(/<failure /g)?.length);
  expect(number('errors')).toBe(xml.match(/<error /g)?.length);
  expect(number('skipped')).toBe(xml.match(/<skipped /g)?.length);
  expect(xml).toContain('message="&lt;/error&gt;&quot;&amp;\ufffd\ufffd"');
});

describe('suppressions', () => {
  const denied = () => {
    const found = report.outcomes.find(({ rule }) => rule.name === 'Denied models in series');
    if (!found) throw new Error('no such rule');
    return found;
  };
  const file = (entry: string) => readSuppressions(`[[suppress]]\n${entry}\n`);
  const OF_RULE = 'rule = "Denied models in series"\nreason = "known"\nuntil = 2026-12-31';

  test.each([
    ['the whole rule', OF_RULE, 1],
    ['a group', `${OF_RULE}\nfield = "user.id"\nvalue = "arn:aws:iam::111122223333:user/legacy-batch"`, 1],
    ['a pattern', `${OF_RULE}\nfield = "user.id"\nvalue = "*:user/legacy-*"`, 1],
    ['one of several values of a column', `${OF_RULE}\nfield = "models"\nvalue = "us.deepseek.r1-v1:0"`, 1],
    ['another group', `${OF_RULE}\nfield = "user.id"\nvalue = "somebody else"`, 0],
    ['another rule', OF_RULE.replace('Denied', 'Allowed'), 0],
    ['a day that has passed', OF_RULE.replace('2026-12-31', '2026-01-31'), 0],
  ])('of %s', (_, entry, count) => {
    const { suppressions, problems } = file(entry);
    expect(problems).toEqual([]);
    const { outcomes, notes } = suppress([denied()], suppressions, '2026-11-20');
    expect(outcomes[0]?.suppressed).toHaveLength(count);
    expect(outcomes[0]?.state).toBe(count > 0 ? 'clear' : 'fired');
    // Never silent: what was left out is told, and so is what left nothing out.
    if (count > 0) expect(outcomes[0]?.reason).toBe('1 finding is suppressed (known, until 2026-12-31)');
    else expect(notes[0]).toMatch(/met no finding|ended on 2026-01-31/);
  });

  test.each([
    ['no reason', OF_RULE.replace('"known"', '" "'), /entry 1: reason is missing/],
    ['no end', OF_RULE.replace('2026-12-31', '"later"'), /entry 1: until is the last day/],
    ['a field without a value', `${OF_RULE}\nfield = "a"`, /field and value belong together/],
    ['no rule', OF_RULE.replace('"Denied models in series"', '1'), /rule is the id or name/],
    ['no TOML', 'rule = ', /line 2/],
  ])('%s is refused', (_, entry, message) => {
    expect(file(entry).problems[0]).toMatch(message);
  });

  test('may be JSON', () => {
    const json = JSON.stringify({ suppress: [{ rule: 'a', reason: 'b', until: '2026-12-31' }] });
    expect(readSuppressions(json)).toEqual({
      suppressions: [{ rule: 'a', reason: 'b', until: '2026-12-31' }],
      problems: [],
    });
  });
});
