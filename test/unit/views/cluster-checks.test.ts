/** Rules on a cluster, as a page sees them: what is told of each step, and what stays when something is given up or refused. */
import { describe, expect, test } from 'vitest';
import { type Cluster, ClusterError, type ClusterRequest, member } from '../../../src/elasticsearch/cluster.ts';
import type { CheckState, RuleFacts } from '../../../src/session/protocol/checks.ts';
import type { PageEvent } from '../../../src/session/protocol/protocol.ts';
import { type ClusterChecking, ClusterChecks } from '../../../src/views/elasticsearch/cluster-checks.ts';

const NOW = Date.UTC(2026, 0, 2);
const HOUR = 3_600_000;

function rule(id: string, query: string, more: Partial<RuleFacts> = {}): RuleFacts {
  return {
    id,
    name: id,
    severity: 'low',
    language: 'esql',
    query,
    from: HOUR,
    to: 0,
    interval: HOUR,
    ...more,
  } as RuleFacts;
}

const RULES = [
  rule('groups', 'FROM logs-* | STATS n = COUNT(*) BY user.id | WHERE n > 1'),
  rule('wrong', 'FROM logs-* | WHERE nonsense'),
  rule('sequence', 'sequence by user.id', { language: 'eql' }),
  rule('single', 'FROM logs-* METADATA _id | KEEP @timestamp, _id'),
];

const answerOf = (
  columns: readonly (readonly [name: string, type: string])[],
  values: readonly (readonly unknown[])[],
) => JSON.stringify({ is_running: false, columns: columns.map(([name, type]) => ({ name, type })), values });

type Answer = string | ClusterError;

const GROUPS = answerOf(
  [
    ['n', 'long'],
    ['user.id', 'keyword'],
  ],
  [
    [5, 3],
    ['ann', 'bob'],
  ],
);
const SINGLE = answerOf(
  [
    ['@timestamp', 'date'],
    ['_id', 'keyword'],
  ],
  [['2026-01-01T23:30:00.000Z'], ['doc-9']],
);

/** Answers what a test says for each query, by a word of it, and documents for every search. */
function checksWith(answers: Readonly<Record<string, Answer>>, more: Partial<ClusterChecking> = {}) {
  const events: PageEvent[] = [];
  const asked: ClusterRequest[] = [];
  const adopted: string[] = [];
  const cluster = {
    text: async (request: ClusterRequest) => {
      asked.push(request);
      if (request.path.endsWith('/_search')) {
        const ids = member(request.body, 'query', 'ids', 'values') as readonly string[];
        const hits = ids.filter((id) => id !== 'gone').map((_id) => ({ _id, _index: 'i', _source: { id: _id } }));
        return { status: 200, warnings: [], body: JSON.stringify({ hits: { hits } }) };
      }
      const text = String(member(request.body, 'query'));
      const answer = Object.entries(answers).find(([word]) => text.includes(word))?.[1];
      if (answer instanceof ClusterError) throw answer;
      return { status: 200, warnings: [], body: answer ?? answerOf([], []) };
    },
  } as unknown as Cluster;
  const checks = new ClusterChecks({
    on: (_, work) => work(cluster, {}),
    rules: () => ({ rules: RULES, problems: [] }),
    suppressions: async () => undefined,
    adopt: async (documents) => documents.map(({ id }) => 1_000 + adopted.push(id)),
    tell: (event) => events.push(event),
    now: () => NOW,
    ...more,
  });
  return { checks, events, asked, adopted };
}

const REFUSED = new ClusterError('refused', 'no', {
  status: 400,
  type: 'verification_exception',
  reason: 'line 1:21: Unknown column [nonsense]',
});

const ANSWERS = { 'STATS n': GROUPS, nonsense: REFUSED, '@timestamp, _id': SINGLE };

const stateOf = (checks: ClusterChecks): CheckState => checks.state('prod') as CheckState;

const states = (checks: ClusterChecks) =>
  stateOf(checks).answer?.outcomes.map(({ rule: { id }, state, reason }) => [id, state, reason]);

