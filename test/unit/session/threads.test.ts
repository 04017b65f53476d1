import { describe, expect, it } from 'vitest';
import { scenarioNamed } from '../../../src/samples/catalog.ts';
import { sampleFiles } from '../../../src/samples/layout.ts';
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

  it('go on with records that come later, and are apart from those that another conversation was asked for', async () => {
    const file = (name: string, calls: readonly [number, Call][]) =>
      logFile(folder, name, calls.map(([n, one]) => call(n, one)).join('\n'));
    const [one, two, last] = three as [Call, Call, Call];
    const other: Call = { said: ['elsewhere'], answer: 'yes' };
    const asker = startSession(folder);
    const load = async (name: string, calls: readonly [number, Call][]) =>
      asker.ask('load', { sources: [fileSource(await file(name, calls))] });
    const thread = async (id: number) => ids(await asker.ask('thread', { id, fields: [] }));
    await load('first.jsonl', [
      [0, one],
      [1, two],
      [2, other],
    ]);
    expect(await thread(0)).toEqual([0, 1]);
    expect(await thread(2)).toEqual([2]);
    await load('later.jsonl', [
      [3, last],
      [4, { said: ['elsewhere', 'yes', 'so?'] }],
    ]);
    expect(await thread(1)).toEqual([0, 1, 3]);
    expect(await thread(4)).toEqual([2, 4]);
    expect(await thread(2)).toEqual([2, 4]);
  });

  it('is told of a record that is not there', async () => {
    await expect(threadOf(9, ...three)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('the threads of the sample logs', () => {
  /** Messages as texts, read with plain loops: roles, words, and which tools were called and answered. */
  function messagesOf(line: string): readonly string[] {
    const { input } = JSON.parse(line);
    const messages = input?.inputBodyJson?.messages;
    if (!Array.isArray(messages)) return [];
    return messages
      .filter(({ role }) => role !== 'system')
      .map(({ role, content, tool_calls = [] }) => {
        const parts = (Array.isArray(content) ? content : [content]).map((part) => {
          if (part === null || typeof part !== 'object') return part;
          const { cachePoint: _, cache_control: __, reasoningContent: ___, ...rest } = part;
          return part.type === 'thinking' ? {} : rest;
        });
        return JSON.stringify([role, parts, tool_calls]).replaceAll(',{}', '').replaceAll('[{},', '[');
      });
  }

  it('are those of records whose messages begin with those of another', async () => {
    const week = scenarioNamed('week');
    const files = week ? [...sampleFiles(week, { records: 500, seed: 3 })] : [];
    const lines = files
      .filter(({ records }) => records > 0)
      .flatMap(({ content }) => String(content).split('\n'))
      .filter((line) => line.startsWith('{') && line.endsWith('}') && messagesOf(line).length > 0);
    const path = await logFile(folder, 'week.jsonl', lines.join('\n'));
    const asker = startSession(folder);
    const { counts } = await asker.ask('load', { sources: [fileSource(path)] });
    expect(counts.read).toBe(lines.length);

    const all = lines.map(messagesOf);
    const goesOn = (one: readonly string[], from: readonly string[]) =>
      one.length > from.length && from.every((message, i) => message === one[i]);
    const times = lines.map((line) => Date.parse(JSON.parse(line).timestamp));
    const time = (id: number) => times[id] ?? 0;
    // Of several that a call may go on from, the sample logs mean the longest, then the one shortly before it.
    const parents = all.map((own, id) => {
      const before = all.flatMap((other, at) => (goesOn(own, other) && time(at) <= time(id) ? at : []));
      return before.sort((a, b) => (all[b]?.length ?? 0) - (all[a]?.length ?? 0) || time(b) - time(a))[0];
    });
    const roots = all.map((_, id) => {
      let root = id;
      for (let up = parents[root]; up !== undefined; up = parents[root]) root = up;
      return root;
    });
    let several = 0;
    for (const [id, root] of roots.entries()) {
      const expected = roots.flatMap((other, at) => (other === root ? at : []));
      const { steps } = await asker.ask('thread', { id, fields: [] });
      expect(ids({ steps, cells: [], cut: false }).sort((a, b) => a - b)).toEqual(expected);
      if (expected.length > 1) several++;
    }
    expect(several).toBeGreaterThan(50);
  });
});
