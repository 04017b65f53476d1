import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { counts, PERMISSION, readText, record } from './reading.ts';

const MALFORMED = new URL('../../fixtures/shapes/malformed.jsonl', import.meta.url);
const a = record(1);
const b = record(2);
const LONG = 'x'.repeat(300);

/** A problem as `line:offset reason`; a record as `line:offset`. */
function places(text: string | Buffer, limits = {}): { records: string[]; problems: string[] } {
  const { records, problems } = readText(text, [], limits);
  return {
    records: records.map(({ line, offset }) => `${line}:${offset}`),
    problems: problems.map(({ line, offset, reason, severity }) => `${line}:${offset} ${severity}: ${reason}`),
  };
}

describe('every problem has its line, byte and reason', () => {
  const n = a.length;
  test.each<{ name: string; text: string | Buffer; problems: string[]; records: string[] }>([
    {
      name: 'a cut line',
      text: `${a}\n{"operation":"x\n${b}\n`,
      problems: [`2:${n + 16} error: the text ends inside a string`],
      records: ['1:0', `3:${n + 17}`],
    },
    {
      name: 'a missing comma, byte offsets behind an é',
      text: `é\n{"operation":"é" "x":1}\n`,
      problems: ['1:0 error: text that is no record', '2:21 error: a comma or a closing brace was expected'],
      records: [],
    },
    {
      name: 'trailing comma',
      text: '{"operation":"x",}\n',
      problems: ['1:17 error: a comma before a closing brace'],
      records: [],
    },
    {
      name: 'a number that JSON has not',
      text: '{"operation":01}\n',
      problems: ['1:14 error: a number with a leading zero'],
      records: [],
    },
    {
      name: 'inside a pretty record',
      text: '{\n  "operation": "x"\n  "region": 1\n}\n{}\n',
      problems: ['3:23 error: a comma or a closing bracket was expected'],
      records: ['5:37'],
    },
    {
      name: 'a file that ends inside a record',
      text: `${a}\n{\n "operation": "x",\n`,
      problems: [`2:${n + 1} error: the text ends inside this record`],
      records: ['1:0'],
    },
    { name: 'text', text: `\n\n  START\n${a}\n`, problems: ['3:4 error: text that is no record'], records: ['4:10'] },
    {
      name: 'text behind a record',
      text: `${a} x\n`,
      problems: [`1:${n + 1} warning: text after the record on its line was left out`],
      records: ['1:0'],
    },
    {
      name: 'a bad byte',
      text: Buffer.concat([Buffer.from(`${b}\n{"operation":"`), Buffer.from([0xff]), Buffer.from('"}\n')]),
      problems: [`2:${n + 15} warning: bytes that are no UTF-8 were replaced by U+FFFD`],
      records: ['1:0', `2:${n + 1}`],
    },
    { name: 'elements of a list', text: `[\n  ${a},\n  ${b}]`, problems: [], records: ['2:4', `3:${n + 8}`] },
    {
      name: 'events',
      text: `{"events":[\n{"message":${JSON.stringify(a)}},\n{"message":"{oops"}]}`,
      problems: [`3:${n + 28 + a.split('"').length - 1} error: a key in double quotes was expected`],
      records: ['2:12'],
    },
    { name: 'several on a line', text: `${a}${b}  ${a}`, problems: [], records: ['1:0', `1:${n}`, `1:${2 * n + 2}`] },
    {
      name: 'a zip archive',
      text: 'PK\x03\x04\n\n\nabc\n',
      problems: ['1:0 error: a zip archive: unpack it first'],
      records: [],
    },
    { name: 'CR LF', text: `${a}\r\n\r\n${b}\r\n`, problems: [], records: ['1:0', `3:${n + 4}`] },
  ])('$name', ({ text, problems, records }) => {
    expect(places(text)).toEqual({ records, problems });
  });
});

