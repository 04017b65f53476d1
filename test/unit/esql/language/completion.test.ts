/** What somebody who types a query is offered. The cursor is ¦. */
import { describe, expect, test } from 'vitest';
import { complete, valuesWanted } from '../../../../src/esql/language/completion.ts';
import { CONTEXT, cursor } from './world.ts';

function offered(marked: string) {
  const [text, offset] = cursor(marked);
  const { start, end, offers } = complete(text, offset, CONTEXT);
  return { text, offers, start, end, labels: offers.map(({ label }) => label) };
}

const FROM = 'FROM logs-a ';

test.each<[typed: string, has: string, hasNot?: string]>([
  ['¦', 'FROM', 'WHERE'],
  ['fr¦', 'from', 'WHERE'],
  ['FR¦', 'FROM'],
  [`${FROM}| ¦`, 'WHERE', 'FROM'],
  [`${FROM}|¦`, 'STATS', 'FROM'],
  [`${FROM}| wh¦`, 'WHERE'],
  [`${FROM}| INLINE ¦`, 'STATS', 'WHERE'],
  ['from logs-a | ¦', 'where', 'WHERE'],
  ['FROM ¦', 'logs-aws_bedrock.invocation-*'],
  ['FROM lo¦', 'logs-aws_bedrock.invocation-*'],
  ['FROM logs-a, ¦', 'logs-aws_bedrock.invocation-*'],
  ['FROM logs-a ¦', 'METADATA'],
  ['FROM logs-a METADATA ¦', '_id', 'METADATA'],
  ['FROM logs-a METADATA _id, ¦', '_index'],
  [`${FROM}| WHERE ¦`, 'user.id', 'COUNT'],
  [`${FROM}| WHERE ¦`, 'LENGTH'],
  [`${FROM}| WHERE us¦`, 'user.id'],
  [`${FROM}| WHERE user.¦`, 'user.id'],
  [`${FROM}| WHERE user.id ¦`, '=='],
  [`${FROM}| WHERE user.id ¦`, 'IS NULL', 'user.id'],
  [`${FROM}| WHERE user.id IS ¦`, 'NOT NULL', 'user.id'],
  [`${FROM}| WHERE user.id NOT ¦`, 'IN', 'user.id'],
  [`${FROM}| WHERE user.id == ¦`, 'alice'],
  [`${FROM}| WHERE user.id == al¦`, 'alice'],
  [`${FROM}| WHERE user.id == "¦"`, 'alice', 'user.id'],
  [`${FROM}| WHERE user.id == "al¦`, 'alice', 'user.id'],
  [`${FROM}| WHERE user.id != "¦"`, 'alice'],
  [`${FROM}| WHERE user.id IN (¦`, 'alice'],
  [`${FROM}| WHERE user.id NOT IN ("alice", ¦)`, 'c*'],
  [`${FROM}| WHERE user.id IN ("alice", "¦")`, 'c*', 'user.id'],
  [`${FROM}| WHERE user.id LIKE "¦"`, 'alice'],
  [`${FROM}| WHERE \`user.id\` == ¦`, 'alice'],
  [`${FROM}| WHERE user.id == "alice" ¦`, 'AND'],
  [`${FROM}| WHERE user.id == "alice" AND ¦`, 'cached'],
  [`${FROM}| WHERE @timestamp > NOW() - 1 ¦`, 'day'],
  [`${FROM}| EVAL a = user.id::¦`, 'keyword', 'user.id'],
  [`${FROM}| EVAL ¦`, 'user.id'],
  [`${FROM}| EVAL a ¦`, '='],
  [`${FROM}| EVAL a = 1, b = ¦`, 'a'],
  [`${FROM}| EVAL a = 1 | KEEP ¦`, 'a'],
  [`${FROM}| EVAL a = 1 | WHERE a > 1 AND ¦`, 'a'],
  [`${FROM}| KEEP user.id, ¦`, 'gen_ai.request'],
  [`${FROM}| KEEP user.id | WHERE ¦`, 'user.id', 'cached'],
  [`${FROM}| DROP user.id | WHERE ¦`, 'cached', 'user.id'],
  [`${FROM}| RENAME ¦`, 'user.id'],
  [`${FROM}| RENAME user.id ¦`, 'AS', 'user.id'],
  [`${FROM}| RENAME user.id AS u | SORT ¦`, 'u', 'user.id'],
  [`${FROM}| SORT user.id ¦`, 'DESC'],
  [`${FROM}| SORT user.id DESC NULLS ¦`, 'FIRST', 'user.id'],
  [`${FROM}| LIMIT ¦`, '100', 'user.id'],
  [`${FROM}| MV_EXPAND ¦`, 'user.id', 'LENGTH'],
  [`${FROM}| STATS ¦`, 'COUNT', 'BUCKET'],
  [`${FROM}| STATS c = ¦`, 'COUNT'],
  [`${FROM}| STATS c = COUNT(*) ¦`, 'BY'],
  [`${FROM}| STATS c = COUNT(*) WHERE ¦`, 'cached'],
  [`${FROM}| STATS COUNT(*) BY ¦`, 'BUCKET', 'COUNT'],
  [`${FROM}| STATS c = COUNT(*), MAX(¦`, 'gen_ai.usage.prompt_tokens'],
  [`${FROM}| STATS c = COUNT(*) BY user.id | WHERE ¦`, 'c', 'cached'],
  [`${FROM}| STATS COUNT(*) | WHERE ¦`, 'COUNT(*)'],
  [`${FROM}| GROK gen_ai.prompt "%{WORD:w}" | KEEP ¦`, 'w'],
  // Something before is half typed or wrong, and the rest is known all the same.
  [`${FROM}| WHERE user.id == | KEEP ¦`, 'user.id'],
  [`${FROM}| EVAL x = nothing | KEEP ¦`, 'user.id'],
  [`${FROM}| WHERE (a == 1 | SORT ¦`, 'user.id'],
  [`${FROM}| | WHERE ¦`, 'user.id'],
  [`FROM logs-a\n// a comment | with a pipe\n| WHERE ¦`, 'user.id'],
])('%s is offered %s', (typed, has, hasNot) => {
  const { labels } = offered(typed);
  expect(labels).toContain(has);
  if (hasNot) expect(labels).not.toContain(hasNot);
});

