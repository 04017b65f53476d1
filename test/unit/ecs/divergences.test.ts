/** One test for each listed difference from the integration's documents, and none for one that is not listed. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DIVERGENCES } from '../../../src/ecs/divergences.ts';
import { mappingPage } from '../../rig/mapping-page.ts';
import { readText } from '../records/reading.ts';
import { fieldOf, fieldsOf, mapperOf, plain } from './mapping.ts';
import { answered, asked, record } from './records.ts';

const EXTENDED = { profile: 'extended' } as const;

/** The document's fields, which must be those of a whole document. */
function whole(input: object | string): Record<string, unknown> {
  const fields = fieldsOf(input);
  expect(fields.get('gen_ai.system')).toBe('aws');
  expect(fields.get('event.outcome')).toMatch(/^(success|failure)$/);
  expect(fields.has('gen_ai.performance.request_size')).toBe(true);
  expect(plain(fields.get('error.message'))).toHaveLength(1);
  return Object.fromEntries([...fields].map(([field, value]) => [field, plain(value)]));
}

const guarded = (filters: unknown, more: object = {}) =>
  answered({
    stopReason: 'guardrail_intervened',
    trace: { guardrail: { inputAssessment: { g: { contentPolicy: { filters } } }, ...more } },
  } as never);

const LONG = 'word '.repeat(8000);

