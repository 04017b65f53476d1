/** Colours of half-typed queries, and what the language service is asked about a condition. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isComment, pipesOf, tokensOf } from '../../../../src/esql/language/tokens.ts';
import type { PageRequests } from '../../../../src/session/protocol/protocol.ts';
import { CONDITION_OF, conditionService } from '../../../../webview/code/service.ts';
import { type CodeKind, codeTokens } from '../../../../webview/code/tokens.ts';

const told = (text: string, commands = true): string[] =>
  codeTokens(text, commands).map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`);

test.each<[text: string, tokens: string]>([
  ['FROM logs-* | WHERE a', 'command:FROM pipe:| command:WHERE'],
  ['from a | stats c = count(*) by b', 'command:from pipe:| command:stats function:count keyword:by'],
  ['FROM a | INLINE STATS x', 'command:FROM pipe:| command:INLINE command:STATS'],
  ['FROM a | KEEP null.b, a.not', 'command:FROM pipe:| command:KEEP'],
  ['ROW a = "x | y", b = """z"""', 'command:ROW string:"x | y" string:"""z"""'],
  ['ROW a = "open\n| LIMIT 1', 'command:ROW string:"open pipe:| command:LIMIT number:1'],
  ['ROW a = 1.5e3 // b | c\n| LIMIT ?n', 'command:ROW number:1.5e3 comment:// b | c pipe:| command:LIMIT parameter:?n'],
  ['/* a /* b */ c */ FROM x', 'comment:/* a /* b */ c */ command:FROM'],
  ['/* open', 'comment:/* open'],
  ['ROW `a | b` = 1', 'command:ROW number:1'],
  ['SET a = 1; FROM x', 'command:SET number:1 command:FROM'],
])('%s', (text, tokens) => expect(told(text).join(' ')).toBe(tokens));

test('a condition begins with no command', () => {
  expect(told('from == "a" AND b IS NOT NULL', false)).toEqual([
    'string:"a"',
    'keyword:AND',
    'keyword:IS',
    'keyword:NOT',
    'keyword:NULL',
  ]);
});

test('commands, strings and remarks of the engine’s own cases are where the engine reads them', () => {
  const file = new URL('../../../fixtures/esql/cases.json', import.meta.url);
  const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly { readonly query: string }[];
  const queries = cases.map(({ query }) => query);
  expect(queries.length).toBeGreaterThan(20);
  for (const query of queries) {
    const mine = (kind: CodeKind) => codeTokens(query, true).filter((token) => token.kind === kind);
    const tokens = tokensOf(query);
    if (tokens.some(({ kind }) => kind === 'unknown' || kind === 'open-string' || kind === 'unknown-word')) continue;
    const places = (list: readonly { readonly start: number; readonly end: number }[]) =>
      list.map(({ start, end }) => query.slice(start, end));
    expect(places(mine('string')), query).toEqual(places(tokens.filter(({ kind }) => kind === 'string')));
    expect(places(mine('comment')), query).toEqual(places(tokens.filter(isComment)));
    const named = pipesOf(query).flatMap(({ head }) => head);
    for (const name of places(named)) expect(places(mine('command')), query).toContain(name);
  }
});

type Asked = { readonly name: string; readonly params: unknown };

function serviceThat(answer: unknown) {
  const asked: Asked[] = [];
  const ask = <K extends keyof PageRequests>(name: K, params: PageRequests[K]['params']) => {
    asked.push({ name, params });
    return Promise.resolve(answer as PageRequests[K]['result']);
  };
  return { asked, service: conditionService({ ask }) };
}

const SIGNAL = new AbortController().signal;
const AT = CONDITION_OF.length;

test('a condition is completed behind WHERE, without what would begin another command', async () => {
  const { asked, service } = serviceThat({
    start: AT,
    end: AT + 4,
    offers: [
      { label: 'user.id', kind: 'field', insert: 'user.id' },
      { label: '|', kind: 'operator', insert: '\n| ' },
    ],
  });
  expect(await service.complete('user', 4, SIGNAL)).toEqual({
    start: 0,
    end: 4,
    offers: [{ label: 'user.id', kind: 'field', insert: 'user.id' }],
  });
  expect(asked).toEqual([{ name: 'completeQuery', params: { text: `${CONDITION_OF}user`, offset: AT + 4 } }]);
});

test('mistakes of a condition point into it, wherever the query says that they are', async () => {
  const { service } = serviceThat([{ start: AT - 6, end: AT + 99, message: 'wrong', severity: 'error' }]);
  expect(await service.mistakes('a = 1', SIGNAL)).toEqual([{ start: 0, end: 5, message: 'wrong', severity: 'error' }]);
  expect(await service.mistakes('  ', SIGNAL)).toEqual([]);
});
