import { describe, expect, it } from 'vitest';
import { compareConversations } from '../../../src/ecs/compare/conversations.ts';
import { common } from '../../../src/ecs/compare/sequence.ts';
import { comparedWords, MAX_COMPARED_UNITS } from '../../../src/ecs/compare/words.ts';
import type { Comparison } from '../../../src/ecs/model.ts';
import { conversationOf, recordOf } from './conversations.ts';

const said = (...texts: readonly string[]) =>
  texts.map((text, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content: [{ text }] }));

const recordWith = (texts: readonly string[], answer: string, more: object = {}) =>
  conversationOf(
    recordOf(
      { messages: said(...texts), ...more },
      { output: { message: { role: 'assistant', content: [{ text: answer }] } } },
    ),
  );

/** `=` for the same, `~` for changed, `<` and `>` for one side alone. */
const drawn = ({ turns }: Comparison) =>
  turns
    .map(({ left, right, same }) =>
      left === undefined ? `>${right}` : right === undefined ? `<${left}` : `${left}${same ? '=' : '~'}${right}`,
    )
    .join(' ');

const marked = (left: string, right: string) =>
  comparedWords(left, right)
    ?.map(({ side, text }) => (side === 'both' ? text : side === 'left' ? `[-${text}-]` : `{+${text}+}`))
    .join('');

describe('two conversations side by side', () => {
  it.each<[name: string, left: readonly string[], right: readonly string[], rows: string, shared: number]>([
    ['the same', ['a'], ['a'], '0=0 1=1', 2],
    ['another question', ['a'], ['b'], '0~0 1=1', 0],
    ['one goes on', ['a'], ['a', 'b', 'c'], '0=0 >1 >2 1=3', 1],
    ['a turn in the middle', ['a', 'b', 'c'], ['a', 'x', 'c'], '0=0 1~1 2=2 3=3', 1],
    ['nothing in one', [], ['a'], '>0 0=1', 0],
  ])('%s', (_name, left, right, rows, shared) => {
    const comparison = compareConversations(recordWith(left, 'end'), recordWith(right, 'end'));
    expect(drawn(comparison)).toBe(rows);
    expect(comparison.shared).toBe(shared);
  });

  it('says what changed within a turn', () => {
    const { turns } = compareConversations(recordWith(['two big dogs'], 'yes'), recordWith(['two small dogs'], 'yes'));
    expect(turns[0]?.pieces).toEqual([
      { side: 'both', text: 'two ' },
      { side: 'left', text: 'big' },
      { side: 'right', text: 'small' },
      { side: 'both', text: ' dogs' },
    ]);
  });

  it('holds parameters, tools and system prompts beside each other', () => {
    const left = recordWith(['a'], 'b', {
      inferenceConfig: { temperature: 0.2, maxTokens: 10 },
      system: [{ text: 'be kind' }],
    });
    const right = recordWith(['a'], 'b', {
      inferenceConfig: { temperature: 0.7, topP: 1 },
      toolConfig: { tools: [{ toolSpec: { name: 'look', inputSchema: { json: {} } } }] },
    });
    const { parameters, system } = compareConversations(left, right);
    expect(parameters).toContainEqual({ name: 'inferenceConfig.temperature', left: '0.2', right: '0.7' });
    expect(parameters).toContainEqual({ name: 'inferenceConfig.maxTokens', left: '10' });
    expect(parameters).toContainEqual({ name: 'inferenceConfig.topP', right: '1' });
    expect(parameters).toContainEqual({ name: 'tools offered', right: 'look' });
    expect(parameters.some(({ name }) => name.startsWith('toolConfig.tools'))).toBe(false);
    expect(system).toEqual({ same: false, pieces: [{ side: 'left', text: 'be kind' }] });
    expect(compareConversations(right, right).system).toBeUndefined();
  });

  it('finds a picture the same wherever in its record it stands', () => {
    const image = { role: 'user', content: [{ image: { format: 'png', source: { bytes: 'iVBORw0KGgoAAAA=' } } }] };
    const one = conversationOf(recordOf({ messages: [image] }, undefined));
    const other = conversationOf(recordOf({ modelId: 'longer', messages: [image] }, undefined));
    expect(drawn(compareConversations(one, other))).toBe('0=0');
  });
});

describe('words', () => {
  it.each([
    ['', '', ''],
    ['a b c', 'a b c', 'a b c'],
    ['a b c', 'a c', 'a [-b -]c'],
    ['50%', '60%', '[-50-]{+60+}%'],
    ['naïve café', 'naïve cafés', 'naïve [-café-]{+cafés+}'],
  ])('%s against %s', (left, right, expected) => {
    expect(marked(left, right)).toBe(expected);
  });

  it('gives up on texts above the limit', () => {
    expect(comparedWords('x'.repeat(MAX_COMPARED_UNITS + 1), 'x')).toBeUndefined();
  });

  it('keeps to the ends of lists that are too long to compare', () => {
    const left = Array.from({ length: 3_000 }, (_, i) => i);
    const right = [0, ...left.slice(1, -1).map((n) => n + 10_000), 2_999];
    expect(common(left, right)).toEqual([
      [0, 0],
      [2_999, 2_999],
    ]);
  });
});