const TESTS: Readonly<Record<string, () => void>> = {
  'no-object': () => {
    for (const text of ['', 'null', '17', '"text"', '{"a":1,}', "{'a':1}", '{"a":NaN}', '{"a":"\t"}', '{} {}']) {
      const { document, error } = mapperOf()(text);
      expect([text, document, /^\d+: ./.test(error)]).toEqual([text, undefined, true]);
    }
  },
  'several-on-a-line': () => {
    const text = `${JSON.stringify(record())}${JSON.stringify(record({ requestId: 'request-2' }))}\n`;
    const ids = readText(text).records.map((each) => fieldOf(each.text, 'gen_ai.request.id'));
    expect(ids).toEqual(['request-1', 'request-2']);
  },
  'event-list': () => {
    expect(whole('[{"message":{"id":"m"}},{"delta":{"text":"Hi"}},"[DONE]"]')).toMatchObject({
      'aws_bedrock.invocation.output.completion_text': 'Hi',
      'gen_ai.response.id': 'm',
      '@timestamp': '2026-11-21T00:00:00.000Z',
    });
  },
  'byte-order-mark': () => {
    expect(whole(`\ufeff${JSON.stringify(record())}`)).toMatchObject({ 'gen_ai.request.id': 'request-1' });
  },
  'duplicate-key': () => {
    const text = JSON.stringify(asked({ a: 1 })).replace('"a":1', '"a":1,"\\u0061":2');
    expect(whole(text)).toMatchObject({ 'gen_ai.prompt': '{"a":2}' });
    expect(whole(`${JSON.stringify(record()).slice(0, -1)},"region":"eu-west-1"}`)).toMatchObject({
      'cloud.region': 'eu-west-1',
    });
  },
  'wide-number': () => {
    const text = JSON.stringify(asked({ a: '#' })).replace('"#"', '-9223372036854775809');
    expect(whole(text)).toMatchObject({ 'gen_ai.prompt': '{"a":-9223372036854775809}' });
    const fits = JSON.stringify(asked({ a: '#' })).replace('"#"', '-9223372036854775808');
    expect(fieldOf(fits, 'error')).toBeUndefined();
  },
  'half-no-object': () => {
    for (const half of ['text', 5, ['x']]) {
      expect(whole(record({ input: half }))).toHaveProperty(['aws_bedrock.invocation.input']);
      expect(whole(record({ output: half }))).toHaveProperty(['aws_bedrock.invocation.output']);
    }
  },
  'input-body-no-object': () => {
    for (const body of ['text', 5, ['x'], true]) {
      const prompt = JSON.stringify(body);
      expect(whole(asked(body))).toMatchObject({ 'gen_ai.prompt': prompt, 'gen_ai.request.model.type': 'amazon' });
    }
  },
  'output-body-scalar': () => {
    for (const body of ['text', 5, true]) {
      expect(whole(answered(body))).toMatchObject({ 'gen_ai.completion': JSON.stringify(body) });
    }
  },
  'inference-config-no-object': () => {
    expect(whole(asked({ inferenceConfig: 'hot', top_p: 1 }))).toMatchObject({ 'gen_ai.request.top_p': '<1.0>' });
    expect(fieldOf(asked({ inferenceConfig: 'hot', temperature: 1 }), 'error')).toBeUndefined();
    expect(fieldOf(asked({ inferenceConfig: null }), 'error')).toBeUndefined();
  },
  'request-fields-no-object': () => {
    const fields = { additionalModelRequestFields: [1] };
    expect(whole(asked({ ...fields, top_p: 1 }))).toMatchObject({ 'gen_ai.request.top_p': '<1.0>' });
    expect(fieldOf(asked({ ...fields, top_k: 1 }), 'error')).toBeUndefined();
  },
  'message-no-object': () => {
    const messages = ['Hi', { content: [{ text: 'x' }] }];
    expect(whole(asked({ messages }))).toMatchObject({
      'gen_ai.input.messages': messages,
      'aws_bedrock.invocation.input.messages_content_kinds': ['text'],
    });
    // The integration passes over a null, and over anything in the record's own messages.
    expect(fieldOf(asked({ messages: [null] }), 'error')).toBeUndefined();
    expect(fieldOf(record({ messages: ['Hi', 1] }), 'error')).toBeUndefined();
    expect(fieldOf(record({ messages: ['Hi'] }), 'aws_bedrock.invocation.messages')).toEqual(['Hi']);
  },
  'stream-element': () => {
    const metrics = { 'amazon-bedrock-invocationMetrics': 'none' };
    const body = [{ message: 'x' }, { delta: { text: 'a' } }, metrics, { message: { id: 'm' } }];
    expect(whole(answered(body))).toMatchObject({
      'gen_ai.response.id': 'm',
      'aws_bedrock.invocation.output.completion_text': 'a',
    });
    expect(fieldOf(answered([{ message: null }]), 'error')).toBeUndefined();
    // It looks no further than the first id, and from the end no further than the last latency.
    const latency = { 'amazon-bedrock-invocationMetrics': { invocationLatency: 1 } };
    expect(fieldOf(answered([{ message: { id: 'm' } }, { message: 'x' }, metrics, latency]), 'error')).toBeUndefined();
    expect(whole(answered([latency, metrics]))).toMatchObject({ 'gen_ai.performance.response_time': '<1>' });
  },
  'stream-without-model': () => {
    const { modelId: _, ...rest } = answered([{ message: { id: 'm', role: 'assistant' } }]);
    expect(whole(rest)).toMatchObject({ 'gen_ai.response.id': 'm', 'gen_ai.request.model.role': 'assistant' });
  },
  'answer-no-object': () => {
    for (const output of [[{ type: 'message' }], 'text']) {
      expect(whole(answered({ id: 'r', output }))).toMatchObject({ 'gen_ai.response.id': 'r' });
    }
  },
  'answer-message': () => {
    expect(whole(answered({ id: 'r', output: { message: 'x' } }))).toMatchObject({ 'gen_ai.response.id': 'r' });
    expect(whole(answered({ content: ['x', { text: 'a' }] }))).toMatchObject({
      'aws_bedrock.invocation.output.completion_text': 'a',
    });
  },
  'guardrail-shape': () => {
    const good = { type: 'HATE', action: 'BLOCKED' };
    expect(whole(guarded([good, 'odd']))).toMatchObject({ 'gen_ai.compliance.violation_code': ['HATE'] });
    expect(whole(guarded([good], { outputAssessments: 'odd' }))).toMatchObject({ 'event.outcome': 'failure' });
    expect(whole(guarded('odd'))).toMatchObject({ 'gen_ai.guardrail_id': ['g'] });
    for (const trace of ['odd', { guardrail: 'odd' }, { guardrail: { inputAssessment: { g: 'odd' } } }]) {
      expect(whole(answered({ id: 'r', trace }))).toMatchObject({ 'gen_ai.response.id': 'r' });
    }
  },
  'output-assessments-map': () => {
    const outputAssessments = { h: [{ contentPolicy: { filters: [{ type: 'INSULTS', action: 'NONE' }] } }] };
    expect(whole(guarded([{ type: 'HATE', action: 'BLOCKED' }], { outputAssessments }))).toMatchObject({
      'gen_ai.guardrail_id': ['g'],
      'gen_ai.compliance.violation_code': ['HATE', 'INSULTS'],
      'gen_ai.policy.action': ['BLOCKED', 'NONE'],
    });
  },
  'null-action': () => {
    expect(
      whole(
        guarded([
          { type: 'HATE', action: null },
          { type: 'X', action: 'BLOCKED' },
        ]),
      ),
    ).toMatchObject({
      'gen_ai.policy.action': ['BLOCKED'],
      'gen_ai.compliance.violation_code': ['HATE', 'X'],
    });
  },
  'mixed-findings': () => {
    expect(whole(guarded([{ type: 'b' }, { type: 1 }, { type: 'a' }]))).toMatchObject({
      'gen_ai.compliance.violation_code': ['b', '<1>', 'a'],
    });
  },
  'artifact-no-object': () => {
    expect(whole(record({ artifacts: ['x', { seed: 1 }] }))).toMatchObject({
      'aws_bedrock.invocation.artifacts': ['x', { seed: '<1>' }],
    });
  },
  'long-bodies': () => {
    const long = asked({ messages: [{ role: 'user', content: [{ text: LONG }] }] });
    expect(fieldOf(long, 'gen_ai.prompt', EXTENDED)).toBeUndefined();
    expect(fieldOf(long, 'bedrock_logs.prompt_text', EXTENDED)).toBe(LONG);
    expect(JSON.stringify(fieldOf(long, 'bedrock_logs.not_indexed', EXTENDED))).toContain('prompt');
  },
  'bodies-in-s3': () => {
    const path = 's3://logs/data/1_input.json.gz';
    const offloaded = record({ input: { inputBodyS3Path: path } });
    expect(fieldOf(offloaded, 'aws_bedrock.invocation.input.input_body_s3_path')).toBe(path);
    expect(JSON.stringify(fieldOf(offloaded, 'bedrock_logs.not_indexed', EXTENDED))).toContain('prompt');
  },
  'unmapped-parts': () => {
    const body = { stopReason: 'end_turn', metrics: { latencyMs: 12 }, usage: { cacheReadInputTokens: 3 } };
    const output = { message: { role: 'assistant', content: [{ text: 'Hi' }] } };
    const rest = { inferenceRegion: 'us-west-2', requestMetadata: { team: 'a' } };
    const { input } = asked({ inferenceConfig: { topP: 0.5, maxTokens: 9 } }) as { readonly input: object };
    const all = { ...answered({ ...body, output }, rest), input };
    expect(fieldOf(all, 'bedrock_logs', EXTENDED)).toMatchObject({
      latency: '<12>',
      stop_reason: 'end_turn',
      usage: { cache_read_tokens: '<3>' },
      inference: { max_tokens: '<9>', top_p: '<0.5>' },
      inference_region: 'us-west-2',
      request_metadata: { team: 'a' },
    });
    expect(fieldOf(all, 'gen_ai.performance.response_time', EXTENDED)).toBeUndefined();
    expect(fieldOf(all, 'bedrock_logs')).toBeUndefined();
  },
  'paired-findings': () => {
    const filters = [
      { type: 'HATE', confidence: 'LOW', action: 'NONE' },
      { type: 'INSULTS', confidence: 'HIGH', action: 'BLOCKED' },
    ];
    expect(fieldOf(guarded(filters), 'bedrock_logs.finding', EXTENDED)).toEqual([
      'input|content_policy|HATE|LOW|NONE',
      'input|content_policy|INSULTS|HIGH|BLOCKED',
    ]);
  },
  'key-order': () => {
    const content = [{ type: 'x', zebra: 1, apple: { b: 1, a: 2 } }];
    expect(fieldOf(record({ messages: [{ content }] }), 'aws_bedrock.invocation.messages')).toEqual([
      { content: [{ type: 'x', text: '{"zebra":1,"apple":{"b":1,"a":2}}' }] },
    ]);
  },
  'renamed-twin': () => {
    for (const body of [
      { stopReason: 'a', stop_reason: 'b' },
      { stop_reason: 'b', stopReason: 'a' },
    ]) {
      expect(fieldOf(answered(body), 'gen_ai.response.finish_reasons')).toBe('b');
    }
  },
  'far-times': () => {
    for (const timestamp of ['2026-03-04T05:06:07Europe/Berlin', '2026-03-04T05:06:07CET', '+1000000', '-1000000']) {
      const { document, warnings } = mapperOf()(JSON.stringify(record({ timestamp })));
      expect(document).toContain('"@timestamp":"2026-11-21T00:00:00.000Z"');
      expect(warnings).toHaveLength(1);
    }
  },
  'half-surrogates': () => {
    const { document } = mapperOf()('{"input":{"inputBodyJson":{"p":"\\ud83d"}},"note":"\\ude00"}');
    expect(document).toContain('\\ud83d');
    expect(JSON.parse(document as string)).toMatchObject({ gen_ai: { prompt: '{"p":"\ud83d"}' } });
  },
};

describe('divergences', () => {
  test.each(DIVERGENCES.map(({ id }) => id))('%s', (id) => {
    expect(Object.keys(TESTS)).toContain(id);
    TESTS[id]?.();
  });

  test('every test is of a listed one, and every id is listed once', () => {
    expect(Object.keys(TESTS)).toEqual(DIVERGENCES.map(({ id }) => id));
  });
});

test('docs/mapping.md is what the code says: `npm run docs` writes it', () => {
  expect(readFileSync(new URL('../../../docs/mapping.md', import.meta.url), 'utf8')).toBe(mappingPage());
});
