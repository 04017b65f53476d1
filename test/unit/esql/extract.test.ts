/** DISSECT and GROK as commands: which columns they make, in which order, and what they say of patterns that are none. */
import { describe, expect, test } from 'vitest';
import { errorOf, resultOf, rowsOf } from './answers.ts';

/** The columns and the first row of a command on one text. */
async function made(command: string, text: string): Promise<readonly [string[], unknown[]]> {
  const docs = [{ s: text }];
  const result = await resultOf(`FROM t | ${command} | DROP s`, { docs, mapping: { s: 'keyword', z: 'keyword' } });
  const [row] = [...result.rows()].map((values) => [...values]);
  const shown = result.columns.map(({ name, type }) => (type === 'keyword' ? name : `${name}:${type}`));
  return [shown.slice(1), row!.slice(1)];
}

describe('GROK', () => {
  test.each([
    [
      'columns come in the order of their names',
      '"%{WORD:verb} %{WORD:noun}"',
      'get cake',
      ['noun', 'verb'],
      ['cake', 'get'],
    ],
    [
      'several patterns compete at each place of the text',
      '"%{INT:n:int}", "%{WORD:w}"',
      'age 7',
      ['n:integer', 'w'],
      [null, 'age'],
    ],
    ['of those at one place the first counts', '"%{WORD:w}", "%{NOTSPACE:all}"', 'a-b', ['all', 'w'], [null, 'a']],
    ['a float keeps the precision of a float', '"%{NUMBER:x:float}"', '0.1', ['x:double'], [Math.fround(0.1)]],
    ['an unknown type leaves a keyword', '"%{INT:x:integer}"', '12', ['x'], ['12']],
    ['words end where words of any script end', '"%{WORD:w}"', 'naïve plan', ['w'], ['plan']],
    ['letters of any script in a bracket class', '"(?<w>[[:alpha:]]+)"', 'naïve plan', ['w'], ['naïve']],
    ['addresses with leading zeros', '"%{IPV4:ip}"', 'from 010.000.001.009', ['ip'], ['010.000.001.009']],
    [
      'lines of a web server',
      '"%{COMMONAPACHELOG}"',
      '10.1.2.3 - ann [02/Jan/2026:03:04:05 +0000] "PUT /cake HTTP/1.1" 201 17',
      [
        'apache.access.user.identity',
        'http.request.method',
        'http.response.body.bytes:integer',
        'http.response.status_code:integer',
        'http.version',
        'source.address',
        'timestamp',
        'url.original',
        'user.name',
      ],
      [null, 'PUT', 17, 201, '1.1', '10.1.2.3', '02/Jan/2026:03:04:05 +0000', '/cake', 'ann'],
    ],
  ])('%s', async (_, patterns, text, columns, values) => {
    expect(await made(`GROK s ${patterns}`, text)).toEqual([columns, values]);
  });

  test.each([
    [
      'GROK s "%{INT:n} %{WORD:n}"',
      '1:19: Invalid GROK pattern [%{INT:n} %{WORD:n}]: the attribute [n] is defined multiple times',
    ],
    ['GROK s "%{INT:n} %{INT:n:int}"', 'the attribute [n] is defined multiple times with different types'],
    ['GROK s "%{INT:n}", "%{WORD:n}"', '1:19: Invalid GROK patterns [%{INT:n}, %{WORD:n}]: the attribute [n]'],
    ['GROK s "%{NONE:n}"', "1:19: Invalid pattern [%{NONE:n}] for grok: Unable to find pattern [NONE] in Grok's"],
    ['GROK s "(?P<n>x)"', '1:26: Invalid GROK pattern [(?P<n>x)]: [undefined group option]'],
    ['GROK s "x", "(y"', '1:31: Invalid GROK pattern [(y]: [end pattern with unmatched parenthesis]'],
    ['GROK s "(%{INT:n}", "y)"', '1:26: Invalid GROK pattern [(%{INT:n}]: [end pattern with unmatched parenthesis]'],
    ['GROK s "y)"', '[unmatched close parenthesis]'],
    ['GROK s "*y"', '[target of repeat operator is not specified]'],
    ['GROK s "[y"', '[premature end of char-class]'],
    ['GROK s "[z-y]"', '[empty range in char class]'],
    ['GROK s """a\\Kb"""', '\\K is not supported'],
    ['GROK s "%{HAPROXYHTTP}"', '1:19: [GROK pattern HAPROXYHTTP] is not supported by the local engine'],
  ])('%s', async (command, message) => {
    expect(await errorOf(`ROW s = "a" |     ${command}`)).toContain(message);
  });
});

