/**
 * Cases in the form of the shared case file: documents, mapping, query, and the answer of a cluster.
 * Those beside the repository run where they are present.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ParameterValue } from '../../../src/esql/analysis/context.ts';
import { answer } from './answers.ts';

interface Case {
  readonly name: string;
  readonly docs: readonly unknown[];
  readonly mapping: Readonly<Record<string, unknown>>;
  readonly query: string;
  readonly now?: string;
  readonly params?: readonly unknown[];
  readonly unorderedMv?: readonly string[];
  readonly expect:
    | { readonly error: string }
    | {
        readonly columns: readonly { name: string; type: string }[];
        readonly values: readonly unknown[][];
        readonly warnings?: readonly string[];
      };
}

const read = (path: URL): Case[] => JSON.parse(readFileSync(path, 'utf8'));
const own = read(new URL('../../fixtures/esql/cases.json', import.meta.url));
const sharedPath = new URL('../../../../shared/esql-cases.json', import.meta.url);
const shared = existsSync(sharedPath) ? read(sharedPath) : [];

const parameter = (given: unknown): { name?: string; value: ParameterValue } => {
  if (given === null || typeof given !== 'object' || Array.isArray(given)) return { value: given as ParameterValue };
  const [name, value] = Object.entries(given)[0] as [string, ParameterValue];
  return { name, value };
};

/** Numbers within 1e-9, dates and longs by their text, free lists in any order. */
function comparable(value: unknown, free: boolean): unknown {
  if (Array.isArray(value)) {
    const all = value.map((one) => comparable(one, false));
    return free ? all.sort((a, b) => (String(a) < String(b) ? -1 : 1)) : all;
  }
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value;
}

async function check(one: Case): Promise<void> {
  const given = await answer(one.query, {
    docs: one.docs,
    mapping: one.mapping,
    ...(one.now && { now: one.now }),
    ...(one.params && { params: { values: one.params.map(parameter) } }),
  });
  if ('error' in one.expect) {
    expect('error' in given ? given.error : 'no error').toMatch(new RegExp(one.expect.error, 's'));
    return;
  }
  if ('error' in given) throw new Error(given.error);
  const { result } = given;
  expect(result.columns).toEqual(one.expect.columns);
  const free = one.expect.columns.map(({ name }) => one.unorderedMv?.includes(name) ?? false);
  const rows = (all: Iterable<readonly unknown[]>): unknown[] =>
    [...all].map((row) => row.map((value, i) => comparable(value, free[i] ?? false)));
  const [got, wanted] = [rows(result.rows()), rows(one.expect.values)];
  if (!/\bsort\b/i.test(one.query)) {
    const order = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    got.sort(order);
    wanted.sort(order);
  }
  expect(got).toEqual(wanted);
  for (const warning of one.expect.warnings ?? []) expect(result.warnings.join('\n')).toMatch(new RegExp(warning));
}

describe('our own cases', () => {
  test.each(own.map((one) => [one.name, one] as const))('%s', (_, one) => check(one));
});

describe(
  shared.length > 0 ? 'the shared cases' : 'the shared cases (not run: ../shared/esql-cases.json is absent)',
  () => {
    test('are there, or are said to be absent', () => expect(shared.length === 0 || shared.length > 200).toBe(true));
    for (const one of shared) test(one.name, () => check(one));
  },
);
