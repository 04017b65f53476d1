/** Detection rules over the session's protocol: what fires, on which records, what is left out, giving up. */
import { beforeAll, describe, expect, it } from 'vitest';
import { writeSamples } from '../../../src/cli/generate.ts';
import type { CheckAnswer, CheckOrder } from '../../../src/session/protocol/checks.ts';
import { sessionGuards } from '../../../src/session/protocol/guards.ts';
import type { SessionRequests } from '../../../src/session/protocol/protocol.ts';
import type { Asker } from '../../../src/session/protocol/rpc.ts';
import { startSession } from './asking.ts';
import { testFolder } from './folder.ts';

const folder = await testFolder();
let made = 0;
const ALL: CheckOrder = { window: 'rule', today: '2026-11-21' };

function rule(id: string, query: string): string {
  return `[rule]\nname = "Rule ${id}"\nrule_id = "${id}"\nseverity = "high"\nfrom = "now-60m"\ninterval = "10m"\nquery = '''\n${query}\n'''\n`;
}

async function session(records: number, before?: (asker: Asker<SessionRequests>) => Promise<unknown>) {
  const path = `${folder}/logs-${++made}`;
  writeSamples('incidents', path, { records, seed: 1 });
  const asker = startSession(path);
  await before?.(asker);
  await asker.ask('load', { sources: [{ kind: 'folder', path }] });
  return asker;
}

const outcomeOf = (answer: CheckAnswer, name: string) => {
  const found = answer.outcomes.find(({ rule }) => rule.name === name || rule.id === name);
  if (!found) throw new Error(`no outcome of ${name}`);
  return found;
};

describe('a check of the loaded records', () => {
  let asker: Asker<SessionRequests>;
  let answer: CheckAnswer;
  beforeAll(async () => {
    asker = await session(200, (fresh) => fresh.ask('rules', { builtin: true, whileLoading: true, files: [] }));
    answer = await asker.ask('check', ALL);
  });

  it('asks every rule and finds what the incidents are made of', async () => {
    const { rules } = await asker.ask('rules', { builtin: true, whileLoading: true, files: [] });
    expect(answer.outcomes.map(({ rule }) => rule.id)).toEqual(rules.map(({ id }) => id));
    expect(answer.complete).toBe(true);
    expect(answer.outcomes.filter(({ state }) => state === 'fired').length).toBe(rules.length);
  });

  it('tells the threshold, what was reached, and the records behind', async () => {
    const { findings } = outcomeOf(answer, 'High-confidence blocks of harmful content');
    const [first] = findings;
    expect(first?.reached).toEqual([{ column: 'found', value: 4, needed: 3, exceed: false }]);
    expect(first?.group.map(({ name }) => name)).toEqual(['user.id', 'cloud.account.id']);
    expect(first?.recordsTotal).toBe(4);
    const lines = await asker.ask('lines', {
      ids: first?.records ?? [],
      fields: ['gen_ai.compliance.violation_code', 'user.id'],
      prompts: true,
    });
    expect(new Set(lines.cells[0])).toEqual(new Set(['HATE']));
    expect(new Set(lines.cells[1])).toEqual(new Set([first?.group[0]?.value]));
    expect(new Set(lines.prompts)).toEqual(new Set(['Those people should not be served.']));
    for (const { path, line } of lines.places) expect([path.endsWith('.json.gz'), line > 0]).toEqual([true, true]);
  });

  it('finds the same whether texts were looked for while loading or afterwards', async () => {
    const later = await session(200);
    const other = await later.ask('check', ALL);
    const said = ({ outcomes }: CheckAnswer) =>
      outcomes.map(({ rule, findings }) => [rule.id, findings.map(({ recordsTotal }) => recordsTotal)]);
    expect(said(other)).toEqual(said(answer));
  });

  it('checks only the rules that are named', async () => {
    const id = answer.outcomes[0]?.rule.id ?? '';
    const one = await asker.ask('check', { ...ALL, rules: [id] });
    expect(one.outcomes.map(({ rule }) => rule.id)).toEqual([id]);
    // The file of findings still has them all.
    const file: unknown = JSON.parse(await asker.ask('findings', { format: 'sarif', root: folder, version: '1.2.3' }));
    expect(file).toMatchObject({ runs: [{ tool: { driver: { version: '1.2.3' } } }] });
    const { runs } = file as { runs: { tool: { driver: { rules: unknown[] } } }[] };
    expect(runs[0]?.tool.driver.rules.length).toBe(answer.outcomes.length);
  });

  it('answers with what it had when it is given up', async () => {
    const stop = new AbortController();
    const order = asker.ask('check', ALL, {
      signal: stop.signal,
      onProgress: ({ done }) => done >= 2 && stop.abort(),
    });
    const part = await order;
    expect(part.complete).toBe(false);
    expect(part.outcomes.length).toBeGreaterThanOrEqual(2);
    expect(part.outcomes.length).toBeLessThan(answer.outcomes.length);
  });
});

