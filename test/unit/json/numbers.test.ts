import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalDouble, doubleText, fitsLong, floatText, isCanonicalDouble } from '../../../src/json/numbers.ts';

function isCanonical(text: string): boolean {
  const bytes = Buffer.from(`1${text}1`);
  return isCanonicalDouble(bytes, 1, bytes.length - 1);
}

describe('doubles as Java prints them', () => {
  test.each([
    ['1.0', '1.0'],
    ['1e0', '1.0'],
    ['100.0', '100.0'],
    ['-2.50', '-2.5'],
    ['0.999', '0.999'],
    ['0.0', '0.0'],
    ['-0.0', '-0.0'],
    ['0e5', '0.0'],
    ['0.001', '0.001'],
    ['0.0009999', '9.999E-4'],
    ['1e-7', '1.0E-7'],
    ['9999999.0', '9999999.0'],
    ['10000000.0', '1.0E7'],
    ['123456789.125', '1.23456789125E8'],
    ['1E10', '1.0E10'],
    ['1.5e300', '1.5E300'],
    ['5e-324', '4.9E-324'],
    ['1e-323', '9.9E-324'],
    ['2e-323', '2.0E-323'],
    ['4.9e-322', '4.9E-322'],
    ['2.2250738585072014e-308', '2.2250738585072014E-308'],
    ['1.7976931348623157e308', '1.7976931348623157E308'],
    ['1e23', '1.0E23'],
    ['2e-3', '0.002'],
    ['9007199254740993.0', '9.007199254740992E15'],
    ['0.1000000000000000055511151231257827', '0.1'],
    ['1e309', 'Infinity'],
    ['-1e309', '-Infinity'],
  ])('%s is %s', (spelling, expected) => {
    expect(canonicalDouble(spelling)).toBe(expected);
    expect(isCanonical(spelling)).toBe(spelling === expected && /^-?\d+\.\d+$/.test(spelling));
  });

  test('what is taken for canonical without conversion is what conversion gives', () => {
    const spelled = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => String(value)),
      fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => String(value)),
      fc.double({ min: -1e7, max: 1e7, noNaN: true }).map((value) => value.toPrecision(16)),
      fc.double({ min: -1, max: 1, noNaN: true }).map((value) => value.toPrecision(17)),
      fc.tuple(fc.integer({ min: 0, max: 12_345_678 }), fc.nat(), fc.nat()).map(([a, b, c]) => `${a}.${b}${c}`),
    );
    fc.assert(
      fc.property(spelled, (text) => {
        if (/^-?\d+\.\d+$/.test(text) && isCanonical(text)) expect(canonicalDouble(text)).toBe(text);
      }),
      { seed: 3, numRuns: 20_000 },
    );
  });

  test('most numbers that a model returns need no conversion', () => {
    let canonical = 0;
    let seed = 1;
    for (let i = 0; i < 1000; i++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      const text = String(Math.fround((seed / 2 ** 32 - 0.5) * 0.9));
      if (isCanonical(text)) canonical++;
    }
    expect(canonical).toBeGreaterThan(950);
  });

  test('they give the value back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(Number(doubleText(value))).toBe(value);
      }),
      { seed: 5, numRuns: 5000 },
    );
  });
});

describe('32-bit floats', () => {
  test.each([
    [0.1, '0.1'],
    [0.1234567891, '0.12345679'],
    [1, '1.0'],
    [250, '250.0'],
    [0.001, '0.001'],
    [1e-7, '1.0E-7'],
    [16777216, '1.6777216E7'],
    [3.4028234663852886e38, '3.4028235E38'],
    [1.401298464324817e-45, '1.4E-45'],
    [2 ** -126, '1.1754944E-38'],
    [8388608, '8388608.0'],
    [33554432, '3.3554432E7'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [-0, '-0.0'],
  ])('%d is %s', (value, expected) => {
    expect(floatText(Math.fround(value))).toBe(expected);
  });

  test('they give the value back, with at most nine digits', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        const text = floatText(value);
        expect(Math.fround(Number(text))).toBe(value);
        expect(text.replace(/E.*|[^0-9]/g, '').replace(/^0+/, '').length).toBeLessThanOrEqual(17);
      }),
      { seed: 9, numRuns: 5000 },
    );
  });
});

test.each([
  ['0', true],
  ['-0', true],
  ['9223372036854775807', true],
  ['9223372036854775808', false],
  ['-9223372036854775808', true],
  ['-9223372036854775809', false],
  ['0000000000000000000000000001', true],
  ['123456789012345678901234567890', false],
])('%s is within 64 bits: %s', (digits, expected) => {
  expect(fitsLong(digits)).toBe(expected);
});