describe('a run', () => {
  test('tells each step, and of each rule what came of it or why it was refused', async () => {
    const { checks, events, asked } = checksWith(ANSWERS);
    await checks.run('prod', undefined, 'rule');
    expect(states(checks)).toEqual([
      ['groups', 'fired', ''],
      ['wrong', 'error', 'line 1:21: Unknown column [nonsense]'],
      ['sequence', 'not-applicable', 'the rule is written in eql'],
      ['single', 'fired', ''],
    ]);
    expect(events.map((event) => (event.event === 'checks' ? event.state.phase : event.event))).toEqual([
      'running',
      ...RULES.map(() => 'checking'),
      'done',
    ]);
    expect(events.every((event) => 'target' in event && event.target === 'prod')).toBe(true);
    const begin = member(asked[0]?.body, 'filter', 'bool', 'filter', '0', 'range', '@timestamp', 'gte');
    expect(begin).toBe(new Date(NOW - HOUR).toISOString());
    const [groups, , , single] = stateOf(checks).answer?.outcomes ?? [];
    expect(groups?.findings[0]?.group).toEqual([{ name: 'user.id', value: 'ann' }]);
    expect(single?.findings[0]?.first).toBe(Date.UTC(2026, 0, 1, 23, 30));
  });

  test('that finds nothing asks what came near, and says so as a check on records here does', async () => {
    const near = answerOf(
      [
        ['user.id', 'keyword'],
        ['n', 'long'],
      ],
      [
        ['ann', null],
        [3, 4],
      ],
    );
    const counting = rule('counting', 'FROM logs-* | STATS n = COUNT(*) BY user.id | WHERE n >= 6');
    const refused = rule('refused', 'FROM logs-* | STATS m = COUNT(*) BY user.id | WHERE m >= 8');
    const { checks, asked } = checksWith(
      { 'n >= 3 AND NOT (n >= 6)': near, 'm >= 4 AND NOT': REFUSED },
      { rules: () => ({ rules: [counting, refused], problems: [] }) },
    );
    await checks.run('prod', undefined, 'rule');
    expect(states(checks)).toEqual([
      ['counting', 'clear', 'near miss: 4 of 6 (n, user.id null)'],
      ['refused', 'clear', ''],
    ]);
    const [outcome] = stateOf(checks).answer?.outcomes ?? [];
    expect(outcome?.nearMiss?.reached).toEqual({ column: 'n', value: 4, needed: 6, exceed: false });
    expect(outcome?.below).toHaveLength(2);
    const ranges = asked.map(({ body }) => member(body, 'filter', 'bool', 'filter', '0'));
    expect(ranges[1]).toEqual(ranges[0]);
  });

  test('of one rule leaves what the others found', async () => {
    const { checks } = checksWith(ANSWERS);
    await checks.run('prod', undefined, 'rule');
    await checks.run('prod', ['single'], 'rule');
    expect(states(checks)).toHaveLength(RULES.length);
  });

  test('leaves out what is suppressed', async () => {
    const text =
      '[[suppress]]\nrule = "groups"\nfield = "user.id"\nvalue = "ann"\nreason = "known"\nuntil = 2026-12-31\n';
    const { checks } = checksWith(ANSWERS, { suppressions: async () => text });
    await checks.run('prod', ['groups'], 'rule');
    const [outcome] = stateOf(checks).answer?.outcomes ?? [];
    expect([outcome?.findings.length, outcome?.suppressed.length]).toEqual([1, 1]);
  });

  test('that is given up keeps the rules that it had reached', async () => {
    const { checks } = checksWith(ANSWERS, {
      tell: (event) => event.event === 'checking' && event.done === 2 && checks.cancel('prod'),
    });
    await checks.run('prod', undefined, 'rule');
    expect(stateOf(checks).phase).toBe('cancelled');
    expect(states(checks)).toHaveLength(2);
  });

  test('goes on after a rule that may not read what it asks for', async () => {
    const refused = new ClusterError('forbidden', 'Elasticsearch does not permit that: read is missing');
    const { checks } = checksWith({ ...ANSWERS, 'STATS n': refused });
    await checks.run('prod', undefined, 'rule');
    expect(states(checks)?.[0]).toEqual(['groups', 'error', refused.message]);
    expect(states(checks)).toHaveLength(RULES.length);
  });

  test('fails in a sentence where the cluster cannot be asked, and keeps what was found before', async () => {
    const answers: Record<string, Answer> = { ...ANSWERS };
    const { checks } = checksWith(answers);
    await checks.run('prod', undefined, 'rule');
    answers['STATS n'] = new ClusterError('unreachable', 'Elasticsearch cannot be reached');
    await checks.run('prod', undefined, 'rule');
    expect(stateOf(checks)).toMatchObject({ phase: 'failed', reason: 'Elasticsearch cannot be reached' });
    expect(states(checks)).toHaveLength(RULES.length);
  });

  test('on one cluster is none on another', async () => {
    const { checks } = checksWith(ANSWERS);
    await checks.run('prod', undefined, 'rule');
    expect(checks.state('other')).toBeUndefined();
  });
});

