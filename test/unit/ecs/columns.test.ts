/** Columns and documents say the same of every record. */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ColumnReader, type ColumnSink, INVOCATION_COLUMNS } from '../../../src/ecs/columns.ts';
import { DATA_STREAMS } from '../../../src/ecs/fields.ts';
import { MAPPED_FIELDS } from '../../../src/ecs/mapped.ts';
import { flat, type Json, lines, Num, parse } from './comparison.ts';
import { mapperOf, SOURCE_TIME } from './mapping.ts';

type Value = string | number | bigint | boolean;

const SHAPES = new URL('../../fixtures/shapes/shapes.jsonl', import.meta.url);
const CORPUS = new URL('../../../../shared/reference/in/', import.meta.url);

function columnsOf(reader: ColumnReader, record: string): Map<string, Value[]> | undefined {
  const values = new Map<string, Value[]>();
  const add = (column: number, value: Value) => {
    const name = INVOCATION_COLUMNS[column]?.field ?? '?';
    values.set(name, [...(values.get(name) ?? []), value]);
  };
  const sink: ColumnSink = {
    bytes: (column, bytes, start, end) => add(column, Buffer.from(bytes.subarray(start, end)).toString('utf8')),
    text: add,
    number: add,
    boolean: add,
  };
  const bytes = Buffer.from(`{${record}}`);
  return reader.read(bytes, 1, bytes.length - 1, SOURCE_TIME, sink) ? values : undefined;
}

/** What a document says of a column: the values as its type has them. */
function expectedOf(document: Map<string, Json>, field: string, type: string): Value[] {
  const values: Value[] = [];
  const add = (value: Json | undefined): void => {
    if (Array.isArray(value)) value.forEach(add);
    else if (value === undefined || value === null || value instanceof Map) return;
    else if (type === 'date') values.push(Date.parse(String(value)));
    else if (type === 'boolean') values.push(value === true);
    else if (type === 'keyword') values.push(value instanceof Num ? value.text : String(value));
    else {
      const number = Number(value instanceof Num ? value.text : value);
      if (Number.isFinite(number)) values.push(type === 'long' ? Math.trunc(number) : number);
    }
  };
  add(document.get(field));
  return values;
}

function compare(path: URL): void {
  const map = mapperOf({ profile: 'extended' });
  const reader = new ColumnReader();
  for (const record of lines(path)) {
    const { document, warnings } = map(record);
    const columns = columnsOf(reader, record);
    expect(columns === undefined).toBe(document === undefined);
    if (document === undefined || columns === undefined) continue;
    expect(reader.warnings).toEqual(warnings);
    const fields = flat(parse(document));
    for (const { field, type } of INVOCATION_COLUMNS) {
      const ours = (columns.get(field) ?? []).map((value) => (typeof value === 'bigint' ? Number(value) : value));
      expect([field, ...ours]).toEqual([field, ...expectedOf(fields, field, type)]);
    }
  }
}

test('every shape', () => compare(SHAPES));

describe.runIf(existsSync(CORPUS))('corpus (left out where ../shared/reference is absent)', () => {
  test.each(existsSync(CORPUS) ? readdirSync(CORPUS) : [])('%s', (file) => compare(new URL(file, CORPUS)));
});

test('lists, longs that no double can say, escaped texts', () => {
  const reader = new ColumnReader();
  const columns = columnsOf(
    reader,
    '{"timestamp":1,"accountId":["a","",["b\\u0041"]],"region":{"x":1},"requestId":17,"errorCode":true,' +
      '"input":{"inputTokenCount":["9007199254740993",2]},"output":{"outputBodyJson":[{"amazon-bedrock-invocationMetrics":{"invocationLatency":1.9}}]}}',
  );
  const wanted = {
    '@timestamp': [SOURCE_TIME],
    'cloud.account.id': ['a', 'bA'],
    'cloud.region': undefined,
    'gen_ai.request.id': ['17'],
    'gen_ai.response.error_code': ['true'],
    'gen_ai.usage.prompt_tokens': [9007199254740993n, 2],
    'gen_ai.performance.response_time': [1],
    'event.outcome': ['failure'],
  };
  for (const [field, values] of Object.entries(wanted)) expect([field, columns?.get(field)]).toEqual([field, values]);
});

test('a text that is no record gives nothing but its error', () => {
  const reader = new ColumnReader();
  expect(columnsOf(reader, '{"a":}')).toBeUndefined();
  expect(reader.error).toEqual({ offset: 6, reason: 'a JSON value was expected' });
});

describe('the field table', () => {
  test('names every field once', () => {
    for (const { fields, extended } of DATA_STREAMS) {
      const names = [...fields, ...extended].map(({ field }) => field);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^@?[a-z0-9_]+(\.[A-Za-z0-9_]+)*$/);
    }
  });

  test('has every field that the mapping writes', () => {
    const declared = new Set(DATA_STREAMS[0]?.fields.map(({ field }) => field));
    for (const { field } of MAPPED_FIELDS) {
      // Only what is inside a detail is declared.
      if (field !== 'gen_ai.policy.match_detail') expect([field, declared.has(field)]).toEqual([field, true]);
    }
  });

  test('a field without a rule has no column, one with a column has a source', () => {
    for (const { fields } of DATA_STREAMS) {
      for (const { field, rule, column, from } of fields) {
        if (column) expect([field, rule !== '', from.length > 0]).toEqual([field, true, true]);
        if (from.length > 0) expect([field, rule]).not.toEqual([field, '']);
      }
    }
  });
});
