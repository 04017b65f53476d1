import { describe, expect, test } from 'vitest';
import { readConversation } from '../../../src/ecs/conversation.ts';
import { Digest } from '../../../src/ecs/extended/digest.ts';
import { writeExtended } from '../../../src/ecs/extended/document.ts';
import { callerName, modelName } from '../../../src/ecs/extended/identity.ts';
import { ScalarReader } from '../../../src/ecs/extended/scalars.ts';
import { EXTENDED_FIELDS } from '../../../src/ecs/extended/table.ts';
import { conversationTexts } from '../../../src/ecs/extended/texts.ts';
import { DATA_STREAMS } from '../../../src/ecs/fields.ts';
import type { Origin } from '../../../src/ecs/model.ts';
import { MAX_SYMBOLS } from '../../../src/json/symbols.ts';
import { Tape } from '../../../src/json/tape.ts';
import { ByteWriter } from '../../../src/json/writer.ts';
import { conversationOf, recordOf, scalarsOf, tapeOf } from './conversations.ts';

const ORIGIN: Origin = { kind: 's3', bucket: 'logs', key: 'a/b.json.gz', modified: 0, offset: 12, line: 3 };

/** The `bedrock_logs` object that is written for a record, undefined if there is none. */
function written(record: unknown, origin: Origin | undefined = undefined): unknown {
  const tape = tapeOf(record);
  const out = new ByteWriter(8);
  out.byte(0x7b);
  writeExtended(out, tape, new ScalarReader().read(tape), conversationTexts(readConversation(tape)), origin);
  out.byte(0x7d);
  return (JSON.parse(Buffer.from(out.bytes.subarray(0, out.length)).toString()) as { bedrock_logs?: unknown })
    .bedrock_logs;
}

describe('names of models', () => {
  test.each([
    ['anthropic.claude-3-haiku-20240307-v1:0', 'anthropic.claude-3-haiku-20240307', 'anthropic', undefined],
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'anthropic.claude-haiku-4-5-20251001', 'anthropic', 'us'],
    ['global.anthropic.claude-opus-4-6-v1', 'anthropic.claude-opus-4-6', 'anthropic', 'global'],
    ['apac.amazon.nova-micro-v1:0', 'amazon.nova-micro', 'amazon', 'apac'],
    ['amazon.nova-lite-v1:0:300k', 'amazon.nova-lite', 'amazon', undefined],
    ['anthropic.claude-v2:1', 'anthropic.claude-v2', 'anthropic', undefined],
    ['anthropic.claude-instant-v1', 'anthropic.claude-instant-v1', 'anthropic', undefined],
    ['cohere.rerank-v3-5:0', 'cohere.rerank-v3-5', 'cohere', undefined],
    ['us.openai.gpt-oss-120b-1:0', 'openai.gpt-oss-120b', 'openai', 'us'],
    ['house-model-v1', 'house-model', undefined, undefined],
    [
      'arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-1-8b-instruct-v1:0',
      'meta.llama3-1-8b-instruct',
      'meta',
      undefined,
    ],
    ['arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.deepseek.r1-v1:0', 'deepseek.r1', 'deepseek', 'eu'],
    [
      'arn:aws:bedrock:us-west-2:111122223333:application-inference-profile/a1b2',
      undefined,
      undefined,
      'application-inference-profile/a1b2',
    ],
    ['arn:aws:bedrock:us-west-2:111122223333:imported-model/q9', undefined, undefined, 'imported-model/q9'],
    [
      'arn:aws:bedrock:us-west-2:111122223333:custom-model/amazon.titan-text-lite-v1:0:4k/z7',
      'amazon.titan-text-lite',
      'amazon',
      'custom-model/amazon.titan-text-lite-v1:0:4k/z7',
    ],
    ['arn:aws', 'arn:aws', undefined, undefined],
    ['v1:0', 'v1', undefined, undefined],
  ])('%s', (id, name, vendor, profile) => {
    expect({ name: undefined, vendor: undefined, profile: undefined, ...modelName(id) }).toEqual({
      name,
      vendor,
      profile,
    });
  });

  test.each([
    [
      'a model that the answer names',
      recordOf({ messages: [] }, { model: 'claude-x', type: 'message' }),
      'claude-x',
      undefined,
    ],
    [
      'one that a stream names',
      recordOf(undefined, [{ type: 'message_start', message: { model: 'claude-y' } }]),
      'claude-y',
      undefined,
    ],
    [
      'one that the request names',
      recordOf({ model: 'us.openai.gpt-6-v1:0', input: 'Hi' }, undefined),
      'openai.gpt-6',
      'openai',
    ],
    [
      'none, but a body that is Anthropic’s',
      recordOf({ anthropic_version: 'x', messages: [] }, undefined),
      undefined,
      'anthropic',
    ],
  ])('an application profile is named by its bodies: %s', (_name, record, name, vendor) => {
    const modelId = 'arn:aws:bedrock:us-west-2:111122223333:application-inference-profile/a1b2';
    const scalars = scalarsOf({ ...record, modelId });
    expect([scalars.modelName, scalars.modelVendor]).toEqual([name, vendor]);
  });
});