describe('findings of a cluster as a file', () => {
  const { signal } = new AbortController();

  test('are those of the last check, with the ids of their documents', async () => {
    const { checks, asked } = checksWith({
      '== "ann"': answerOf([['_id', 'keyword']], [['a', 'b']]),
      '== "bob"': REFUSED,
      ...ANSWERS,
    });
    await expect(checks.report('prod', 'sarif', '1.0.0', signal)).rejects.toMatchObject({ kind: 'not-found' });
    await checks.run('prod', undefined, 'rule');
    const log = JSON.parse(await checks.report('prod', 'sarif', '1.0.0', signal));
    const results = log.runs[0].results.map(
      ({ ruleId, properties }: { ruleId: string; properties: { records: readonly string[] } }) => [
        ruleId,
        ...properties.records,
      ],
    );
    expect(results).toEqual([['groups', 'a', 'b'], ['groups'], ['single', 'doc-9']]);
    const before = asked.length;
    expect(await checks.report('prod', 'junit', '1.0.0', signal)).toContain('failures="2" errors="1" skipped="1"');
    expect(asked).toHaveLength(before);
  });
});

describe('the documents behind a finding', () => {
  const signal = new AbortController().signal;
  const order = { target: 'prod', rule: 'groups', finding: 0 };
  const behind = (...ids: readonly string[]) =>
    answerOf(
      [
        ['_id', 'keyword'],
        ['_index', 'keyword'],
      ],
      [ids, ids],
    );

  test('that are asked for twice at a time are listed once', async () => {
    const { checks, adopted } = checksWith({ 'METADATA _id, _index': behind('a', 'b', 'c'), ...ANSWERS });
    await checks.run('prod', undefined, 'rule');
    const given = new AbortController();
    const first = checks.records({ ...order, most: 2 }, given.signal);
    const second = checks.records({ ...order, most: 3 }, signal);
    given.abort();
    await first.catch(() => undefined);
    expect(await second).toMatchObject({ records: [1001, 1002, 1003], total: 3 });
    expect(await checks.records({ ...order, most: 50 }, signal)).toMatchObject({ total: 3 });
    expect(adopted).toEqual(['a', 'b', 'c']);
  });

  test('of a group are asked for in the window of the run, and fetched once', async () => {
    const { checks, asked, adopted } = checksWith({
      'METADATA _id, _index': behind('a', 'gone', 'c', 'd'),
      ...ANSWERS,
    });
    await checks.run('prod', undefined, 'rule');
    const before = asked.length;
    expect(await checks.records({ ...order, most: 3 }, signal)).toEqual({
      records: [1001, 1002],
      total: 4,
      more: false,
      query: [
        'FROM logs-* METADATA _id, _index',
        'WHERE @timestamp >= "2026-01-01T23:00:00.000Z" AND @timestamp < "2026-01-02T00:00:00.000Z"',
        'MV_EXPAND user.id',
        'WHERE user.id == "ann"',
        'SORT @timestamp DESC',
        'LIMIT 10000',
      ].join('\n| '),
    });
    expect(await checks.records({ ...order, most: 50 }, signal)).toMatchObject({ records: [1001, 1002, 1003] });
    expect(adopted).toEqual(['a', 'c', 'd']);
    const [query, ...searches] = asked.slice(before);
    expect(member(query?.body, 'query')).toContain('WHERE user.id == "ann"');
    expect(member(query?.body, 'filter', 'bool', 'filter', '0', 'range', '@timestamp', 'lt')).toBe(
      '2026-01-02T00:00:00.000Z',
    );
    expect(searches.map(({ path }) => path)).toEqual(['/logs-*/_search', '/logs-*/_search']);
  });

  test('of a row with its id are that one', async () => {
    const { checks, adopted } = checksWith(ANSWERS);
    await checks.run('prod', ['single'], 'all');
    expect(await checks.records({ ...order, rule: 'single', most: 9 }, signal)).toMatchObject({ total: 1 });
    expect(adopted).toEqual(['doc-9']);
  });

  test('of a finding that is gone are none', async () => {
    const { checks } = checksWith(ANSWERS);
    await expect(checks.records({ ...order, most: 9 }, signal)).rejects.toMatchObject({ kind: 'not-found' });
  });
});
