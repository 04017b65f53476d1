import { expect, test } from 'vitest';
import { transcript } from '../../../src/ecs/transcript.ts';
import { conversationOf, recordOf } from './conversations.ts';

test('a conversation reads from top to bottom', () => {
  const record = recordOf(
    {
      anthropic_version: 'x',
      temperature: 0.5,
      system: 'Be short.',
      messages: [
        { role: 'user', content: 'Rain?' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Bergen' } }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: 'wet' },
            { type: 'image', source: { data: 'AAAA', media_type: 'image/png' } },
          ],
        },
      ],
    },
    { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Yes.' }], stop_reason: 'end_turn' },
  );
  expect(transcript(conversationOf(record), [['Model', 'claude-x']])).toBe(`# Invocation

- Model: \` claude-x \`
- Stop reason: end_turn
- anthropic_version: x
- temperature: 0.5

## System

\`\`\`text
Be short.
\`\`\`

## user

\`\`\`text
Rain?
\`\`\`

## assistant

**Call of weather (t1)**

\`\`\`json
{"city":"Bergen"}
\`\`\`

## user

**Result of weather**

\`\`\`text
wet
\`\`\`

**image, png, 3 bytes**

## assistant

\`\`\`text
Yes.
\`\`\`
`);
});

const fences = '```\n~~~\n`````` \n# Heading\n<script>alert(1)</script>\n[x](javascript:alert(1))';

test.each([
  ['a text', { messages: [{ role: 'user', content: fences }] }],
  [
    'arguments of a tool',
    { messages: [{ role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: fences } }] }] },
  ],
  ['an unknown block', { messages: [{ role: 'user', content: [{ type: 'odd', text: fences }] }] }],
])('%s cannot end the fence that it stands in', (_name, body) => {
  const lines = transcript(conversationOf(recordOf(body, undefined))).split('\n');
  const opening = lines.findIndex((line) => /^`{3,}(?:text|json)$/.test(line));
  const fence = /^`+/.exec(lines[opening] ?? '')?.[0] ?? '';
  const closing = lines.findIndex(
    (line, i) => i > opening && /^`+ *$/.test(line) && line.trim().length >= fence.length,
  );
  expect(
    lines
      .slice(closing + 1)
      .join('')
      .trim(),
  ).toBe('');
  expect(lines.slice(0, opening).join('\n')).not.toContain('script');
});

test.each([
  ['a role', { messages: [{ role: '# <img src=x>`\n\n# Heading', content: 'x' }] }],
  [
    'a name of a tool',
    {
      messages: [
        { role: 'assistant', tool_calls: [{ function: { name: '**b** [l](http://e.example)\n# H', arguments: '' } }] },
      ],
    },
  ],
  ['a parameter', { messages: [{ role: 'user', content: 'x' }], '<b>name</b>\n# H': '[l](http://e.example)`<i>`' }],
  ['a type of a block', { messages: [{ role: 'user', content: [{ type: '</code>`` x\n# H' }] }] }],
])('%s stands in one line, in a code span', (_name, body) => {
  const outside = transcript(conversationOf(recordOf(body, undefined)))
    .replace(/^(`{3,})(?:text|json)\n[\s\S]*?\n\1$/gm, '')
    .replace(/(?<!`)(`+) .*? \1(?!`)/g, 'CODE');
  expect(outside).toContain('CODE');
  expect(outside).not.toMatch(/[<>[\]]/);
  expect(outside.match(/^# /gm)).toHaveLength(1);
});

test('controls and characters that turn the direction of text are spelled out', () => {
  const text = transcript(conversationOf(recordOf({ prompt: 'a\u001b[31mred\u202egnp.exe\u0000\tb\r\nc' }, undefined)));
  expect(text).toContain('a\\u001b[31mred\\u202egnp.exe\\u0000\tb\nc');
  for (const hidden of ['\u0000', '\u001b', '\u202e', '\r']) expect(text).not.toContain(hidden);
});

test('empty lines of a text are kept', () => {
  expect(transcript(conversationOf(recordOf({ prompt: 'a\n\n\n\nb' }, undefined)))).toContain('a\n\n\n\nb');
});

test('a record without anything is still a heading', () => {
  expect(transcript(conversationOf({}))).toBe('# Invocation\n');
});

test('findings and withheld answers stand at the end', () => {
  const trace = {
    guardrail: {
      modelOutput: ['Secret.'],
      inputAssessment: { g: { contentPolicy: { filters: [{ type: 'HATE', confidence: 'HIGH', action: 'BLOCKED' }] } } },
    },
  };
  const text = transcript(
    conversationOf(recordOf(undefined, { output: { message: { content: [{ text: 'No.' }] } }, trace })),
  );
  expect(text).toContain('## Withheld by a guardrail\n\n```text\nSecret.\n```');
  expect(text).toContain('## Guardrail findings\n\n- input, content_policy, HATE, BLOCKED, HIGH');
});