test.each([
  `${FROM}| WHERE // ¦`,
  `${FROM}| WHERE /* user ¦`,
  `${FROM}| EVAL a = "¦"`,
  `${FROM}| WHERE gen_ai.usage.prompt_tokens == "¦"`,
  `${FROM}| RENAME user.id AS ¦`,
])('%s is offered nothing', (typed) => {
  expect(offered(typed).labels).toEqual([]);
});

describe('an accepted offer', () => {
  test.each([
    [`${FROM}| WHERE us¦`, 'user.id', `${FROM}| WHERE user.id`],
    [`${FROM}| WHERE gen_ai.usage.¦`, 'gen_ai.usage.prompt_tokens', `${FROM}| WHERE gen_ai.usage.prompt_tokens`],
    [`${FROM}| WHERE us¦er.name == 1`, 'user.id', `${FROM}| WHERE user.id == 1`],
    [`${FROM}| WHERE @¦`, '@timestamp', `${FROM}| WHERE @timestamp`],
    [`${FROM}| WHERE user.id == "al¦"`, 'alice', `${FROM}| WHERE user.id == "alice"`],
    [`${FROM}| WHERE user.id == "al¦`, 'alice', `${FROM}| WHERE user.id == "alice"`],
    [`${FROM}| WHERE user.id == ¦`, 'bob "the" builder', `${FROM}| WHERE user.id == "bob \\"the\\" builder"`],
    [`${FROM}| WHERE user.id LIKE ¦`, 'c*', `${FROM}| WHERE user.id LIKE "c\\\\*"`],
    [`${FROM}| STATS COUNT(*) | WHERE ¦`, 'COUNT(*)', `${FROM}| STATS COUNT(*) | WHERE \`COUNT(*)\``],
    [`${FROM}| EVAL a = len¦`, 'LENGTH', `${FROM}| EVAL a = LENGTH($\{1:string})`],
    [`${FROM}| EVAL a = len¦(user.id)`, 'LENGTH', `${FROM}| EVAL a = LENGTH(user.id)`],
    [`${FROM}| EVAL a = now¦`, 'NOW', `${FROM}| EVAL a = NOW()`],
    [`${FROM}| wh¦`, 'WHERE', `${FROM}| WHERE `],
    ['FROM logs-aws_b¦', 'logs-aws_bedrock.invocation-*', 'FROM logs-aws_bedrock.invocation-*'],
  ])('%s and %s become %s', (typed, label, expected) => {
    const { text, start, end, offers } = offered(typed);
    const offer = offers.find((one) => one.label === label);
    expect(text.slice(0, start) + offer?.insert + text.slice(end)).toBe(expected);
  });
});

test('columns that fit the parameter come first', () => {
  const { labels } = offered(`${FROM}| STATS SUM(¦`);
  expect(labels.indexOf('gen_ai.usage.prompt_tokens')).toBeLessThan(labels.indexOf('user.id'));
});

test.each([
  [`${FROM}| WHERE user.id == ¦`, 'user.id'],
  [`${FROM}| WHERE user.id IN ("a", ¦`, 'user.id'],
  [`${FROM}| WHERE LENGTH(user.id) > ¦`, undefined],
])('%s wants the values of %s', (typed, field) => {
  expect(valuesWanted(...cursor(typed))).toBe(field);
});

test('values of numbers are not offered as strings', () => {
  const values = () => ['42'];
  const [text, offset] = cursor(`${FROM}| WHERE gen_ai.usage.prompt_tokens == ¦`);
  const labels = complete(text, offset, { ...CONTEXT, values }).offers.map(({ label }) => label);
  expect(labels).not.toContain('42');
});

test('a value of a log cannot turn the direction of the list', () => {
  const values = () => ['safe\u202etxt.exe\n'];
  const { offers } = complete(`${FROM}| WHERE user.id == `, FROM.length + 19, { ...CONTEXT, values });
  expect(offers[0]).toMatchObject({ label: 'safe\ufffdtxt.exe\ufffd', insert: '"safe\u202etxt.exe\\n"' });
});
