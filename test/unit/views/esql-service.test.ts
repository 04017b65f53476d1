/** The language service in the extension host: hostile texts get no help, rather than the editor's time. */
import { expect, test } from 'vitest';
import {
  completionsAt,
  foldsOf,
  hoverAt,
  laidOut,
  MAX_HELPED,
  mistakesIn,
  signatureAt,
} from '../../../src/views/esql-service.ts';

const SRC = 'FROM logs-aws_bedrock.invocation-*';
const padded = (length: number): string => `${SRC} | WHERE ${'('.repeat(length - SRC.length - 9)}`;

test('a text of the greatest length is helped with, a longer one is told so and left alone', async () => {
  expect(mistakesIn(padded(MAX_HELPED)).map(({ severity }) => severity)).toEqual(['error']);
  const long = padded(900_000);
  expect(mistakesIn(long)).toEqual([
    expect.objectContaining({ severity: 'information', message: expect.stringContaining('when the query is run') }),
  ]);
  expect((await completionsAt(long, 50, undefined)).offers).toEqual([]);
  expect([hoverAt(long, 3), signatureAt(long, 3), laidOut(long), foldsOf(long)]).toEqual([
    undefined,
    undefined,
    undefined,
    [],
  ]);
});

test('many unknown names: each is said, but not each is compared with all that are known', () => {
  const names = Array.from({ length: 400 }, (_, i) => `gen_aj.request${i}`);
  const found = mistakesIn(`${SRC} | KEEP ${names.join(', ')}`);
  expect(found).toHaveLength(400);
  expect(found[0]?.message).toContain('did you mean');
  expect(found[399]?.message).toBe('Unknown column [gen_aj.request399]');
});
