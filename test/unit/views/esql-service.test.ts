/** The language service in the extension host: hostile texts get no help, rather than the editor's time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  completionsAt,
  foldsOf,
  hoverAt,
  laidOut,
  MAX_HELPED,
  MAX_LOOKED_AT,
  mistakesIn,
  signatureAt,
} from '../../../src/views/esql-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'bedrock-logs-esql-service-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SRC = 'FROM logs-aws_bedrock.invocation-*';
const padded = (length: number): string => `${SRC} | WHERE ${'('.repeat(length - SRC.length - 9)}`;

test('a text of the greatest length is helped with, a much longer one is told so and left alone', async () => {
  expect((await mistakesIn(padded(MAX_HELPED))).map(({ severity }) => severity)).toEqual(['error']);
  const long = padded(MAX_LOOKED_AT + 1);
  expect(await mistakesIn(long)).toEqual([
    expect.objectContaining({ severity: 'information', message: expect.stringContaining('when it is run') }),
  ]);
  expect((await completionsAt(long, 50, undefined)).offers).toEqual([]);
  expect([hoverAt(long, 3), signatureAt(long, 3), laidOut(long), foldsOf(long)]).toEqual([
    undefined,
    undefined,
    undefined,
    [],
  ]);
});

describe('texts in between, in the bundle as it is packed', () => {
  const conditions = (count: number): string =>
    Array.from({ length: count }, (_, i) => `user.id == "caller-${i}"`).join(' OR ');
  let service: typeof import('../../../src/views/esql-service.ts');

  beforeAll(async () => {
    const outfile = join(folder, 'esql-service.cjs');
    await build({
      entryPoints: [fileURLToPath(new URL('../../../src/views/esql-service.ts', import.meta.url))],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    });
    service = createRequire(import.meta.url)(outfile);
  });

  test('of 100,000 characters have their mistakes marked, found while the host goes on', async () => {
    const right = `${SRC} | WHERE user.id IN (${Array.from({ length: 7000 }, (_, i) => `"caller-${i}"`).join(', ')})`;
    const wrong = `${right} | KEEP user.idd`;
    expect(wrong.length).toBeGreaterThan(100_000);
    let turns = 0;
    const turn = setInterval(() => turns++, 1);
    const both = await Promise.all([service.mistakesIn(right), service.mistakesIn(wrong)]);
    clearInterval(turn);
    expect(turns).toBeGreaterThan(0);
    expect(both.map((found) => found.map(({ start, end }) => wrong.slice(start, end)))).toEqual([[], ['user.idd']]);
  });

  test('of brackets alone and of letters that are no token, too', async () => {
    for (const text of [
      padded(100_000),
      `${SRC} | WHERE ${'\\ '.repeat(50_000)}`,
      `${SRC} | WHERE ${conditions(3000)}`,
    ]) {
      const found = await service.mistakesIn(text);
      expect(found.map(({ severity }) => severity)).toEqual(['error']);
    }
  });
});

test('many unknown names: each is said, but not each is compared with all that are known', async () => {
  const names = Array.from({ length: 400 }, (_, i) => `gen_aj.request${i}`);
  const found = await mistakesIn(`${SRC} | KEEP ${names.join(', ')}`);
  expect(found).toHaveLength(400);
  expect(found[0]?.message).toContain('did you mean');
  expect(found[399]?.message).toBe('Unknown column [gen_aj.request399]');
});
