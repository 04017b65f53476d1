/** Every rule that comes with the inspector on what it is there for, on what comes near, and on what looks like it. */
import { describe, expect, test } from 'vitest';
import { BUILTIN_FILES, builtinRules } from '../../../src/detections/builtin.ts';
import type { Outcome } from '../../../src/detections/outcome.ts';
import { DRILLED } from '../../../src/samples/scenarios/drills.ts';
import { check, scenario } from './checking.ts';

const rules = builtinRules();
const names = Object.keys(BUILTIN_FILES);
const nameOf = ({ rule }: Outcome): string => rule.path.replace(/^builtin\/|\.toml$/g, '');

async function outcomes(of: string, records?: number): Promise<ReadonlyMap<string, Outcome>> {
  const report = await check(rules, await scenario(of, records));
  return new Map(report.outcomes.map((outcome) => [nameOf(outcome), outcome]));
}

const fired = (all: ReadonlyMap<string, Outcome>): string[] =>
  [...all].filter(([, { state }]) => state === 'fired').map(([name]) => name);

/** What the near scenario of a rule that counts comes to, and how many records of the true one are behind the finding. */
const CASES: {
  readonly [rule: string]: readonly [near: string | undefined, records: number, others?: readonly string[]];
} = {
  'calls-without-guardrail': ['9 of 10', 12],
  'repeated-violations': ['4 of 5', 6],
  'several-policies-one-request': [undefined, 1],
  'misconduct-series': ['2 of 3', 4],
  'high-confidence-blocks': ['2 of 3', 4],
  'prompt-attacks': ['2 of 3', 4],
  'denied-topics': ['3 of 4', 5, ['repeated-violations']],
  'sensitive-information': ['4 of 5', 6, ['repeated-violations']],
  'word-policies': ['3 of 4', 5],
  'denied-model-series': ['2 of 3', 4],
  'validation-error-series': ['4 of 6', 8],
  'resource-exhaustion': ['154,', 12],
  'throttling-burst': ['14 of 20', 24],
  'credentials-in-text': [undefined, 1],
  'instruction-override': [undefined, 1],
  'dangerous-tool-calls': [undefined, 1],
  'system-prompt-disclosure': [undefined, 1],
  'refusals-in-series': ['4 of 5', 6],
  'new-model': [undefined, 1],
  'new-region': [undefined, 1],
  'truncated-answers': ['4 of 5', 6],
  'guardrail-trace-missing': [undefined, 1],
};

test('every rule has its drills, and every drill its rule', () => {
  expect([...DRILLED].sort()).toEqual([...names].sort());
  expect(Object.keys(CASES).sort()).toEqual([...names].sort());
});

describe.each(names)('%s', (name) => {
  const [near, records, others = []] = CASES[name] ?? [undefined, 0];

  test('fires on what it is there for, with the records behind it', async () => {
    const all = await outcomes(`${name}-true`, 40);
    expect(fired(all).filter((other) => !others.includes(other))).toEqual([name]);
    const { findings } = all.get(name) as Outcome;
    expect(findings).toHaveLength(1);
    expect(findings[0]?.records).toHaveLength(records);
    for (const { value, needed } of findings[0]?.reached ?? []) expect(value).toBeGreaterThanOrEqual(needed);
  });

  test('is quiet when it comes near, and says how near where it counts', async () => {
    const all = await outcomes(`${name}-near`, 40);
    expect(fired(all)).toEqual([]);
    const { nearMiss, reason } = all.get(name) as Outcome;
    expect(nearMiss === undefined).toBe(near === undefined);
    if (near !== undefined) expect(reason).toContain(`near miss: ${near}`);
  });

  test('is quiet on what only looks like it', async () => {
    expect(fired(await outcomes(`${name}-false`, 40))).not.toContain(name);
  });
});

test.each([1, 2, 3])('nothing fires on ordinary traffic (seed %i)', async (seed) => {
  const report = await check(rules, await scenario('normal', 600, seed));
  expect(report.outcomes.filter(({ state }) => state !== 'clear' && state !== 'cannot-fire')).toEqual([]);
  expect(report.outcomes.filter(({ nearMiss }) => nearMiss).map(nameOf)).toEqual([]);
});

test('everything fires where everything happens', async () => {
  expect(fired(await outcomes('incidents'))).toEqual([...names].sort());
});

test('the sample that opens first shows every rule at work', async () => {
  expect(fired(await outcomes('week'))).toEqual([...names].sort());
});

const PATTERNS: readonly (readonly [scenario: string, rule: string])[] = [
  ['denied-models', 'denied-model-series'],
  ['validation-errors', 'validation-error-series'],
  ['resource-exhaustion', 'resource-exhaustion'],
  ['misconduct-blocks', 'misconduct-series'],
  ['denied-topics', 'denied-topics'],
  ['blocked-words', 'word-policies'],
  ['personal-data', 'sensitive-information'],
  ['prompt-attacks', 'prompt-attacks'],
  ['many-policies', 'several-policies-one-request'],
];

test.each(PATTERNS)('the scenario %s is found by %s', async (of, rule) => {
  expect(fired(await outcomes(of))).toContain(rule);
});

test('each rule says what it is, what to do, when it is wrong, and where it belongs', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const rule of rules) {
    expect(rule.id, rule.name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(rule.description.length, rule.name).toBeGreaterThan(40);
    expect(rule.note, rule.name).toMatch(/## Why it matters[\s\S]+## What to do\n\n- /);
    expect(rule.falsePositives.length, rule.name).toBeGreaterThan(0);
    expect(
      rule.tags.some((tag) => tag.startsWith('OWASP LLM')),
      rule.name,
    ).toBe(true);
  }
});
