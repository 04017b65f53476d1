import { describe, expect, test } from 'vitest';
import { SCENARIOS, scenarioNamed } from '../../../src/samples/catalog.ts';
import { type SampleFile, sampleFiles } from '../../../src/samples/layout.ts';
import type { Scenario } from '../../../src/samples/scenario.ts';

type Logged = Record<string, unknown>;

const RECORD_OBJECT =
  /^AWSLogs\/\d{12}\/BedrockModelInvocationLogs\/[a-z]{2}-[a-z]+-\d\/2026\/\d\d\/\d\d\/\d\d\/\d{8}T\d{9}Z_[0-9a-f]{16}\.json\.gz$/;

function named(name: string): Scenario {
  const scenario = scenarioNamed(name);
  if (!scenario) throw new Error(`no scenario ${name}`);
  return scenario;
}

const make = (name: string, records: number, seed = 1): SampleFile[] => [
  ...sampleFiles(named(name), { records, seed }),
];

function lines(files: readonly SampleFile[]): string[] {
  return files.filter((f) => f.records > 0).flatMap((f) => (f.content as string).split('\n').filter(Boolean));
}

function parsed(files: readonly SampleFile[]): Logged[] {
  return lines(files).flatMap((line) => {
    try {
      return [JSON.parse(line) as Logged];
    } catch {
      return [];
    }
  });
}

const week = make('week', 2400);
const records = parsed(week);
const text = lines(week).join('\n');

test('the same seed gives the same bytes, another seed others', () => {
  expect(make('week', 400, 7)).toEqual(make('week', 400, 7));
  expect(make('week', 400, 7)).not.toEqual(make('week', 400, 8));
  expect(make('load', 60, 7)).toEqual(make('load', 60, 7));
});

test('two generators at work at once do not disturb each other', () => {
  const alone = make('load', 40, 3);
  const one = sampleFiles(named('load'), { records: 40, seed: 3 });
  const other = sampleFiles(named('load'), { records: 40, seed: 4 });
  const together: SampleFile[] = [];
  for (const file of one) {
    other.next();
    together.push(file);
  }
  expect(together).toEqual(alone);
});

test('objects lie where Bedrock puts them, in the hour of their records', () => {
  for (const file of week.filter((f) => f.records > 0)) {
    expect(file.path).toMatch(RECORD_OBJECT);
    const [, account, , region, year, month, day, hour] = file.path.split('/');
    for (const record of parsed([file])) {
      expect(record).toMatchObject({ accountId: account, region });
      expect(record.timestamp).toMatch(new RegExp(`^${year}-${month}-${day}T${hour}:`));
    }
  }
});

test('request ids are unique and every line but one is a record', () => {
  expect(new Set(records.map((r) => r.requestId)).size).toBe(records.length);
  expect(lines(week).length - records.length).toBe(1);
  expect(records.length).toBeGreaterThanOrEqual(2398);
});

test('the count of records is about what was asked for, however many', () => {
  for (const count of [250, 1000, 5000]) {
    const got = parsed(make('week', count)).length;
    expect(got).toBeGreaterThanOrEqual(Math.min(count, 150));
    expect(got).toBeLessThan(count + 60);
  }
});

const holds = (path: (r: Logged) => unknown): boolean => records.some((r) => path(r) !== undefined);
const body = (r: Logged, half: 'input' | 'output'): unknown => (r[half] as Logged | undefined)?.[`${half}BodyJson`];
const streamed = (r: Logged): Logged[] => {
  const output = body(r, 'output');
  return Array.isArray(output) ? (output as Logged[]) : [];
};

