/** The grammar that is made from the vocabulary is not stale, and the examples in the vocabulary are ES|QL. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../../src/esql/syntax/parser.ts';
import { COMMANDS } from '../../../../src/esql/vocabulary/commands.ts';
import { FUNCTIONS } from '../../../../src/esql/vocabulary/functions.ts';
import { esqlGrammar } from '../../../rig/esql-grammar.ts';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

test('the grammar colours what the engine knows; npm run docs writes it anew', () => {
  expect(read('media/esql/esql.tmLanguage.json')).toBe(esqlGrammar());
});

describe('the example of', () => {
  test.each(COMMANDS.map(({ name, source, example }) => [name, source ? example : `FROM a | ${example}`]))(
    '%s parses',
    (_, query) => {
      expect(parse(query)).toHaveProperty('query');
    },
  );
  test.each(
    FUNCTIONS.map(({ name, example }) => [name, /^(?:FROM|ROW)\b/.test(example) ? example : `FROM a | ${example}`]),
  )('%s parses', (_, query) => {
    expect(parse(query)).toHaveProperty('query');
  });
});
