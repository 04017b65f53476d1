import { describe, expect, test } from 'vitest';
import { parseFloatText, parseLong } from '../../../src/ecs/convert.ts';
import { fieldOf } from './mapping.ts';
import { asked, record, spelled } from './records.ts';

describe('whole numbers', () => {
  test.each([
    ['12', '<12>'],
    ['-0', '<0>'],
    ['9223372036854775807', '<9223372036854775807>'],
    ['-9223372036854775808', '<-9223372036854775808>'],
    ['9223372036854775808', undefined],
    ['1.0', undefined],
    ['1e3', undefined],
    ['true', undefined],
    ['null', undefined],
    ['{"a":1}', undefined],
    ['"12"', '<12>'],
    ['"+12"', '<12>'],
    ['"-12"', '<-12>'],
    ['"007"', '<7>'],
    ['"0x1F"', '<31>'],
    ['"-0x10"', '<-16>'],
    ['"0X1F"', undefined],
    ['"+0x1F"', undefined],
    ['"0x"', undefined],
    ['"0x8000000000000000"', undefined],
    ['"-0x8000000000000000"', '<-9223372036854775808>'],
    ['"9223372036854775808"', undefined],
    ['""', undefined],
    ['" 12"', undefined],
    ['"1.5"', undefined],
    ['"1e3"', undefined],
    ['"12L"', undefined],
    ['"\u0661\u0662"', '<12>'],
    ['"-\uff10\u09eb"', '<-5>'],
    ['"0x\u0661F"', '<31>'],
    ['"\u0660x1"', undefined],
    ['"\ud835\udfcf"', undefined],
    ['[1,"2","0x3"]', ['<1>', '<2>', '<3>']],
    ['[1,2.5]', undefined],
    ['[1,null]', undefined],
    ['[[1]]', undefined],
    ['[]', undefined],
  ])('%s', (spelling, expected) => {
    const tokens = spelled(record({ input: { inputTokenCount: '#' }, output: { outputTokenCount: '#' } }), spelling);
    expect(fieldOf(tokens, 'gen_ai.usage.prompt_tokens')).toEqual(expected);
    expect(fieldOf(tokens, 'gen_ai.usage.completion_tokens')).toEqual(expected);
    expect(fieldOf(spelled(asked({ max_tokens: '#' }), spelling), 'gen_ai.request.max_tokens')).toEqual(expected);
  });
});

describe('32-bit floats', () => {
  test.each([
    ['1', '<1.0>'],
    ['0', '<0.0>'],
    ['-0', '<0.0>'],
    ['-0.0', '<-0.0>'],
    ['0.7', '<0.7>'],
    ['0.1234567891', '<0.12345679>'],
    ['0.999', '<0.999>'],
    ['1e-7', '<1.0E-7>'],
    ['12345678', '<1.2345678E7>'],
    ['123456789', '<1.2345679E8>'],
    ['123456789012345678901234567890', '<1.2345679E29>'],
    ['1e39', 'Infinity'],
    ['-1e39', '-Infinity'],
    ['1e-46', '<0.0>'],
    ['true', undefined],
    ['null', undefined],
    ['{}', undefined],
    ['""', undefined],
    ['"warm"', undefined],
    ['"0.5"', '<0.5>'],
    ['" 0.5\\t"', '<0.5>'],
    ['"1e3"', '<1000.0>'],
    ['"1f"', '<1.0>'],
    ['"1.D"', '<1.0>'],
    ['".5"', '<0.5>'],
    ['"."', undefined],
    ['"1_0"', undefined],
    ['"0x1p3"', '<8.0>'],
    ['"0x.8P1"', '<1.0>'],
    ['"-0x1.8p0f"', '<-1.5>'],
    ['"0x1"', undefined],
    ['"NaN"', 'NaN'],
    ['"-NaN"', 'NaN'],
    ['"Infinity"', 'Infinity'],
    ['"-Infinity"', '-Infinity'],
    ['"infinity"', undefined],
    ['[0.5,"1"]', ['<0.5>', '<1.0>']],
    ['[0.5,"x"]', undefined],
  ])('%s', (spelling, expected) => {
    for (const name of ['temperature', 'top_p', 'top_k']) {
      expect(fieldOf(spelled(asked({ [name]: '#' }), spelling), `gen_ai.request.${name}`)).toEqual(expected);
    }
  });

  test('a decimal text is rounded once, not to a double first', () => {
    // Just above the middle of 1 and the next float; as a double it is that middle.
    expect(parseFloatText('1.00000005960464477539062500000001')).toBe('1.0000001');
    expect(parseFloatText('1.000000059604644775390625')).toBe('1.0');
    expect(parseFloatText('1.00000005960464477539062499999999')).toBe('1.0');
    expect(parseFloatText('-1.00000005960464477539062500000001e0')).toBe('-1.0000001');
  });

  test('long and hostile texts end', () => {
    expect(parseFloatText(`1e${'9'.repeat(100_000)}`)).toBe('"Infinity"');
    expect(parseFloatText(`1e-${'9'.repeat(100_000)}`)).toBe('0.0');
    expect(parseLong('9'.repeat(100_000))).toBeUndefined();
    expect(parseFloatText(`0x${'f'.repeat(100_000)}p1`)).toBe('"Infinity"');
  });
});

describe('second places', () => {
  test.each([
    [{ additionalModelRequestFields: { top_k: 5 } }, 'top_k', '<5.0>'],
    [{ top_k: 'none', additionalModelRequestFields: { top_k: 5 } }, 'top_k', '<5.0>'],
    [{ top_k: 4, additionalModelRequestFields: { top_k: 5 } }, 'top_k', '<4.0>'],
    [{ top_k: [], additionalModelRequestFields: { top_k: 5 } }, 'top_k', undefined],
    [{ inferenceConfig: { temperature: 0.25, topP: 0.5, maxTokens: 9 } }, 'temperature', '<0.25>'],
    [{ temperature: null, inferenceConfig: { temperature: 0.25 } }, 'temperature', '<0.25>'],
    [{ inferenceConfig: { topP: 0.5 } }, 'top_p', undefined],
    [{ inferenceConfig: { maxTokens: 9 } }, 'max_tokens', undefined],
    [{ additionalModelRequestFields: { temperature: 1 } }, 'temperature', undefined],
  ])('%j', (body, name, expected) => {
    expect(fieldOf(asked(body), `gen_ai.request.${name}`)).toEqual(expected);
  });
});
