/** Laying a query out changes how it looks and nothing else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { format, meaning } from '../../../../src/esql/language/format.ts';
import { tokensOf } from '../../../../src/esql/language/tokens.ts';
import { parse } from '../../../../src/esql/syntax/parser.ts';

test.each<[before: string, after: string]>([
  ['from a|where b==1', 'FROM a\n| WHERE b == 1'],
  ['FROM   a  |  KEEP  b ,c', 'FROM a\n| KEEP b, c'],
  ['from a metadata _id,_index', 'FROM a METADATA _id, _index'],
  ['from a | where not(b is not null)and c in("x","y")', 'FROM a\n| WHERE NOT (b IS NOT NULL) AND c IN ("x", "y")'],
  ['from a | eval x=-1+ - b, y = 2 -1, z=(- c)', 'FROM a\n| EVAL x = -1 + -b, y = 2 - 1, z = (-c)'],
  ['from a | stats count( * ), n=count( * ) by  b', 'FROM a\n| STATS count( * ), n = count(*) BY b'],
  [
    'from a | stats n=sum(b)  where  c>1 by bucket( d,1 hour )',
    'FROM a\n| STATS n = sum(b) WHERE c > 1 BY bucket( d,1 hour )',
  ],
  ['from a | eval abs( b )', 'FROM a\n| EVAL abs( b )'],
  ['from a | sort first desc nulls first, last', 'FROM a\n| SORT first DESC NULLS FIRST, last'],
  ['from a | rename b as c', 'FROM a\n| RENAME b AS c'],
  ['from a | where b > now() - 1d', 'FROM a\n| WHERE b > now() - 1d'],
  ['from a | eval c = b :: keyword', 'FROM a\n| EVAL c = b::keyword'],
  [
    '// head\nfrom a // source\n\n// what follows\n| limit 1 // last\n',
    '// head\nFROM a // source\n\n// what follows\n| LIMIT 1 // last\n',
  ],
  ['from a | where b == 1 // one\n and c == 2', 'FROM a\n| WHERE b == 1 // one\n    AND c == 2'],
  ['from a | where b == 1\n and c == 2', 'FROM a\n| WHERE b == 1\n    AND c == 2'],
  ['from a | where `b  c` == "x  y" and d == """z  "z" """', 'FROM a\n| WHERE `b  c` == "x  y" AND d == """z  "z" """'],
  ['set unmapped_fields="nullify";from a', 'SET unmapped_fields = "nullify"; FROM a'],
  ['from a:b-* , c::failures', 'FROM a:b-*, c::failures'],
  ['row a=[1,2 , -3]', 'ROW a = [1, 2, -3]'],
  ['from a | inline stats m = max(b) by c', 'FROM a\n| INLINE STATS m = max(b) BY c'],
  [
    `from a | stats ${Array.from({ length: 6 }, (_, i) => `number_${i} = COUNT_DISTINCT(b)`).join(', ')} by c`,
    `FROM a\n| STATS ${Array.from({ length: 6 }, (_, i) => `number_${i} = COUNT_DISTINCT(b)`).join(',\n    ')}\n    BY c`,
  ],
])('%j becomes %j', (before, after) => {
  expect(format(before, { keywords: 'upper' })).toBe(after);
});

test('keywords can be kept as they are', () => {
  expect(format('from a|Where b Is null', { keywords: 'keep' })).toBe('from a\n| Where b Is null');
});

test.each(['from a | where', 'WHERE x', '', 'from a | where b == "'])(
  '%j cannot be read and is not touched',
  (text) => {
    expect(format(text, { keywords: 'upper' })).toBeUndefined();
  },
);

const QUERIES = [
  'FROM logs-a, b:c-* METADATA _id, _version | WHERE a.b == "x y" AND NOT (c >= -1.5e3 OR d IS NOT NULL) | LIMIT 10',
  'FROM a | EVAL x = CASE(b > 1, "many", b == 1, "one", "none"), y = x::long, TO_UPPER(c), `z z` = [1, 2, 3]',
  'FROM a | STATS c = COUNT(*) WHERE x > 1, MAX(b) - MIN(b), s = SUM(d) BY e, BUCKET(t, 1 hour), f = DATE_TRUNC(1 day, t)',
  'FROM a | INLINE STATS m = MAX(b) BY c | SORT m DESC NULLS LAST, LENGTH(c) ASC | KEEP a*, `b c`*.d, first',
  'FROM a | RENAME b AS c, d = e | DROP f.*, g | MV_EXPAND c | WHERE c IN ("a", "b") AND c NOT LIKE ("a*", "b?") AND c RLIKE ".*"',
  'FROM a | DISSECT b "%{c} %{d}" APPEND_SEPARATOR = "," | GROK e """%{WORD:w} "x" """, "%{NUMBER:n:int}"',
  'SET unmapped_fields = "nullify"; FROM a | WHERE b == ?other AND ??f(c) == ?name AND -d < 1d + 2 hours',
  'ROW a = 1, b = "two", c = -3 | EVAL d = a + -c * (b % 2)',
];

test('of any layout and spelling: the same meaning, and laid out twice is laid out once', () => {
  const gap = fc.constantFrom(' ', '\n', '  \n\n ', ' /* c | d */ ', ' // "e" |\n', '\t');
  const layout = fc.tuple(fc.constantFrom(...QUERIES), fc.infiniteStream(gap), fc.constantFrom('upper', 'keep'));
  const relaid = (query: string, gaps: Iterator<string>): string => {
    let at = 0;
    let text = '';
    for (const token of tokensOf(query)) {
      text += (token.start > at ? (gaps.next().value ?? ' ') : '') + token.text;
      at = token.end;
    }
    return text;
  };
  fc.assert(
    fc.property(layout, ([query, gaps, keywords]) => {
      const text = relaid(query, gaps);
      const parsed = parse(text);
      if ('problem' in parsed) throw new Error(parsed.problem.message);
      const once = format(text, { keywords: keywords as 'upper' | 'keep' });
      if (once === undefined) throw new Error(`not laid out: ${text}`);
      const again = parse(once);
      if ('problem' in again) throw new Error(again.problem.message);
      expect(meaning(again.query)).toBe(meaning(parsed.query));
      expect(format(once, { keywords: keywords as 'upper' | 'keep' })).toBe(once);
      const comments = (all: string) =>
        tokensOf(all)
          .filter(({ kind }) => kind === 'comment')
          .map((one) => one.text.trimEnd());
      expect(comments(once)).toEqual(comments(text));
    }),
    { numRuns: 500, seed: 4 },
  );
});
