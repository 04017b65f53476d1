import { describe, expect, it } from 'vitest';
import { fileSource, startSession } from './asking.ts';
import { testFolder } from './folder.ts';
import { logFile } from './records.ts';

const folder = await testFolder();

interface Call {
  readonly said: readonly string[];
  readonly answer?: string;
  readonly caller?: string;
  readonly cachePoint?: number;
}

/** A Converse call; what was said alternates between user and assistant. */
function call(n: number, { said, answer, caller = 'app', cachePoint }: Call): string {
  const messages = said.map((text, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: [{ text }, ...(i === cachePoint ? [{ cachePoint: { type: 'default' } }] : [])],
  }));
  return JSON.stringify({
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: new Date(Date.UTC(2026, 2, 14) + n * 60_000).toISOString(),
    identity: { arn: `arn:aws:sts::111122223333:assumed-role/${caller}/1` },
    requestId: `request-${n}`,
    operation: 'Converse',
    modelId: 'amazon.nova-pro-v1:0',
    input: { inputBodyJson: { messages }, inputTokenCount: said.length * 10 },
    output:
      answer === undefined
        ? {}
        : { outputBodyJson: { output: { message: { role: 'assistant', content: [{ text: answer }] } } } },
  });
}

let files = 0;
async function threadOf(id: number, ...calls: readonly Call[]) {
  const path = await logFile(folder, `${++files}.jsonl`, calls.map((one, n) => call(n, one)).join('\n'));
  const asker = startSession(folder);
  await asker.ask('load', { sources: [fileSource(path)] });
  return asker.ask('thread', { id, fields: ['gen_ai.usage.prompt_tokens'] });
}

const ids = (thread: Awaited<ReturnType<typeof threadOf>>) => thread.steps.map(({ id }) => id);

describe('the records of one conversation', () => {
  const three: readonly Call[] = [
    { said: ['hi'], answer: 'hello' },
    { said: ['hi', 'hello', 'and?'], answer: 'well' },
    { said: ['hi', 'hello', 'and?', 'well', 'bye'], answer: 'bye' },
  ];

  it('are found from any of them, in the order of time, each with the one that it goes on from', async () => {
    for (const id of [0, 1, 2]) {
      const thread = await threadOf(id, ...three);
      expect(thread.steps).toEqual([
        { id: 0, messages: 1 },
        { id: 1, messages: 3, from: 0 },
        { id: 2, messages: 5, from: 1 },
      ]);
      expect(thread.cells).toEqual([[10, 30, 50]]);
      expect(thread.cut).toBe(false);
    }
  });

  it.each<[name: string, calls: readonly Call[], id: number, found: readonly number[]]>([
    ['a record alone', [{ said: ['hi'], answer: 'hello' }, { said: ['other'] }], 0, [0]],
    [
      'the same first words of somebody else, answered otherwise',
      [...three, { said: ['hi'], answer: 'hey', caller: 'b' }, { said: ['hi', 'hey', 'x'], caller: 'b' }],
      4,
      [3, 4],
    ],
    [
      'the same first words answered otherwise to the same caller',
      [...three, { said: ['hi'], answer: 'hey' }, { said: ['hi', 'hey', 'x'] }],
      1,
      [0, 1, 2],
    ],
    ['another question after the same answer', [...three, { said: ['hi', 'hello', 'or?'] }], 2, [0, 1, 2, 3]],
    ['a call whose record is missing in between', [three[0] as Call, three[2] as Call], 1, [0, 1]],
    [
      'cache points that move',
      [
        { said: ['hi'], answer: 'hello', cachePoint: 0 },
        { said: ['hi', 'hello', 'and?'], cachePoint: 2 },
      ],
      0,
      [0, 1],
    ],
    [
      'an answer that the client shortened',
      [{ said: ['hi'], answer: 'hello there' }, { said: ['hi', 'hello', 'and?'] }],
      0,
      [0, 1],
    ],
    [
      'an answer that another caller shortened',
      [
        { said: ['hi'], answer: 'hello there' },
        { said: ['hi', 'hello', 'and?'], caller: 'b' },
      ],
      0,
      [0],
    ],
    [
      'examples that stand before every question',
      [
        { said: ['a', 'b', 'first'], answer: 'x' },
        { said: ['a', 'b', 'second'], answer: 'y' },
      ],
      0,
      [0],
    ],
    ['a call without bodies', [{ said: [] }, { said: [] }], 0, [0]],
  ])('%s', async (_name, calls, id, found) => {
    expect(ids(await threadOf(id, ...calls))).toEqual(found);
  });

  it('is told of a record that is not there', async () => {
    await expect(threadOf(9, ...three)).rejects.toMatchObject({ kind: 'not-found' });
  });
});
