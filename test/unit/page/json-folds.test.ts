/** What can be folded in a raw record, and that a body is while the record's own few lines are not. */
import { describe, expect, test } from 'vitest';
import { foldedLength, foldsOf, LONG_LINES, longFolds } from '../../../webview/reading/json-folds.ts';

const linesOf = (value: unknown): string[] => JSON.stringify(value, null, 2).split('\n');

describe('the lines that open and close something', () => {
  test.each<[value: unknown, folds: readonly (readonly [from: number, to: number])[]]>([
    [{}, []],
    [{ a: 1 }, [[0, 2]]],
    [
      { a: { b: [1] }, c: {} },
      [
        [2, 4],
        [1, 5],
        [0, 7],
      ],
    ],
    [
      { a: 'ends with {', b: ['}'] },
      [
        [2, 4],
        [0, 5],
      ],
    ],
  ])('%j', (value, folds) => {
    expect([...foldsOf(linesOf(value))]).toEqual(folds);
  });

  test('what a cut leaves open ends with the text', () => {
    const lines = linesOf({ a: { b: 1, c: 2 } }).slice(0, 3);
    expect([...foldsOf(lines)]).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });
});

describe('how long a folded value is', () => {
  test.each<[value: unknown]>([
    [{ a: [1, 2] }],
    [{ a: { 'b": c': 'd: e', f: [] } }],
    [{ a: ['"x": y', { g: null }, -1.5e-7] }],
  ])('%j: as many characters as it has without its indentation', (value) => {
    const lines = linesOf(value);
    const { a } = value as { readonly a: unknown };
    expect(foldedLength(lines, 1, lines.length - 2)).toBe(JSON.stringify(a).length);
  });
});

describe('what is folded at first', () => {
  const many = Array.from({ length: LONG_LINES + 1 }, (_, i) => i);
  const folded = (value: unknown): string[] => {
    const lines = linesOf(value);
    return longFolds(lines, foldsOf(lines)).map((at) => lines[at]?.trim() ?? '');
  };

  test.each<[about: string, value: unknown, lines: readonly string[]]>([
    ['a long body', { input: { body: { messages: many } } }, ['"body": {']],
    ['both bodies', { input: { body: many }, output: { body: many } }, ['"body": [', '"body": [']],
    ['not one of as many lines', { input: { body: many.slice(1) } }, []],
    ['not what holds the bodies', { input: many }, []],
    ['not what is in a long one already', { input: { body: { a: many, b: many } } }, ['"body": {']],
    ['what is long in a short body', { output: { body: { usage: 1 }, trace: { guardrail: many } } }, ['"trace": {']],
  ])('%s', (_, value, lines) => {
    expect(folded(value)).toEqual(lines);
  });
});
