/** Errors, hovers, signatures and folds of queries that need not be complete. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { complete } from '../../../../src/esql/language/completion.ts';
import { diagnose } from '../../../../src/esql/language/diagnostics.ts';
import { folds } from '../../../../src/esql/language/folding.ts';
import { format } from '../../../../src/esql/language/format.ts';
import { hover } from '../../../../src/esql/language/hover.ts';
import { signatureHelp } from '../../../../src/esql/language/signatures.ts';
import { CONTEXT, cursor } from './world.ts';

const FROM = 'FROM logs-a ';

describe('what is wrong', () => {
  test.each<[text: string, marked: readonly string[]]>([
    ['', []],
    ['// nothing yet', []],
    [FROM, []],
    [`${FROM}| WHERE nothing == 1`, ['nothing']],
    [`${FROM}| WHERE nothing == 1 | KEEP nobody`, ['nothing', 'nobody']],
    [`${FROM}| WHERE nothing == 1 AND nobody == 2`, ['nothing', 'nobody']],
    [`${FROM}| WHERE user.id == | KEEP nobody`, ['|', 'nobody']],
    [`${FROM}| WHERE user.id ==`, ['==']],
    [`${FROM}| EVAL a = nothing | WHERE a > 1 | KEEP b`, ['nothing', 'b']],
    [`${FROM}| STATS c = COUNT(nothing) | WHERE c > 1 | KEEP d`, ['nothing']],
    [`${FROM}| WHERE user.id > 1 | LIMIT "a"`, ['user.id > 1', '"a"']],
    [`${FROM}| WHERE LENGHT(user.id) > 1 | WHERE FOO(1)`, ['LENGHT(user.id)', 'FOO(1)']],
    [`${FROM}| WHERE user.id == "open`, ['"open']],
    [`${FROM}| LOOKUP JOIN x ON y | WHERE nothing == 1`, ['LOOKUP']],
    [`${FROM}| WHERE user.id == ?user AND gen_ai.usage.prompt_tokens > ?1`, []],
    [`${FROM}| LIMIT ?most`, []],
    ['FROM other | WHERE anything == 1 | EVAL x = FOO(1)', ['other', 'FOO(1)']],
    ['FROM logs-a | | | ', ['|', '|', '|']],
    ['WHERE x', ['WHERE']],
  ])('%s: %j', (text, marked) => {
    expect(diagnose(text, CONTEXT).map(({ start, end }) => text.slice(start, end))).toEqual(marked);
  });

  test('what only a cluster can do is a warning, an index that is not loaded an information', () => {
    const severities = diagnose('FROM other | ENRICH x', CONTEXT).map(({ severity }) => severity);
    expect(severities).toEqual(['information', 'warning']);
  });
});

describe('a hover', () => {
  test.each<[marked: string, says: RegExp]>([
    ['FR¦OM logs-a', /Reads all documents/],
    [`${FROM}| INLINE ST¦ATS a = COUNT(*)`, /keeps every row/],
    [`${FROM}| ENR¦ICH x`, /Elasticsearch only/],
    [`${FROM}| WHERE LEN¦GTH(user.id) > 1`, /LENGTH\(string\)/],
    [`${FROM}| WHERE use¦r.id == 1`, /user\.id: keyword.*Who called/s],
    [`${FROM}| WHERE user.¦id == 1`, /user\.id: keyword/],
    [`${FROM}| KEEP gen_ai.req¦uest`, /gen_ai\.request: flattened/],
    [`${FROM}| EVAL lon¦g = LENGTH(user.id)`, /long: integer/],
    [`${FROM}| EVAL x = LENGTH(user.id) | SORT ¦x`, /x: integer/],
    [`${FROM}| WHERE user.id IS NOT NU¦LL`, /IS NOT NULL/],
    [`${FROM}| WHERE user.id LI¦KE "a*"`, /LIKE/],
    ['FROM logs-a METADA¦TA _id', /_id/],
  ])('%s says %s', (marked, says) => {
    const { markdown = '', code = '', plain = '' } = hover(...cursor(marked), CONTEXT) ?? {};
    expect(`${markdown}${code}\n${plain}`).toMatch(says);
  });

  test.each([`${FROM}| WHERE "use¦r.id" == 1`, `${FROM} // FR¦OM`, `${FROM}| KEEP nob¦ody`, '¦'])(
    '%s says nothing',
    (marked) => {
      expect(hover(...cursor(marked), CONTEXT)).toBeUndefined();
    },
  );
});

describe('a signature', () => {
  test.each<[marked: string, label: string | undefined, active?: number]>([
    [`${FROM}| EVAL a = ROUND(¦`, 'ROUND(number, [decimals])', 0],
    [`${FROM}| EVAL a = ROUND(1.5, ¦)`, 'ROUND(number, [decimals])', 1],
    [`${FROM}| EVAL a = ROUND(LENGTH(user.id), ¦`, 'ROUND(number, [decimals])', 1],
    [`${FROM}| EVAL a = ROUND((1 + ¦`, 'ROUND(number, [decimals])', 0],
    [`${FROM}| EVAL a = ROUND(1) + ¦`, undefined],
    [`${FROM}| WHERE user.id IN (¦`, undefined],
    [`${FROM}| EVAL a = CONCAT("(", ¦`, 'CONCAT(string1, string2, [string], ...)', 1],
  ])('%s is %s at %s', (marked, label, active) => {
    const help = signatureHelp(...cursor(marked));
    expect(help?.label).toBe(label);
    expect(help?.active).toBe(active);
    for (const { start, end } of help?.parameters ?? []) expect(end).toBeGreaterThan(start);
  });
});

test.each<[text: string, lines: readonly (readonly [number, number])[]]>([
  ['FROM a | WHERE b', []],
  ['FROM a\n| STATS b,\n    c\n  BY d\n| LIMIT 1', [[1, 3]]],
  ['// one\n// two\nFROM a', [[0, 1]]],
  [
    '/* one\ntwo */ FROM a,\nb',
    [
      [0, 1],
      [1, 2],
    ],
  ],
  ['FROM a // x\n// y\n| LIMIT\n1', [[2, 3]]],
])('%j folds at %j', (text, lines) => {
  expect(folds(text).map(({ from, to }) => [from, to])).toEqual(lines);
});