describe('the week holds', () => {
  test.each([
    'Converse',
    'ConverseStream',
    'InvokeModel',
    'InvokeModelWithResponseStream',
    'ChatCompletions',
    'Responses',
  ])('%s calls', (operation) => {
    expect(records.filter((r) => r.operation === operation).length).toBeGreaterThan(0);
  });

  test.each(['ThrottlingException', 'ValidationException', 'AccessDeniedException', 'validation_error'])(
    '%s, without bodies',
    (errorCode) => {
      const found = records.filter((r) => r.errorCode === errorCode);
      expect(found.length).toBeGreaterThan(0);
      for (const r of found) expect(Object.keys(r)).not.toEqual(expect.arrayContaining(['input']));
    },
  );

  test.each([
    ['anthropic', 'content_block_delta'],
    ['nova', 'contentBlockDelta'],
    ['llama', 'generation'],
    ['mistral', 'outputs'],
    ['mistral chat and deepseek', 'choices'],
    ['titan', 'outputText'],
    ['cohere', 'is_finished'],
    ['responses', 'sequence_number'],
  ])('a %s stream', (_, mark) => {
    expect(records.some((r) => streamed(r).some((e) => JSON.stringify(e).includes(`"${mark}"`)))).toBe(true);
  });

  test.each([
    'contentPolicy',
    'topicPolicy',
    'wordPolicy',
    'managedWordLists',
    'sensitiveInformationPolicy',
    'regexes',
    'contextualGroundingPolicy',
    'automatedReasoningPolicy',
  ])('findings of %s', (policy) => expect(text).toContain(`"${policy}"`));

  test.each([
    'HATE',
    'INSULTS',
    'SEXUAL',
    'VIOLENCE',
    'MISCONDUCT',
    'PROMPT_ATTACK',
    'GROUNDING',
    'RELEVANCE',
    'ANONYMIZED',
    'INTERVENED',
    'guardrail_intervened',
  ])('%s', (word) => expect(text).toContain(`"${word}"`));

  test.each([
    'embedding',
    'embeddings',
    'relevance_score',
    'reasoningContent',
    'thinking_delta',
    'reasoning_content',
    'toolUse',
    'toolResult',
    'tool_calls',
    'function_call',
    'cachePoint',
    'guardContent',
    'modelOutput',
  ])('bodies with %s', (key) => expect(text).toContain(key));

  test('cache counters, request metadata, regions of inference and several accounts', () => {
    expect(records.some((r) => Number((r.input as Logged | undefined)?.cacheReadInputTokenCount) > 0)).toBe(true);
    expect(holds((r) => r.requestMetadata)).toBe(true);
    expect(holds((r) => r.inferenceRegion)).toBe(true);
    expect(new Set(records.map((r) => r.accountId)).size).toBe(3);
    expect(new Set(records.map((r) => (r.identity as Logged).arn)).size).toBeGreaterThan(6);
    expect(new Set(records.map((r) => r.modelId)).size).toBeGreaterThan(8);
  });

  test('bodies in S3, each with its object beside the records', () => {
    const away = [...text.matchAll(/"(?:input|output)BodyS3Path":"s3:\/\/[^/]+\/([^"]+)"/g)].map((m) => m[1]);
    expect(away.length).toBeGreaterThan(5);
    const paths = new Set(week.map((f) => f.path));
    for (const path of away) expect(paths).toContain(path);
  });

  test('what Bedrock leaves when logging is switched on', () => {
    const checks = week.filter((f) => f.path.endsWith('amazon-bedrock-logs-permission-check'));
    expect(checks.length).toBeGreaterThan(1);
    for (const check of checks) expect(check.content).toBe('');
  });

  test('text that tries to be markup, a terminal command or a turned direction', () => {
    for (const mark of ['<script>', '\\u001b[2J', '\u202e', 'javascript:']) expect(text).toContain(mark);
  });
});

test('a conversation grows turn by turn, and its next call starts with what the one before it said', () => {
  const turns = (r: Logged): Logged[] =>
    ((body(r, 'input') as Logged | undefined)?.messages as Logged[] | undefined) ?? [];
  const chats = records.filter((r) => r.operation === 'ConverseStream' && turns(r).length >= 5);
  expect(chats.length).toBeGreaterThan(10);
  for (const late of chats.slice(0, 10)) {
    const start = JSON.stringify(turns(late).slice(0, 1));
    const earlier = records.filter(
      (r) => r !== late && turns(r).length < turns(late).length && JSON.stringify(turns(r).slice(0, 1)) === start,
    );
    expect(earlier.length).toBeGreaterThan(0);
  }
});

test('records of the load scenario are of the size that it promises', () => {
  const made = make('load', 2000);
  const bytes = made.reduce((sum, f) => sum + Buffer.byteLength(f.content as string), 0);
  expect(bytes / 2000).toBeGreaterThan(6500);
  expect(bytes / 2000).toBeLessThan(10_500);
});

test('every scenario has a name, a line that says what it is, and something in it', () => {
  for (const scenario of SCENARIOS) {
    expect(scenario.summary.length).toBeGreaterThan(10);
    expect(parsed([...sampleFiles(scenario, { records: 10, seed: 1 })]).length).toBeGreaterThan(0);
  }
});
