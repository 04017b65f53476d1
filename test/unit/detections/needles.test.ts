/** Texts are looked for before a query is asked: what is looked for must never leave out a record that would match. */
import { expect, test } from 'vitest';
import { regexTexts } from '../../../src/detections/needles.ts';
import { replay } from '../../../src/detections/replay.ts';
import { patternTest } from '../../../src/esql/patterns/like.ts';
import { TextSearch } from '../../../src/session/text-search.ts';
import { seeded } from '../session/records.ts';

const REGEXES: readonly (readonly [pattern: string, texts: readonly string[] | undefined])[] = [
  ['.*(AKIA|ASIA)[A-Z0-9]{16}.*', ['akia', 'asia']],
  ['.*gh[ps]_[A-Za-z0-9]{36}.*', ['ghp_', 'ghs_']],
  ['.*[Ii]gnore (all )?previous.*', ['previous']],
  ['(abc)?d*', undefined],
  ['.*', undefined],
  ['abc|d', ['abc', 'd']],
  ['~(abc)', undefined],
  ['(abc){2}x', ['abc']],
  ['(', undefined],
];

test.each(REGEXES)('%s needs %j', (pattern, texts) => {
  expect(regexTexts(pattern)?.map((text) => text.toLowerCase())).toEqual(texts);
});

test('a text that matches holds one of the needed texts', () => {
  const random = seeded(7);
  const letters = 'aAbB_1';
  const word = (length: number) => Array.from({ length }, () => letters[Math.floor(random() * 6)]).join('');
  const patterns = ['.*(ab|ba)[a-b1]_.*', '[aA]b+_?1.*', '.*a{2,3}(b|_)a.*', '(aa|bb)*1.*A', '.*[aA][bB][aA].*&.*1.*'];
  for (const pattern of patterns) {
    const texts = regexTexts(pattern) ?? [];
    const { matches } = patternTest('RLIKE', [pattern]);
    for (let i = 0; i < 4000; i++) {
      const text = word(1 + Math.floor(random() * 12));
      const folded = text.toLowerCase();
      if (texts.length > 0 && matches(text))
        expect(
          texts.some((t) => folded.includes(t.toLowerCase())),
          text,
        ).toBe(true);
    }
  }
});

test('a search finds just what there is', () => {
  const random = seeded(11);
  const letters = 'abcAB é';
  const word = (length: number) => Array.from({ length }, () => letters[Math.floor(random() * 7)]).join('');
  for (let i = 0; i < 400; i++) {
    const needles = [
      ...new Set(Array.from({ length: 1 + Math.floor(random() * 6) }, () => word(3 + Math.floor(random() * 4)))),
    ];
    const text = word(Math.floor(random() * 120));
    const fold = (t: string) => t.replace(/[A-Z]/g, (c) => c.toLowerCase());
    const found = new Set<number>();
    new TextSearch(needles).scan(text, (needle) => {
      expect(found.has(needle)).toBe(false);
      found.add(needle);
    });
    const expected = needles.flatMap((needle, index) => (fold(text).includes(fold(needle)) ? [index] : []));
    expect([...found].sort((a, b) => a - b)).toEqual(expected);
  }
});

test('what lower case makes of other letters is not missed', () => {
  const found: number[] = [];
  // The sign of the unit kelvin is a k in lower case.
  new TextSearch(['key']).scan('\u212aEY', (needle) => found.push(needle));
  expect(found).toEqual([0]);
  expect(() => new TextSearch(['ab'])).toThrow(RangeError);
});

test('a replay leaves out only runs that see nothing', () => {
  const random = seeded(3);
  for (let i = 0; i < 200; i++) {
    const times = Float64Array.from({ length: 1 + Math.floor(random() * 20) }, () =>
      Math.floor(random() * 1000),
    ).sort();
    const schedule = { from: 1 + Math.floor(random() * 80), to: 0, interval: 1 + Math.floor(random() * 60) };
    const now = (times.at(-1) ?? 0) + Math.floor(random() * 50);
    const expected: number[][] = [];
    for (let at = now; at > -100; at -= schedule.interval) {
      const inside = [...times.keys()].filter((k) => times[k]! >= at - schedule.from && times[k]! <= at);
      if (inside.length > 0) expected.unshift([at, inside[0]!, inside.at(-1)! + 1]);
    }
    expect(replay(times, schedule, now).runs.map(({ at, first, end }) => [at, first, end])).toEqual(expected);
  }
});
