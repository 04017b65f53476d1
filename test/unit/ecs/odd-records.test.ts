/** Records of every shape with something replaced by something else: a document or an error, never an exception. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ColumnReader, type ColumnSink } from '../../../src/ecs/columns.ts';
import { lines } from './comparison.ts';
import { mapperOf, PRESERVING } from './mapping.ts';

const SHAPES = lines(new URL('../../fixtures/shapes/shapes.jsonl', import.meta.url)).filter(
  (text) => text.length < 5000,
);
const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1.5,
  '',
  'x',
  [],
  {},
  [[]],
  [null],
  { a: null },
  [{}, 'x'],
  '\ud800',
  1e300,
];
const NAMES = [
  'input',
  'output',
  'message',
  'content',
  'text',
  'id',
  'messages',
  'modelId',
  'trace',
  'guardrail',
  'type',
];

const SINK: ColumnSink = { bytes: () => {}, text: () => {}, number: () => {}, boolean: () => {} };
const plain = mapperOf();
const all = mapperOf({ profile: 'extended', tags: PRESERVING });
const reader = new ColumnReader();

function check(record: Buffer): void {
  const first = plain(record);
  const second = all(record);
  expect(second.error).toBe(first.error);
  expect(reader.read(record, 0, record.length, 0, SINK)).toBe(first.document !== undefined);
  for (const { document, error } of [first, second]) {
    if (document === undefined) expect(error).toMatch(/^\d+: \w/);
    else expect(JSON.parse(document)).toHaveProperty(['@timestamp']);
  }
}

/** Replaces the value at a place that `choices` leads to, or puts it under another name. */
function changed(value: unknown, choices: readonly number[], odd: unknown, name: string): unknown {
  const [choice, ...rest] = choices;
  if (typeof value !== 'object' || value === null || choice === undefined) return odd;
  if (Array.isArray(value)) {
    const at = choice % (value.length + 1);
    return value.map((each, i) => (i === at ? changed(each, rest, odd, name) : each));
  }
  const entries = Object.entries(value);
  const at = choice % (entries.length + 1);
  if (at === entries.length) return { ...value, [name]: odd };
  return Object.fromEntries(entries.map(([key, each], i) => [key, i === at ? changed(each, rest, odd, name) : each]));
}

test('a value replaced anywhere', () => {
  const place = fc.array(fc.nat(40), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(
      fc.constantFrom(...SHAPES),
      place,
      fc.constantFrom(...ODD),
      fc.constantFrom(...NAMES),
      (shape, at, odd, name) => {
        check(Buffer.from(JSON.stringify(changed(JSON.parse(shape), at, odd, name))));
      },
    ),
    { seed: 17, numRuns: 4000 },
  );
});

test('nesting as deep as it may be, in every place that is walked', () => {
  const deep = (depth: number) => '{"a":['.repeat(depth) + ']}'.repeat(depth);
  const nested = deep(490);
  for (const place of [
    '{"x":#}',
    '{"input":{"inputBodyJson":#}}',
    '{"output":{"outputBodyJson":[{"delta":{"text":#}}]}}',
    '{"messages":[{"content":{"y":#}}]}',
  ]) {
    const { document } = plain(place.replace('#', nested));
    expect(document).toBeDefined();
    check(Buffer.from(place.replace('#', nested)));
    expect(plain(place.replace('#', deep(500))).error).toContain('nesting deeper than 1000');
  }
});

test('two records crossed', () => {
  const place = fc.array(fc.nat(12), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...SHAPES), fc.constantFrom(...SHAPES), place, (a, b, at) => {
      check(Buffer.from(JSON.stringify(changed(JSON.parse(a), at, JSON.parse(b), 'input'))));
    }),
    { seed: 19, numRuns: 500 },
  );
});

test('bytes changed, taken out and put in', () => {
  const edit = fc.tuple(fc.nat(5000), fc.constantFrom(...'"\\{}[],:0e-.nt \n\u0001é'), fc.nat(2));
  fc.assert(
    fc.property(fc.constantFrom(...SHAPES), fc.array(edit, { minLength: 1, maxLength: 4 }), (shape, edits) => {
      let text = shape;
      for (const [at, unit, how] of edits) {
        const from = at % (text.length + 1);
        text = text.slice(0, from) + (how === 2 ? '' : unit) + text.slice(how === 0 ? from : from + 1);
      }
      check(Buffer.from(text));
    }),
    { seed: 23, numRuns: 4000 },
  );
});
