/** What the overview's queries are asked of, and that a picked value leads to just the records that it counts. */
import { beforeAll, describe, expect, test } from 'vitest';
import { writeSamples } from '../../../src/cli/generate.ts';
import type { Catalog } from '../../../src/esql/table.ts';
import { bucketFor, startOf, startsIn } from '../../../src/overview/buckets.ts';
import { equals, hasFinding } from '../../../src/overview/conditions.ts';
import type { Panel, View } from '../../../src/overview/panel.ts';
import { LATENCY_STEPS } from '../../../src/overview/panels/latency.ts';
import { QUALITY_CONDITIONS } from '../../../src/overview/panels/quality.ts';
import { PANELS, panelsFor } from '../../../src/overview/panels.ts';
import { readPrices } from '../../../src/overview/prices.ts';
import { overRecords, quoted, type Scope, timeText } from '../../../src/overview/scope.ts';
import { unitOf } from '../../../src/overview/units.ts';
import { fieldsOf, streamsBehind } from '../../../src/session/query-catalog.ts';
import { RecordSource } from '../../../src/session/query-source.ts';
import { testFolder } from '../session/folder.ts';
import { problemsOf, rowsOf } from './asking.ts';
import { loadFolder } from './loading.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WHOLE: Scope = { bucket: { span: '1 hour', ms: HOUR }, extended: true };
const PRICES = {
  currency: 'USD',
  prices: [
    { model: '*claude*', from: '2026-11-12', input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
    { model: '*claude*', to: '2026-11-12', input: 6, output: 30, cacheRead: 0.6, cacheWrite: 7.5 },
    { model: 'eu.amazon.nova-pro-v1:0', per: 1000, input: 0.001, output: 0.002, cacheRead: 0, cacheWrite: 0 },
  ],
};
const reading = readPrices(PRICES);
const prices = 'table' in reading ? reading.table : undefined;

/** A cluster where nothing but the integration writes. */
const INTEGRATION: Catalog = {
  fields: (patterns) => fieldsOf(streamsBehind(patterns).map((stream) => ({ ...stream, extended: [] }))),
};

const SCOPES: Readonly<Record<string, Scope>> = {
  'all records': WHOLE,
  'a range': { ...WHOLE, range: [Date.UTC(2026, 10, 9), Date.UTC(2026, 10, 12)] },
  'a condition': { ...WHOLE, where: 'user.id LIKE "*chat*" OR cloud.region == "us-east-1" // with a remark' },
  'the integration alone': { ...WHOLE, extended: false },
  prices: { ...WHOLE, ...(prices && { prices }) },
};

test.each(
  Object.entries(SCOPES).flatMap(([name, scope]) => PANELS.map((panel) => ({ name, scope, panel, id: panel.id }))),
)('the query of $id is right for $name', ({ scope, panel }) => {
  if (!scope.extended && panel.extended) return;
  expect(problemsOf(panel.esql(scope), scope.extended ? undefined : INTEGRATION)).toBe('');
});

test('no two panels have one name, and each says what it lacks where it has nothing to show', () => {
  expect(new Set(PANELS.map(({ id }) => id)).size).toBe(PANELS.length);
  for (const { absent, unit, title } of PANELS)
    expect([absent, unit, title].map((text) => text.length > 3)).toEqual([true, true, true]);
});

test('panels over metrics and of cost are there when metrics and prices are', () => {
  const sections = (scope: Scope, runtimeMetrics: boolean, guardrailMetrics: boolean) => [
    ...new Set(panelsFor(scope, { runtimeMetrics, guardrailMetrics }).map(({ section }) => section)),
  ];
  expect(sections(WHOLE, false, false)).toEqual(['head', 'use', 'answers', 'guardrails', 'quality']);
  expect(sections(SCOPES.prices as Scope, true, true)).toEqual([
    'head',
    'use',
    'answers',
    'cost',
    'guardrails',
    'runtime',
    'guardrail metrics',
    'quality',
  ]);
  expect(panelsFor({ ...WHOLE, extended: false }, { runtimeMetrics: false, guardrailMetrics: false })).not.toContain(
    PANELS.find(({ id }) => id === 'cache-hits'),
  );
});

describe('a picked value', () => {
  let source: RecordSource;
  beforeAll(async () => {
    const folder = await testFolder();
    writeSamples('week', folder, { records: 900, seed: 5 });
    source = new RecordSource(await loadFolder(folder));
  });
  const countOf = async (condition: string, range?: readonly [number, number]): Promise<unknown> => {
    const scope = { ...WHOLE, where: condition, ...(range && { range }) };
    return (await rowsOf(overRecords(scope, 'STATS n = COUNT(*)'), source))[0]?.n;
  };

  const byLabel = (view: View): { readonly column: string; readonly value: string } | undefined => {
    if (view.kind === 'ranking') return { column: view.label.column, value: view.value };
    if (view.kind === 'table' && view.also === undefined)
      return { column: view.label.column, value: view.columns[0]!.column };
    return undefined;
  };
  const picked = PANELS.filter(({ view, from, section }) => from === 'records' && section !== 'cost' && byLabel(view));

  test.each(picked.filter(({ id }) => id !== 'guardrail-policies').map((panel) => ({ id: panel.id, panel })))(
    'of $id shows as many records as its row says',
    async ({ panel: { view, esql } }) => {
      const { column, value } = byLabel(view)!;
      const rows = await rowsOf(esql(WHOLE), source);
      const { label } = view as Extract<View, { label: unknown }>;
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows)
        expect([row[column], await countOf(label.condition!(row[column] as string))]).toEqual([
          row[column],
          row[value],
        ]);
    },
  );

  test('of the matrix shows the records with such a finding', async () => {
    const panel = PANELS.find(({ id }) => id === 'guardrail-confidence') as Panel;
    if (panel.view.kind !== 'matrix') throw new Error('no matrix');
    const each =
      'WHERE bedrock_logs.finding IS NOT NULL | MV_EXPAND bedrock_logs.finding | DISSECT bedrock_logs.finding "%{s}|%{p}|%{c}|%{confidence}|%{action}"';
    const rows = await rowsOf(panel.esql(WHOLE), source);
    expect(rows.length).toBeGreaterThan(3);
    for (const { confidence, action } of rows) {
      const own = `confidence == "${confidence}" AND action == "${action}"`;
      const records = await rowsOf(
        overRecords(WHOLE, each, `WHERE ${own}`, 'STATS n = COUNT_DISTINCT(gen_ai.request.id)'),
        source,
      );
      expect(await countOf(panel.view.condition(confidence as string, action as string))).toBe(records[0]?.n);
    }
  });

  test('of the bands shows the calls of that latency', async () => {
    const panel = PANELS.find(({ id }) => id === 'latency-distribution') as Panel;
    if (panel.view.kind !== 'bands') throw new Error('no bands');
    const rows = await rowsOf(panel.esql(WHOLE), source);
    expect(rows.length).toBeGreaterThan(5);
    for (const { band, calls } of rows) {
      const next = LATENCY_STEPS[LATENCY_STEPS.indexOf(band as number) + 1];
      expect(await countOf(panel.view.condition(band as number, next))).toBe(calls);
    }
  });

  test('of the data quality shows the records that it counts', async () => {
    const panel = PANELS.find(({ id }) => id === 'data-quality') as Panel;
    const [row] = await rowsOf(panel.esql(WHOLE), source);
    for (const [figure, condition] of Object.entries(QUALITY_CONDITIONS))
      expect([figure, await countOf(condition)]).toEqual([figure, row?.[figure]]);
    expect(row?.no_trace).toBeGreaterThan(0);
  });

  test('of a bar over time shows the records of its bucket', async () => {
    const panel = PANELS.find(({ id }) => id === 'timeline') as Panel;
    for (const span of [HOUR, DAY, 7 * DAY]) {
      const bucket = bucketFor([0, span * 10], 10);
      expect(bucket.ms).toBe(span);
      const rows = await rowsOf(panel.esql({ ...WHOLE, bucket }), source);
      for (const { t, calls } of rows.slice(0, 12)) {
        const from = Date.parse(String(t));
        expect(startOf(from, bucket)).toBe(from);
        expect(await countOf('true', [from, from + bucket.ms])).toBe(calls);
      }
    }
  });

  test('costs are those of the table that holds at the time, and models without a price are named', async () => {
    const scope = SCOPES.prices as Scope;
    const rows = await rowsOf(PANELS.find(({ id }) => id === 'cost-models')!.esql(scope), source);
    const sums =
      'calls = COUNT(*), i = SUM(gen_ai.usage.prompt_tokens), o = SUM(gen_ai.usage.completion_tokens), r = SUM(bedrock_logs.usage.cache_read_tokens), w = SUM(bedrock_logs.usage.cache_write_tokens)';
    const tokens = await rowsOf(
      overRecords(WHOLE, `STATS ${sums} BY gen_ai.request.model.id, late = @timestamp >= "2026-11-12"`),
      source,
    );
    for (const row of rows) {
      const model = String(row['gen_ai.request.model.id']);
      const own = tokens.filter((each) => each['gen_ai.request.model.id'] === row['gen_ai.request.model.id']);
      const calls = own.reduce((sum, each) => sum + Number(each.calls), 0);
      const n = (value: unknown): number => Number(value ?? 0);
      let cost: number | null = null;
      if (model.includes('claude'))
        cost = own.reduce(
          (sum, { late, i, o, r, w }) =>
            sum + ((late ? 1 : 2) * (3 * n(i) + 15 * n(o) + 0.3 * n(r) + 3.75 * n(w))) / 1e6,
          0,
        );
      else if (model === 'eu.amazon.nova-pro-v1:0')
        cost = own.reduce((sum, { i, o }) => sum + (0.001 * n(i) + 0.002 * n(o)) / 1000, 0);
      expect([model, row.calls, row.unpriced]).toEqual([model, calls, cost === null ? calls : 0]);
      if (cost === null) expect(row.cost).toBeNull();
      else expect(row.cost).toBeCloseTo(cost, 9);
    }
    expect(rows.some(({ cost }) => cost === null) && rows.some(({ cost }) => Number(cost) > 0)).toBe(true);
  });
});

