/** Facets and the text of the filter: what can be ticked is read from the text, and ticking writes text that reads back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/esql/syntax/parser.ts';
import type { ExpressionNode } from '../../../src/esql/syntax/tree.ts';
import {
  type Choice,
  choiceText,
  joined,
  type Literal,
  stateOf,
  termsOf,
  toggled,
  withoutField,
} from '../../../webview/filter/terms.ts';

const USER = 'user.id';
const chosen = (text: string) => termsOf(text).map(({ choice }) => choice);
const wants = (field: string, ...values: Literal[]): Choice => ({ field, values, excluded: false });
const bars = (field: string, ...values: Literal[]): Choice => ({ field, values, excluded: true });

describe('the terms of a filter', () => {
  it.each<[string, (Choice | undefined)[]]>([
    ['', []],
    ['  ', []],
    ['user.id == "a"', [wants(USER, 'a')]],
    ['user.id=="a"and event.outcome!="failure"', [wants(USER, 'a'), bars('event.outcome', 'failure')]],
    ['user.id in ("a", "b") // both', [wants(USER, 'a', 'b')]],
    ['user.id NOT IN ("a","b")', [bars(USER, 'a', 'b')]],
    ['NOT user.id IN ("a")', [bars(USER, 'a')]],
    ['(user.id == "a") AND (NOT (user.id == "b"))', [wants(USER, 'a'), bars(USER, 'b')]],
    ['`user`.`id` == """a "b" \\n"""', [wants(USER, 'a "b" \\n')]],
    ['user.id == "a \\"b\\" \\\\ \\t"', [wants(USER, 'a "b" \\ \t')]],
    ['gen_ai.usage.prompt_tokens == -12', [wants('gen_ai.usage.prompt_tokens', -12)]],
    ['gen_ai.compliance.violation_detected == TRUE', [wants('gen_ai.compliance.violation_detected', true)]],
    ['MV_CONTAINS(gen_ai.policy.name, "topic_policy")', [wants('gen_ai.policy.name', 'topic_policy')]],
    ['NOT mv_intersects(a.b, ["x", "y"])', [bars('a.b', 'x', 'y')]],
    // What cannot be ticked stays one term.
    ['user.id == "a" OR user.id == "b"', [undefined]],
    ['user.id == "a" AND (x == 1 OR y == 2)', [wants(USER, 'a'), undefined]],
    ['user.id LIKE "a*" AND b == 1', [undefined, wants('b', 1)]],
    ['user.id == b.c', [undefined]],
    ['user.id == "a" + "b"', [undefined]],
    ['TO_LOWER(user.id) == "a"', [undefined]],
    ['user.id IN ("a" "b")', [undefined]],
    ['user.id IN ("a", b.c)', [undefined]],
    ['user.id == "a', [undefined]],
    ['user.id == "a" AND', [undefined]],
    ['user.id == "a") AND (b == 1', [undefined]],
    ['user.id == "a" | LIMIT 1', [undefined]],
    ['user.id == "AND" AND b == "OR"', [wants(USER, 'AND'), wants('b', 'OR')]],
    ['user.id == "a" /* AND b == 1 */ AND c == 2', [wants(USER, 'a'), wants('c', 2)]],
  ])('%j', (text, expected) => {
    expect(chosen(text)).toEqual(expected);
  });

  it.each<[string, Literal[], Literal[], boolean]>([
    ['user.id == "a" AND user.id != "b" AND user.id NOT IN ("c")', ['a'], ['b', 'c'], false],
    ['user.id == "a" AND user.id == "b"', [], [], true],
    ['user.id LIKE "a*"', [], [], true],
    ['LENGTH(user.id) > 3 AND user.id == "abcd"', ['abcd'], [], true],
    ['user.id.x == "a" AND other == "user.id"', [], [], false],
  ])('%j: what a field is asked for', (text, wanted, unwanted, byText) => {
    expect(stateOf(termsOf(text), USER)).toEqual({ wanted, unwanted, byText });
  });

  it.each<[before: string, value: Literal, excluded: boolean, several: boolean, after: string]>([
    ['', 'a', false, false, 'user.id == "a"'],
    ['user.id == "a"', 'b', false, false, 'user.id IN ("a", "b")'],
    ['user.id IN ("a", "b")', 'a', false, false, 'user.id == "b"'],
    ['user.id == "a"', 'a', false, false, ''],
    ['', 'a', true, false, 'user.id != "a"'],
    ['user.id != "a"', 'b', true, false, 'user.id NOT IN ("a", "b")'],
    ['user.id == "a" AND c == 1', 'a', true, false, 'user.id != "a" AND c == 1'],
    ['c == 1 AND user.id != "a" AND d == 2', 'a', false, false, 'c == 1 AND user.id == "a" AND d == 2'],
    ['', 'a', false, true, 'MV_CONTAINS(user.id, "a")'],
    ['MV_CONTAINS(user.id, "a")', 'b', false, true, 'MV_INTERSECTS(user.id, ["a", "b"])'],
    ['MV_CONTAINS(user.id, "a")', 'b', true, true, 'MV_CONTAINS(user.id, "a") AND NOT MV_CONTAINS(user.id, "b")'],
    ['a == 1 OR b == 2', 'x', false, false, '(a == 1 OR b == 2\n) AND user.id == "x"'],
    ['user.id LIKE "a*"', 'x', false, false, 'user.id LIKE "a*" AND user.id == "x"'],
    ['a == 1 // why', 'x', false, false, 'a == 1 AND user.id == "x"'],
  ])('%j and a tick at %j', (before, value, excluded, several, after) => {
    expect(toggled(before, USER, value, excluded, several)).toBe(after);
  });

  it('a remark at the end of what is joined does not take the rest with it', () => {
    expect(joined('a == 1 // why', 'b == 2')).toBe('(a == 1 // why\n) AND b == 2');
    expect(joined('a == 1 OR c == 1', 'b == 2 OR d == 1')).toBe('(a == 1 OR c == 1\n) AND (b == 2 OR d == 1\n)');
    expect(joined(' ', 'b == 2')).toBe('b == 2');
  });
});

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('"', '\\', '\n', 'AND', '""" //', '*/'),
);
const field = fc.constantFrom(USER, 'event.outcome', 'gen_ai.policy.name', '@timestamp', 'odd-name', 'a`b');
const several = (value: fc.Arbitrary<Literal>) => fc.uniqueArray(value, { minLength: 1, maxLength: 3 });
const choice = fc.record({
  field,
  values: fc.oneof(...[text, fc.integer({ min: 0, max: 9 }), fc.boolean()].map(several)),
  excluded: fc.boolean(),
});
const opaque = fc.constantFrom('x LIKE "a*"', 'a == 1 OR b == 2', 'LENGTH(user.id) > 2', 'a IS NULL', 'a < 3 // small');

