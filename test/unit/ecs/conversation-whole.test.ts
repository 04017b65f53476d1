import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConversation } from '../../../src/ecs/conversation.ts';
import { findingText, ScalarReader } from '../../../src/ecs/extended/scalars.ts';
import { conversationTexts } from '../../../src/ecs/extended/texts.ts';
import type { Conversation } from '../../../src/ecs/model.ts';
import { MAX_BLOCK_UNITS, MAX_BLOCKS, MAX_VALUE_UNITS, MAX_VALUES } from '../../../src/ecs/shapes/draft.ts';
import { transcript } from '../../../src/ecs/transcript.ts';
import { Tape } from '../../../src/json/tape.ts';
import { allText, conversationOf, recordOf, scalarsOf } from './conversations.ts';

const ROOT = new URL('../../../', import.meta.url);

function lines(path: string): string[] {
  return readFileSync(new URL(path, ROOT), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** Members whose texts are names, numbers or bytes rather than words of the conversation. */
const NO_WORDS =
  /^(?:type|role|id|model|object|object_|signature|data|bytes|base64|images|url|image_url|obfuscation|encrypted_content|media_type|format|name|.*_id|.*Id|trace|amazon-bedrock-trace|status|event_type|finish_?[rR]easons?|finishReason|stop_?[rR]eason|completionReason|is_error|logprobs|tokens|prompt|file_data|phase)$/;

/** The words of a body: its texts, those inside texts that are JSON, without the marks of reasoning. */
function words(value: unknown, name = ''): string[] {
  if (NO_WORDS.test(name) && !(name === 'prompt' && typeof value === 'string')) return [];
  if (typeof value === 'string') {
    if (name === 'modelOutput') return [];
    return value.split(/<\/?reasoning>/).filter((part) => part !== '' && part !== '[DONE]');
  }
  if (Array.isArray(value)) return value.flatMap((item) => words(item, name));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, item]) => words(item, key));
  return [];
}

interface Record_ {
  readonly input?: { readonly inputBodyJson?: unknown; readonly inputContentType?: string };
  readonly output?: { readonly outputBodyJson?: unknown; readonly outputContentType?: string };
}

const isMedia = (type: string | undefined) => type !== undefined && !type.includes('json') && !type.includes('text');

function lost(record: Record_, conversation: Conversation): string[] {
  const text = allText(conversation);
  const input = isMedia(record.input?.inputContentType) ? [] : words(record.input?.inputBodyJson);
  const output = isMedia(record.output?.outputContentType) ? [] : words(record.output?.outputBodyJson);
  return [...input, ...output].filter((word) => !text.includes(word));
}

const corpus = new URL('../shared/corpus/', ROOT);
const names = [
  'integration-test-log',
  'forwarder-captures',
  'guardrail-rule-tests',
  'cache-and-offload',
  'nova-stream',
  'api-bodies-a',
  'api-bodies-b',
];
const files = [
  'test/fixtures/shapes/shapes.jsonl',
  ...(existsSync(corpus) ? names.map((name) => `../shared/corpus/${name}.jsonl`) : []),
];

const absent = existsSync(corpus) ? '' : ' (the shared corpus is absent: the fixture alone)';

describe(`whole logs${absent}`, () => {
  test.each(files)('%s: no text is lost, no record with a body is empty', (path) => {
    const tape = new Tape();
    lines(path).forEach((line, i) => {
      const bytes = Buffer.from(line);
      expect(tape.parse(bytes, 0, bytes.length), `line ${i + 1}`).toBe(true);
      const conversation = readConversation(tape);
      const record = JSON.parse(line) as Record_;
      expect(lost(record, conversation), `line ${i + 1}`).toEqual([]);
      if (words(record.input?.inputBodyJson).length > 0) {
        const said = conversation.turns.length + conversation.system.length + conversation.parameters.length;
        expect(said, `line ${i + 1}`).toBeGreaterThan(0);
      }
      expect(conversation.cuts, `line ${i + 1}`).toEqual([]);
    });
  });

  test.each(files)('%s: the scalars say what the reader says', (path) => {
    const tape = new Tape();
    const reader = new ScalarReader();
    lines(path).forEach((line, i) => {
      const bytes = Buffer.from(line);
      tape.parse(bytes, 0, bytes.length);
      const conversation = readConversation(tape);
      const scalars = reader.read(tape);
      expect(
        {
          stop: scalars.stopReason,
          offered: scalars.toolsOffered,
          called: scalars.toolsCalled,
          findings: scalars.findings,
        },
        `line ${i + 1}`,
      ).toEqual({
        stop: conversation.stopReason,
        offered: conversation.toolsOffered,
        called: called(conversation),
        findings: [...new Set(conversation.findings.map(findingText))],
      });
    });
  });
});

function called(conversation: Conversation): string[] {
  const blocks = conversation.turns.filter((turn) => turn.from === 'output').flatMap((turn) => turn.blocks);
  return [...new Set(blocks.flatMap((block) => (block.kind === 'tool-call' ? [block.name] : [])))];
}

/** Reads a value by every reader there is; fails by throwing. */
function readAll(value: unknown, tape: Tape, reader: ScalarReader): Conversation {
  const bytes = Buffer.from(JSON.stringify(value) ?? 'null');
  expect(tape.parse(bytes, 0, bytes.length)).toBe(true);
  const conversation = readConversation(tape);
  reader.read(tape, { prompt: 1, completion: 1 });
  conversationTexts(conversation);
  transcript(conversation);
  return conversation;
}