test('malformed lines: each is read, skipped or failed for its reason', () => {
  const reading = readText(readFileSync(MALFORMED));
  expect(counts(reading)).toBe('8 read, 1 skipped, 5 failed, 0 warned');
  expect(reading.tally.skippedBy).toEqual({ 'permission check': 1 });
  expect(reading.records.map(({ line }) => line)).toEqual([1, 5, 10, 10, 12, 13, 14, 15]);
  expect(reading.problems.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    '2 text that is no record',
    '3 a number or literal where a record was expected',
    '4 a number or literal where a record was expected',
    '6 the text ends inside a string',
    '11 a comma before a closing brace',
  ]);
  // Blanks around a record are part of its text, a byte order mark is not.
  expect(reading.records[5]?.text).toMatch(/^ {2}\{.*\} {2}$/);
  expect(reading.records[4]?.text).toMatch(/^\{/);
});

describe('limits', () => {
  test('a record over the limit is reported and left out, and reading goes on', () => {
    const long = `{"operation":"${LONG}"}`;
    const rows: [text: string, expected: string][] = [
      [`{}\n${long}\n{}\n`, '2 read, 0 skipped, 1 failed, 0 warned'],
      [`${long}\n{}{}{}\n`, '3 read, 0 skipped, 1 failed, 0 warned'],
      [`${'{}'.repeat(500)}\n`, '500 read, 0 skipped, 0 failed, 0 warned'],
      [`{}\n${long.replace(':', ':\n ')}\n{}\n`, '2 read, 0 skipped, 1 failed, 0 warned'],
      [`[{},${long},{}]\n{}`, '2 read, 0 skipped, 1 failed, 0 warned'],
      [`[{"modelId":1},{"modelId":"${LONG}"},{"modelId":2}]\n{}`, '3 read, 0 skipped, 1 failed, 0 warned'],
      [`x${LONG}\n{}\n`, '1 read, 0 skipped, 1 failed, 0 warned'],
    ];
    for (const [text, expected] of rows) {
      for (const cuts of [[], [50], Array.from({ length: text.length }, (_, i) => i)]) {
        expect(`${text.slice(0, 20)} ${counts(readText(text, cuts, { recordBytes: 250 }))}`).toBe(
          `${text.slice(0, 20)} ${expected}`,
        );
      }
    }
    const reading = readText(`{}\n{"operation":"${LONG}"}\n{"operation":"x"}\n`, [], { recordBytes: 250 });
    expect(counts(reading)).toBe('2 read, 0 skipped, 1 failed, 0 warned');
    expect(reading.problems).toEqual([
      { severity: 'error', file: 'log', line: 2, offset: 3, reason: 'a record longer than 250 bytes' },
    ]);
  });

  test('nesting over the limit fails its record alone', () => {
    const deep = `{"input":${'['.repeat(1500)}${']'.repeat(1500)}}`;
    const deeper = `{"input":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const reading = readText(`${a}\n${deep}\n${b}\n${deeper}\n${a}`);
    expect(counts(reading)).toBe('3 read, 0 skipped, 2 failed, 0 warned');
    expect(reading.problems[0]?.reason).toMatch(/nest|deep/);
  });

  test('text packed in text is followed only so far', () => {
    let text = record(1);
    for (let i = 0; i < 6; i++) text = JSON.stringify(text);
    expect(counts(readText(text))).toBe('0 read, 0 skipped, 1 failed, 0 warned');
  });

  test('many openings that never close take no quadratic time', () => {
    for (const line of ['{"a":[\n', '[[\n', '{"a":[\n1,\n', `{"operation":\n`, '{"events":[\n']) {
      const started = performance.now();
      const { tally } = readText(line.repeat(50_000));
      expect(tally.seen).toBeGreaterThan(0);
      expect(performance.now() - started).toBeLessThan(10_000);
    }
  });
});

test('side objects are skipped by kind, and blank lines are not seen', () => {
  const trail = '{"eventVersion":"1.09","eventSource":"bedrock.amazonaws.com","requestID":"1"}';
  const control = '{"messageType":"CONTROL_MESSAGE","logEvents":[{"message":"CWL CONTROL MESSAGE"}]}';
  const reading = readText(
    `${PERMISSION}\n\n${trail}\n${control}\n  \n{"foo":1}\n{"level":"INFO","timestamp":"2026-03-04T05:06:44Z","message":"x"}\n`,
  );
  expect(counts(reading)).toBe('0 read, 5 skipped, 0 failed, 0 warned');
  expect(reading.tally.skippedBy).toEqual({
    'permission check': 1,
    'control message': 1,
    'not an invocation record': 3,
  });
});
