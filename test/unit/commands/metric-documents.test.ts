/** Metrics on their way to a cluster: all of them, each under the name that the terminal gives it. */
import { expect, test, vi } from 'vitest';
import type { MetricDocument } from '../../../src/ecs/metrics.ts';
import { metricIdentity } from '../../../src/elasticsearch/push/identity.ts';
import { MetricDocuments } from '../../../src/session/metric-documents.ts';
import { metricParcel } from '../../../src/session/parcels.ts';

vi.mock('vscode', () => ({}));

const { metricDocuments } = await import('../../../src/commands/elasticsearch/parcels.ts');

const COUNT = 4_500;

const metric = (n: number): MetricDocument => ({
  '@timestamp': new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
  data_stream: { type: 'metrics', dataset: 'aws_bedrock.runtime', namespace: 'default' },
  cloud: { region: 'eu-central-1' },
  aws_bedrock: { runtime: { model_id: 'm', invocations: n } },
});

test('parcels hold each document once, for the namespace that is asked for', async () => {
  const metrics = new MetricDocuments();
  metrics.add(Array.from({ length: COUNT }, (_, n) => metric(n)));
  let asked = 0;
  const logs = {
    ask: async (_: string, { from, namespace }: { readonly from: number; readonly namespace: string }) => {
      asked++;
      return metricParcel(metrics, from, namespace);
    },
  };
  const ids = new Set<string | undefined>();
  const streams = new Set<string>();
  for await (const { stream, id, bytes } of metricDocuments(logs as never, 'prod', new AbortController().signal)) {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
    expect(id).toBe(metricIdentity(document));
    ids.add(id);
    streams.add(stream);
  }
  expect([ids.size, [...streams], asked]).toEqual([COUNT, ['metrics-aws_bedrock.runtime-prod'], 3]);
});

test('of none are none', async () => {
  const logs = { ask: async () => metricParcel(new MetricDocuments(), 0, 'prod') };
  for await (const one of metricDocuments(logs as never, 'prod', new AbortController().signal))
    expect(one).toBe('none');
});
