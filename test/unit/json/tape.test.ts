import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_SYMBOLS } from '../../../src/json/symbols.ts';
import { ARRAY, FALSE, MAX_DEPTH, NULL, NUMBER, OBJECT, STRING, Tape, TRUE } from '../../../src/json/tape.ts';

/** What stands around a text in its array: it must not be looked at. */
const BEFORE = Buffer.from('"[{');
const AFTER = Buffer.from('"}]1\n');

function on(text: string | Buffer, tape = new Tape()): { tape: Tape; ok: boolean; error: string } {
  const bytes = Buffer.from(text as string);
  const ok = tape.parse(Buffer.concat([BEFORE, bytes, AFTER]), BEFORE.length, BEFORE.length + bytes.length);
  return { tape, ok, error: ok ? '' : `${tape.error.offset - BEFORE.length}: ${tape.error.reason}` };
}

/** What `JSON.parse` would make of it. */
function read(tape: Tape, n = 0): unknown {
  switch (tape.kind(n)) {
    case NULL:
      return null;
    case TRUE:
      return true;
    case FALSE:
      return false;
    case NUMBER:
      return Number(tape.spelling(n));
    case STRING:
      expect(tape.units(n)).toBe(tape.string(n).length);
      return tape.string(n);
    case ARRAY: {
      const list: unknown[] = [];
      for (let child = tape.first(n); child >= 0; child = tape.next(child)) list.push(read(tape, child));
      return list;
    }
    default: {
      const object: Record<string, unknown> = {};
      for (let key = tape.first(n); key >= 0; key = tape.next(key)) {
        const value = read(tape, tape.value(key));
        Object.defineProperty(object, tape.string(key), {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return object;
    }
  }
}

describe('what is JSON', () => {
  test.each([
    ['null', NULL],
    [' true ', TRUE],
    ['false', FALSE],
    ['0', NUMBER],
    ['-0.0', NUMBER],
    ['1E+3', NUMBER],
    ['""', STRING],
    ['[]', ARRAY],
    ['[ ]', ARRAY],
    ['{}', OBJECT],
    ['{ \n }', OBJECT],
    ['[1, [2, {"a": [ ]}], "x"]', ARRAY],
    ['{"a":{"b":{"c":[1,2,{"d":null}]}},"e":"\\u00e9\\n"}', OBJECT],
    ['"aé€😀\\ud83d\\ude00\\ud83d"', STRING],
    ['{"__proto__":1,"10":2,"9":3,"":4,"\\u0061":5}', OBJECT],
  ])('%s', (text, kind) => {
    const { tape, ok, error } = on(text);
    expect(error).toBe('');
    expect(ok).toBe(true);
    expect(tape.kind(0)).toBe(kind);
    expect(JSON.stringify(read(tape))).toBe(JSON.stringify(JSON.parse(text)));
  });

  test('comments are skipped, as the parsers that feed Elasticsearch do, and counted', () => {
    const { tape, ok } = on('/* a */{"a"/**/:// "b"\n1}//');
    expect([ok, tape.comments, read(tape)]).toEqual([true, 4, { a: 1 }]);
  });
});

describe('what is not, where and why', () => {
  test.each([
    ['', '0: there is no JSON value'],
    ['  ', '2: there is no JSON value'],
    ['{', '1: the text ends inside an object'],
    ['{"a"', '4: the text ends inside an object'],
    ['{"a":', '5: the text ends before its value'],
    ['{"a":1', '6: the text ends inside an object'],
    ['[1', '2: the text ends inside an array'],
    ['"a', '2: the text ends inside a string'],
    ['"a\\', '3: the text ends inside a string'],
    ['"\\u00', '5: the text ends inside a string'],
    ['{"a', '3: the text ends inside a string'],
    ['{"a":1,}', '7: a comma before a closing brace'],
    ['[1,]', '3: a comma before a closing bracket'],
    ['[1 2]', '3: a comma or a closing bracket was expected'],
    ['{"a":1 "b"}', '7: a comma or a closing brace was expected'],
    ['{"a" 1}', '5: a colon was expected after a key'],
    ['{a:1}', '1: a key in double quotes was expected'],
    ["{'a':1}", '1: a key in double quotes was expected'],
    ["['a']", '1: single quotes instead of double quotes'],
    ['[NaN]', '1: a JSON value was expected'],
    ['[nul]', '1: a JSON value was expected'],
    ['[Infinity]', '1: a JSON value was expected'],
    ['[01]', '2: a number with a leading zero'],
    ['[-]', '2: a digit was expected'],
    ['[1.]', '3: a digit was expected after the decimal point'],
    ['[.5]', '1: a JSON value was expected'],
    ['[1e+]', '4: a digit was expected in the exponent'],
    ['[+1]', '1: a JSON value was expected'],
    ['"a\tb"', '2: a control character inside a string'],
    ['{"a\nb":1}', '3: a control character inside a string'],
    ['"\\x"', '1: a backslash before a character that it cannot escape'],
    ['"\\u00g0"', '1: an escape \\u without four hexadecimal digits'],
    ['{"\\q":1}', '2: a backslash before a character that it cannot escape'],
    ['1 2', '2: more text after the end of the JSON value'],
    ['{}{}', '2: more text after the end of the JSON value'],
    ['/* {}', '0: a comment that does not end'],
    ['\ufeff{}', '0: a byte order mark or another character outside ASCII'],
  ])('%j', (text, error) => {
    expect(on(text).error).toBe(error);
  });
});

test('nesting up to the limit is read, deeper is an error, and neither overflows a stack', () => {
  const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
  const { tape, ok } = on(nested(MAX_DEPTH));
  expect(ok).toBe(true);
  let n = 0;
  for (let depth = 0; depth < MAX_DEPTH / 2; depth++) n = tape.get(tape.first(n), 'a');
  expect(tape.spelling(n)).toBe('1');
  expect(on(nested(MAX_DEPTH + 2)).error).toMatch(`nesting deeper than ${MAX_DEPTH}`);
  expect(on('['.repeat(1_000_000)).error).toBe(`${MAX_DEPTH}: nesting deeper than ${MAX_DEPTH}`);
});

test('of duplicate keys the last one stays, whichever way they are spelled, and they are told', () => {
  const { tape } = on('{"a":1,"b":2,"\\u0061":3,"c":{"b":4,"b":5},"b":6}');
  expect(read(tape)).toEqual({ a: 3, c: { b: 5 }, b: 6 });
  expect([tape.get(0, 'a'), tape.get(0, 'b')].map((n) => tape.spelling(n))).toEqual(['3', '6']);
  expect(tape.duplicates).toEqual({ count: 3, offset: BEFORE.length + 13 });
  expect(on('{"b":1,"c":{"b":2},"d":{"b":3}}', tape).tape.duplicates.count).toBe(0);
});

test('a key with an escaped quote is not taken for a shorter one', () => {
  const tape = new Tape();
  for (const text of ['{"a\\":":1}', '{"a":":1"}', '{"a":"1"}']) {
    expect(on(text, tape).error).toBe('');
    expect(read(tape)).toEqual(JSON.parse(text));
  }
});

test('many keys: duplicates among thousands, and a table that does not grow for ever', () => {
  const tape = new Tape(['known']);
  const known = tape.symbols.find('known');
  for (let round = 0; round < 4; round++) {
    const keys = Array.from({ length: MAX_SYMBOLS / 2 }, (_, i) => `"key${round}-${i}":${i}`);
    expect(on(`{${keys.join(',')},"key${round}-7":"last","known":1}`, tape).ok).toBe(true);
    expect(tape.string(tape.get(0, `key${round}-7`))).toBe('last');
    expect(tape.spelling(tape.getSymbol(0, known))).toBe('1');
    expect(tape.duplicates.count).toBe(1);
  }
  expect(on('{"known":2}', tape).ok).toBe(true);
  expect(tape.symbols.size).toBeLessThan(2 * MAX_SYMBOLS);
  expect(tape.spelling(tape.getSymbol(0, known))).toBe('2');
});

test('members are looked up in objects alone', () => {
  const { tape } = on('{"a":[1],"b":{"a":"x"},"n":null}');
  expect(tape.get(0, 'missing')).toBe(-1);
  expect(tape.get(tape.get(0, 'a'), 'a')).toBe(-1);
  expect(tape.get(-1, 'a')).toBe(-1);
  expect(tape.string(tape.get(tape.get(0, 'b'), 'a'))).toBe('x');
  expect(tape.first(tape.get(0, 'n'))).toBe(-1);
});

test('numbers keep their spelling, and long ones are told apart', () => {
  const { tape } = on('[1.0,-0,1E400,9223372036854775808,123456789012345678,0.1234567890123456789]');
  const spellings: string[] = [];
  for (let n = tape.first(0); n >= 0; n = tape.next(n)) spellings.push(`${tape.spelling(n)} ${tape.isWhole(n)}`);
  expect(spellings).toEqual([
    '1.0 false',
    '-0 true',
    '1E400 false',
    '9223372036854775808 true',
    '123456789012345678 true',
    '0.1234567890123456789 false',
  ]);
  expect(tape.wide.map((n) => tape.spelling(n))).toEqual(['9223372036854775808']);
});

test('members of objects with a dotted key can be chained by name', () => {
  const { tape } = on('{"b.c":1,"b":{"c":2},"a":{"z":1,"y":2}}');
  tape.sortDottedKeys();
  expect(JSON.stringify(read(tape))).toBe(
    '{"b":{"c":2},"b.c":1,"a":{"z":1,"y":2}}'.replace(/^{(.*),("a":.*)}$/, '{$2,$1}'),
  );
});

test('whatever JSON.stringify writes is read as it was, with one tape for all', () => {
  const tape = new Tape();
  const spaces = fc.constantFrom(undefined, 1, '\t', '\n ');
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), spaces, (json, space) => {
      const text = JSON.stringify(JSON.parse(json), undefined, space);
      expect(on(text, tape).error).toBe('');
      expect(read(tape)).toEqual(JSON.parse(text));
    }),
    { seed: 7, numRuns: 2000 },
  );
});

test('a byte changed anywhere: accepted and read just as JSON.parse does, or refused', () => {
  const tape = new Tape();
  const base = Buffer.from('{"a":[1,-2.5e3,"x\\n\\u00e9é😀",true,null,{"b":{}}],"c":{"a":"y","d":[[]]}}');
  fc.assert(
    fc.property(
      fc.nat(base.length - 1),
      fc.constantFrom(...'"\\{}[],:01.-eEtn u\n'),
      fc.boolean(),
      (at, byte, insert) => {
        const changed = Buffer.concat([base.subarray(0, at), Buffer.from(byte), base.subarray(insert ? at : at + 1)]);
        const text = changed.toString('utf8');
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expected = undefined;
        }
        const { ok } = on(Buffer.from(text), tape);
        expect(ok).toBe(expected !== undefined);
        if (ok) expect(read(tape)).toEqual(expected);
      },
    ),
    { seed: 11, numRuns: 5000 },
  );
});
