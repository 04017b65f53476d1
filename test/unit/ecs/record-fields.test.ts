/** What becomes of the record itself: moves, new names, messages, empties. */
import { describe, expect, test } from 'vitest';
import { RENAMED_KEYS, snakeCase } from '../../../src/ecs/names.ts';
import { fieldOf, fieldsOf, PRESERVING, plain } from './mapping.ts';
import { answered, asked, record } from './records.ts';

const INVOCATION = 'aws_bedrock.invocation';

function invocation(changes: Parameters<typeof record>[0]): unknown {
  const fields = fieldOf(record(changes), INVOCATION) as Record<string, unknown>;
  const { request_id: _, model_id: __, ...rest } = fields;
  return rest;
}

describe('moves', () => {
  test('the envelope moves out of the record', () => {
    const fields = fieldsOf(record());
    const moved = [
      'event.action',
      'user.id',
      'gen_ai.user.id',
      'cloud.account.id',
      'cloud.region',
      'gen_ai.request.id',
    ];
    expect(moved.map((field) => fields.get(field))).toEqual([
      'Converse',
      'arn:aws:iam::111122223333:user/ada',
      'arn:aws:iam::111122223333:user/ada',
      '111122223333',
      'us-east-1',
      'request-1',
    ]);
    expect(invocation({})).toEqual({});
  });

  test.each([
    [
      'an odd type moves as it is',
      { accountId: 1.5, region: ['a', ''], operation: { modelId: 'x' } },
      'cloud',
      {
        account: { id: '<1.5>' },
        region: ['a'],
        service: { name: 'bedrock' },
      },
    ],
    ['keys in what moves are not renamed', { operation: { modelId: 'x' } }, 'event.action', { modelId: 'x' }],
    ['no identity', { identity: null }, 'user', undefined],
    ['an identity that is a text stays', { identity: 'me' }, `${INVOCATION}.identity`, 'me'],
    [
      'what is beside the ARN stays',
      { identity: { arn: 'a', modelId: 1 } },
      `${INVOCATION}.identity`,
      {
        model_id: '<1>',
      },
    ],
    ['an empty region goes', { region: '' }, 'cloud.region', undefined],
  ])('%s', (_, changes, field, expected) => {
    expect(fieldOf(record(changes), field)).toEqual(expected);
  });
});

describe('new names', () => {
  test('every listed key, deep in objects and in objects of lists', () => {
    for (const key of RENAMED_KEYS) {
      expect(snakeCase(key)).toMatch(/^[a-z0-9_]+$/);
      expect(invocation({ extra: [{ a: { [key]: 1 } }] })).toEqual({ extra: [{ a: { [snakeCase(key)]: '<1>' } }] });
    }
  });

  test.each([
    [
      'in a list in a list nothing',
      { extra: [[{ modelId: 1 }], { modelId: 2 }] },
      {
        extra: [[{ modelId: '<1>' }], { model_id: '<2>' }],
      },
    ],
    [
      'others keep theirs',
      { inferenceRegion: 'x', requestMetadata: { Model: 'y' }, ModelId: 'z' },
      {
        inferenceRegion: 'x',
        requestMetadata: { Model: 'y' },
        ModelId: 'z',
      },
    ],
    ['the snake-case twin stays', { extra: { stopReason: 1, stop_reason: 2 } }, { extra: { stop_reason: '<2>' } }],
    [
      'a twin that is null takes both away',
      { extra: { stopReason: 1, stop_reason: null, a: 1 } },
      {
        extra: { a: '<1>' },
      },
    ],
    ['escaped keys are the same keys', { extra: { 'stop\u0052eason': 1 } }, { extra: { stop_reason: '<1>' } }],
  ])('%s', (_, changes, expected) => {
    expect(invocation(changes)).toEqual(expected);
  });

  test('a twin of the body is the body, but not the prompt', () => {
    const changes = { input: { inputBodyJson: { max_tokens: 1 }, input_body_json: { max_tokens: 2 } } };
    expect(fieldOf(record(changes), 'gen_ai.prompt')).toBe('{"max_tokens":1}');
    expect(fieldOf(record(changes), 'gen_ai.request.max_tokens')).toBe('<2>');
  });
});

describe('model', () => {
  test.each([
    ['amazon.nova', {}, { id: 'amazon.nova', type: 'amazon' }],
    ['us.anthropic.x', { us_version: 'v', anthropic_version: 'w' }, { id: 'us.anthropic.x', type: 'us', version: 'v' }],
    ['anthropic.x', { anthropic_version: 7 }, { id: 'anthropic.x', type: 'anthropic', version: '<7>' }],
    ['schema.x', { schemaVersion: 'renamed' }, { id: 'schema.x', type: 'schema', version: 'renamed' }],
    ['arn:a/b.c', { 'arn:a/b_version': 1 }, { id: 'arn:a/b.c', type: 'arn:a/b', version: '<1>' }],
    ['nodot', { nodot_version: 1 }, { id: 'nodot' }],
    ['.x', { _version: 1 }, { id: '.x', version: '<1>' }],
  ])('%s', (modelId, body, expected) => {
    expect(fieldOf(asked(body, { modelId }), 'gen_ai.request.model')).toEqual(expected);
  });

  test('without an input body there is no type', () => {
    expect(fieldOf(record(), 'gen_ai.request.model')).toEqual({ id: 'amazon.nova-lite-v1:0' });
  });
});

