import { describe, expect, test } from 'vitest';
import { conversationOf, recordOf, scalarsOf, sketch } from './conversations.ts';

const metrics = {
  'amazon-bedrock-invocationMetrics': {
    inputTokenCount: 5,
    outputTokenCount: 6,
    invocationLatency: 300,
    firstByteLatency: 100,
  },
};

interface Case {
  readonly name: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly envelope?: Record<string, unknown>;
  readonly shapes: readonly [string, string];
  readonly lines: readonly string[];
  readonly stop?: string;
  readonly tokens?: readonly [number | undefined, number | undefined];
}

const cases: readonly Case[] = [
  {
    name: 'Titan text',
    input: { inputText: 'A haiku', textGenerationConfig: { maxTokenCount: 9 } },
    output: {
      inputTextTokenCount: 7.0,
      results: [
        { tokenCount: 3, outputText: 'Green', completionReason: 'FINISH' },
        { tokenCount: 2, outputText: 'Moss' },
      ],
    },
    shapes: ['titan', 'titan-text'],
    lines: ['user: A haiku', 'assistant> Green', 'assistant> Moss'],
    stop: 'FINISH',
    tokens: [7, 5],
  },
  {
    name: 'Titan text, streamed',
    input: { inputText: 'Roses are' },
    output: [
      { outputText: ' red', index: 0, completionReason: null, inputTextTokenCount: 5 },
      {
        outputText: '.',
        index: 0,
        completionReason: 'LENGTH',
        inputTextTokenCount: null,
        totalOutputTextTokenCount: 4,
        ...metrics,
      },
    ],
    shapes: ['titan', 'titan-text-stream'],
    lines: ['user: Roses are', 'assistant>  red.'],
    stop: 'LENGTH',
    tokens: [5, 4],
  },
  {
    name: 'Titan embeddings of text and picture',
    input: { inputText: 'a street', inputImage: 'AAAA' },
    output: { embedding: [0.5, 1e-7], embeddingsByType: { binary: [1] }, inputTextTokenCount: 4 },
    shapes: ['titan', 'embedding'],
    lines: [
      'user: a street',
      'user: image 3 B',
      'assistant> embedding [0.5,1e-7]',
      'assistant> embeddingsByType {"binary":[1]}',
    ],
    tokens: [4, undefined],
  },
  {
    name: 'Cohere embeddings',
    input: { texts: ['chat', 'chien'], input_type: 'search_document', images: ['data:image/png;base64,AAAA'] },
    output: { id: 'e', response_type: 'embeddings_floats', texts: ['chat', 'chien'], embeddings: [[0.5], [1]] },
    shapes: ['cohere-embed', 'embedding'],
    lines: ['user: chat', 'user: chien', 'user: image png 3 B', 'assistant> embeddings [[0.5],[1]]'],
  },
  {
    name: 'Cohere embeddings of texts and pictures together',
    input: {
      input_type: 'search_query',
      inputs: [
        {
          content: [
            { type: 'text', text: 'a cup' },
            { type: 'image_url', image_url: { url: 'data:image/gif;base64,AAAA' } },
          ],
        },
      ],
    },
    output: { embeddings: { float: [[1]] } },
    shapes: ['cohere-embed', 'embedding'],
    lines: ['user: a cup', 'user: image gif 3 B', 'assistant> embeddings {"float":[[1]]}'],
  },
  {
    name: 'Nova embeddings',
    input: {
      taskType: 'SINGLE_EMBEDDING',
      singleEmbeddingParams: { embeddingPurpose: 'GENERIC_INDEX', text: { truncationMode: 'END', value: 'a cup' } },
    },
    output: { embeddings: [{ embeddingType: 'TEXT', embedding: [0.5] }] },
    shapes: ['images', 'embedding'],
    lines: ['user: a cup', 'assistant> embeddings [{"embeddingType":"TEXT","embedding":[0.5]}]'],
  },
  {
    name: 'rerank',
    input: { query: 'best apple', documents: ['Bramley', { text: 'Gala' }] },
    output: { results: [{ index: 1, relevance_score: 0.9 }] },
    shapes: ['rerank', 'rerank'],
    lines: [
      'user: best apple',
      'user: Bramley',
      'user: Gala',
      'assistant> ranking [{"index":1,"relevance_score":0.9}]',
    ],
  },
  {
    name: 'Llama',
    input: { prompt: '<|begin_of_text|>Spell', max_gen_len: 5 },
    output: { generation: ' S', prompt_token_count: 4, generation_token_count: 2, stop_reason: 'stop' },
    shapes: ['prompt', 'llama'],
    lines: ['user: <|begin_of_text|>Spell', 'assistant>  S'],
    stop: 'stop',
    tokens: [4, 2],
  },
  {
    name: 'Llama, streamed',
    output: [
      { generation: 'a', prompt_token_count: 4, generation_token_count: 1, stop_reason: null },
      { generation: 'b', prompt_token_count: null, generation_token_count: 2, stop_reason: 'length', ...metrics },
    ],
    shapes: ['none', 'llama-stream'],
    lines: ['assistant> ab'],
    stop: 'length',
    tokens: [4, 2],
  },
  {
    name: 'Mistral text, streamed',
    input: { prompt: '<s>[INST] Owls [/INST]' },
    output: [
      { outputs: [{ text: ' two', stop_reason: null }] },
      { outputs: [{ text: ' owls', stop_reason: 'stop' }], ...metrics },
    ],
    shapes: ['prompt', 'mistral-text-stream'],
    lines: ['user: Owls', 'assistant>  two owls'],
    stop: 'stop',
    tokens: [5, 6],
  },
  {
    name: 'Cohere Command',
    input: { prompt: 'Say yes' },
    output: { id: 'g', generations: [{ id: 'x', text: 'Yes', finish_reason: 'COMPLETE' }], prompt: 'Say yes' },
    shapes: ['prompt', 'cohere'],
    lines: ['user: Say yes', 'assistant> Yes'],
    stop: 'COMPLETE',
  },
  {
    name: 'Cohere Command R: history, documents, tools',
    input: {
      preamble: 'Be a clerk.',
      chat_history: [
        { role: 'USER', message: 'Who?' },
        { role: 'CHATBOT', message: 'Me.' },
      ],
      message: 'And she?',
      documents: [{ title: 'A', snippet: 'B' }],
      tools: [{ name: 'search' }],
    },
    output: {
      response_id: 'r',
      text: 'Her.',
      chat_history: [{ role: 'USER', message: 'Who?' }],
      finish_reason: 'COMPLETE',
      tool_calls: [{ name: 'search', parameters: { q: 'she' } }],
    },
    shapes: ['cohere-chat', 'cohere'],
    lines: [
      'system: Be a clerk.',
      'USER: Who?',
      'CHATBOT: Me.',
      'user: And she?',
      'user: documents {"title":"A","snippet":"B"}',
      'assistant> Her.',
      'assistant> call search {"q":"she"} #',
    ],
    stop: 'COMPLETE',
  },
  {
    name: 'Cohere Command R, streamed: the last event repeats the text',
    output: [
      { event_type: 'stream-start', generation_id: 'g', is_finished: false },
      { event_type: 'text-generation', text: 'He', is_finished: false },
      { event_type: 'text-generation', text: 'rs.', is_finished: false },
      {
        event_type: 'stream-end',
        is_finished: true,
        finish_reason: 'COMPLETE',
        response: { text: 'Hers.', generation_id: 'g' },
        ...metrics,
      },
    ],
    shapes: ['none', 'cohere-stream'],
    lines: ['assistant> Hers.'],
    stop: 'COMPLETE',
  },
  {
    name: 'AI21 Jurassic',
    input: { prompt: 'A poem', numResults: 1 },
    output: {
      id: 12,
      prompt: { text: 'A poem', tokens: [] },
      completions: [{ data: { text: ' on snow', tokens: [] }, finishReason: { reason: 'endoftext' } }],
    },
    shapes: ['prompt', 'ai21'],
    lines: ['user: A poem', 'assistant>  on snow'],
    stop: 'endoftext',
  },
  {
    name: 'a picture made from words, and one from a picture',
    input: {
      taskType: 'IMAGE_VARIATION',
      imageVariationParams: { text: 'redder', negativeText: 'blue', images: ['AAAA'] },
      imageGenerationConfig: { width: 64 },
    },
    output: { images: ['iVBORw0KGgo='], error: null },
    shapes: ['images', 'images'],
    lines: ['user: redder', 'user: negativeText "blue"', 'user: image 3 B', 'assistant> image png 8 B'],
  },
  {
    name: 'Stable Diffusion, with artifacts',
    input: { text_prompts: [{ text: 'a boat' }, { text: 'blur', weight: -1 }], cfg_scale: 7 },
    output: { result: 'success', artifacts: [{ seed: 1, base64: 'AAAA', finishReason: 'SUCCESS' }] },
    shapes: ['images', 'images'],
    lines: ['user: a boat', 'user: text_prompt {"text":"blur","weight":-1}', 'assistant> image 3 B'],
    stop: 'SUCCESS',
  },
  {
    name: 'artifacts beside the bodies',
    envelope: { artifacts: [{ base64: 'AAAA', finishReason: 'CONTENT_FILTERED' }], output: {} },
    shapes: ['none', 'none'],
    lines: ['assistant> image 3 B'],
    stop: 'CONTENT_FILTERED',
  },
  {
    name: 'bodies that are one text',
    input: 'Say "hi"',
    output: 'hi',
    shapes: ['text', 'text'],
    lines: ['user: Say "hi"', 'assistant> hi'],
  },
  {
    name: 'bodies that are the base64 of a sound',
    envelope: {
      input: { inputContentType: 'audio/wav', inputBodyJson: 'AAAA' },
      output: { outputContentType: 'application/pdf', outputBodyJson: 'JVBERi0x' },
    },
    shapes: ['text', 'text'],
    lines: ['user: audio wav 3 B', 'assistant> document pdf 6 B'],
  },
  {
    name: 'bodies of no known form are shown whole',
    input: { question: 'Why?' },
    output: { reply: 'So.', stop_reason: 'own' },
    shapes: ['unknown', 'unknown'],
    lines: ['user: body {"question":"Why?"}', 'assistant> reply {"reply":"So.","stop_reason":"own"}'],
    stop: 'own',
  },
  {
    name: 'a list of messages as input body, and messages beside the bodies',
    input: [{ role: 'user', content: 'two' }],
    envelope: { system: 'Quiet.', messages: { content: 'one' } },
    shapes: ['messages', 'none'],
    lines: ['system: Quiet.', 'user: one', 'user: two'],
  },
];

describe('native bodies of the other models are read as conversations', () => {
  test.each(cases)('$name', ({ input, output, envelope, shapes, lines, stop, tokens }) => {
    const record = recordOf(input, output, envelope);
    const conversation = conversationOf(record);
    expect(sketch(conversation)).toEqual(lines);
    expect(conversation.shapes).toEqual(shapes);
    expect(conversation.stopReason).toBe(stop);
    const scalars = scalarsOf(record);
    expect(scalars.stopReason).toBe(stop);
    if (tokens !== undefined) expect([scalars.inputTokens, scalars.outputTokens]).toEqual(tokens);
  });

  test('a bare list of stream events is an answer without its record', () => {
    const conversation = conversationOf([{ outputText: 'A' }, { outputText: 'B', completionReason: 'FINISH' }]);
    expect(sketch(conversation)).toEqual(['assistant> AB']);
    expect(scalarsOf([{ outputText: 'A', completionReason: 'FINISH' }]).stopReason).toBe('FINISH');
  });
});
