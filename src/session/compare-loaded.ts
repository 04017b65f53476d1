/** The counts behind a comparison of log and metrics, taken from what is loaded. */
import type { MetricDocument } from '../ecs/metrics.ts';
import type { Table } from './columns/table.ts';
import { type Comparison, compareCounts, type HourCount, hourOf } from './comparison.ts';
import { type MetricDocuments, memberOf } from './metric-documents.ts';

const RUNTIME = 'aws_bedrock.runtime';
const OURS = 'bedrock_logs.runtime';
/** Error codes that the metrics count as throttled, and not among the errors. */
const THROTTLED = new Set(['ThrottlingException', 'TooManyRequestsException', 'ServiceQuotaExceededException']);
const FAILURES = ['s3_delivery_failures', 'cloudwatch_delivery_failures'];

/** Compares all loaded records with all loaded metrics, for the hours that the metrics are of. Undefined without metrics. */
export function compareLoaded(table: Table, documents: MetricDocuments): Comparison | undefined {
  const metrics = new Counts();
  const failures = new Map<number, number>();
  const places = new Set<string>();
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { document } of documents.all) {
    if (memberOf(document, 'data_stream.dataset') !== RUNTIME) continue;
    const time = Date.parse(String(document['@timestamp']));
    from = Math.min(from, time);
    to = Math.max(to, time + number(document, 'metricset.period'));
    places.add(String(memberOf(document, 'cloud.region')));
    for (const name of FAILURES) {
      const failed = number(document, `${OURS}.${name}`);
      if (failed > 0) failures.set(hourOf(time), (failures.get(hourOf(time)) ?? 0) + failed);
    }
    addMetrics(metrics, document, time);
  }
  if (from > to) return undefined;
  const logs = countsOf(table, places);
  return compareCounts({ logs: logs.all, metrics: metrics.all, failures, range: { from, to } });
}

/** Figures without a model are sums over all models: counting them too would count twice. */
function addMetrics(metrics: Counts, document: MetricDocument, time: number): void {
  const model = memberOf(document, `${RUNTIME}.model_id`);
  if (typeof model !== 'string') return;
  const figure = (name: string): number => number(document, `${RUNTIME}.${name}`);
  const errors = figure('invocation_client_errors') + figure('invocation_server_errors');
  metrics.add(hourOf(time), model, figure('invocations'), errors, figure('invocation_throttles'));
}

/** The log of other regions than the metrics are of is not compared. */
function countsOf(table: Table, regions: ReadonlySet<string>): Counts {
  const counts = new Counts();
  const times = table.column('@timestamp');
  const models = table.column('gen_ai.request.model.id');
  const codes = table.column('gen_ai.response.error_code');
  const places = table.column('cloud.region');
  for (let row = 0; row < table.rows; row++) {
    const time = times?.cell(row);
    const region = places?.cell(row);
    if (typeof time !== 'number' || (typeof region === 'string' && !regions.has(region))) continue;
    const code = codes?.cell(row);
    const throttled = typeof code === 'string' && THROTTLED.has(code);
    const failed = typeof code === 'string' && !throttled;
    const model = String(models?.cell(row) ?? '');
    counts.add(hourOf(time), model, code ? 0 : 1, failed ? 1 : 0, throttled ? 1 : 0);
  }
  return counts;
}

function number(document: MetricDocument, field: string): number {
  const value = memberOf(document, field);
  return typeof value === 'number' ? value : 0;
}

class Counts {
  private readonly sums = new Map<string, { -readonly [K in keyof HourCount]: HourCount[K] }>();

  get all(): readonly HourCount[] {
    return [...this.sums.values()];
  }

  add(hour: number, model: string, calls: number, errors: number, throttled: number): void {
    const key = `${hour} ${model}`;
    const sum = this.sums.get(key);
    if (!sum) {
      this.sums.set(key, { hour, model, calls, errors, throttled });
      return;
    }
    sum.calls += calls;
    sum.errors += errors;
    sum.throttled += throttled;
  }
}
