import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pretty } from '../../../src/json/pretty.ts';

const indent = (text: string, limits?: { lines: number; bytes: number }) => {
  const bytes = new TextEncoder().encode(`..${text}..`);
  return pretty(bytes, 2, bytes.length - 2, limits);
};

describe('pretty', () => {
  it('lays out as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (value, blanks) => {
        expect(indent(JSON.stringify(value, null, blanks))).toEqual({
          text: JSON.stringify(value, null, 2),
          cut: false,
        });
      }),
      { seed: 99, numRuns: 500 },
    );
  });

  it.each([
    [
      'numbers as they are spelled',
      '[1.0,-0.0,1e-7,9007199254740993,1E+2]',
      '[\n  1.0,\n  -0.0,\n  1e-7,\n  9007199254740993,\n  1E+2\n]',
    ],
    ['order and duplicates of keys', '{"b":1,"10":2,"9":3,"b":4}', '{\n  "b": 1,\n  "10": 2,\n  "9": 3,\n  "b": 4\n}'],
    ['escapes', '{"\\u0041\\"":"\\/\\ud800"}', '{\n  "\\u0041\\"": "\\/\\ud800"\n}'],
    ['what is no JSON', '{"a": nope, "b', '{\n  "a": nope,\n  "b'],
    ['nothing', '', ''],
    ['closing without opening', ']}', '\n]\n}'],
  ])('keeps %s', (_, text, expected) => expect(indent(text).text).toBe(expected));

  it('is cut after so many lines, and after so many bytes at a whole character', () => {
    expect(indent('[1,2,3]', { lines: 3, bytes: 1000 })).toEqual({ text: '[\n  1,\n  2,', cut: true });
    expect(indent('[1,2]', { lines: 4, bytes: 1000 })).toEqual({ text: '[\n  1,\n  2\n]', cut: false });
    expect(indent('"ééé"', { lines: 9, bytes: 4 })).toEqual({ text: '"é', cut: true });
  });

  it('does not turn depth into blanks without end', () => {
    const deep = '['.repeat(1000) + '1,'.repeat(1000);
    expect(indent(deep).text.length).toBeLessThan(150_000);
  });
});
