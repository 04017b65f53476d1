import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explain, MAX_ROWS, MAX_VALUE_UNITS } from '../../../src/ecs/explain.ts';
import { InvocationMapper } from '../../../src/ecs/invocation.ts';
import type { Explanation, Profile } from '../../../src/ecs/model.ts';
import { Locator } from '../../../src/ecs/paths.ts';
import { ByteWriter } from '../../../src/json/writer.ts';
import { recordOf, tapeOf } from './conversations.ts';
import { sha1 } from './mapping.ts';

function explained(record: unknown, profile: Profile = 'integration'): Explanation {
  const mapper = new InvocationMapper({ profile, tags: ['forwarded'], namespace: 'default' }, sha1);
  const bytes = Buffer.from(typeof record === 'string' ? record : JSON.stringify(record));
  const out = new ByteWriter();
  expect(mapper.write(bytes, 0, bytes.length, { kind: 'file', path: '/a', modified: 0, offset: 0, line: 1 }, out)).toBe(
    true,
  );
  return explain(mapper.tape, out.bytes.subarray(0, out.length), profile);
}

function fieldOf(explanation: Explanation, field: string) {
  return explanation.fields.find((row) => row.field === field);
}

const blocked: Record<string, unknown> = {
  ...recordOf(
    {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 9,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    },
    [
      { type: 'message_start', message: { id: 'm1', role: 'assistant', content: [], usage: { input_tokens: 5 } } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
      {
        type: 'message_stop',
        'amazon-bedrock-guardrailAction': 'INTERVENED',
        'amazon-bedrock-invocationMetrics': { invocationLatency: 900, firstByteLatency: 70 },
        'amazon-bedrock-trace': {
          guardrail: {
            input: {
              g: {
                contentPolicy: {
                  filters: [
                    { type: 'HATE', confidence: 'HIGH', action: 'BLOCKED' },
                    { type: 'INSULTS', confidence: 'LOW', action: 'NONE' },
                  ],
                },
              },
            },
          },
        },
      },
    ],
  ),
  inferenceRegion: 'eu-west-3',
};
const input = blocked.input as Record<string, unknown>;
const cached = { ...blocked, input: { ...input, inputTokenCount: 4118, cacheReadInputTokenCount: 16204 } };

describe('fields', () => {
  test.each([
    ['@timestamp', 'date', '"2026-11-21T09:00:00.000Z"', ['timestamp']],
    ['cloud.region', 'keyword', '"eu-central-1"', ['region']],
    ['gen_ai.usage.prompt_tokens', 'integer', '4118', ['input.inputTokenCount']],
    ['gen_ai.request.max_tokens', 'integer', '9', ['input.inputBodyJson.max_tokens']],
    [
      'gen_ai.performance.response_time',
      'long',
      '900',
      ['output.outputBodyJson[].amazon-bedrock-invocationMetrics.invocationLatency'],
    ],
    [
      'gen_ai.policy.confidence',
      'keyword',
      '["HIGH","LOW"]',
      ['output.outputBodyJson[].amazon-bedrock-trace.guardrail'],
    ],
    ['gen_ai.request.model.role', 'keyword', '"assistant"', ['output.outputBodyJson[].message.role']],
    ['aws_bedrock.invocation.input.input_token_count', 'long', '4118', ['input.inputTokenCount']],
    ['aws_bedrock.invocation.inferenceRegion', 'keyword', '"eu-west-3"', ['inferenceRegion']],
    ['aws_bedrock.invocation.input.cacheReadInputTokenCount', 'long', '16204', ['input.cacheReadInputTokenCount']],
    ['ecs.version', 'keyword', '"8.11.0"', []],
  ])('%s is %s %s from %j', (field, type, value, from) => {
    expect(fieldOf(explained(cached), field)).toMatchObject({ field, type, value, from });
  });

  test('a field that nothing declares says so', () => {
    expect(fieldOf(explained(cached), 'aws_bedrock.invocation.inferenceRegion')?.note).toBe(
      'as it is, not declared by the integration',
    );
  });

  test('stand in the order of their names, each once', () => {
    const names = explained(cached).fields.map(({ field }) => field);
    expect(names).toEqual([...new Set(names)].sort());
  });

  test('a number keeps its spelling', () => {
    const record = JSON.stringify(blocked).replace('"max_tokens":9', '"max_tokens":9007199254740993');
    expect(fieldOf(explained(record), 'gen_ai.request.max_tokens')?.value).toBe('9007199254740993');
  });

  test('a long value is cut', () => {
    const value = fieldOf(explained({ ...blocked, region: 'x'.repeat(5_000) }), 'cloud.region');
    expect(value?.value).toHaveLength(MAX_VALUE_UNITS + 1);
    expect(value?.note).toBe('not searchable: above 1,024 characters');
  });

  test('a prompt that was too long has a row that says why it is not there', () => {
    const explanation = explained(recordOf({ prompt: 'x'.repeat(40_000) }, { generation: 'y' }));
    expect(fieldOf(explanation, 'gen_ai.prompt')).toEqual({
      field: 'gen_ai.prompt',
      type: 'text',
      value: '',
      from: ['input.inputBodyJson'],
      note: 'removed: 40,013 characters, above 32,766',
    });
    expect(explanation.remarks[0]).toContain('The prompt has 40,013 characters');
    expect(fieldOf(explanation, 'aws_bedrock.invocation.input.input_body_json_massive_hash')?.from).toEqual([
      'input.inputBodyJson',
    ]);
  });

  test('the extended profile explains its own fields', () => {
    const explanation = explained(cached, 'extended');
    expect(fieldOf(explanation, 'bedrock_logs.stop_reason')).toMatchObject({
      type: 'keyword',
      from: ['output.outputBodyJson[].delta.stop_reason'],
    });
    expect(fieldOf(explanation, 'bedrock_logs.usage.total_input_tokens')?.value).toBe('20322');
    expect(fieldOf(explanation, 'bedrock_logs.inference_region')?.from).toEqual(['inferenceRegion']);
  });
});

describe('what no field holds', () => {
  const paths = (explanation: Explanation) => explanation.unmapped.map(({ path }) => path);

  test('the integration does not read the stop reason of streams, the extended profile does', () => {
    const path = 'output.outputBodyJson[].delta.stop_reason';
    expect(explained(blocked).unmapped).toContainEqual({
      path,
      value: '"end_turn"',
      note: 'not mapped by the integration; bedrock_logs.stop_reason of the extended profile holds it',
    });
    expect(paths(explained(blocked, 'extended'))).not.toContain(path);
  });

  test('settings of a body stand only inside the text of the prompt', () => {
    expect(explained(blocked).unmapped).toContainEqual({
      path: 'input.inputBodyJson.anthropic_version',
      value: '"bedrock-2023-05-31"',
      note: 'only inside the text of gen_ai.prompt',
    });
  });

  test('and nowhere once that text was removed', () => {
    const explanation = explained(recordOf({ prompt: 'x'.repeat(40_000), seed: 7 }, undefined));
    expect(explanation.unmapped).toContainEqual({
      path: 'input.inputBodyJson.seed',
      value: '7',
      note: 'no field holds it: the text of its body was removed',
    });
  });

  test('what the events of a stream tell is named by where it stands in them', () => {
    expect(explained(blocked).unmapped).toContainEqual({
      path: 'output.outputBodyJson[].amazon-bedrock-guardrailAction',
      value: '"INTERVENED"',
      note: 'only inside the text of gen_ai.completion',
    });
    const nova = recordOf(undefined, [{ metadata: { usage: { inputTokens: 7, totalTokens: 9.0 } } }]);
    expect(explained(nova).unmapped.map(({ path, value }) => [path, value])).toEqual([
      ['output.outputBodyJson[].metadata.usage.inputTokens', '7'],
      ['output.outputBodyJson[].metadata.usage.totalTokens', '9'],
    ]);
  });

  test('what a field holds is not among them', () => {
    const held = ['input.inputBodyJson.max_tokens', 'inferenceRegion', 'input.cacheReadInputTokenCount'];
    for (const path of held) expect(paths(explained(cached))).not.toContain(path);
  });
});

describe('remarks', () => {
  test.each([
    [
      'cached tokens',
      cached,
      'gen_ai.usage.prompt_tokens holds uncached input only: 4,118 of the 20,322 tokens that the model read.',
    ],
    ['pairs that are lost', blocked, 'Which confidence and action belong to which violation code is lost'],
    ['findings that passed', blocked, '"INSULTS" passed (action NONE)'],
    ['a stop reason that is not read', blocked, 'The stop reason "end_turn" is not in gen_ai.response.finish_reasons'],
    ['a body in S3', { input: { inputBodyS3Path: 's3://a' } }, 'The input body is in S3'],
    ['a pipeline that stops', recordOf(undefined, 'a text'), 'The integration stops on this record'],
  ])('%s', (_name, record, sentence) => {
    expect(explained(record).remarks.join('\n')).toContain(sentence);
  });

  test('a plain record has none', () => {
    const plain = recordOf({ max_tokens: 1, messages: [] }, { type: 'message', content: [], stop_reason: 'end_turn' });
    expect(explained(plain).remarks).toEqual([]);
  });
});

describe('limits', () => {
  test('rows are limited, and it is said', () => {
    const many = Object.fromEntries(Array.from({ length: MAX_ROWS + 10 }, (_, i) => [`field${i}`, i]));
    const explanation = explained({ ...recordOf(undefined, undefined), ...many });
    expect(explanation.fields).toHaveLength(MAX_ROWS);
    expect(explanation.remarks).toContain(`Only the first ${MAX_ROWS} fields are listed.`);
  });

  test('a path is looked for in so many places, then no more', () => {
    const list = Array.from({ length: 2_000 }, () => ({ a: { b: 1 } }));
    const locator = new Locator(tapeOf({ list }));
    const found = Array.from({ length: 1_000 }, () => locator.locate('list.a.c') ?? locator.locate('list.a.b'));
    expect(found[0]?.path).toBe('list[].a.b');
    expect(found.at(-1)).toBeUndefined();
  });
});

test('a document that is no JSON explains nothing', () => {
  expect(explain(tapeOf({}), Buffer.from('no'), 'integration')).toEqual({ fields: [], unmapped: [], remarks: [] });
});

test('every record of the shapes is explained: each field of its document has a row', () => {
  const path = new URL('../../fixtures/shapes/shapes.jsonl', import.meta.url);
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue;
    for (const profile of ['integration', 'extended'] as const) {
      const { fields } = explained(line, profile);
      expect(fields.length).toBeGreaterThan(10);
      for (const row of fields) expect(row.type).not.toBe('');
    }
  }
});
