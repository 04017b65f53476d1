/** LIKE, RLIKE, REPLACE, GROK and DISSECT: what matches, and that nothing takes long. */
import { describe, expect, test } from 'vitest';
import { dissectExtractor } from '../../../src/esql/patterns/dissect.ts';
import { grokExtractor } from '../../../src/esql/patterns/grok.ts';
import { patternTest } from '../../../src/esql/patterns/like.ts';
import { RegexMatcher, StepLimitError } from '../../../src/esql/patterns/regexMatcher.ts';
import type { Dialect } from '../../../src/esql/patterns/regexTree.ts';

const fail = (): null => null;

describe('LIKE', () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['a*c', 'abbbc', true],
    ['a*c', 'abbbcd', false],
    ['*a*a*', 'xaya', true],
    ['*a*a*', 'xay', false],
    ['a*a', 'a', false],
    ['a**b', 'ab', true],
    ['?', '😀', true],
    ['??', '😀', false],
    ['a?*', 'a\n', true],
    ['100%', '100x', false],
    ['\\*\\?\\\\', '*?\\', true],
    ['', '', true],
    ['*x', 'x\nx', true],
    ['ab*bc', 'abc', false],
  ];
  test.each(rows)('%s on %s', (pattern, text, wanted) =>
    expect(patternTest('LIKE', [pattern]).matches(text)).toBe(wanted),
  );
  test('patterns that accept everything say so', () => {
    for (const pattern of ['*', '**']) expect(patternTest('LIKE', [pattern]).everything).toBe(true);
    expect(patternTest('LIKE', ['x', '*']).everything).toBe(true);
    for (const pattern of ['?*', '', 'a*']) expect(patternTest('LIKE', [pattern]).everything).toBe(false);
  });
});

