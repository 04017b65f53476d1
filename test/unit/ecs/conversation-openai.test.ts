import { describe, expect, test } from 'vitest';
import { conversationOf, recordOf, scalarsOf, sketch } from './conversations.ts';

const hi = { messages: [{ role: 'user', content: 'Hi' }] };
const chunk = (choices: unknown, more: Record<string, unknown> = {}) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  choices,
  ...more,
});
const usage = {
  prompt_tokens: 100,
  completion_tokens: 8,
  prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
};

interface Case {
  readonly name: string;
  readonly input?: unknown;
  readonly output: unknown;
  readonly shapes?: readonly [string, string];
  readonly lines: readonly string[];
  readonly stop: string | undefined;
  /** Uncached input, cache read, output. */
  readonly tokens?: readonly (number | undefined)[];
  readonly called?: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'gpt-oss puts its reasoning into the text',
    input: hi,
    output: {
      object: 'chat.completion',
      choices: [
        {
          finish_reason: 'stop',
          index: 0,
          message: { role: 'assistant', content: '<reasoning>Greet.</reasoning>Hello!' },
        },
      ],
      usage,
    },
    shapes: ['chat', 'chat-completions'],
    lines: ['user: Hi', 'assistant> (Greet.)', 'assistant> Hello!'],
    stop: 'stop',
    tokens: [30, 60, 8],
  },
  {
    name: 'gpt-oss streamed, padding left out, usage in a chunk without choices',
    input: { ...hi, stream: true },
    output: [
      chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null, obfuscation: 'zzzz' }], {
        obfuscation: 'yyyy',
      }),
      chunk([{ index: 0, delta: { content: '<reason' }, finish_reason: null }]),
      chunk([{ index: 0, delta: { content: 'ing>Greet.</reasoning>Hel' }, finish_reason: null }]),
      chunk([{ index: 0, delta: { content: 'lo!' }, finish_reason: null }]),
      chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]),
      chunk([], { usage }),
      '[DONE]',
    ],
    shapes: ['chat', 'chat-completions-stream'],
    lines: ['user: Hi', 'assistant> (Greet.)', 'assistant> Hello!'],
    stop: 'stop',
    tokens: [30, 60, 8],
  },
  {
    name: 'tool calls whose arguments come in pieces, two at once',
    output: [
      chunk([
        {
          index: 0,
          delta: { tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'look', arguments: '' } }] },
        },
      ]),
      chunk([
        { index: 0, delta: { tool_calls: [{ index: 1, id: 'b', function: { name: 'ask', arguments: '{"q"' } }] } },
      ]),
      chunk([{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: '{"n": 1' } }] } }]),
      chunk([
        {
          index: 0,
          delta: {
            tool_calls: [
              { index: 1, function: { arguments: ':2}' } },
              { index: 0, function: { arguments: '}' } },
            ],
          },
        },
      ]),
      chunk([{ index: 0, delta: {}, finish_reason: 'tool_calls' }]),
    ],
    lines: ['assistant> call look {"n": 1} #a', 'assistant> call ask {"q":2} #b'],
    stop: 'tool_calls',
    called: ['look', 'ask'],
  },
  {
    name: 'the conversation of tools, with pictures, sounds and files',
    input: {
      tools: [{ type: 'function', function: { name: 'look' } }],
      messages: [
        { role: 'developer', content: 'Use tools.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,AAAAAA==', detail: 'low' } },
            { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          reasoning_content: 'Look first.',
          tool_calls: [{ id: 'k', type: 'function', function: { name: 'look', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'k', content: 'a heron' },
      ],
    },
    output: {
      object: 'chat.completion',
      choices: [{ finish_reason: 'stop', message: { content: null, refusal: 'I may not say.', role: 'assistant' } }],
    },
    lines: [
      'developer: Use tools.',
      'user: What is this?',
      'user: image jpeg 4 B',
      'user: audio wav 3 B',
      'user: document pdf a.pdf 3 B',
      'assistant: (Look first.)',
      'assistant: call look {} #k',
      'tool: result of look #k  [a heron]',
      'assistant> I may not say.',
    ],
    stop: 'stop',
  },
  {
    name: 'several answers are several turns',
    output: {
      object: 'chat.completion',
      choices: [
        { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'A' } },
        { index: 1, finish_reason: 'length', message: { role: 'assistant', content: 'B' } },
      ],
    },
    lines: ['assistant> A', 'assistant> B'],
    stop: 'length',
  },
  {
    name: 'Kimi has its reasoning beside the text',
    output: {
      object: 'chat.completion',
      choices: [{ finish_reason: 'stop', message: { content: 'Hi.', role: 'assistant', reasoning_content: 'Short.' } }],
    },
    lines: ['assistant> (Short.)', 'assistant> Hi.'],
    stop: 'stop',
  },
  {
    name: 'Mistral streams whole messages and says stop_reason',
    output: [
      chunk([{ index: 0, message: { role: 'assistant', content: 'Dob' }, stop_reason: null }]),
      chunk([{ index: 0, message: { role: null, content: 'ře' }, stop_reason: 'stop' }], {
        'amazon-bedrock-invocationMetrics': { inputTokenCount: 4, outputTokenCount: 2, invocationLatency: 9 },
      }),
    ],
    shapes: ['none', 'mistral-chat-stream'],
    lines: ['assistant> Dobře'],
    stop: 'stop',
    tokens: [4, undefined, 2],
  },
  {
    name: 'DeepSeek has neither id nor usage',
    output: {
      choices: [
        { index: 0, message: { role: 'assistant', content: null, reasoning_content: 'Sum' }, stop_reason: 'length' },
      ],
    },
    shapes: ['none', 'deepseek'],
    lines: ['assistant> (Sum)'],
    stop: 'length',
  },
  {
    name: 'text completions',
    input: { prompt: '1,2,' },
    output: { object: 'text_completion', choices: [{ index: 0, text: '3', finish_reason: 'length' }] },
    shapes: ['prompt', 'text-completion'],
    lines: ['user: 1,2,', 'assistant> 3'],
    stop: 'length',
  },
  {
    name: 'Responses: a text asked, a list of items answered',
    input: {
      model: 'm',
      instructions: 'Be terse.',
      input: 'Name a fruit',
      tools: [{ type: 'function', name: 'basket' }, { type: 'web_search' }],
    },
    output: {
      object: 'response',
      status: 'completed',
      metadata: { usage: { input_tokens: 999 } },
      output: [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Fruit.' }], encrypted_content: 'xx' },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Quince', annotations: [] }] },
        { type: 'function_call', call_id: 'f1', name: 'basket', arguments: '{"fruit":"quince"}' },
        { type: 'web_search_call', id: 'w1', status: 'completed' },
      ],
      usage: { input_tokens: 50, output_tokens: 5, input_tokens_details: { cached_tokens: 20 } },
    },
    shapes: ['responses', 'responses'],
    lines: [
      'system: Be terse.',
      'user: Name a fruit',
      'assistant> (Fruit.) signed',
      'assistant> Quince',
      'assistant> call basket {"fruit":"quince"} #f1',
      'assistant> web_search_call {"type":"web_search_call","id":"w1","status":"completed"}',
    ],
    stop: 'completed',
    tokens: [30, 20, 5],
    called: ['basket'],
  },
  {
    name: 'Responses: items asked, calls and their outputs between',
    input: {
      input: [
        { role: 'developer', content: 'Be terse' },
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'See' },
            { type: 'input_image', image_url: 'https://x.example/i.png' },
          ],
        },
        { type: 'function_call', call_id: 'f2', name: 'see', arguments: '{}' },
        { type: 'function_call_output', call_id: 'f2', output: 'a boat' },
        { type: 'item_reference', id: 'r1' },
      ],
    },
    output: {
      object: 'response',
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [],
    },
    lines: [
      'developer: Be terse',
      'user: See',
      'user: image https://x.example/i.png',
      'assistant: call see {} #f2',
      'tool: result of see #f2  [a boat]',
      'assistant: item_reference {"type":"item_reference","id":"r1"}',
    ],
    stop: 'max_output_tokens',
  },
  {
    name: 'Responses streamed: the last event repeats everything, and is read once',
    output: [
      { type: 'response.created', response: { status: 'in_progress', output: [] } },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'message', role: 'assistant', content: [] },
      },
      { type: 'response.output_text.delta', output_index: 0, delta: 'Ro' },
      { type: 'response.output_text.delta', output_index: 0, delta: 'wan' },
      { type: 'response.output_text.done', output_index: 0, text: 'Rowan' },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Rowan' }] },
      },
      {
        type: 'response.completed',
        response: {
          status: 'completed',
          output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Rowan' }] }],
          usage: { input_tokens: 7, output_tokens: 2 },
        },
      },
    ],
    shapes: ['none', 'responses-stream'],
    lines: ['assistant> Rowan'],
    stop: 'completed',
    tokens: [7, undefined, 2],
  },
  {
    name: 'Responses cut off: whole items first, then the pieces',
    output: [
      { type: 'response.created', response: { status: 'in_progress', output: [] } },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { type: 'reasoning', content: [{ type: 'reasoning_text', text: 'Tree.' }] },
      },
      {
        type: 'response.output_item.added',
        output_index: 1,
        item: { type: 'function_call', call_id: 'f3', name: 'fell', arguments: '' },
      },
      { type: 'response.function_call_arguments.delta', output_index: 1, delta: '{"t' },
      { type: 'response.output_text.delta', output_index: 2, delta: 'Oa' },
      { type: 'response.output_text.delta', output_index: 2, delta: 'k' },
    ],
    lines: ['assistant> (Tree.)', 'assistant> call fell {"t #f3', 'assistant> Oak'],
    stop: 'in_progress',
    called: ['fell'],
  },
];

describe('OpenAI-compatible bodies are read as conversations', () => {
  test.each(cases)('$name', ({ input, output, shapes, lines, stop, tokens, called }) => {
    const record = recordOf(input, output);
    const conversation = conversationOf(record);
    expect(sketch(conversation)).toEqual(lines);
    expect(conversation.stopReason).toBe(stop);
    if (shapes !== undefined) expect(conversation.shapes).toEqual(shapes);
    const scalars = scalarsOf(record);
    expect(scalars.stopReason).toBe(stop);
    if (tokens !== undefined)
      expect([scalars.inputTokens, scalars.cacheReadTokens, scalars.outputTokens]).toEqual(tokens);
    if (called !== undefined) expect(scalars.toolsCalled).toEqual(called);
  });

  test('tools are listed by the names that they are offered under', () => {
    expect(conversationOf(recordOf(cases[9]?.input, undefined)).toolsOffered).toEqual(['basket', 'web_search']);
  });
});