describe('hostile records', () => {
  const tape = new Tape();
  const reader = new ScalarReader();
  const fixture = lines('test/fixtures/shapes/shapes.jsonl')
    .filter((line) => line.length < 4_000)
    .map((line) => JSON.parse(line) as unknown);

  test('any JSON as record or body is read without an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        readAll(value, tape, reader);
        readAll(recordOf(value, value), tape, reader);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('real shapes with any part replaced by any other value are read without an exception', () => {
    const piece = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        '',
        0,
        -1,
        1e300,
        true,
        [],
        {},
        [[]],
        [null],
        '[DONE]',
        'text',
        { type: 'text' },
        { text: 1 },
      ),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...fixture),
        fc.array(fc.tuple(fc.nat(), piece), { minLength: 1, maxLength: 4 }),
        (record, changes) => {
          const copy = structuredClone(record);
          for (const [at, value] of changes) replaceAt(copy, at, value);
          readAll(copy, tape, reader);
        },
      ),
      { seed: 2, numRuns: 3_000 },
    );
  });

  test('names that objects have of themselves are names like others', () => {
    const odd = JSON.parse(
      '{"__proto__":{"x":"polluted"},"constructor":"c","toString":{"type":"__proto__"},"hasOwnProperty":[]}',
    ) as unknown;
    const conversation = conversationOf(
      recordOf(
        {
          messages: [
            { role: '__proto__', content: [odd, { type: 'constructor' }, { type: 'toString', text: 'kept' }] },
          ],
        },
        [odd],
      ),
    );
    expect(allText(conversation)).toContain('polluted');
    expect(allText(conversation)).toContain('kept');
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  test('more parts than the limit are cut, and it is said', () => {
    const content = Array.from({ length: MAX_BLOCKS + 5 }, (_, i) => ({ text: `${i}` }));
    const conversation = conversationOf(recordOf({ messages: [{ role: 'user', content }] }, undefined));
    expect(conversation.turns[0]?.blocks).toHaveLength(MAX_BLOCKS);
    expect(conversation.cuts).toEqual([`Only the first ${MAX_BLOCKS} parts are shown.`]);
  });

  test('more parameters than the limit are cut, and so are their values', () => {
    const many = Object.fromEntries(
      Array.from({ length: MAX_VALUES + 5 }, (_, i) => [`p${i}`, 'x'.repeat(i === 0 ? MAX_VALUE_UNITS + 3 : 1)]),
    );
    const conversation = conversationOf(recordOf({ prompt: 'Hi', ...many }, undefined));
    expect(conversation.parameters).toHaveLength(MAX_VALUES);
    expect(conversation.parameters[0]?.[1]).toBe(`${'x'.repeat(MAX_VALUE_UNITS)}… (3 more)`);
    expect(conversation.cuts).toHaveLength(1);
  });

  test('ten thousand tools and calls are told apart in no time', () => {
    const tools = Array.from({ length: 10_000 }, (_, i) => ({ name: `tool${i}` }));
    const content = tools.map(({ name }, i) => ({ type: 'tool_use', id: `t${i}`, name, input: {} }));
    const started = performance.now();
    const conversation = conversationOf(
      recordOf({ anthropic_version: 'x', messages: [], tools }, { type: 'message', content }),
    );
    expect(conversation.toolsOffered).toHaveLength(10_000);
    expect(scalarsOf(recordOf({ tools }, { type: 'message', content })).toolsCalled).toHaveLength(10_000);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  const LONG = 200_000;
  test.each<[string, unknown, unknown]>([
    ['tools', { messages: [], tools: new Array(LONG).fill({ name: 't' }) }, undefined],
    ['parts of a message', { messages: [{ role: 'user', content: new Array(LONG).fill({ text: 'x' }) }] }, undefined],
    [
      'parts of a result',
      { messages: [{ role: 'tool', tool_call_id: 'i', content: new Array(LONG).fill('x') }] },
      undefined,
    ],
    ['messages', { messages: new Array(LONG).fill({ role: 'user', content: 'x' }) }, undefined],
    ['events', undefined, new Array(LONG).fill({ outputText: 'x' })],
    [
      'withheld answers',
      undefined,
      { 'amazon-bedrock-trace': { guardrail: { modelOutput: new Array(LONG).fill('x') } } },
    ],
    [
      'findings',
      undefined,
      { trace: { guardrail: { input: { g: { wordPolicy: { customWords: new Array(LONG).fill({ match: 'x' }) } } } } } },
    ],
  ])('very many %s are read without an exception', (_name, input, output) => {
    readAll(recordOf(input, output), tape, reader);
  });

  test('a text above the limit is cut, and it is said', () => {
    const conversation = conversationOf(recordOf({ prompt: 'x'.repeat(MAX_BLOCK_UNITS + 1) }, undefined));
    expect(conversation.turns[0]?.blocks[0]).toEqual({ kind: 'text', text: 'x'.repeat(MAX_BLOCK_UNITS) });
    expect(conversation.cuts).toHaveLength(1);
  });
});

/** Replaces the `at`-th value (counted over and over) inside a JSON value. */
function replaceAt(root: unknown, at: number, value: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      visit((node as Record<string, unknown>)[key]);
    }
  };
  visit(root);
  const place = places[at % places.length];
  if (place !== undefined) place[0][place[1]] = structuredClone(value);
}
