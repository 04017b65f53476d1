/** Templates and comparisons: what a cluster would be told, and what its answers mean. */
import { describe, expect, test } from 'vitest';
import { DATA_STREAMS } from '../../../src/ecs/fields.ts';
import { listAt, member } from '../../../src/elasticsearch/cluster.ts';
import { compareAnswers } from '../../../src/elasticsearch/compare-answers.ts';
import { MappingComparer } from '../../../src/elasticsearch/mapping/comparison.ts';
import { fieldValues } from '../../../src/elasticsearch/mapping/fields.ts';
import { isIntegrationPipeline } from '../../../src/elasticsearch/streams.ts';
import { TEMPLATE_PRIORITY, templates } from '../../../src/elasticsearch/templates.ts';

const find = (name: string) =>
  templates(new Set(['logs@settings', 'metrics@tsdb-settings'])).find((one) => one.name === name)?.body;
const fieldOf = (stream: string, field: string) => {
  const body = find(`bedrock-log-inspector-${stream}@mappings`);
  const path = field.split('.').flatMap((part, i) => (i === 0 ? [part] : ['properties', part]));
  return member(body, 'template', 'mappings', 'properties', ...path);
};
const LOGS = 'logs-aws_bedrock.invocation';
const RUNTIME = 'metrics-aws_bedrock.runtime';

describe('templates', () => {
  test('have every declared field, in its type', () => {
    for (const { name, fields, extended } of DATA_STREAMS)
      for (const { field, type } of [...fields, ...extended])
        expect(member(fieldOf(name, field), 'type'), field).toBe(type);
  });

  test.each([
    [LOGS, 'user.id', { type: 'keyword', ignore_above: 1024 }],
    [LOGS, 'gen_ai.prompt', { type: 'text' }],
    [LOGS, 'aws_bedrock.invocation.input.input_body_json', { type: 'flattened', ignore_above: 1024, depth_limit: 200 }],
    [LOGS, 'aws_bedrock.invocation.requestMetadata', { type: 'flattened', ignore_above: 1024, depth_limit: 200 }],
    [LOGS, 'data_stream.type', { type: 'constant_keyword', value: 'logs' }],
    [LOGS, 'data_stream.namespace', { type: 'constant_keyword' }],
    [LOGS, 'gen_ai.performance.response_time', { type: 'long', meta: { unit: 'ms' } }],
    [RUNTIME, 'aws_bedrock.runtime.model_id', { type: 'keyword', time_series_dimension: true }],
    [RUNTIME, 'aws_bedrock.runtime.invocations', { type: 'long', time_series_metric: 'gauge' }],
  ])('%s: %s', (stream, field, mapping) => expect(fieldOf(stream, field)).toEqual(mapping));

  test('take over the general settings that the cluster has, and stay below those of Fleet', () => {
    expect(find(`bedrock-log-inspector-${LOGS}`)).toMatchObject({
      index_patterns: [`${LOGS}-*`],
      priority: TEMPLATE_PRIORITY,
      composed_of: ['logs@settings', `bedrock-log-inspector-${LOGS}@mappings`],
    });
    expect(TEMPLATE_PRIORITY).toBeGreaterThan(100);
    expect(TEMPLATE_PRIORITY).toBeLessThan(200);
    const bare = templates().find(({ name }) => name === `bedrock-log-inspector-${LOGS}`);
    expect(listAt(bare?.body, 'composed_of')).toEqual([`bedrock-log-inspector-${LOGS}@mappings`]);
  });

  test('do not let a log name fields', () => {
    expect(fieldOf(LOGS, 'aws_bedrock.invocation')).toMatchObject({ dynamic: false });
    expect(fieldOf(LOGS, 'gen_ai.policy.match_detail')).toMatchObject({ dynamic: false });
  });
});

test.each([
  ['logs-aws_bedrock.invocation-1.8.0', true],
  ['metrics-aws_bedrock.runtime-1.8.0', true],
  ['logs@default-pipeline', false],
  ['my-logs-aws_bedrock.invocation', false],
])('the pipeline %s is of the integration: %s', (name, is) => expect(isIntegrationPipeline(name)).toBe(is));

describe('a comparison of mappings', () => {
  const compared = (here: object, there: object, pipeline = 'logs-aws_bedrock.invocation-1.8.0') => {
    const comparer = new MappingComparer(pipeline);
    comparer.add(fieldValues(here), { document: fieldValues(there) });
    return comparer.comparison;
  };

  test('knows no order of values, of members and of lists in lists', () => {
    const { differences, equal } = compared(
      { a: [{ b: 1 }, { b: 2 }], c: { d: 'x' } },
      { c: { d: ['x'] }, a: { b: [2, 1] } },
    );
    expect(differences).toEqual([]);
    expect(equal).toBe(1);
  });

  test.each([
    ['another value', { x: 1 }, { x: 2 }, { difference: 'other-value', cause: 'unknown' }],
    ['more here', { x: 1 }, {}, { difference: 'only-here', cause: 'unknown' }],
    ['ours', { bedrock_logs: { caller: 'a' } }, {}, { cause: 'extended' }],
    ["Fleet's", {}, { event: { ingested: 'now' } }, { cause: 'around' }],
    [
      'a stop',
      { x: 1 },
      { event: { kind: 'pipeline_error' }, error: { message: ['no'] } },
      { field: 'x', cause: 'stopped' },
    ],
    [
      'an order of keys',
      { aws_bedrock: { invocation: { messages: { content: { text: '{"a":1,"b":2}' } } } } },
      { aws_bedrock: { invocation: { messages: { content: { text: '{"b":2,"a":1}' } } } } },
      { cause: 'divergence', divergence: 'key-order' },
    ],
  ])('tells %s', (_, here, there, wanted) => {
    expect(compared(here, there).differences).toEqual(expect.arrayContaining([expect.objectContaining(wanted)]));
  });

  test('blames another version of the integration', () => {
    const { differences, version } = compared({ x: 1 }, { x: 2 }, 'logs-aws_bedrock.invocation-1.9.0');
    expect(version).toBe('1.9.0');
    expect(differences[0]).toMatchObject({ cause: 'version', example: { here: '1', there: '2' } });
  });
});

describe('answers here and there', () => {
  const columns = [
    { name: 'n', type: 'long' },
    { name: 'x', type: 'double' },
  ];
  const answer = (rows: readonly (readonly unknown[])[], named = columns) => ({ columns: named, rows });

  test.each([
    ['the same', answer([[1, 0.1]]), answer([[1, 0.1]]), []],
    [
      'the same in another order',
      answer([
        [1, 1],
        [2, 2],
      ]),
      answer([
        [2, 2],
        [1, 1],
      ]),
      [],
    ],
    ['last digits of sums', answer([[1, 0.1 + 0.2]]), answer([[1, 0.3]]), []],
    ['digits of long numbers', answer([[9007199254740993n, 1]]), answer([['9007199254740993', 1]]), []],
    ['another value', answer([[1, 1]]), answer([[1, 2]]), [{ what: 'row 1, x', here: '1', there: '2' }]],
    ['fewer rows', answer([[1, 1]]), answer([]), [{ what: 'rows', here: '1', there: '0' }]],
    [
      'another type',
      answer([]),
      answer(
        [],
        [
          { name: 'n', type: 'integer' },
          { name: 'x', type: 'double' },
        ],
      ),
      [{ what: 'column 1', here: 'n (long)', there: 'n (integer)' }],
    ],
  ])('%s', (_, here, there, differences) => expect(compareAnswers(here, there)).toEqual(differences));
});