describe("the record's own system and messages", () => {
  test.each([
    ['a text', 'Be kind.', { type: 'text', text: 'Be kind.' }],
    ['an empty text', '', { type: 'text' }],
    ['a list', [{ text: 'x' }], [{ text: 'x' }]],
    ['an object', { text: 'x', cache: 1 }, { text: 'x', cache: '<1>' }],
  ])('system: %s', (_, system, expected) => {
    expect(invocation({ system })).toEqual({ system: expected });
  });

  test.each([
    ['a text', 'Hi', { type: 'text', text: 'Hi' }],
    ['an empty text', '', { type: 'text', text: '{"text":""}' }],
    ['a number', 5, '<5>'],
    ['null', null, undefined],
    ['a text object', { text: 'Hi', cache: 1 }, { type: 'text', text: 'Hi' }],
    ['a type of its own', { type: 'x', text: 'Hi' }, { type: 'x', text: 'Hi' }],
    ['a type that is null', { type: null, text: 'Hi' }, { text: 'Hi' }],
    ['only a type', { type: 'x' }, { type: 'x', text: '{}' }],
    ['nothing', {}, { type: 'text', text: '{}' }],
    ['content', { type: 'r', content: 'used', text: '' }, { type: 'r', text: 'used' }],
    ['a text before the content', { content: 'not', text: 'used' }, { type: 'text', text: 'used' }],
    [
      'content as JSON',
      { content: { modelId: ['é/<>&"\n', 1e-7, null] } },
      {
        type: 'text',
        text: '{"model_id":["é/<>&\\"\\n",1.0E-7,null]}',
      },
    ],
    ['content null', { content: null }, { type: 'text', text: 'null' }],
    ['content true', { content: true }, { type: 'text', text: 'true' }],
    ['empty content', { content: '' }, { type: 'text', text: '{"text":""}' }],
    ['empty content, and all else goes', { content: '', text: 5, id: 1 }, { type: 'text', text: '{"text":""}' }],
    ['an empty text alone', { text: '' }, { type: 'text', text: '{"text":""}' }],
    [
      'fields as JSON',
      { type: 'image', source: { data: 'QQ==', finishReason: '' } },
      {
        type: 'image',
        text: '{"source":{"data":"QQ==","finish_reason":""}}',
      },
    ],
    ['a text that is a number', { text: 5 }, { type: 'text', text: '{"text":5}' }],
    [
      'several',
      [{ text: 'a' }, 'b', 'c', { content: 'd' }],
      [{ type: 'text', text: 'a' }, 'b', 'c', { type: 'text', text: 'd' }],
    ],
  ])('content: %s', (_, content, expected) => {
    const message = expected === undefined ? { role: 'user' } : { role: 'user', content: expected };
    expect(invocation({ messages: [{ role: 'user', content }] })).toEqual({ messages: [message] });
    expect(invocation({ messages: { role: 'user', content } })).toEqual({ messages: message });
  });
});

describe('kinds of contents', () => {
  test.each([
    [[{ text: 'a' }, { text: null }, { text: '', document: {} }], ['text']],
    [
      [{ document: { format: 'pdf' } }, { document: {} }, { document: { format: null } }],
      ['document/pdf', 'document', 'document/null'],
    ],
    [
      [{ document: { format: '' } }, { document: { format: 7 } }],
      ['document/', 'document/7'],
    ],
    [[{ image: {} }, 'text', 5], undefined],
    ['text', undefined],
  ])('%j', (content, expected) => {
    const field = `${INVOCATION}.input.messages_content_kinds`;
    expect(fieldOf(asked({ messages: [{ content }, { content: 'x' }] }), field)).toEqual(expected);
    expect(fieldOf(asked({ messages: { content } }), field)).toBeUndefined();
    const listed = { messages_content_kinds: ['own', null, 'text'], inputBodyJson: { messages: [{ content }] } };
    const all = new Set(['own', 'text', ...((expected ?? []) as string[])]);
    expect(new Set(fieldOf(record({ input: listed }), field) as string[])).toEqual(all);
  });
});

