import { describe, expect, it } from 'vitest';
import { readTurns } from '../../../src/ecs/conversation.ts';
import { turnsOfPrompt } from '../../../src/ecs/shapes/templates.ts';
import { conversationOf, recordOf, sketch, tapeOf } from './conversations.ts';

const drawn = (prompt: string) => turnsOfPrompt(prompt)?.map(({ role, text }) => `${role}: ${text}`);

describe('the turns of a prompt', () => {
  it.each<[name: string, prompt: string, turns: readonly string[]]>([
    [
      'Claude',
      '\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: Bye\n\nAssistant:',
      ['user: Hi', 'assistant: Hello', 'user: Bye'],
    ],
    ['Claude, words that look like a role', '\n\nHuman: say Human: twice\n\nAssistant:', ['user: say Human: twice']],
    [
      'Llama 3',
      '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe kind.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
      ['system: Be kind.', 'user: Hi'],
    ],
    [
      'Llama 4',
      '<|begin_of_text|><|header_start|>user<|header_end|>\n\nHi<|eot|><|header_start|>assistant<|header_end|>',
      ['user: Hi'],
    ],
    [
      'Llama 2',
      '<s>[INST] <<SYS>>\nBe kind.\n<</SYS>>\n\nHi [/INST] Hello </s><s>[INST] Bye [/INST]',
      ['system: Be kind.', 'user: Hi', 'assistant: Hello', 'user: Bye'],
    ],
    ['Mistral', '<s>[INST] Hi [/INST]', ['user: Hi']],
    [
      'ChatML',
      '<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>',
      ['system: Be kind.', 'user: Hi'],
    ],
    [
      'DeepSeek',
      '<｜begin▁of▁sentence｜>Be kind.<｜User｜>Hi<｜Assistant｜><think>\n',
      ['system: Be kind.', 'user: Hi', 'assistant: <think>'],
    ],
    ['Titan', 'User: Hi\nBot: Hello\nUser: Bye\nBot:', ['user: Hi', 'assistant: Hello', 'user: Bye']],
  ])('%s', (_name, prompt, turns) => {
    expect(drawn(prompt)).toEqual(turns);
  });

  it.each([
    '',
    'Tell me of owls.',
    'Human',
    'a\n\nHuman: b',
    'User: alone',
    'see [INST]',
    '<|im_start|>',
    '\n\nHuman:',
  ])('%j has no template', (prompt) => {
    expect(turnsOfPrompt(prompt)).toBeUndefined();
  });

  it.each(['\n', ' ', '\n\nHuman:', '[INST]', '<|im_start|>a', '<｜User｜>', 'User:\nBot:', '<'])(
    'a prompt of many %j does not take long',
    (piece) => {
      for (const start of ['\n\nHuman: ', '<s>[INST]', 'User: ', '<｜begin▁of▁sentence｜>', '<|im_start|>']) {
        const began = performance.now();
        turnsOfPrompt(start + piece.repeat(500_000 / piece.length));
        expect(performance.now() - began).toBeLessThan(2_000);
      }
    },
  );
});

describe('a record with such a prompt', () => {
  const record = recordOf({ prompt: '\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: Bye\n\nAssistant:' }, undefined);

  it('shows its turns, and the prompt as it was sent among the parameters', () => {
    const conversation = conversationOf(record);
    expect(sketch(conversation)).toEqual(['user: Hi', 'assistant: Hello', 'user: Bye']);
    expect(conversation.parameters).toEqual([
      ['prompt', '\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: Bye\n\nAssistant:'],
    ]);
  });

  it('keeps it whole where only texts are asked for, as documents have them', () => {
    const { turns } = readTurns(tapeOf(record));
    expect(turns).toHaveLength(1);
  });
});
