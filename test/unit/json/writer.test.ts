import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unescapedUtf8, utf16Length } from '../../../src/json/text.ts';
import { ByteWriter } from '../../../src/json/writer.ts';

function written(write: (out: ByteWriter) => void): string {
  const out = new ByteWriter(1);
  write(out);
  return Buffer.from(out.bytes.subarray(0, out.length)).toString('utf8');
}

test.each([
  ['', '""'],
  ['plain', '"plain"'],
  ['"\\/', '"\\"\\\\/"'],
  ['\b\f\n\r\t\u0000\u001f\u007f', '"\\b\\f\\n\\r\\t\\u0000\\u001f\u007f"'],
  ['é€😀\u2028', '"é€😀\u2028"'],
  ['\ud83d and \ude00', '"\\ud83d and \\ude00"'],
])('%j as a JSON string', (text, expected) => {
  expect(written((out) => out.json(text))).toBe(expected);
});

test('any string comes back, and any bytes of it are escaped alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      expect(JSON.parse(written((out) => out.json(text)))).toBe(text);
      const bytes = Buffer.from(text);
      const escaped = written((out) => {
        out.byte(0x22);
        out.escapeBytes(bytes, 0, bytes.length);
        out.byte(0x22);
      });
      expect(JSON.parse(escaped)).toBe(bytes.toString('utf8'));
      expect(utf16Length(bytes, 0, bytes.length)).toBe(text.length);
    }),
    { seed: 2, numRuns: 2000 },
  );
});

test('the UTF-8 of an escaped text; half of a surrogate pair is a question mark, as in Java', () => {
  const inside = Buffer.from('a\\n\\"\\/\\u00e9é\\ud83d\\ude00\\ud83d-\\ude00');
  expect(Buffer.from(unescapedUtf8(inside, 0, inside.length)).toString('utf8')).toBe('a\n"/éé😀?-?');
});
