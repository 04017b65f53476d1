/** Metric documents as `transform` writes them. */
import { DATA_STREAMS } from '../ecs/fields.ts';
import type { MetricDocument } from '../ecs/metrics.ts';
import { memberOf } from '../session/metric-documents.ts';

/** A document a line, each behind its action where the bulk API is to take them. */
export function metricLines(
  documents: readonly MetricDocument[],
  { format, namespace }: { readonly format: 'ndjson' | 'bulk'; readonly namespace: string },
): string {
  let text = '';
  for (const document of documents) {
    const dataset = String(memberOf(document, 'data_stream.dataset'));
    const stream = DATA_STREAMS.find(({ name }) => name === `metrics-${dataset}`);
    if (!stream) continue;
    if (format === 'bulk') text += `${JSON.stringify({ create: { _index: `${stream.name}-${namespace}` } })}\n`;
    text += `${JSON.stringify(document)}\n`;
  }
  return text;
}
