/** Prompt, completion, their sizes and hashes, the completion text, the record's own text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KNOWN_NAMES } from '../../../src/ecs/names.ts';
import { renderedUnits, writeRendered } from '../../../src/ecs/rendering.ts';
import { Tape } from '../../../src/json/tape.ts';
import { ByteWriter } from '../../../src/json/writer.ts';
import { fieldOf, PRESERVING, sha1 } from './mapping.ts';
import { answered, asked, record, spelled } from './records.ts';

describe('prompt and completion are written anew', () => {
  test.each([
    ['{"b":1,"a":[true,false,null,"x"],"B":{}}', '{"B":{},"a":[true,false,null,"x"],"b":1}'],
    ['{ "a" : [ 1 , 2 ] }', '{"a":[1,2]}'],
    ['{"\uffee":1,"😀":2,"é":3,"z":4}', '{"z":4,"é":3,"😀":2,"\uffee":1}'],
    ['{"10":1,"9":2,"__proto__":3}', '{"10":1,"9":2,"__proto__":3}'],
    ['{"modelId":1,"stopReason":2}', '{"modelId":1,"stopReason":2}'],
    ['{"q":"a\\"b\\\\c\\nd\\/e"}', '{"q":"a"b\\c\nd/e"}'],
    ['{"\\u0061\\"":"\\ud83d\\ude00 \\ud83d"}', '{"a"":"😀 \ud83d"}'],
    ['[-0,-0.0,1e0,1E10,1e999,12345678901234567890]', '[0,-0.0,1.0,1.0E10,Infinity,12345678901234567890]'],
    ['"just text"', '"just text"'],
    ['5', '5'],
    ['[]', '[]'],
  ])('%s', (spelling, expected) => {
    const prompt = spelled(asked('#'), spelling);
    expect(fieldOf(prompt, 'gen_ai.prompt')).toBe(expected);
    expect(fieldOf(prompt, 'gen_ai.performance.request_size')).toBe(`<${expected.length}>`);
    const completion = spelled(answered('#'), spelling);
    expect(fieldOf(completion, 'gen_ai.completion')).toBe(expected);
    expect(fieldOf(completion, 'gen_ai.performance.response_size')).toBe(`<${expected.length}>`);
  });

  test.each([{}, { input: {}, output: {} }, { input: { inputBodyJson: null } }])('no body, no text: %j', (changes) => {
    for (const field of ['prompt', 'completion']) expect(fieldOf(record(changes), `gen_ai.${field}`)).toBeUndefined();
    expect(fieldOf(record(changes), 'gen_ai.performance')).toEqual({ request_size: '<0>', response_size: '<0>' });
  });

  test('what is counted is what is written, for any body', () => {
    const tape = new Tape(KNOWN_NAMES);
    const out = new ByteWriter();
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
        const bytes = Buffer.from(json);
        expect(tape.parse(bytes, 0, bytes.length)).toBe(true);
        out.length = 0;
        const units = writeRendered(tape, 0, out);
        const text = JSON.parse(`"${Buffer.from(out.bytes.subarray(0, out.length)).toString('utf8')}"`) as string;
        expect(text.length).toBe(units);
        expect(renderedUnits(tape, 0)).toBe(units);
      }),
      { seed: 13, numRuns: 1000 },
    );
  });
});

describe('32,766 UTF-16 units', () => {
  // `{"p":"..."}` adds eight.
  test.each([
    ['ASCII', 'a', 32_758, true],
    ['ASCII', 'a', 32_759, false],
    ['two units a character', '😀', 16_379, true],
    ['two units a character', '😀', 16_380, false],
    ['three bytes a character', '字', 32_758, true],
    ['escapes', '\n', 32_758, true],
    ['escapes', '"', 32_759, false],
  ])('%s: %s times %d, kept: %s', (_, unit, times, kept) => {
    const body = { p: unit.repeat(times) };
    const text = `{"p":"${body.p}"}`;
    const document = record({ input: { inputBodyJson: body }, output: { outputBodyJson: body } });
    const options = { tags: PRESERVING };
    for (const [name, half, size] of [
      ['prompt', 'input', 'request_size'],
      ['completion', 'output', 'response_size'],
    ] as const) {
      expect(fieldOf(document, `gen_ai.performance.${size}`)).toBe(`<${text.length}>`);
      expect(fieldOf(document, `gen_ai.${name}`)).toBe(kept ? text : undefined);
      const left = fieldOf(document, `aws_bedrock.invocation.${half}`, options);
      const hash = { [`${half}_body_json_massive_hash`]: sha1(text) };
      expect(left).toEqual(kept ? { [`${half}_body_json`]: body } : hash);
    }
  });

  test('messages stay where the body is hashed away', () => {
    const messages = [{ role: 'user', content: [{ text: 'x'.repeat(40_000) }] }];
    expect(fieldOf(asked({ messages }), 'gen_ai.input.messages')).toEqual(messages);
    const output = { message: messages[0] as (typeof messages)[0] };
    expect(fieldOf(answered({ output }), 'gen_ai.output.messages')).toEqual(messages);
  });

  test('half of a surrogate pair is a question mark to the hash', () => {
    const body = { p: `${'a'.repeat(32_759)}\ud83d` };
    const hash = fieldOf(asked(body), 'aws_bedrock.invocation.input.input_body_json_massive_hash');
    expect(hash).toBe(sha1(`{"p":"${'a'.repeat(32_759)}?"}`));
  });

  test('of the record itself only with the tag, and above the limit as hash and length', () => {
    expect(fieldOf(record(), 'event.original')).toBeUndefined();
    const options = { tags: ['preserve_original_event'] };
    const short = ` ${JSON.stringify(record({ note: '"\\\t😀' }), undefined, '\t')}\r`;
    expect(fieldOf(short, 'event.original', options)).toBe(short);
    const padding = 'é'.repeat(32_766 - JSON.stringify(record({ note: '' })).length);
    const exact = JSON.stringify(record({ note: padding }));
    expect(fieldOf(exact, 'event.original', options)).toBe(exact);
    expect(fieldOf(` ${exact}`, 'event.original', options)).toBe(`sha1-${sha1(` ${exact}`)}:32767`);
  });

  test('of an artifact', () => {
    const artifacts = (length: number) =>
      record({ artifacts: [{ seed: 1, base64: 'A'.repeat(length), finishReason: 'x' }] });
    const field = 'aws_bedrock.invocation.artifacts';
    expect(fieldOf(artifacts(32_766), field)).toEqual([
      { seed: '<1>', base64: 'A'.repeat(32_766), finish_reason: 'x' },
    ]);
    expect(fieldOf(artifacts(32_767), field)).toEqual([
      {
        seed: '<1>',
        finish_reason: 'x',
        base64_massive_hash: sha1('A'.repeat(32_767)),
        base64_massive_length: '<32767>',
      },
    ]);
  });
});

describe('completion text', () => {
  test.each([
    ['a stream of deltas', [{ delta: { text: 'a' } }, { delta: { type: 'x' } }, { delta: { text: 'b' } }], 'ab'],
    ['a delta that is a text', [{ delta: 'a' }, { delta: null }, { delta: { text: 'b' } }], 'b'],
    ['outputs', [{ outputs: [{ text: 'a' }, { text: 'b' }, { x: 1 }] }, { outputs: [] }], 'ab'],
    ['generations', [{ generation: 'a' }, { generation: '' }, { generation: 'b' }], 'ab'],
    ['output texts', [{ outputText: 'a' }, 'b', 7, null, ['c'], { outputText: 'd' }], 'ad'],
    [
      'the first that is there',
      [{ outputText: 'd', generation: 'c', outputs: [{ text: 'b' }], delta: { text: 'a' } }],
      'a',
    ],
    ['the second', [{ outputText: 'd', generation: 'c', outputs: [{ text: 'b' }], delta: {} }], 'b'],
    ['the third', [{ outputText: 'd', generation: 'c' }], 'c'],
    ['null adds its name', [{ delta: { text: null } }, { delta: { text: 'a' } }, { generation: null }], 'nullanull'],
    ['numbers and booleans', [{ delta: { text: 1 } }, { generation: true }, { outputText: 0.5 }], '1true0.5'],
    ['containers', [{ generation: { a: [1, { b: null }] } }], '{a=[1, {b=null}]}'],
    ['renamed keys in them', [{ outputText: { modelId: [{ requestId: 'r' }] } }], '{model_id=[{request_id=r}]}'],
    ['and not in a list of a list', [{ outputText: [[{ modelId: 1 }]] }], '[[{modelId=1}]]'],
    [
      "members in a hash table's order",
      [{ generation: { name: 2, cloud: [], accountId: 3 } }],
      '{cloud=[], name=2, accountId=3}',
    ],
    [
      'after the renames',
      [{ generation: { latencyMs: 1, 'amazon-bedrock-guardrailAction': 2, 'amazon-bedrock-trace': 3 } }],
      '{amazon_bedrock_trace=3, amazon_bedrock_guardrail_action=2, latency_ms=1}',
    ],
    [
      'of many members',
      [{ generation: Object.fromEntries([...'zyxwvutsrqponmlkjihgfedcba'].map((name) => [name, 1])) }],
      `{${[...'abcdefghijklmnopqrstuvwxyz'].map((name) => `${name}=1`).join(', ')}}`,
    ],
    ['content of a message', { output: { message: { content: [{ text: 'a' }, { image: {} }, { text: 'b' }] } } }, 'ab'],
    ['own content', { content: [{ type: 'text', text: 'a' }, { text: null }, { text: 2 }] }, 'anull2'],
    ['an output hides the content', { output: {}, content: [{ text: 'a' }] }, undefined],
    ['content that is no list', { content: 'a' }, undefined],
    ['nothing', {}, undefined],
    ['only empty texts', [{ delta: { text: '' } }], undefined],
  ])('%s', (_, body, expected) => {
    expect(fieldOf(answered(body), 'aws_bedrock.invocation.output.completion_text')).toBe(expected);
  });

  test('takes the place of what has its name', () => {
    const body = { output: { completion_text: 'mine', outputBodyJson: { content: [{ text: 'theirs' }] } } };
    const field = 'aws_bedrock.invocation.output.completion_text';
    expect(fieldOf(record(body), field)).toBe('theirs');
    expect(fieldOf(record({ output: { completion_text: 'mine' } }), field)).toBeUndefined();
  });

  test('is cut after 32,766 units, even inside a pair', () => {
    const field = 'aws_bedrock.invocation.output.completion_text';
    const long = 'a'.repeat(32_765);
    expect(fieldOf(answered([{ delta: { text: long } }, { delta: { text: 'b' } }]), field)).toBe(`${long}b`);
    expect(fieldOf(answered([{ delta: { text: long } }, { delta: { text: 'bc' } }]), field)).toBe(`${long}b`);
    expect(fieldOf(answered([{ delta: { text: long } }, { delta: { text: '😀' } }]), field)).toBe(`${long}\ud83d`);
  });

  test('halves of a pair in two deltas become the character', () => {
    const body = [{ delta: { text: '\ud83d' } }, { delta: { text: '\ude00' } }];
    expect(fieldOf(answered(body), 'aws_bedrock.invocation.output.completion_text')).toBe('😀');
  });
});
