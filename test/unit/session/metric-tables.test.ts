import { describe, expect, test } from 'vitest';
import { type MetricNamespace, type MetricSeries, metricDocuments } from '../../../src/ecs/metrics.ts';
import { patternsOf, prepare, run } from '../../../src/esql/query.ts';
import type { TableSource } from '../../../src/esql/table.ts';
import { MetricDocuments } from '../../../src/session/metric-documents.ts';
import { MetricTables, rowsBehind } from '../../../src/session/metric-tables.ts';
import { STREAM_CATALOG } from '../../../src/session/query-catalog.ts';

const NOON = Date.UTC(2026, 2, 4, 12);

function documents(namespace: MetricNamespace, ...series: Partial<MetricSeries>[]) {
  const whole = series.map(
    (one): MetricSeries => ({
      metric: 'Invocations',
      statistic: 'Sum',
      dimensions: [{ name: 'ModelId', value: 'm' }],
      timestamps: [NOON],
      values: [1],
      ...one,
    }),
  );
  const source = { region: 'eu-central-1', account: '111122223333', period: 300_000, dataStream: 'default' };
  return metricDocuments(whole, { ...source, namespace, profile: 'extended' });
}

/** One record, as far as these queries look at it. */
const RECORDS: TableSource = {
  rowCount: 1,
  read: (names) => [
    {
      length: 1,
      columns: names.map((name) =>
        name === '@timestamp'
          ? { type: 'date', length: 1, values: Float64Array.of(NOON) }
          : { type: 'keyword', length: 1, values: Uint8Array.of(0), dictionary: [name] },
      ),
    },
  ],
};

async function ask(text: string, kept: MetricDocuments): Promise<unknown[][]> {
  const prepared = prepare(text, STREAM_CATALOG);
  if ('problems' in prepared) throw new Error(prepared.problems[0]?.message);
  const patterns = patternsOf(prepared.plan) ?? [];
  const result = await run(prepared.plan, rowsBehind(patterns, RECORDS, new MetricTables(kept)), { now: NOON });
  return [...result.rows(0, 100)].map((row) => [...row]);
}

function kept(...batches: ReturnType<typeof documents>[]): MetricDocuments {
  const all = new MetricDocuments();
  for (const batch of batches) all.add(batch);
  return all;
}

describe('metrics answer queries', () => {
  test('guardrails by the names of the integration', async () => {
    const guardrails = documents(
      'AWS/Bedrock/Guardrails',
      { metric: 'InvocationsIntervened', values: [3], dimensions: [{ name: 'Operation', value: 'ApplyGuardrail' }] },
      { metric: 'TextUnitCount', values: [40], dimensions: [{ name: 'Operation', value: 'ApplyGuardrail' }] },
    );
    expect(
      await ask(
        'FROM metrics-aws_bedrock.guardrails-* | KEEP aws_bedrock.guardrails.operation, aws_bedrock.guardrails.invocations_intervened, aws_bedrock.guardrails.text_unit_count, _index',
        kept(guardrails),
      ).catch((error: Error) => error.message),
    ).toContain('_index');
    expect(
      await ask(
        'FROM metrics-aws_bedrock.guardrails-* METADATA _index | KEEP aws_bedrock.guardrails.operation, aws_bedrock.guardrails.invocations_intervened, aws_bedrock.guardrails.text_unit_count, _index',
        kept(guardrails),
      ),
    ).toEqual([['ApplyGuardrail', 3, 40, 'metrics-aws_bedrock.guardrails-default']]);
  });

  test('one stream does not see the other, a pattern for both sees both', async () => {
    const all = kept(documents('AWS/Bedrock', {}), documents('AWS/Bedrock/Guardrails', {}));
    const count = (pattern: string) => ask(`FROM ${pattern} | STATS n = COUNT(*)`, all);
    expect(await count('metrics-aws_bedrock.runtime-*')).toEqual([[1]]);
    expect(await count('metrics-aws_bedrock.*')).toEqual([[2]]);
    expect(await count('logs-aws_bedrock.invocation-*')).toEqual([[1]]);
  });

  test('records and metrics together: what one does not have is null', async () => {
    const rows = await ask(
      'FROM logs-aws_bedrock.invocation-*, metrics-aws_bedrock.runtime-* METADATA _index | KEEP @timestamp, gen_ai.request.id, aws_bedrock.runtime.invocations | SORT aws_bedrock.runtime.invocations',
      kept(documents('AWS/Bedrock', { values: [7] })),
    );
    expect(rows.map(([, ...rest]) => rest)).toEqual([
      [null, 7],
      ['gen_ai.request.id', null],
    ]);
  });

  test('without metrics there are no rows, and the fields are known all the same', async () => {
    expect(await ask('FROM metrics-aws_bedrock.runtime-* | KEEP aws_bedrock.runtime.model_id', kept())).toEqual([]);
  });

  test('a figure that was completed takes the place of the older one', async () => {
    const all = kept(documents('AWS/Bedrock', { values: [1] }));
    const tables = new MetricTables(all);
    expect(tables.rowsOf([])).toBeUndefined();
    all.add(documents('AWS/Bedrock', { values: [5] }, { metric: 'InvocationThrottles', values: [2] }));
    expect(all.size).toBe(1);
    const text =
      'FROM metrics-aws_bedrock.runtime-* | KEEP aws_bedrock.runtime.invocations, aws_bedrock.runtime.invocation_throttles';
    expect(await ask(text, all)).toEqual([[5, 2]]);
  });

  test('documents that only unknown dimensions tell apart are both there', () => {
    const other = (value: string) => ({ dimensions: [{ name: 'New', value }] });
    expect(kept(documents('AWS/Bedrock', other('a'), other('b'))).size).toBe(2);
  });
});
