/** Documents of a cluster, read as records: nothing of them may be taken for a record here, and nothing made up unsaid. */
import { describe, expect, test } from 'vitest';
import { Fetched, FIRST_FETCHED } from '../../../src/session/fetched.ts';
import type { RecordView } from '../../../src/session/protocol/protocol.ts';

const RECORD = {
  schemaType: 'ModelInvocationLog',
  schemaVersion: '1.0',
  timestamp: '2026-01-02T03:04:05Z',
  requestId: 'r-1',
  operation: 'Converse',
  modelId: 'amazon.nova-lite-v1:0',
  input: { inputBodyJson: { messages: [{ role: 'user', content: [{ text: 'What <b>is</b> it?' }] }] } },
  output: { outputBodyJson: { output: { message: { role: 'assistant', content: [{ text: 'This.' }] } } } },
};

const mapped = (more: object): string =>
  JSON.stringify({
    '@timestamp': '2026-01-02T03:04:05.000Z',
    gen_ai: {
      request: { id: 'r-1', model: { id: 'amazon.nova-lite-v1:0' } },
      prompt: JSON.stringify(RECORD.input.inputBodyJson),
      completion: JSON.stringify(RECORD.output.outputBodyJson),
      usage: { prompt_tokens: 5 },
    },
    'user.id': ['a', 'b'],
    ...more,
  });

function viewed(text: string): RecordView {
  const fetched = new Fetched();
  const [id = 0] = fetched.add([{ id: 'abc', index: 'logs-x', text }]);
  return fetched.view(id, { profile: 'extended' });
}

const said = ({ conversation }: RecordView): readonly string[] =>
  conversation.turns.flatMap(({ role, blocks }) =>
    blocks.map((block) => `${role}: ${block.kind === 'text' ? block.text : block.kind}`),
  );

const SAID = ['user: What <b>is</b> it?', 'assistant: This.'];

describe('a document', () => {
  test('that keeps the record as it was logged shows that, and itself as the cluster has it', () => {
    const original = `{ "big": 9007199254740993, ${JSON.stringify(RECORD).slice(1)}`;
    const view = viewed(mapped({ 'event.original': original, long: 1 }).replace('"long":1', '"long":9007199254740993'));
    expect(view.warnings).toEqual([]);
    expect(said(view)).toEqual(SAID);
    expect(view.raw.text).toContain('"big": 9007199254740993');
    expect(view.document.text).toContain('"long": 9007199254740993');
    expect(view.source).toEqual({ path: 'logs-x/abc', line: 0, offset: 0 });
  });

  test('that does not says that its conversation was put together', () => {
    const view = viewed(mapped({}));
    expect(said(view)).toEqual(SAID);
    expect(view.warnings).toEqual([expect.stringContaining('event.original')]);
    expect(view.requestId).toBe('r-1');
  });

  test('has the columns of records, from fields with dots or without', () => {
    const { columns } = viewed(mapped({}));
    expect(columns['@timestamp']).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
    expect(columns['gen_ai.usage.prompt_tokens']).toBe(5);
    expect(columns['user.id']).toEqual(['a', 'b']);
  });

  test.each([
    ['of metrics', '{"@timestamp":"2026-01-02T03:04:05Z","aws_bedrock":{"runtime":{"invocations":3}}}'],
    ['that is empty', '{}'],
    ['whose texts are no JSON', JSON.stringify({ gen_ai: { prompt: 'hello {', completion: '' } })],
    ['whose original is no JSON', JSON.stringify({ event: { original: '{"cut' } })],
  ])('%s is shown all the same', (_, text) => {
    expect(viewed(text).document.text).not.toBe('');
  });
});

test('numbers are none of loaded records, and the oldest documents go first', () => {
  const fetched = new Fetched();
  const document = { id: 'x', index: 'i', text: '{}' };
  const [first = 0] = fetched.add([document]);
  expect(first).toBe(FIRST_FETCHED);
  expect(fetched.is(first) && !fetched.is(4_000_000_000)).toBe(true);
  for (let i = 0; i < 10; i++) fetched.add(Array.from({ length: 400 }, () => document));
  expect(() => fetched.view(first, { profile: 'extended' })).toThrow(/fetched too long ago/);
  expect(fetched.view(first + 4_000, { profile: 'extended' }).id).toBe(first + 4_000);
});

test('its texts are copied as those of records are', () => {
  const fetched = new Fetched();
  const [id = 0] = fetched.add([
    { id: 'abc', index: 'logs-x', text: mapped({ 'event.original': JSON.stringify(RECORD) }) },
  ]);
  expect(JSON.parse(fetched.text(id, 'raw-line'))).toEqual(RECORD);
  expect(fetched.text(id, 'document-line')).toContain('"gen_ai"');
  expect(fetched.text(id, 'transcript')).toContain('What <b>is</b> it?');
  expect(fetched.alone(id, ['user.id'])).toEqual({ steps: [{ id, messages: 1 }], cells: [[['a', 'b']]], cut: false });
});