function conjuncts(node: ExpressionNode): readonly ExpressionNode[] {
  return node.node === 'operator' && node.operator === 'AND' ? node.operands.flatMap(conjuncts) : [node];
}

/** What the language's own parser makes of a condition. */
function parsed(condition: string): readonly ExpressionNode[] {
  const result = parse(`FROM a | WHERE ${condition}`);
  if (!('query' in result)) throw new Error(`${result.problem.message}: ${condition}`);
  const [, command] = result.query.commands;
  if (command?.command !== 'WHERE') throw new Error(condition);
  return conjuncts(command.condition);
}

describe('what is written', () => {
  it('is a condition of the language, of as many parts as are read back, with the same values', () => {
    fc.assert(
      fc.property(fc.array(choice, { minLength: 1, maxLength: 4 }), fc.boolean(), (choices, several) => {
        const condition = choices.map((one) => choiceText(one, several)).reduce(joined, '');
        expect(chosen(condition)).toEqual(choices);
        expect(parsed(condition)).toHaveLength(choices.length);
      }),
      { seed: 20261120, numRuns: 2000 },
    );
  });

  it('leaves out nothing of what was there: a second tick takes back the first', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            opaque,
            choice.map((one) => choiceText(one, false)),
          ),
          { maxLength: 3 },
        ),
        field,
        text,
        fc.boolean(),
        (terms, ticked, wanted, excluded) => {
          const before = terms.reduce(joined, '');
          fc.pre(terms.every((term) => !termsOf(term).some(({ choice }) => choice?.field === ticked)));
          const once = toggled(before, ticked, wanted, excluded, false);
          expect(parsed(once).length).toBe(before === '' ? 1 : parsed(before).length + 1);
          const twice = toggled(once, ticked, wanted, excluded, false);
          expect(chosen(twice)).toEqual(chosen(before));
          expect(withoutField(once, ticked)).toBe(twice);
        },
      ),
      { seed: 20261121, numRuns: 1000 },
    );
  });
});
