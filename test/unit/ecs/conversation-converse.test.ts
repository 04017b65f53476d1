import { describe, expect, test } from 'vitest';
import { conversationOf, recordOf, scalarsOf, sketch } from './conversations.ts';

const asked = {
  messages: [{ role: 'user', content: [{ text: 'Where is the key?' }] }],
  inferenceConfig: { maxTokens: 20 },
};
const answer = (content: unknown, more: Record<string, unknown> = {}) => ({
  output: { message: { role: 'assistant', content } },
  stopReason: 'end_turn',
  usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10 },
  ...more,
});

const cases = [
  {
    name: 'every member that content can have',
    input: {
      system: [{ text: 'Be kind.' }, { cachePoint: { type: 'default' } }],
      toolConfig: { tools: [{ toolSpec: { name: 'clock' } }, { cachePoint: { type: 'default' } }] },
      messages: [
        {
          role: 'user',
          content: [
            { image: { format: 'png', source: { bytes: 'AAAA' } } },
            { video: { format: 'mp4', source: { s3Location: { uri: 's3://b/v.mp4', bucketOwner: '1' } } } },
            { document: { format: 'pdf', name: 'plan', source: { s3Uri: 's3://b/p.pdf' } } },
            { document: { format: 'txt', name: 'note', source: { text: 'Written.' } } },
            { guardContent: { text: { text: 'Guard me', qualifiers: ['query'] } } },
            { searchResult: { title: 'found' } },
          ],
        },
        { role: 'assistant', content: [{ toolUse: { toolUseId: 'u1', name: 'clock', input: {} } }] },
        {
          role: 'user',
          content: [
            { toolResult: { toolUseId: 'u1', status: 'success', content: [{ json: { h: 7 } }, { text: 'ok' }] } },
          ],
        },
      ],
    },
    output: answer([
      { reasoningContent: { reasoningText: { text: 'Seven.', signature: 'c2ln' } } },
      { reasoningContent: { redactedContent: 'aGlk' } },
      { citationsContent: { content: [{ text: 'It is seven.' }], citations: [{ title: 'clock' }] } },
    ]),
    lines: [
      'system: Be kind.',
      'system: cache point',
      'user: image png 3 B',
      'user: video mp4 s3://b/v.mp4',
      'user: document pdf plan s3://b/p.pdf',
      'user: document txt note',
      'user: Written.',
      'user: guarded Guard me [query]',
      'user: searchResult {"title":"found"}',
      'assistant: call clock {} #u1',
      'user: result of clock #u1 success [json {"h":7} | ok]',
      'assistant> (Seven.) signed',
      'assistant> reasoningContent {"redactedContent":"aGlk"}',
      'assistant> It is seven.',
      'assistant> citations [{"title":"clock"}]',
    ],
    stop: 'end_turn',
    tokens: [7, 3],
  },
  {
    name: 'bodies whose author cut them out',
    input: { messages: '[... cut ...]' },
    output: {
      output: '[... cut ...]',
      stopReason: 'max_tokens',
      usage: { inputTokens: 3, cacheWriteInputTokens: 24, outputTokens: 5 },
    },
    lines: ['user: [... cut ...]', 'assistant> [... cut ...]'],
    stop: 'max_tokens',
    tokens: [3, 5],
  },
  {
    name: 'a Nova stream with a block for every token',
    input: { schemaVersion: 'messages-v1', messages: asked.messages },
    output: [
      { messageStart: { role: 'assistant' } },
      { contentBlockDelta: { delta: { reasoningContent: { text: 'Hm' } }, contentBlockIndex: 0 } },
      { contentBlockDelta: { delta: { reasoningContent: { text: 'm.' } }, contentBlockIndex: 1 } },
      { contentBlockDelta: { delta: { text: 'Under' }, contentBlockIndex: 2 } },
      { contentBlockStop: { contentBlockIndex: 2 } },
      { contentBlockDelta: { delta: { text: ' the mat.' }, contentBlockIndex: 3 } },
      { contentBlockStart: { start: { toolUse: { toolUseId: 'u2', name: 'look' } }, contentBlockIndex: 4 } },
      { contentBlockDelta: { delta: { toolUse: { input: '{"at":' } }, contentBlockIndex: 4 } },
      { contentBlockDelta: { delta: { toolUse: { input: '"mat"}' } }, contentBlockIndex: 4 } },
      { messageStop: { stopReason: 'tool_use' } },
      {
        metadata: { usage: { inputTokens: 8, outputTokens: 6, cacheReadInputTokenCount: 0 }, metrics: {}, trace: {} },
        'amazon-bedrock-invocationMetrics': { inputTokenCount: 0, outputTokenCount: 0, invocationLatency: 40 },
      },
    ],
    lines: [
      'user: Where is the key?',
      'assistant> (Hmm.)',
      'assistant> Under the mat.',
      'assistant> call look {"at":"mat"} #u2',
    ],
    stop: 'tool_use',
    tokens: [8, 6],
  },
];

