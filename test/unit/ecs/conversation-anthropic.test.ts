import { describe, expect, test } from 'vitest';
import { conversationOf, recordOf, scalarsOf, sketch } from './conversations.ts';

const usage = { input_tokens: 9, output_tokens: 4 };
const asked = {
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 50,
  messages: [{ role: 'user', content: 'Tea or coffee?' }],
};

interface Case {
  readonly name: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly shapes?: readonly [string, string];
  readonly lines: readonly string[];
  readonly stop?: string;
  readonly tokens?: readonly [number | undefined, number | undefined];
}

const cases: readonly Case[] = [
  {
    name: 'texts, tools and their results, matched by id',
    input: {
      anthropic_version: 'bedrock-2023-05-31',
      system: 'Be short.',
      tools: [{ name: 'weather' }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Rain in Bergen?', cache_control: { type: 'ephemeral' } }] },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Bergen', n: 1.0 } }],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'wet', is_error: true }] },
      ],
    },
    output: {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'Yes.' }],
      stop_reason: 'end_turn',
      usage,
    },
    shapes: ['anthropic', 'anthropic'],
    lines: [
      'system: Be short.',
      'user: Rain in Bergen?',
      'user: cache point',
      'assistant: call weather {"city":"Bergen","n":1} #t1',
      'user: result of weather #t1 error [wet]',
      'assistant> Yes.',
    ],
    stop: 'end_turn',
    tokens: [9, 4],
  },
  {
    name: 'thinking, redacted thinking, citations and unknown blocks',
    input: asked,
    output: {
      type: 'message',
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Both are warm.', signature: 'c2ln' },
        { type: 'redacted_thinking', data: 'aGlkZGVu' },
        { type: 'text', text: 'Tea.', citations: [{ cited_text: 'leaf' }] },
        { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'tea' } },
        {
          type: 'web_search_tool_result',
          tool_use_id: 's1',
          content: [{ type: 'web_search_result', url: 'https://tea.example' }],
        },
        { type: 'novelty', note: 'new' },
      ],
    },
    lines: [
      'user: Tea or coffee?',
      'assistant> (Both are warm.) signed',
      'assistant> redacted_thinking {"type":"redacted_thinking","data":"aGlkZGVu"}',
      'assistant> Tea.',
      'assistant> citations [{"cited_text":"leaf"}]',
      'assistant> call web_search {"query":"tea"} #s1',
      'assistant> result of web_search #s1  [web_search_result {"type":"web_search_result","url":"https://tea.example"}]',
      'assistant> novelty {"type":"novelty","note":"new"}',
    ],
  },
  {
    name: 'pictures and documents in every kind of source',
    input: {
      anthropic_version: 'x',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
            { type: 'image', source: { type: 'url', url: 'https://pictures.example/a.jpg' } },
            {
              type: 'document',
              source: { type: 'text', media_type: 'text/plain', data: 'Chapter one.' },
              title: 'Book',
            },
            { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'Chapter two.' }] } },
          ],
        },
      ],
    },
    lines: [
      'user: image png 8 B',
      'user: image https://pictures.example/a.jpg',
      'user: document text Book',
      'user: Chapter one.',
      'user: document text',
      'user: Chapter two.',
    ],
  },
  {
    name: 'a stream put together by index, arguments in pieces, plain strings between',
    input: asked,
    output: [
      {
        type: 'message_start',
        message: { role: 'assistant', content: [], usage: { input_tokens: 9, output_tokens: 1 } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Look ' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'it up.' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_start', index: 2, content_block: { type: 'tool_use', id: 't9', name: 'find', input: {} } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'One ' } },
      { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"a":' } },
      { type: 'ping' },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'moment.' } },
      { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: ' 1}' } },
      { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 12 } },
      { type: 'message_stop', 'amazon-bedrock-invocationMetrics': { invocationLatency: 800, firstByteLatency: 90 } },
      '[DONE]',
    ],
    shapes: ['anthropic', 'anthropic-stream'],
    lines: [
      'user: Tea or coffee?',
      'assistant> (Look it up.) signed',
      'assistant> One moment.',
      'assistant> call find {"a": 1} #t9',
    ],
    stop: 'tool_use',
    tokens: [9, 12],
  },
  {
    name: 'a call without arguments keeps the empty ones it began with',
    output: [
      { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 't', name: 'now', input: {} } },
      { type: 'content_block_stop', index: 0 },
    ],
    lines: ['assistant> call now {} #t'],
  },
  {
    name: 'a stream that breaks off with an exception, and a note of its author',
    output: [
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'I was' } },
      { modelStreamErrorException: { message: 'gone' } },
      '[... cut ...]',
    ],
    lines: [
      'assistant> I was',
      'assistant> modelStreamErrorException {"modelStreamErrorException":{"message":"gone"}}',
      'assistant> event "[... cut ...]"',
    ],
  },
  {
    name: 'the old text completions',
    input: { prompt: '\n\nHuman: Hi\n\nAssistant:', max_tokens_to_sample: 5 },
    output: { type: 'completion', completion: ' Hello', stop_reason: 'stop_sequence', stop: '\n\nHuman:' },
    shapes: ['prompt', 'anthropic-text'],
    lines: ['user: Hi', 'assistant>  Hello'],
    stop: 'stop_sequence',
  },
  {
    name: 'the old text completions, streamed',
    output: [
      { completion: ' Good', stop_reason: null },
      {
        completion: ' day',
        stop_reason: 'max_tokens',
        'amazon-bedrock-invocationMetrics': { inputTokenCount: 3, outputTokenCount: 2 },
      },
    ],
    shapes: ['none', 'anthropic-text-stream'],
    lines: ['assistant>  Good day'],
    stop: 'max_tokens',
    tokens: [3, 2],
  },
];

describe('Anthropic bodies are read as conversations', () => {
  test.each(cases)('$name', ({ input, output, shapes, lines, stop, tokens }) => {
    const record = recordOf(input, output);
    const conversation = conversationOf(record);
    expect(sketch(conversation)).toEqual(lines);
    expect(conversation.stopReason).toBe(stop);
    if (shapes !== undefined) expect(conversation.shapes).toEqual(shapes);
    const scalars = scalarsOf(record);
    expect(scalars.stopReason).toBe(stop);
    if (tokens !== undefined) expect([scalars.inputTokens, scalars.outputTokens]).toEqual(tokens);
  });

  test('the settings of the request are listed as they are spelled, the usage among the details', () => {
    const conversation = conversationOf(
      recordOf(
        { ...asked, thinking: { type: 'enabled', budget_tokens: 1024 } },
        { type: 'message', content: [], usage },
      ),
    );
    expect(conversation.parameters).toContainEqual(['thinking.budget_tokens', '1024']);
    expect(conversation.details).toContainEqual(['usage.output_tokens', '4']);
  });
});
