import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column as EngineColumn } from '../../../src/esql/table.ts';
import { BooleanColumn, KeywordColumn, NumberColumn } from '../../../src/session/columns/column.ts';
import { Dictionary } from '../../../src/session/columns/dictionary.ts';
import { lendColumn } from '../../../src/session/columns/lend.ts';
import { sortByKeys, writeDoubleKey } from '../../../src/session/columns/radix.ts';

const SEED = 20_261;
const property = <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void) =>
  fc.assert(fc.property(arbitrary, check), { seed: SEED, numRuns: 300 });

/** UTF-8 order, which is not the order of JavaScript strings. */
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const cellOf = <T>(values: readonly T[]) => (values.length === 0 ? null : values.length === 1 ? values[0] : values);
const wellFormed = fc.string({ unit: 'grapheme', maxLength: 12 });

describe('columns give back what was written', () => {
  it('keywords, none, one or several a row', () => {
    property(fc.array(fc.array(wellFormed, { maxLength: 3 }), { maxLength: 60 }), (rows) => {
      const column = new KeywordColumn();
      rows.forEach((values, row) => {
        for (const value of values) column.add(row, value);
      });
      expect(rows.map((_, row) => column.cell(row))).toEqual(rows.map(cellOf));
      expect(column.cell(rows.length + 5)).toBeNull();
      expect(column.dictionary.size).toBe(new Set(rows.flat()).size);
    });
  });

  it('longs beyond 2^53 digit by digit', () => {
    const long = fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));
    property(fc.array(fc.array(long, { maxLength: 2 }), { maxLength: 40 }), (rows) => {
      const column = new NumberColumn('long');
      rows.forEach((values, row) => {
        for (const value of values) column.add(row, value);
      });
      const text = (value: number | bigint) => {
        const unsafe = typeof value === 'bigint' && !Number.isSafeInteger(Number(value));
        return unsafe ? value.toString() : Number(value);
      };
      expect(rows.map((_, row) => column.cell(row))).toEqual(rows.map((values) => cellOf(values.map(text))));
    });
  });

  it('booleans, and numbers that JSON cannot say', () => {
    const flags = new BooleanColumn();
    flags.add(1, true);
    flags.add(3, false);
    expect([0, 1, 2, 3, 9].map((row) => flags.cell(row))).toEqual([null, true, null, false, null]);
    const numbers = new NumberColumn('double');
    numbers.add(0, Number.NaN);
    numbers.add(2, Number.NEGATIVE_INFINITY);
    expect([0, 1, 2].map((row) => numbers.cell(row))).toEqual(['NaN', null, '-Infinity']);
  });
});

describe('lent to the query engine', () => {
  const rowsOf = ({ values, offsets, nulls, dictionary, length }: EngineColumn) => {
    const value = (at: number) => (dictionary ? dictionary[Number(values[at])] : values[at]);
    return Array.from({ length }, (_, row) => {
      if (offsets)
        return Array.from({ length: at(offsets, row + 1) - at(offsets, row) }, (_, i) => value(at(offsets, row) + i));
      return nulls && (at(nulls, row >> 3) & (1 << (row & 7))) !== 0 ? [] : [value(row)];
    });
  };
  const at = (array: ArrayLike<number>, i: number) => array[i] ?? Number.NaN;

  it('columns say the same, with one value a row and with several, also when rows come later', () => {
    const rows = fc.array(fc.array(fc.nat({ max: 5 }), { maxLength: 2 }), { maxLength: 30 });
    property(fc.tuple(rows, rows), ([first, second]) => {
      const keywords = new KeywordColumn();
      const numbers = new NumberColumn('long');
      let count = 0;
      for (const part of [first, second]) {
        for (const values of part) {
          for (const n of values) {
            keywords.add(count, `k${n}`);
            numbers.add(count, n);
          }
          count++;
        }
        const all = [...first, ...second].slice(0, count);
        expect(rowsOf(lendColumn(numbers, count))).toEqual(all);
        expect(rowsOf(lendColumn(keywords, count))).toEqual(all.map((values) => values.map((n) => `k${n}`)));
      }
    });
  });

  it('longs beyond 2^53 are 64-bit integers, booleans 0 and 1', () => {
    const numbers = new NumberColumn('long');
    numbers.add(0, 2n ** 62n + 1n);
    numbers.add(2, 7);
    expect(rowsOf(lendColumn(numbers, 4))).toEqual([[2n ** 62n + 1n], [], [7n], []]);
    const flags = new BooleanColumn();
    flags.add(1, true);
    flags.add(2, false);
    expect(rowsOf(lendColumn(flags, 4))).toEqual([[], [1], [0], []]);
  });
});

describe('ordering', () => {
  it('ranks keywords by their bytes, and keeps doing so as values arrive', () => {
    const prefixed = fc.oneof(
      wellFormed,
      wellFormed.map((text) => `arn:aws:sts::111122223333:${text}`),
      fc.constant('a\0'),
    );
    property(fc.tuple(fc.array(prefixed), fc.array(prefixed)), ([first, second]) => {
      const dictionary = new Dictionary();
      for (const batch of [first, second]) {
        for (const text of batch) dictionary.internText(text);
        const ranks = dictionary.ranks();
        const sorted = [...ranks.keys()].sort((a, b) => (ranks[a] as number) - (ranks[b] as number));
        const texts = sorted.map((code) => dictionary.value(code));
        expect(texts).toEqual([...texts].sort(byBytes));
      }
    });
  });

  it('ranks many long values with shared beginnings', () => {
    const dictionary = new Dictionary();
    const texts = Array.from(
      { length: 5000 },
      (_, i) => `${'x'.repeat(i % 40)}${(i * 7919) % 5003}${i % 3 ? '' : '\0'}`,
    );
    for (const text of texts) dictionary.internText(text);
    const ranks = dictionary.ranks();
    const expected = [...new Set(texts)].sort(byBytes);
    for (const [rank, text] of expected.entries()) expect(ranks[dictionary.internText(text)]).toBe(rank);
  });

  it('orders doubles as numbers, equal ones as they came', () => {
    property(fc.array(fc.double({ noNaN: true }), { maxLength: 200 }), (values) => {
      const low = new Uint32Array(values.length);
      const high = new Uint32Array(values.length);
      for (const [i, value] of values.entries()) writeDoubleKey(value, i, low, high);
      const expected = values.map((_, i) => i).sort((a, b) => compare(values[a], values[b]) || a - b);
      expect([...sortByKeys(values.length, low, high)]).toEqual(expected);
    });
  });
});

const compare = (a = 0, b = 0) => (a < b ? -1 : a > b ? 1 : 0);
