import { expect, test } from 'vitest';
import { STARTER_QUERY } from '../../../src/commands/starter-query.ts';
import { diagnose } from '../../../src/esql/language/diagnostics.ts';
import { format } from '../../../src/esql/language/format.ts';
import { FIELDS } from '../../../src/views/esql-context.ts';

test('the first query that somebody sees is right, and laid out', () => {
  expect(diagnose(STARTER_QUERY, FIELDS)).toEqual([]);
  expect(format(STARTER_QUERY, { keywords: 'upper' })).toBe(STARTER_QUERY);
});

test('fields are described by what the mapping says of them', () => {
  expect(FIELDS.describe?.('user.id')).toBe('From identity.arn: moved.');
  expect(FIELDS.describe?.('gen_ai.usage.prompt_tokens')).toMatch(/^From input\.inputTokenCount: .*Unit: tokens\.$/);
  expect(FIELDS.describe?.('nothing')).toBeUndefined();
});