describe('Converse and Nova bodies are read as conversations', () => {
  test.each(cases)('$name', ({ input, output, lines, stop, tokens }) => {
    const record = recordOf(input, output);
    const conversation = conversationOf(record);
    expect(sketch(conversation)).toEqual(lines);
    expect(conversation.stopReason).toBe(stop);
    const scalars = scalarsOf(record);
    expect([scalars.inputTokens, scalars.outputTokens, scalars.stopReason]).toEqual([...tokens, stop]);
  });

  test('events of a stream are counted', () => {
    expect(conversationOf(recordOf(asked, cases[2]?.output)).events).toBe(11);
  });

  test('a body in S3 is said to be there', () => {
    const conversation = conversationOf({
      input: { inputBodyS3Path: 's3://logs/data/a_input.json.gz' },
      output: { outputBodyS3Path: 's3://logs/data/a_output.json.gz', outputVideoS3Path: 's3://out/v.mp4' },
    });
    expect(conversation.offloaded).toEqual({
      input: 's3://logs/data/a_input.json.gz',
      output: 's3://logs/data/a_output.json.gz',
    });
    expect(sketch(conversation)).toEqual(['assistant> video s3://out/v.mp4']);
  });

  test('a deep tool result ends as JSON instead of without end', () => {
    let content: unknown = [{ text: 'bottom' }];
    for (let i = 0; i < 40; i++) content = [{ toolResult: { toolUseId: `r${i}`, content } }];
    const conversation = conversationOf(recordOf({ messages: [{ role: 'user', content }] }, undefined));
    expect(JSON.stringify(conversation)).toContain('bottom');
    expect(sketch(conversation)[0]?.match(/result of/g)?.length).toBeLessThanOrEqual(10);
  });
});

describe('guardrail traces', () => {
  const policies = {
    contentPolicy: { filters: [{ type: 'HATE', confidence: 'HIGH', filterStrength: 'LOW', action: 'BLOCKED' }] },
    sensitiveInformationPolicy: { regexes: [{ name: 'badge', match: 'B-7', action: 'ANONYMIZED' }] },
    contextualGroundingPolicy: { filters: [{ type: 'GROUNDING', threshold: 0.7, score: 0.41, action: 'NONE' }] },
    invocationMetrics: {
      guardrailProcessingLatency: 212,
      usage: { contentPolicyUnits: 2, wordPolicyUnits: 0 },
      guardrailCoverage: { textCharacters: { guarded: 12, total: 15 } },
    },
    appliedGuardrailDetails: { guardrailVersion: '4' },
  };
  const found = (source: string) => [
    `${source} content_policy HATE BLOCKED HIGH`,
    `${source} sensitive_information_policy badge ANONYMIZED `,
    `${source} contextual_grounding_policy GROUNDING NONE `,
  ];
  const withheldBody = JSON.stringify({
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text: 'Secret.' }],
  });

  test.each([
    {
      name: 'Converse: an assessment of the input',
      body: answer([{ text: 'No.' }], { trace: { guardrail: { inputAssessment: { g1: policies } } } }),
      source: 'input',
    },
    {
      name: 'Converse: output assessments as a list',
      body: answer([{ text: 'No.' }], { trace: { guardrail: { outputAssessments: [{ g1: policies }] } } }),
      source: 'output',
    },
    {
      name: 'Converse: output assessments as a map',
      body: answer([{ text: 'No.' }], { trace: { guardrail: { outputAssessments: { g1: [policies] } } } }),
      source: 'output',
    },
    {
      name: 'InvokeModel: input',
      body: { type: 'message', content: [], 'amazon-bedrock-trace': { guardrail: { input: { g1: policies } } } },
      source: 'input',
    },
    {
      name: 'InvokeModel: outputs',
      body: {
        results: [{ outputText: 'No.' }],
        'amazon-bedrock-trace': { guardrail: { outputs: [{ g1: policies }] } },
      },
      source: 'output',
    },
    {
      name: 'a stream: on its last event',
      body: [
        { outputText: 'No.' },
        { outputText: '', 'amazon-bedrock-trace': { guardrail: { outputs: [{ g1: policies }] } } },
      ],
      source: 'output',
    },
    {
      name: 'the last event of the ConverseStream API',
      body: [
        { messageStart: { role: 'assistant' } },
        { metadata: { trace: { guardrail: { inputAssessment: { g1: policies } } } } },
      ],
      source: 'input',
    },
  ])('$name', ({ body, source }) => {
    const record = recordOf(asked, body);
    const conversation = conversationOf(record);
    expect(
      conversation.findings.map((f) => `${f.source} ${f.policy} ${f.code} ${f.action} ${f.confidence ?? ''}`),
    ).toEqual(found(source));
    expect(conversation.findings[2]).toMatchObject({ threshold: 0.7, score: 0.41, guardrail: 'g1' });
    expect(conversation.assessments).toEqual([
      {
        source,
        guardrail: 'g1',
        version: '4',
        latency: 212,
        units: [['contentPolicyUnits', 2]],
        characters: { guarded: 12, total: 15 },
      },
    ]);
    expect(scalarsOf(record).findings).toEqual([
      `${source}|content_policy|HATE|HIGH|BLOCKED`,
      `${source}|sensitive_information_policy|badge||ANONYMIZED`,
      `${source}|contextual_grounding_policy|GROUNDING||NONE`,
    ]);
  });

  test('what the user did not see is read out of the body that it was', () => {
    const trace = {
      trace: { guardrail: { modelOutput: [withheldBody, 'plain words', '{"no":"shape"}'], actionReason: 'why' } },
    };
    const conversation = conversationOf(recordOf(asked, answer([{ text: 'No.' }], trace)));
    expect(sketch(conversation)).toEqual([
      'user: Where is the key?',
      'assistant> No.',
      'withheld: Secret.',
      'withheld: plain words',
      'withheld: no {"no":"shape"}',
    ]);
    expect(conversation.details).toContainEqual(['trace.guardrail.actionReason', 'why']);
  });
});