test.each([
  ['arn:aws:sts::111122223333:assumed-role/Chat/session-1', 'Chat/session-1'],
  ['arn:aws:iam::111122223333:user/team/ada', 'ada'],
  ['arn:aws:iam::111122223333:role/path/Reader', 'Reader'],
  ['arn:aws:iam::111122223333:root', 'root'],
  ['arn:broken', 'arn:broken'],
  ['<redacted>', '<redacted>'],
])('the caller of %s is %s', (arn, caller) => {
  expect(callerName(arn)).toBe(caller);
});

describe('tokens: the envelope first, else the body', () => {
  const openai = { prompt_tokens: 24318, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 24316 } };
  test.each([
    [
      'the envelope alone',
      { inputTokenCount: 4118, cacheReadInputTokenCount: 16204, cacheWriteInputTokenCount: 0 },
      undefined,
      [4118, 16204, 0, 20322],
    ],
    [
      'an envelope without cache counters',
      { inputTokenCount: 2 },
      { object: 'chat.completion', usage: openai },
      [2, 24316, undefined, 24318],
    ],
    [
      'no envelope: OpenAI counts what is cached as prompt',
      {},
      { object: 'chat.completion', usage: openai },
      [2, 24316, undefined, 24318],
    ],
    [
      'Anthropic counts it apart',
      {},
      { usage: { input_tokens: 8, cache_read_input_tokens: 20, cache_creation_input_tokens: 3 } },
      [8, 20, 3, 31],
    ],
    ['Converse too', {}, { usage: { inputTokens: 3, cacheWriteInputTokens: 24 } }, [3, undefined, 24, 27]],
    [
      'Nova spells it otherwise',
      {},
      { usage: { inputTokens: 3, cacheReadInputTokenCount: 7, cacheWriteInputTokenCount: 0 } },
      [3, 7, 0, 10],
    ],
    [
      'Responses counts as OpenAI does',
      {},
      {
        object: 'response',
        usage: { input_tokens: 12, input_tokens_details: { cached_tokens: 4, cache_write_tokens: 1 } },
      },
      [7, 4, 1, 12],
    ],
    [
      'more cached than counted is no negative number',
      {},
      { usage: { prompt_tokens: 1, prompt_tokens_details: { cached_tokens: 4 } } },
      [0, 4, undefined, 4],
    ],
    [
      'the kinds of cache add up',
      {},
      { usage: { cache_creation: { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 3 } } },
      [undefined, undefined, 5, 5],
    ],
    ['nothing counted', {}, { type: 'message' }, [undefined, undefined, undefined, undefined]],
    [
      'counts that are none',
      { inputTokenCount: -1, cacheReadInputTokenCount: 1.5 },
      { usage: { input_tokens: '7', output_tokens: 1e30 } },
      [undefined, undefined, undefined, undefined],
    ],
  ])('%s', (_name, counts, output, tokens) => {
    const scalars = scalarsOf({ input: { ...counts }, output: { outputBodyJson: output } });
    expect([scalars.inputTokens, scalars.cacheReadTokens, scalars.cacheWriteTokens, scalars.totalInputTokens]).toEqual(
      tokens,
    );
  });

  test('a float that is whole is a count: guardrails turn integers into these', () => {
    expect(
      scalarsOf('{"output":{"outputBodyJson":{"inputTextTokenCount":28.0,"results":[{"tokenCount":1.97e2}]}}}'),
    ).toMatchObject({
      inputTokens: 28,
      outputTokens: 197,
    });
  });

  test('what a kind of cache holds is kept apart', () => {
    const byTtl = {
      usage: {
        cacheDetails: [
          { ttl: '5m', inputTokens: 4 },
          { ttl: '1h', inputTokens: 6 },
        ],
      },
    };
    expect(scalarsOf(recordOf(undefined, byTtl))).toMatchObject({ cacheWrite5mTokens: 4, cacheWrite1hTokens: 6 });
  });
});

