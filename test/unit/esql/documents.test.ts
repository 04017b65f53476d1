/** Documents as an index would hold them, and JSON without loss. */
import { describe, expect, test } from 'vitest';
import { type JsonObject, MAX_DEPTH, parseJson, writeJson } from '../../../src/esql/documents/json.ts';
import { DocumentTable, fieldsOf, readMapping } from '../../../src/esql/documents/load.ts';
import { prepare, run } from '../../../src/esql/query.ts';

/** What `FROM t | KEEP field` reads from one document, written as JSON. */
async function loaded(document: string, mapping: string, field: string): Promise<unknown> {
  const fields = readMapping(parseJson(mapping));
  const prepared = prepare(`FROM t METADATA _id, _index, _version, _ignored | KEEP ${field}`, {
    fields: () => fieldsOf(fields),
  });
  if ('problems' in prepared) throw new Error(prepared.problems[0]?.message);
  const result = await run(prepared.plan, new DocumentTable([parseJson(document) as JsonObject], fields), { now: 0 });
  return [...result.rows()][0]?.[0];
}

const ROWS: readonly (readonly [document: string, type: string, value: unknown])[] = [
  ['{"f":["b","a","b"]}', 'keyword', ['a', 'b']],
  ['{"f":["～","😀","z"]}', 'keyword', ['z', '～', '😀']],
  ['{"f":[1,1.0,true,"x"]}', 'keyword', ['1', '1.0', 'true', 'x']],
  ['{"f":["b","a","b"]}', 'text', ['b', 'a', 'b']],
  ['{"f":["b","a","b"]}', 'match_only_text', ['b', 'a', 'b']],
  ['{"f":[3,1,3]}', 'long', [1, 3, 3]],
  ['{"f":9007199254740993}', 'long', 9007199254740993n],
  ['{"f":"9007199254740993"}', 'long', 9007199254740993n],
  ['{"f":18446744073709551615}', 'unsigned_long', 18446744073709551615n],
  ['{"f":99999999999999999999}', 'long', null],
  ['{"f":3.7}', 'integer', 3],
  ['{"f":"5"}', 'short', 5],
  ['{"f":300}', 'byte', null],
  ['{"f":2.03}', 'float', Math.fround(2.03)],
  ['{"f":0.1}', 'half_float', 0.0999755859375],
  ['{"f":1e3}', 'double', 1000],
  ['{"f":[true,false,"true",""]}', 'boolean', [false, false, true, true]],
  ['{"f":["2026-03-05T10:00:00+02:00",0]}', 'date', ['1970-01-01T00:00:00.000Z', '2026-03-05T08:00:00.000Z']],
  ['{"f":"1700000000000"}', 'date', '2023-11-14T22:13:20.000Z'],
  ['{"f":["10.0.0.10","10.0.0.2","10.0.0.2"]}', 'ip', ['10.0.0.2', '10.0.0.10']],
  ['{"f":["1.10.0","1.9.0"]}', 'version', ['1.9.0', '1.10.0']],
  ['{"f":[null,[],"x"]}', 'keyword', 'x'],
  ['{"f":[]}', 'keyword', null],
  ['{"f":{"deeper":1}}', 'keyword', null],
  ['{}', 'long', null],
];

describe('a field of each type', () => {
  for (const [document, type, value] of ROWS) {
    test(`${type}: ${document}`, async () => expect(await loaded(document, `{"f":"${type}"}`, 'f')).toEqual(value));
  }
});

describe('paths', () => {
  test('dots and objects are the same, also mixed, also through lists', async () => {
    const document = '{"a.b":{"c":1},"a":[{"b.c":2},{"b":{"c":[3,4]}}],"a.b.c":0}';
    expect(await loaded(document, '{"a.b.c":"long"}', 'a.b.c')).toEqual([0, 1, 2, 3, 4]);
  });

  test('a sub-field has the values of its parent, and a text with a keyword beside it reads as that', async () => {
    const mapping = '{"m":"text","m.keyword":"keyword"}';
    expect(await loaded('{"m":["b","a","b"]}', mapping, 'm.keyword')).toEqual(['a', 'b']);
    expect(await loaded('{"m":["b","a","b"]}', mapping, 'm')).toEqual(['a', 'b']);
  });

  test('a keyword longer than ignore_above is not there, and is named in _ignored', async () => {
    const mapping = '{"k":{"type":"keyword","ignore_above":3}}';
    expect(await loaded('{"k":["abcd","abc"]}', mapping, 'k')).toBe('abc');
    expect(await loaded('{"k":"abcd"}', mapping, 'k')).toBeNull();
    expect(await loaded('{"k":"abcd"}', mapping, '_ignored')).toBe('k');
  });

  test('nested objects are no columns, other types are unsupported ones', () => {
    const fields = fieldsOf(readMapping(parseJson('{"n":"nested","n.a":"keyword","r":"integer_range","o":"object"}')));
    expect(fields).toEqual([{ name: 'r', type: 'unsupported', declared: 'integer_range' }]);
  });

  test('metadata has defaults', async () => {
    expect(await loaded('{}', '{}', '_id')).toBe('0');
    expect(await loaded('{"_id":"x"}', '{}', '_id')).toBe('x');
    expect(await loaded('{}', '{}', '_index')).toBe('test');
    expect(await loaded('{"_version":3}', '{}', '_version')).toBe(3);
  });

  test('a key such as __proto__ is a key', async () => {
    expect(await loaded('{"__proto__":{"x":1},"constructor":2}', '{"__proto__.x":"long"}', '`__proto__`.x')).toBe(1);
  });
});

describe('JSON', () => {
  test.each([
    '{"a":[1.0,-0,1e400,9007199254740993],"b":{"c":null,"d":"\\u00e9\\"\\\\"},"e":true}',
    '[]',
    '"\\ud83d\\ude00"',
  ])('%s', (text) => {
    expect(writeJson(parseJson(text))).toBe(text.replace('\\u00e9', 'é').replace('\\ud83d\\ude00', '😀'));
  });

  test.each([
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ['[1 2]', 3],
    ['"a', 2],
    ['01', 1],
    ['nul', 0],
    ['"\\x"', 1],
    ['', 0],
  ])('%s is wrong at %i', (text, offset) => expect(() => parseJson(text)).toThrow(`at offset ${offset}`));

  test('depth has a limit', () => {
    expect(() => parseJson('['.repeat(MAX_DEPTH + 2))).toThrow(`deeper than ${MAX_DEPTH}`);
    expect(() => parseJson('['.repeat(100_000))).toThrow(`deeper than ${MAX_DEPTH}`);
  });
});