test.each([
  'plain',
  'with "quotes" and \\ backslashes',
  'line\nbreak, tab\t, return\r',
  '| LIMIT 0 //',
  '*?',
  '\u202eabc',
  '',
])('the text %j of a log is a value in a condition and nothing else', async (text) => {
  const rows = await rowsOf(`ROW a = ${quoted(text)}`, { rowCount: 0, read: () => [] });
  expect(rows).toEqual([{ a: text }]);
  expect(problemsOf(overRecords({ ...WHOLE, where: equals('user.id')(text) }))).toBe('');
  const found = await rowsOf(
    `ROW f = ${quoted(`;input|p|${text.replaceAll('|', '/')}|HIGH|BLOCKED;`)} | WHERE f RLIKE ${/RLIKE (".*")$/s.exec(hasFinding({ code: text.replaceAll('|', '/'), source: 'input' }))?.[1]}`,
    { rowCount: 0, read: () => [] },
  );
  expect(found.length).toBe(1);
});

test.each([
  [1000, '1 second'],
  [60_000, '1 second'],
  [61_000, '5 seconds'],
  [DAY, '30 minutes'],
  [7 * DAY, '3 hours'],
  [365 * DAY, '7 days'],
  [9999 * 366 * DAY, '36500 days'],
])('%d ms are cut into buckets of %s', (ms, span) => {
  const bucket = bucketFor([0, ms], 60);
  expect(bucket.span).toBe(span);
  expect(startsIn([0, ms], bucket).length).toBeLessThanOrEqual(102);
});

test('times beyond the years that Elasticsearch reads are moved to their ends', () => {
  expect([timeText(-1e18), timeText(1e18)]).toEqual(['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']);
});

test('units say the width of a bucket and the currency', () => {
  const unit = (id: string): string => unitOf(PANELS.find((panel) => panel.id === id) as Panel, SCOPES.prices as Scope);
  expect([unit('calls'), unit('cost')]).toEqual(['calls per hour', 'USD per hour, by your prices']);
});