test('any part of a query is looked at without an exception', () => {
  const query =
    'SET unmapped_fields="nullify"; FROM "logs-a", b METADATA _id /* c */ | INLINE STATS a = COUNT(*) WHERE x:"y" BY `b c`.d, BUCKET(@timestamp, 1 hour)\n| RENAME a AS b | GROK x """%{A:b}""" | WHERE NOT a IN ("x", ?p, ??q(1)) AND b RLIKE ".*" // end';
  for (let to = 0; to <= query.length; to++) {
    for (const text of [query.slice(0, to), query.slice(to)]) {
      diagnose(text, CONTEXT);
      for (const at of [0, text.length >> 1, text.length]) {
        hover(text, at, CONTEXT);
        signatureHelp(text, at);
      }
      folds(text);
    }
  }
});

const SCRAPS =
  'FROM|ROW|WHERE|EVAL|STATS|INLINE STATS|KEEP|RENAME|AS|BY|IN|NOT|LIKE|IS|NULL|AND|METADATA|GROK|logs-a|user.id|`a b`|@timestamp|x|COUNT|ROUND|(|)|[|]|{|}|,|.|=|==|::|:|+|-|*|?p|??q|"s"|"open|"""t"""|`open|1|1.5e|// c\n|/* c */|/*|;|SET|\n| |é|\u202e|\ud800'
    .split('|')
    .concat('|', '|', '|');

test('of any scraps: answers with places inside the text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...SCRAPS), { maxLength: 30 }),
      fc.boolean(),
      fc.nat(),
      (scraps, spaced, at) => {
        const text = scraps.join(spaced ? ' ' : '');
        const offset = at % (text.length + 1);
        const inside = (span: { start: number; end: number } | undefined) => {
          if (!span) return;
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
        };
        for (const problem of diagnose(text, CONTEXT)) inside(problem);
        const offers = complete(text, offset, CONTEXT);
        inside(offers);
        expect(offers.start).toBeLessThanOrEqual(offset);
        expect(offers.end).toBeGreaterThanOrEqual(offset);
        inside(hover(text, offset, CONTEXT));
        signatureHelp(text, offset);
        const lines = text.split('\n').length;
        for (const { from, to } of folds(text)) expect(from < to && to < lines).toBe(true);
        format(text, { keywords: 'upper' });
      },
    ),
    { numRuns: 3000, seed: 11 },
  );
});
