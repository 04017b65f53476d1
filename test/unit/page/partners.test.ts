import { describe, expect, test } from 'vitest';
import type { Explanation, FieldRow } from '../../../src/ecs/model.ts';
import { pathsOfLines } from '../../../webview/reading/json-lines.ts';
import { fieldAt, partnersOf } from '../../../webview/reading/partners.ts';

const field = (name: string, ...from: readonly string[]): FieldRow => ({
  field: name,
  type: 'keyword',
  value: '"x"',
  from,
});

const explanation: Explanation = {
  fields: [
    field('cloud.region', 'region'),
    field('gen_ai.prompt', 'input.inputBodyJson'),
    field('gen_ai.request.model.id', 'modelId'),
    field('gen_ai.request.model.type', 'modelId'),
    field('gen_ai.response.finish_reasons', 'output.outputBodyJson[].delta.stop_reason'),
    field('event.outcome'),
  ],
  unmapped: [{ path: 'inferenceRegion', value: '"us-west-2"', note: 'no field' }],
  remarks: [],
};

describe('the path of each line of indented JSON', () => {
  test.each<[value: unknown, paths: readonly string[]]>([
    [{}, ['']],
    [{ a: 1, b: { c: 'x' } }, ['', 'a', 'b', 'b.c', '', '']],
    [{ a: [1, { b: 2 }, [3]] }, ['', 'a', 'a[]', 'a[]', 'a[].b', '', 'a[]', 'a[][]', '', '', '']],
    [{ a: {}, b: [], c: '{' }, ['', 'a', 'b', 'c', '']],
    [{ 'a "b"': { 'c:d': 1 } }, ['', 'a "b"', 'a "b".c:d', '', '']],
    [{ a: 'ends with {', b: 1 }, ['', 'a', 'b', '']],
    [
      ['x', '"y": 1'],
      ['', '[]', '[]', ''],
    ],
  ])('%j', (value, paths) => {
    expect(pathsOfLines(JSON.stringify(value, null, 2).split('\n'))).toEqual(paths);
  });
});

const partners = (point: Parameters<typeof partnersOf>[1]) => {
  const { fields, paths } = partnersOf(explanation, point);
  return `${[...fields].join()} < ${[...paths].join()}`;
};

describe('what belongs together', () => {
  test.each([
    ['region', 'cloud.region < region'],
    ['modelId', 'gen_ai.request.model.id,gen_ai.request.model.type < modelId'],
    // Inside a body that is one field.
    ['input.inputBodyJson.messages[].content', 'gen_ai.prompt < input.inputBodyJson.messages[].content'],
    [
      'output.outputBodyJson[].delta.stop_reason',
      'gen_ai.response.finish_reasons < output.outputBodyJson[].delta.stop_reason',
    ],
    ['inferenceRegion', ' < inferenceRegion'],
    ['output', ' < '],
    ['', ' < '],
  ])('the raw value %j', (path, expected) => {
    expect(partners({ raw: path })).toBe(expected);
  });

  test.each([
    ['cloud.region', 'cloud.region < region'],
    ['event.outcome', 'event.outcome < '],
    ['not.there', ' < '],
  ])('the field %j', (name, expected) => {
    expect(partners({ field: name })).toBe(expected);
  });

  test.each([
    ['cloud.region', 'cloud.region'],
    ['gen_ai.response.finish_reasons[]', 'gen_ai.response.finish_reasons'],
    ['gen_ai.prompt.inner[].more', 'gen_ai.prompt'],
    ['gen_ai', undefined],
  ])('the line %j of the document', (path, expected) => {
    expect(fieldAt(explanation, path)).toBe(expected);
  });
});
