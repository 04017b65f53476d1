import { describe, expect, test } from 'vitest';
import { testOf } from '../../../../src/sources/aws/logs/filter-pattern.ts';

const RECORD = JSON.stringify({
  operation: 'Converse',
  modelId: 'anthropic.claude-x',
  errorCode: null,
  input: { inputTokenCount: 120 },
  flags: [{ on: true }, { on: false }],
});

describe('filter patterns are applied to what came', () => {
  test.each<[pattern: string, message: string, passes: boolean]>([
    ['', 'anything', true],
    ['Converse', RECORD, true],
    ['converse', RECORD, false],
    ['Converse claude', RECORD, true],
    ['Converse InvokeModel', RECORD, false],
    ['Converse -claude', RECORD, false],
    ['Converse -titan', RECORD, true],
    ['?titan ?claude', RECORD, true],
    ['?titan ?llama', RECORD, false],
    ['Converse ?llama', RECORD, true],
    ['"two words"', 'here are two words', true],
    ['"two words"', 'two  words', false],
    ['"a \\"quoted\\" word"', 'a "quoted" word', true],
    ['{ $.operation = "Converse" }', RECORD, true],
    ['{ $.operation = "InvokeModel" }', RECORD, false],
    ['{ $.operation = Converse }', RECORD, true],
    ['{ $.operation != "Converse" }', RECORD, false],
    ['{ $.modelId = "anthropic.*" }', RECORD, true],
    ['{ $.modelId = "*.claude*x" }', RECORD, true],
    ['{ $.modelId = "amazon.*" }', RECORD, false],
    ['{ $.input.inputTokenCount > 100 }', RECORD, true],
    ['{ $.input.inputTokenCount > 120 }', RECORD, false],
    ['{ $.input.inputTokenCount >= 120 && $.input.inputTokenCount <= 120 }', RECORD, true],
    ['{ $.input.inputTokenCount < 100 || $.operation = "Converse" }', RECORD, true],
    ['{ ($.a = 1 || $.operation = "Converse") && $.modelId = "amazon*" }', RECORD, false],
    ['{ $.errorCode IS NULL }', RECORD, true],
    ['{ $.errorCode NOT EXISTS }', RECORD, false],
    ['{ $.absent NOT EXISTS }', RECORD, true],
    ['{ $.flags[0].on IS TRUE }', RECORD, true],
    ['{ $.flags[1].on IS TRUE }', RECORD, false],
    ['{ $.flags[*].on IS FALSE }', RECORD, true],
    ['{ $.operation = "Converse" }', 'plain text', false],
  ])('%s on %s: %s', (pattern, message, passes) => {
    expect(testOf(pattern)?.(message)).toBe(passes);
  });

  test('a record that was cut is not filtered away, for it must be reported', () => {
    expect(testOf('{ $.operation = "Converse" }')?.('{"operation":"Conv')).toBe(true);
  });

  test.each([
    '%expr[0-9]%',
    '[ip, user, code = 4*]',
    '{ $.a ~ 1 }',
    '{ $.a = 1',
    '{}',
    `{ ${'('.repeat(30)}$.a = 1${')'.repeat(30)} }`,
    '"open',
  ])('what is not understood is left to CloudWatch: %s', (pattern) => {
    expect(testOf(pattern)).toBeUndefined();
  });
});
