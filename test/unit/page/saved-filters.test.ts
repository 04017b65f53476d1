/** A filter is kept as a query that the language reads; of the queries of a workspace those that only filter are filters. */
import { expect, test } from 'vitest';
import { diagnose } from '../../../src/esql/language/diagnostics.ts';
import { FIELDS } from '../../../src/views/esql-context.ts';
import { filterOf, filterQuery } from '../../../webview/filter/saved-filters.ts';

test.each([
  'event.outcome == "failure"',
  'user.id LIKE "a|b" OR cloud.region == "x"',
  'event.outcome == "failure" // | not this pipe',
  'cloud.region == "eu-west-1"\n  AND gen_ai.usage.prompt_tokens > 5',
])('kept and read again: %s', (where) => {
  const query = filterQuery(where);
  expect(diagnose(query, FIELDS)).toEqual([]);
  expect(filterOf(`${query}\n`)).toBe(where);
});

test.each([
  [
    '// Who fails\nfrom logs-aws_bedrock.invocation-*\n| where event.outcome == "failure"\n',
    'event.outcome == "failure"',
  ],
  ['FROM logs-aws_bedrock.invocation-* | WHERE event.outcome == "failure" | LIMIT 5', undefined],
  ['FROM logs-aws_bedrock.invocation-* | STATS COUNT(*)', undefined],
  ['FROM logs-* | WHERE event.outcome == "failure"', undefined],
  ['FROM logs-aws_bedrock.invocation-*', undefined],
  ['FROM logs-aws_bedrock.invocation-* METADATA _id | WHERE _id == "a"', undefined],
  ['', undefined],
])('%s', (query, where) => expect(filterOf(query)).toBe(where));