test.each([
  [{ max_tokens: 1, temperature: 0.5, top_p: 0.9, top_k: 3, stop_sequences: ['a', 'b'] }, [1, 0.5, 0.9, 3, ['a', 'b']]],
  [
    {
      inferenceConfig: { maxTokens: 2, temperature: 0, topP: 1, stopSequences: [''] },
      additionalModelRequestFields: { top_k: 250 },
    },
    [2, 0, 1, 250, []],
  ],
  [{ inferenceConfig: { max_new_tokens: 3, top_k: 20 } }, [3, undefined, undefined, 20, []]],
  [
    { textGenerationConfig: { maxTokenCount: 4, topP: 0.1, stopSequences: ['x'] } },
    [4, undefined, 0.1, undefined, ['x']],
  ],
  [{ max_gen_len: 5 }, [5, undefined, undefined, undefined, []]],
  [{ max_tokens_to_sample: 6, top_k: 1 }, [6, undefined, undefined, 1, []]],
  [{ message: 'x', p: 0.7, k: 2, stop: 'y' }, [undefined, undefined, 0.7, 2, ['y']]],
  [
    { max_completion_tokens: 7, temperature: 'hot', inferenceConfig: { temperature: 0.2 } },
    [7, 0.2, undefined, undefined, []],
  ],
])('settings of %j', (body, expected) => {
  const s = scalarsOf(recordOf(body, undefined));
  expect([s.maxTokens, s.temperature, s.topP, s.topK, s.stopSequences]).toEqual(expected);
});

describe('what would not be indexed', () => {
  test.each([
    ['a long prompt', recordOf({}, {}), { prompt: 32_767, completion: 32_766 }, ['prompt: above 32766 characters']],
    ['a long completion', recordOf({}, {}), { prompt: 0, completion: 99_999 }, ['completion: above 32766 characters']],
    [
      'bodies in S3',
      { input: { inputBodyS3Path: 's3://a' }, output: { outputBodyS3Path: 's3://b' } },
      undefined,
      ['prompt: body in S3', 'completion: body in S3'],
    ],
    [
      'a long artifact',
      { artifacts: [{ base64: 'A'.repeat(32_767) }] },
      undefined,
      ['artifact: above 32766 characters'],
    ],
    ['nothing', { artifacts: [{ base64: 'A'.repeat(32_766) }] }, undefined, []],
  ])('%s', (_name, record, sizes, reasons) => {
    expect(scalarsOf(record, sizes).notIndexed).toEqual(reasons);
  });
});

