import { describe, expect, test } from 'vitest';
import { sampleFiles } from '../../../src/samples/layout.ts';
import { attacks } from '../../../src/samples/scenarios/attacks.ts';

type Logged = Record<string, unknown>;

const recordsOf = (name: string): Logged[] => {
  const scenario = attacks.find((s) => s.name === name);
  if (!scenario) throw new Error(`no scenario ${name}`);
  const files = [...sampleFiles(scenario, { records: scenario.records, seed: 1 })];
  return files
    .flatMap((file) => (file.content as string).split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as Logged);
};

const caller = (record: Logged): unknown => (record.identity as Logged).arn;
const code = (type: string) => (record: Logged) => JSON.stringify(record).includes(`"${type}"`);

/** What a rule counts for each, and how many of it one caller has at least within an hour. */
const CASES: readonly (readonly [scenario: string, counts: (record: Logged) => boolean, least: number])[] = [
  ['denied-models', (r) => r.errorCode === 'AccessDeniedException', 10],
  ['validation-errors', (r) => r.errorCode === 'ValidationException', 10],
  ['resource-exhaustion', (r) => Number((r.output as Logged | undefined)?.outputTokenCount) > 5000, 10],
  ['misconduct-blocks', code('MISCONDUCT'), 10],
  ['denied-topics', code('topicPolicy'), 10],
  ['blocked-words', code('wordPolicy'), 10],
  ['personal-data', code('sensitiveInformationPolicy'), 10],
  ['prompt-attacks', code('PROMPT_ATTACK'), 10],
  ['many-policies', (r) => ['topicPolicy', 'contentPolicy', 'wordPolicy'].every((policy) => code(policy)(r)), 3],
];

describe.each(CASES)('%s', (name, counts, least) => {
  const records = recordsOf(name);
  const found = records.filter(counts);

  test('one caller does it often enough, within an hour', () => {
    expect(found.length).toBeGreaterThanOrEqual(least);
    expect(new Set(found.map(caller)).size).toBe(1);
    const times = found.map((r) => Date.parse(String(r.timestamp)));
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(3_600_000);
  });

  test('nothing else stands out, in a day of others', () => {
    const others = records.filter((r) => !counts(r));
    expect(others.length).toBeGreaterThan(50);
    expect(others.filter((r) => r.errorCode !== undefined || JSON.stringify(r).includes('INTERVENED'))).toEqual([]);
    expect(others.filter(code('BLOCKED'))).toEqual([]);
  });
});

test('every attack is tried here', () => {
  expect(CASES.map(([name]) => name).sort()).toEqual(attacks.map((s) => s.name).sort());
});