describe('own rules', () => {
  it('stand before and in place of those that come with the inspector', async () => {
    const asker = await session(60);
    const { rules: before } = await asker.ask('rules', { builtin: true, whileLoading: true, files: [] });
    const id = before[0]?.id ?? '';
    const text = rule(id, 'FROM logs-aws_bedrock.invocation-* | STATS calls = COUNT(*) BY user.id | WHERE calls > 1');
    const { rules, problems } = await asker.ask('rules', {
      builtin: true,
      whileLoading: true,
      files: [{ path: 'own.toml', text }],
    });
    expect(problems).toEqual([]);
    expect(rules.length).toBe(before.length);
    expect(rules[0]).toMatchObject({ id, path: 'own.toml', name: `Rule ${id}` });
    const { outcomes } = await asker.ask('check', { ...ALL, rules: [id] });
    expect(outcomes[0]?.state).toBe('fired');
  });

  it.each<[why: string, text: string, line: number]>([
    ['no TOML', '[rule]\nname = \n', 2],
    ['no query', '[rule]\nname = "a"\nrule_id = "b"\n', 1],
  ])('with %s are told with their line', async (_, text, line) => {
    const asker = startSession(folder);
    const { rules, problems } = await asker.ask('rules', {
      builtin: false,
      whileLoading: true,
      files: [{ path: 'bad.toml', text }],
    });
    expect(rules).toEqual([]);
    expect(problems[0]).toMatchObject({ path: 'bad.toml', line, severity: 'error' });
  });

  it('that can never fire here name the field that no record has', async () => {
    const asker = await session(60);
    const query = 'FROM logs-aws_bedrock.invocation-* | WHERE gen_ai.threat.risk_score > 5';
    await asker.ask('rules', {
      builtin: false,
      whileLoading: true,
      files: [{ path: 'a.toml', text: rule('a', query) }],
    });
    const { outcomes } = await asker.ask('check', ALL);
    expect(outcomes[0]).toMatchObject({ state: 'cannot-fire', missing: 'gen_ai.threat.risk_score' });
  });

  it('show the groups that stayed below, the nearest first', async () => {
    const asker = await session(120);
    const query = 'FROM logs-aws_bedrock.invocation-* | STATS calls = COUNT(*) BY user.id | WHERE calls > 1000';
    await asker.ask('rules', {
      builtin: false,
      whileLoading: true,
      files: [{ path: 'a.toml', text: rule('a', query) }],
    });
    const { outcomes } = await asker.ask('check', { ...ALL, window: 'all' });
    const below = outcomes[0]?.below.map(({ reached }) => reached.value) ?? [];
    expect(below.length).toBeGreaterThan(1);
    expect(below).toEqual([...below].sort((a, b) => b - a));
  });
});

it('suppressions are left out with their reason, and come back when they have ended', async () => {
  const asker = await session(60);
  const name = 'Credentials in a prompt or an answer';
  const suppressions = `[[suppress]]\nrule = "${name}"\nreason = "A test key"\nuntil = 2026-12-31\n`;
  await asker.ask('rules', { builtin: true, whileLoading: true, files: [], suppressions });
  const known = outcomeOf(await asker.ask('check', ALL), name);
  expect([known.state, known.findings.length, known.suppressed[0]?.reason]).toEqual(['clear', 0, 'A test key']);
  const later = await asker.ask('check', { ...ALL, today: '2027-01-01' });
  expect(outcomeOf(later, name).state).toBe('fired');
  expect(later.notes[0]).toMatch(/ended on 2026-12-31/);
});

describe('the guards take', () => {
  it.each<[what: string, params: unknown]>([
    ['a day that is none', { window: 'rule', today: 'today' }],
    ['an unknown window', { window: 'week', today: '2026-01-01' }],
    ['rules that are no texts', { window: 'all', today: '2026-01-01', rules: [1] }],
  ])('no check with %s', (_, params) => expect(sessionGuards.check(params)).toBe(false));

  it('no more lines than are read at a time', () => {
    expect(sessionGuards.lines({ ids: Array(501).fill(0), fields: [], prompts: true })).toBe(false);
  });
});
