import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KNOWN_NAMES } from '../../../src/ecs/names.ts';
import { renderedUnits, writeRendered } from '../../../src/ecs/rendering.ts';
import { Tape } from '../../../src/json/tape.ts';
import { ByteWriter } from '../../../src/json/writer.ts';

const tape = new Tape(KNOWN_NAMES);
const parse = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  expect(tape.parse(bytes, 0, bytes.length)).toBe(true);
};

describe('the length of a rendered body, without rendering it', () => {
  it('is that of the rendered text, for every value in a record', () => {
    const value = fc.jsonValue({ maxDepth: 6 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), fc.constantFrom(undefined, 1), (values, blanks) => {
        parse(JSON.stringify(values, null, blanks));
        for (let n = tape.first(0); n >= 0; n = tape.next(n)) {
          expect(renderedUnits(tape, n)).toBe(writeRendered(tape, n, new ByteWriter()));
        }
      }),
      { seed: 31, numRuns: 1000 },
    );
  });

  it.each([
    ['-0'],
    ['[1e5,0.10000000000000001,-0.0,1E400]'],
    ['{"a":{},"b":[],"c":[[]],"é":"\\u00e9\\n"}'],
    ['{"a":1,"a":[2,3],"b":{"c":1,"c":2}}'],
    ['"\\ud83d\\ude00😀"'],
  ])('%s', (text) => {
    parse(text);
    expect(renderedUnits(tape, 0)).toBe(writeRendered(tape, 0, new ByteWriter()));
  });
});