describe('answers', () => {
  test.each([
    [
      { id: 'a', stop_reason: 'end' },
      { id: 'a', finish_reasons: 'end' },
    ],
    [
      { id: 7, stopReason: 'end' },
      { id: '<7>', finish_reasons: 'end' },
    ],
    [{ id: '', stopReason: 'x', stop_reason: 'y' }, { finish_reasons: 'y' }],
    [[{ message: { id: null } }, { message: { id: 'b', role: 'r' } }, { message: { id: 'c' } }], { id: 'b' }],
    [[{ id: 'a', stop_reason: 'x' }, null, 'text'], undefined],
  ])('%j', (body, expected) => {
    const response = fieldOf(answered(body), 'gen_ai.response') as Record<string, unknown>;
    expect(response).toEqual({ timestamp: '2026-03-04T05:06:07.000Z', ...expected });
  });

  test('of a stream: the role of the message with the id, the times of the last metrics', () => {
    const metrics = (invocationLatency: number | null, firstByteLatency?: number) => ({
      'amazon-bedrock-invocationMetrics': { invocationLatency, ...(firstByteLatency && { firstByteLatency }) },
    });
    const body = [{ message: { id: 'a', role: 'assistant' } }, metrics(1, 2), metrics(3), metrics(null, 5)];
    expect(fieldOf(answered(body), 'gen_ai.request.model.role')).toBe('assistant');
    expect(fieldOf(answered(body), 'gen_ai.performance')).toMatchObject({ response_time: '<3>' });
    expect(fieldOf(answered(body), 'gen_ai.performance.start_response_time')).toBeUndefined();
    expect(fieldOf(answered([...body, metrics(7, 4)]), 'gen_ai.performance')).toMatchObject({
      response_time: '<7>',
      start_response_time: '<4>',
    });
  });

  test.each([
    [{ errorCode: 'ThrottlingException' }, 'failure'],
    [{ error_code: 'x' }, 'failure'],
    [{ errorCode: null }, 'success'],
    [{}, 'success'],
  ])('%j is a %s', (changes, expected) => {
    expect(fieldOf(record(changes), 'event.outcome')).toBe(expected);
  });
});

describe('empties', () => {
  test.each([
    [{ a: null, b: '', c: [], d: {}, e: [null, '', {}, [[]]], f: { g: { h: [{}] } } }, {}],
    [
      { k: false, l: 0, m: ' ', n: [0, null, { o: '' }, [null, 2]] },
      {
        k: false,
        l: '<0>',
        m: ' ',
        n: ['<0>', ['<2>']],
      },
    ],
  ])('%j', (changes, expected) => {
    expect(invocation(changes)).toEqual(expected);
  });

  test.each([
    ['a body alone leaves an empty object', { input: { inputBodyJson: { a: 1 } } }, {}],
    ['an empty body leaves nothing', { input: { inputBodyJson: { a: '' } } }, undefined],
    ['no body leaves nothing', { input: { inputContentType: '' } }, undefined],
    [
      'what is beside it stays',
      { input: { inputBodyJson: { a: 1 }, inputContentType: 'x' } },
      {
        input_content_type: 'x',
      },
    ],
  ])('%s', (_, changes, expected) => {
    expect(fieldOf(record(changes), `${INVOCATION}.input`)).toEqual(expected);
  });

  test('bodies stay with the tag, without their empties; elements that are no objects are wrapped', () => {
    const options = { tags: PRESERVING };
    const body = [{ stopReason: 'x', a: null }, 'end', 7, null, [{ stopReason: 'y' }]];
    expect(fieldOf(answered(body), `${INVOCATION}.output.output_body_json`, options)).toEqual([
      { stop_reason: 'x' },
      { value: 'end' },
      { value: '<7>' },
      { value: [{ stopReason: 'y' }] },
    ]);
    expect(fieldOf(asked({ modelId: '', a: [1] }), `${INVOCATION}.input.input_body_json`, options)).toEqual({
      a: ['<1>'],
    });
  });
});

describe('around the document', () => {
  test('tags, namespace and constants', () => {
    const fields = fieldsOf(record({ tags: ['of the record'] }), { tags: ['a', 'b'], namespace: 'team' });
    expect(fields.get('tags')).toEqual(['a', 'b']);
    expect(fields.get('data_stream.namespace')).toBe('team');
    expect(fields.get('log.file.path')).toBe('/logs/a.json.gz');
    expect(fields.get('event.dataset')).toBe('aws_bedrock.invocation');
    expect(fieldsOf(record(), { tags: [] }).has('tags')).toBe(false);
  });

  test('numbers beyond double range are texts where a number cannot stand', () => {
    expect(fieldOf(`{"a":1e999,"b":[-1e999],"c":123456789012345678901}`, INVOCATION)).toEqual({
      a: 'Infinity',
      b: ['-Infinity'],
      c: '<123456789012345678901>',
    });
  });
});

test('of two spellings of one field the same one stands last, whatever the log has', () => {
  for (const extra of [
    { 'a.b': 1, a: { b: 2 } },
    { a: { b: 2 }, 'a.b': 1 },
  ]) {
    expect(plain(fieldsOf(record({ extra })).get(`${INVOCATION}.extra.a.b`))).toBe('<1>');
  }
});