describe('the document', () => {
  const record = {
    ...recordOf({ system: 'Be "brief".', messages: [{ role: 'user', content: 'Hi\u0007' }], max_tokens: 5 }, [
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'He' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'y' } },
      { type: 'message_stop', 'amazon-bedrock-invocationMetrics': { invocationLatency: 700, firstByteLatency: 80 } },
    ]),
    identity: { arn: 'arn:aws:iam::1:user/ada' },
    inferenceRegion: 'eu-west-3',
    requestMetadata: { 'cost.center': '7', empty: '' },
  };

  test('holds every field that the record has something for, and no other', () => {
    expect(written(record, ORIGIN)).toEqual({
      latency: 700,
      first_byte_latency: 80,
      caller: 'ada',
      inference_region: 'eu-west-3',
      model: { name: 'example.model', vendor: 'example', profile: 'eu' },
      inference: { max_tokens: 5 },
      request_metadata: { 'cost.center': '7' },
      prompt_text: 'Be "brief".\nHi\u0007',
      completion_text: 'Hey',
      reasoning_text: 'Hm.',
      conversation_id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      source: { path: 's3://logs/a/b.json.gz', line: 3 },
    });
  });

  test('is left out where nothing is known', () => {
    expect(written({})).toBeUndefined();
  });

  test('has only fields of the table, each under its type in the schema', () => {
    const fields = new Map(DATA_STREAMS[0]?.extended.map(({ field, type }) => [field, type]));
    const visit = (value: unknown, path: string): void => {
      if (typeof value === 'object' && value !== null && !Array.isArray(value) && fields.get(path) !== 'flattened') {
        for (const [name, inner] of Object.entries(value)) visit(inner, `${path}.${name}`);
      } else expect(fields.has(path), path).toBe(true);
    };
    visit(written(record, ORIGIN), 'bedrock_logs');
    expect(EXTENDED_FIELDS.map(({ field, type }) => [field, type])).toEqual([...fields]);
  });
});

describe('the id of a conversation', () => {
  const idOf = (messages: unknown, more: Record<string, unknown> = {}) =>
    conversationTexts(conversationOf(recordOf({ messages, ...more }, undefined))).conversationId;
  const first = { role: 'user', content: [{ text: 'Find my order' }] };
  const later = [
    first,
    { role: 'assistant', content: [{ text: 'Which?' }] },
    { role: 'user', content: [{ text: 'The red one' }] },
  ];

  test('stays the same while the conversation grows and cache marks move', () => {
    expect(idOf(later)).toBe(idOf([first]));
    expect(idOf([{ ...first, content: [...first.content, { cachePoint: {} }] }])).toBe(idOf([first]));
  });

  test('differs with the first message and with the instructions', () => {
    expect(idOf([{ role: 'user', content: [{ text: 'Find my orders' }] }])).not.toBe(idOf([first]));
    expect(idOf([first], { system: [{ text: 'Be kind.' }] })).not.toBe(idOf([first]));
  });

  test('does not depend on where the log has put a picture', () => {
    const picture = (uri: string) => [
      { role: 'user', content: [{ image: { format: 'png', source: { s3Uri: uri } } }] },
    ];
    expect(idOf(picture('s3://a/1'))).toBe(idOf(picture('s3://a/2')));
  });

  test('is absent for bodies that are no conversation', () => {
    expect(conversationTexts(conversationOf(recordOf({ prompt: 'Hi' }, undefined))).conversationId).toBeUndefined();
  });

  test('is 64 bits that differ for similar texts', () => {
    const digestOf = (...texts: readonly string[]) => {
      const digest = new Digest();
      for (const text of texts) digest.add(text);
      return digest.value;
    };
    const ids = new Set(Array.from({ length: 20_000 }, (_, i) => digestOf(`conversation ${i}`)));
    expect(ids.size).toBe(20_000);
    expect(digestOf('ab', 'c')).not.toBe(digestOf('a', 'bc'));
  });
});

test('symbols are found anew on a tape that has forgotten them, and on another tape', () => {
  const reader = new ScalarReader();
  const record = Buffer.from(
    JSON.stringify(recordOf({ max_tokens: 3 }, { stop_reason: 'end_turn', usage: { input_tokens: 4 } })),
  );
  const tape = new Tape();
  const expected = { maxTokens: 3, stopReason: 'end_turn', inputTokens: 4 };
  tape.parse(record, 0, record.length);
  expect(reader.read(tape)).toMatchObject(expected);
  const flood = Buffer.from(`{${Array.from({ length: MAX_SYMBOLS + 1 }, (_, i) => `"k${i}":0`).join(',')}}`);
  tape.parse(flood, 0, flood.length);
  tape.parse(record, 0, record.length);
  expect(reader.read(tape)).toMatchObject(expected);
  const other = new Tape(['usage', 'input']);
  other.parse(record, 0, record.length);
  expect(reader.read(other)).toMatchObject(expected);
});
