import { describe, expect, test } from 'vitest';
import type { RuleFacts, RuleFinding, RuleOutcome } from '../../../src/session/protocol/checks.ts';
import { RuleClock, ToldFindings } from '../../../src/views/aws/due-rules.ts';

const MINUTE = 60_000;
const rule = (id: string, minutes: number) => ({ id, interval: minutes * MINUTE }) as RuleFacts;

describe('rules on what arrives', () => {
  test('each at its interval, and not without new records', () => {
    const clock = new RuleClock();
    const rules = [rule('often', 1), rule('seldom', 10)];
    expect(clock.due(rules, 0, 0)).toEqual([]);
    expect(clock.due(rules, 0, 5)).toEqual(['often', 'seldom']);
    expect(clock.due(rules, MINUTE - 1, 9)).toEqual([]);
    expect(clock.due(rules, MINUTE, 9)).toEqual(['often']);
    expect(clock.due(rules, 2 * MINUTE, 9)).toEqual([]);
    expect(clock.due(rules, 10 * MINUTE, 10)).toEqual(['often', 'seldom']);
  });
});

describe('findings are told once', () => {
  const finding = (user: string, count: number, first = 0) =>
    ({ group: user === '' ? [] : [{ name: 'user', value: user }], values: [count], first }) as unknown as RuleFinding;
  const outcome = (id: string, ...findings: RuleFinding[]) => ({ rule: { id }, findings }) as unknown as RuleOutcome;

  test('a group whose count grows is the same finding; another group, or rule, is not', () => {
    const told = new ToldFindings();
    const users = (outcomes: RuleOutcome[]) => told.fresh(outcomes).flatMap(({ findings }) => findings).length;
    expect(users([outcome('a', finding('eve', 5))])).toBe(1);
    expect(users([outcome('a', finding('eve', 9))])).toBe(0);
    expect(users([outcome('a', finding('eve', 9), finding('mallory', 5))])).toBe(1);
    expect(users([outcome('b', finding('eve', 5))])).toBe(1);
  });

  test('without groups its time tells', () => {
    const told = new ToldFindings();
    expect(told.fresh([outcome('a', finding('', 1, 1000))])).toHaveLength(1);
    expect(told.fresh([outcome('a', finding('', 1, 1000))])).toHaveLength(0);
    expect(told.fresh([outcome('a', finding('', 1, 2000))])).toHaveLength(1);
  });
});
