import { describe, expect, test } from 'vitest';
import { FOLD_UNITS, foldAt } from '../../../webview/folding.ts';
import { tokensOf } from '../../../webview/json-tokens.ts';
import { setTexts, t } from '../../../webview/texts.ts';
import { spelledOut, stretchesOf } from '../../../webview/visible.ts';

describe('signs that would mislead are spelled out', () => {
  test.each([
    ['plain text\nwith\ttab', 'plain text\nwith\ttab'],
    ['a\r\nb', 'a\nb'],
    ['a\rb', 'a[CR]b'],
    ['\u001b[31mred', '[ESC][31mred'],
    ['nul\u0000bell\u0007del\u007f', 'nul[NUL]bell[BEL]del[DEL]'],
    ['c1\u0085', 'c1[U+0085]'],
    ['user\u202egpj.exe', 'user[RLO]gpj.exe'],
    ['\u2066in\u2069', '[LRI]in[PDI]'],
    ['zero\u200bwidth\ufeff', 'zero[ZWSP]width[BOM]'],
    ['\u{e0041}\u{e0020}\u{e0001}', '[tag A][tag SP][tag U+E0001]'],
    ['soft\u00adhyphen', 'soft[SHY]hyphen'],
    ['', ''],
  ])('%j', (text, spelled) => {
    expect(spelledOut(text)).toBe(spelled);
  });

  test.each([
    ['a family of three', '\u{1f468}\u200d\u{1f469}\u200d\u{1f466}'],
    ['Persian with a non-joiner', 'می\u200cخواهم'],
    ['Devanagari with a joiner', 'क्\u200dष'],
  ])('spelling stays: %s', (_, text) => {
    expect(stretchesOf(text)).toEqual([{ kind: 'plain', text }]);
  });

  test('joiners that only hide do not', () => {
    expect(spelledOut('pass\u200d word')).toBe('pass[ZWJ] word');
  });

  test('nothing is lost', () => {
    const text = 'x\u0001y\u202ez';
    expect(stretchesOf(text)).toEqual([
      { kind: 'plain', text: 'x' },
      { kind: 'sign', sign: 'SOH', name: 'control character U+0001' },
      { kind: 'plain', text: 'y' },
      { kind: 'sign', sign: 'RLO', name: 'right-to-left override' },
      { kind: 'plain', text: 'z' },
    ]);
  });
});

describe('JSON lines', () => {
  const kinds = (line: string) => tokensOf(line).map(({ kind, text }) => `${kind} ${text}`);

  test.each<[string, string[]]>([
    ['  "a": 1,', ['other   ', 'key "a"', 'other :', 'other  ', 'number 1', 'other ,']],
    ['"with \\"quotes\\"": "x"', ['key "with \\"quotes\\""', 'other :', 'other  ', 'string "x"']],
    [
      '[true, false, null]',
      ['other [', 'literal true', 'other , ', 'literal false', 'other , ', 'literal null', 'other ]'],
    ],
    ['-1.5e-7', ['number -1.5e-7']],
    ['"cut off', ['string "cut off']],
    ['- x', ['other -', 'other  x']],
  ])('%s', (line, tokens) => {
    expect(kinds(line)).toEqual(tokens);
  });

  test.each(['{}', '"', '\\', 'abc"def', '"a" "b":', '""""', '-', '--1', '{"a":"b\\\\"}', 'tru', '\u2028"x"'])(
    'tokens are the whole line: %s',
    (line) => {
      expect(
        tokensOf(line)
          .map((token) => token.text)
          .join(''),
      ).toBe(line);
    },
  );
});

describe('folding', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`).join('\n');

  test.each([
    ['empty', '', 0],
    ['short', 'a few words', 11],
    ['ten lines', lines(10), lines(10).length],
    ['twelve lines', lines(12), lines(12).length],
  ])('%s is whole', (_, text, at) => {
    expect(foldAt(text)).toBe(at);
  });

  test('forty lines fold after the twelfth', () => {
    expect(lines(40).slice(0, foldAt(lines(40)))).toBe(lines(12));
  });

  test('a long line folds between words', () => {
    const text = 'word '.repeat(1_000);
    const at = foldAt(text);
    expect(at).toBeLessThanOrEqual(FOLD_UNITS);
    expect(text[at]).toBe(' ');
  });

  test('a line without blanks folds at the limit', () => {
    expect(foldAt('x'.repeat(10_000))).toBe(FOLD_UNITS);
  });

  test('a few words above the limit are shown whole', () => {
    const text = 'x'.repeat(FOLD_UNITS + 100);
    expect(foldAt(text)).toBe(text.length);
  });
});

test('texts are translated by their English sentence, values put in their places', () => {
  setTexts({ '{0} of {1} records': '{1} Einträge, davon {0}' });
  expect(t('{0} of {1} records', 3, '1.000')).toBe('1.000 Einträge, davon 3');
  expect(t('constructor')).toBe('constructor');
  expect(t('no {0} such {1}', 'a')).toBe('no a such {1}');
  setTexts({});
});
