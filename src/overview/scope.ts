/** What a panel's query is about, and how that is written. */
import type { Bucket } from './buckets.ts';
import type { PriceTable } from './prices.ts';

export interface Scope {
  /** ES|QL as it stands behind WHERE; absent or blank: every record. */
  readonly where?: string;
  /** `@timestamp` from the first, before the second, epoch ms; absent: all times. */
  readonly range?: readonly [from: number, to: number];
  /** Width of the buckets of panels over time. */
  readonly bucket: Bucket;
  /** Whether the documents have the fields of the extended profile; loaded records have, an index may not. */
  readonly extended: boolean;
  readonly prices?: PriceTable;
}

export const INVOCATIONS = 'logs-aws_bedrock.invocation-*';
export const RUNTIME_METRICS = 'metrics-aws_bedrock.runtime-*';
export const GUARDRAIL_METRICS = 'metrics-aws_bedrock.guardrails-*';

/** Elasticsearch reads years of four digits. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** A time as a query has it; what lies outside the years 0 to 9999 is moved to their ends. */
export function timeText(ms: number): string {
  return new Date(Math.min(LAST_MS, Math.max(FIRST_MS, ms))).toISOString();
}

/** The condition for a range of times. */
export function rangeCondition([from, to]: readonly [number, number]): string {
  return `@timestamp >= "${timeText(from)}" AND @timestamp < "${timeText(to)}"`;
}

/** A query over the records of a scope, a command a line. */
export function overRecords(scope: Pick<Scope, 'where' | 'range'>, ...commands: readonly string[]): string {
  const where = scope.where?.trim() ? [`WHERE ${scope.where.trim()}`] : [];
  return joined([`FROM ${INVOCATIONS}`, ...rangeOf(scope), ...where, ...commands]);
}

/** A query over metrics, which know times but none of the fields that a condition on records names. */
export function overMetrics(pattern: string, scope: Scope, ...commands: readonly string[]): string {
  return joined([`FROM ${pattern}`, ...rangeOf(scope), ...commands]);
}

function rangeOf({ range }: Pick<Scope, 'range'>): readonly string[] {
  return range ? [`WHERE ${rangeCondition(range)}`] : [];
}

function joined(commands: readonly string[]): string {
  return commands.join('\n| ');
}

/** The grouping of panels over time. */
export function byTime({ bucket }: Scope): string {
  return `t = BUCKET(@timestamp, ${bucket.span})`;
}

/** Milliseconds of an answer; only streams have them in the integration's own field. */
export function evalLatency({ extended }: Scope): string {
  const stream = 'gen_ai.performance.response_time';
  return extended ? `EVAL ms = COALESCE(${stream}, bedrock_logs.latency)` : `EVAL ms = ${stream}`;
}

/** Why an answer stopped, as its model spells it. */
export function evalStop({ extended }: Scope): string {
  const mapped = 'gen_ai.response.finish_reasons';
  return extended ? `EVAL stop = COALESCE(bedrock_logs.stop_reason, ${mapped})` : `EVAL stop = ${mapped}`;
}

/** A string of a query. */
export function quoted(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  return `"${text.replace(/["\\\n\r\t]/g, (sign) => escapes[sign] ?? `\\${sign}`)}"`;
}