describe('DISSECT', () => {
  test.each([
    [
      'a delimiter that follows at once ends the next part',
      '%{a},%{b};%{c}',
      '1,,2;3',
      ['a', 'b', 'c'],
      ['1', '', '2;3'],
    ],
    ['unless its key takes repeated delimiters', '%{a},%{b->},%{c}', '1,,,,2', ['a', 'b', 'c'], ['1', '', '2']],
    ['a name that comes twice keeps the last part', '%{a} %{a}', '1 2', ['a'], ['2']],
    ['an empty text never matches', '%{a}', '', ['a'], [null]],
    ['nor one with nothing behind the lead', 'id=%{a}', 'id=', ['a'], [null]],
    ['but the last part may be empty', '%{a} %{b}', '1 ', ['a', 'b'], ['1', '']],
    ['keys in a row: the second is text', '%{a}%{b}', '1%{b}', ['a'], ['1']],
    ['written orders come after those without', '%{+a/1} %{+a}', '1 2', ['a'], ['21']],
    [
      'before the sign of a key anything may stand',
      '%{{?name}=%{a} %{x+b} %{+b}',
      'cake=1 2 3',
      ['a', 'b'],
      ['1', '23'],
    ],
    ['a plain key leads its appended parts', '%{a} %{+a/2} %{+a/1}', '1 2 3', ['a'], ['132']],
  ])('%s', async (_, pattern, text, columns, values) => {
    expect(await made(`DISSECT s "${pattern}"`, text)).toEqual([columns, values]);
  });

  test.each([
    ['DISSECT s ""', '1:15: Invalid pattern for dissect: []'],
    ['DISSECT s "plain"', '1:15: Invalid pattern for dissect: [plain]'],
    ['DISSECT s "%{}"', '1:15: Invalid pattern for dissect: [%{}]'],
    ['DISSECT s "%{?a} %{}"', '1:15: Invalid pattern for dissect: [%{?a} %{}]'],
    ['DISSECT s "%{a/1}"', '1:15: Invalid pattern for dissect: [%{a/1}]'],
    ['DISSECT s "%{+}"', '1:15: Invalid pattern for dissect: [%{+}]'],
    ['DISSECT s "%{*a} %{&a}"', '1:15: Reference keys not supported in dissect patterns: [%{*a}]'],
    ['DISSECT s "%{a}" between=","', '1:15: Invalid option for dissect: [between]'],
    [
      'DISSECT s "%{a}" append_separator=7',
      '1:15: Invalid value for dissect append_separator: expected a string, but was [7]',
    ],
  ])('%s', async (command, message) => {
    expect(await errorOf(`ROW s = "a" | ${command}`)).toContain(message);
  });
});

test('every value of a list is cut, and what is found is gathered', async () => {
  const world = { docs: [{ s: ['a=1', 'b', 'c=2'] }], mapping: { s: 'keyword' } };
  expect(await rowsOf('FROM t | DISSECT s "%{k}=%{v}" | KEEP k, v', world)).toEqual([
    [
      ['a', 'c'],
      ['1', '2'],
    ],
  ]);
  expect(await rowsOf('FROM t | GROK s "%{WORD:k}=%{INT:v:int}" | KEEP k, v', world)).toEqual([
    [
      ['a', 'c'],
      [1, 2],
    ],
  ]);
});