describe('RLIKE', () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['a|b', 'b', true],
    ['ab|cd', 'abd', false],
    ['(ab)+c?', 'ababc', true],
    ['a{2,3}', 'aaaa', false],
    ['a{2,}', 'aaaa', true],
    ['[^a-c]+', 'xyz', true],
    ['[^a-c]', 'b', false],
    ['[]a]', 'a', true],
    ['[a-]', '-', true],
    ['.*&..', 'ab', true],
    ['[a-z]+&~(.*foo.*)', 'barbar', true],
    ['[a-z]+&~(.*foo.*)', 'barfoo', false],
    ['~(ab)', 'a', true],
    ['~~(ab)', 'ab', true],
    ['a@b', 'a anything b', true],
    ['#|a', 'a', true],
    ['<10-20>', '15', true],
    ['<10-20>', '015', false],
    ['<9-20>', '0015', true],
    ['<1-100>', '101', false],
    ['"a.b"c', 'a.bc', true],
    ['^a$', '^a$', true],
    ['\\d+\\s\\w*\\D\\S\\W', '12 ab-!.', true],
    ['[\\d.]+', '1.2', true],
    ['a\\.b', 'a.b', true],
    ['a\\-b', 'a-b', true],
    ['()', '', true],
    ['', '', true],
    ['a||b', '|b', true],
    ['*a', '*a', true],
    ['(?i)a', '?ia', true],
    ['a+?', '', true],
    ['😀{2}', '😀😀', true],
    ['[😀-😂]', '😁', true],
    ['.', '\u{10FFFF}', true],
  ];
  test.each(rows)('%s on %s', (pattern, text, wanted) =>
    expect(patternTest('RLIKE', [pattern]).matches(text)).toBe(wanted),
  );
  test('everything, also in disguise', () => {
    for (const pattern of ['.*', '@', '(a|[^a])*', '.*.*', '~#'])
      expect(patternTest('RLIKE', [pattern]).everything).toBe(true);
    for (const pattern of ['.+', 'a*', '.*a|b.*']) expect(patternTest('RLIKE', [pattern]).everything).toBe(false);
  });
  test('a pattern that makes others backtrack takes linear time', () => {
    const long = `${'a'.repeat(100_000)}!`;
    const started = performance.now();
    for (const pattern of ['(a+)+', '(a|a)*b', '(.*)*x', '(a?){50}a{50}', '.*(a|b|ab){20}c']) {
      expect(patternTest('RLIKE', [pattern]).matches(long)).toBe(false);
    }
    expect(performance.now() - started).toBeLessThan(3000);
  });
  test('a pattern too complex to keep is an error, not a long wait', () => {
    const started = performance.now();
    try {
      patternTest('RLIKE', ['(.*a.{40}b.{40}c)&(.*b.{41}c.{39}d)&(.*c.{42}a.{38}d)']).matches('abcd'.repeat(20_000));
    } catch (error) {
      expect(String(error)).toContain('too complex');
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('backtracking expressions', () => {
  const rows: readonly (readonly [Dialect, string, string, readonly (string | undefined)[] | undefined])[] = [
    ['java', 'b+', 'abbc', ['bb']],
    ['java', 'b+?', 'abbc', ['b']],
    ['java', '(a)(b)?', 'ac', ['a', 'a', undefined]],
    ['java', '(?i)AB', 'xaB', ['aB']],
    ['java', '(?i:a)B', 'AB', ['AB']],
    ['java', 'a(?=b)', 'acab', ['a']],
    ['java', 'a(?!b)', 'abac', ['a']],
    ['java', '(?<=x)a', 'axa', ['a']],
    ['java', '(?<!x)a', 'xaa', ['a']],
    ['java', '(a|ab)(c|bcd)(d*)', 'abcd', ['abcd', 'a', 'bcd', '']],
    ['java', '(\\w)\\1', 'abccd', ['cc', 'c']],
    ['java', '(?<q>[\'"]).*?\\k<q>', 'x"a\'"', ['"a\'"', '"']],
    ['java', '^b', 'a\nb', undefined],
    ['java', '(?m)^b$', 'a\nb', ['b']],
    ['java', 'a.b', 'a\nb', undefined],
    ['java', '(?s)a.b', 'a\nb', ['a\nb']],
    ['java', '\\bfoo\\b', 'a foo.', ['foo']],
    ['java', '\\Qa.b\\E', 'axb a.b', ['a.b']],
    ['java', '[a-c&&[^b]]+', 'bac', ['ac']],
    ['java', '\\p{Lu}+', 'abÉF', ['ÉF']],
    ['java', '\\x41\\u0042', 'AB', ['AB']],
    ['java', '(?>a+)a', 'aaa', undefined],
    ['java', 'a++a', 'aaa', undefined],
    ['java', '(a*)*b', 'aab', ['aab', '']],
    ['java', '(?:a|b){2,3}', 'abab', ['aba']],
    ['java', '(?x) a b # note', 'ab', ['ab']],
    ['java', '.', '😀', ['😀']],
    ['java', 'a{2}', 'aaa', ['aa']],
    ['ruby', '^b', 'a\nb', ['b']],
    ['ruby', 'a.b', 'a\nb', undefined],
    ['ruby', '(?m)a.b', 'a\nb', ['a\nb']],
    ['ruby', '[[:alpha:]]+', '1ab', ['ab']],
    ['ruby', '\\h+', 'xyz0f', ['0f']],
    ['ruby', '{a}', 'x{a}', ['{a}']],
    ['ruby', '(?<!\\d)\\d{2}(?!\\d)', '123 45', ['45']],
  ];
  test.each(rows)('%s: %s on %s', (dialect, pattern, text, wanted) => {
    const match = new RegexMatcher(pattern, dialect).find(text, 0);
    const groups =
      match &&
      Array.from({ length: match.length / 2 }, (_, i) =>
        match[2 * i]! < 0 ? undefined : text.slice(match[2 * i], match[2 * i + 1]),
      );
    expect(groups).toEqual(wanted);
  });
  test.each([
    ['(a+)+$', `${'a'.repeat(40)}!`],
    ['(.*?,){20}x', '1,'.repeat(200)],
    ['(x+x+)+y', 'x'.repeat(2000)],
    ['(a|aa)+$', `${'a'.repeat(60)}!`],
  ])('%s gives up in time', (pattern, text) => {
    const started = performance.now();
    expect(() => new RegexMatcher(pattern, 'java').find(text, 0)).toThrow(StepLimitError);
    expect(performance.now() - started).toBeLessThan(500);
  });
  test('long texts and deep patterns overflow nothing', () => {
    expect(new RegexMatcher('^(?:a|b)*c', 'java').find('ab'.repeat(50_000), 0)).toBeUndefined();
    expect(() => new RegexMatcher(`${'('.repeat(5000)}a${')'.repeat(5000)}`, 'java')).toThrow('nested too deeply');
    expect(() => new RegexMatcher('((a{1000}){1000}){1000}', 'java')).toThrow('too large');
  });
});

describe('GROK', () => {
  const rows: readonly (readonly [string, string, Readonly<Record<string, unknown>> | undefined])[] = [
    [
      '%{IP:ip} %{WORD:method} %{URIPATHPARAM:path} %{NUMBER:bytes:int}',
      '10.0.0.1 GET /a?b=c 42',
      { ip: '10.0.0.1', method: 'GET', path: '/a?b=c', bytes: 42 },
    ],
    ['took %{NUMBER:ms:double}ms', 'it took 1.5ms', { ms: 1.5 }],
    [
      '%{TIMESTAMP_ISO8601:t} %{LOGLEVEL:level}',
      '2026-01-02T03:04:05.678Z WARN x',
      { t: '2026-01-02T03:04:05.678Z', level: 'WARN' },
    ],
    ['%{WORD:a} %{WORD:a}', 'x y', { a: ['x', 'y'] }],
    ['(?<first.part>[a-z]+)-%{GREEDYDATA:rest}', 'ab-cd ef', { 'first.part': 'ab', rest: 'cd ef' }],
    ['%{UUID:id}', 'id=123e4567-e89b-12d3-a456-426614174000', { id: '123e4567-e89b-12d3-a456-426614174000' }],
    ['%{EMAILADDRESS:mail}', 'to: a.b@example.com', { mail: 'a.b@example.com' }],
    ['%{QUOTEDSTRING:q}', 'say "a \\" b"', { q: '"a \\" b"' }],
    ['%{HOSTNAME:h}:%{POSINT:p:int}', 'db.example.org:5432', { h: 'db.example.org', p: 5432 }],
    ['^%{INT:n:long}$', 'x', undefined],
  ];
  test.each(rows)('%s', (pattern, text, wanted) => {
    const { keys, extract } = grokExtractor([pattern]);
    const values = extract(text, fail);
    expect(values && Object.fromEntries(keys.map(({ name }, i) => [name, values[i]]))).toEqual(wanted);
  });
});

describe('DISSECT', () => {
  const rows: readonly (readonly [string, string, Readonly<Record<string, unknown>> | undefined])[] = [
    ['%{a} %{b}', 'x y z', { a: 'x', b: 'y z' }],
    ['[%{a}] %{?skip} %{b}', '[1] two three', { a: '1', b: 'three' }],
    ['%{a} %{+a} %{b}', 'x y z', { a: 'x,y', b: 'z' }],
    ['%{+a/2} %{+a/1}', 'x y', { a: 'y,x' }],
    ['%{a->} %{b}', 'x    y', { a: 'x', b: 'y' }],
    ['%{a},%{b},', '1,,', { a: '1', b: '' }],
    ['%{a}=%{b}', 'nothing', undefined],
    ['id=%{id}', 'x id=1', undefined],
  ];
  test.each(rows)('%s on %s', (pattern, text, wanted) => {
    const { keys, extract } = dissectExtractor(pattern, ',');
    const values = extract(text, fail);
    expect(values && Object.fromEntries(keys.map(({ name }, i) => [name, values[i]]))).toEqual(wanted);
  });
});
