/**
 * Calls by the log beside calls by the metrics, hour by hour: metrics count every call, so what the log has less was lost,
 * was not logged, or is not loaded. Pure.
 */

/** Calls of one hour and model. Metrics count errors and throttled calls apart from `calls`, and so does this. */
export interface HourCount {
  /** Beginning of the hour, epoch ms. */
  readonly hour: number;
  readonly model: string;
  /** Answered without an error. */
  readonly calls: number;
  readonly errors: number;
  readonly throttled: number;
}

export type GapKind = 'not logged' | 'not delivered' | 'missing' | 'not loaded' | 'model not logged' | 'more logged';

export interface Gap {
  readonly kind: GapKind;
  /** Epoch ms; the last hour is part of it. */
  readonly from: number;
  readonly to: number;
  /** Calls that the two differ by. */
  readonly calls: number;
  readonly model?: string;
  /** One sentence that names the gap and what to look at. */
  readonly text: string;
}

export interface ComparedHour {
  readonly hour: number;
  readonly logged: number;
  readonly measured: number;
}

export interface Comparison {
  readonly logged: number;
  readonly measured: number;
  readonly hours: readonly ComparedHour[];
  readonly gaps: readonly Gap[];
  /** The outcome in one line. */
  readonly line: string;
}

export interface Compared {
  readonly logs: readonly HourCount[];
  readonly metrics: readonly HourCount[];
  /** Records that Bedrock itself counted as not delivered, by hour. */
  readonly failures: ReadonlyMap<number, number>;
  /** Hours that the metrics were read for; others are not compared. Epoch ms, the end not included. */
  readonly range: { readonly from: number; readonly to: number };
}

const HOUR_MS = 3_600_000;
/** CloudWatch completes its numbers for some minutes: an hour that has just ended may still grow. */
export const UNSETTLED_MS = 900_000;

/** The hour that a time lies in. */
export function hourOf(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}

/** A model as both sides name it: the id, or the last part of an ARN of a model or profile. */
export function modelKey(model: string): string {
  return model.startsWith('arn:') ? model.slice(model.lastIndexOf('/') + 1) : model;
}

/** Compares answered calls, for these are what both sides count alike. */
export function compareCounts({ logs, metrics, failures, range }: Compared): Comparison {
  const inRange = ({ hour }: HourCount): boolean => hour >= hourOf(range.from) && hour < range.to;
  const byLog = new Sums(logs.filter(inRange));
  const byMetrics = new Sums(metrics.filter(inRange));
  const hours: ComparedHour[] = [];
  for (let hour = hourOf(range.from); hour < range.to; hour += HOUR_MS) {
    const logged = byLog.hours.get(hour) ?? 0;
    const measured = byMetrics.hours.get(hour) ?? 0;
    if (logged > 0 || measured > 0) hours.push({ hour, logged, measured });
  }
  const known = { byLog, byMetrics, failures };
  const gaps = [...hourGaps(hours, known), ...modelGaps(hours, known)];
  const { total: logged } = byLog;
  const { total: measured } = byMetrics;
  return { logged, measured, hours, gaps, line: lineOf(logged, measured, gaps) };
}

class Sums {
  total = 0;
  readonly hours = new Map<number, number>();
  readonly models = new Map<string, number>();

  constructor(counts: readonly HourCount[]) {
    for (const { hour, model, calls } of counts) {
      this.total += calls;
      this.hours.set(hour, (this.hours.get(hour) ?? 0) + calls);
      this.models.set(modelKey(model), (this.models.get(modelKey(model)) ?? 0) + calls);
    }
  }
}

interface Known {
  readonly byLog: Sums;
  readonly byMetrics: Sums;
  readonly failures: ReadonlyMap<number, number>;
}

/** Hours next to each other with the same kind of gap are one gap. */
function hourGaps(hours: readonly ComparedHour[], { byLog, byMetrics, failures }: Known): Gap[] {
  const loaded = hours.filter(({ logged }) => logged > 0).map(({ hour }) => hour);
  const first = loaded[0] ?? Number.POSITIVE_INFINITY;
  const last = loaded.at(-1) ?? Number.NEGATIVE_INFINITY;
  const silent = [...byMetrics.models].filter(([model]) => !byLog.models.has(model));
  const elsewhere = silent.reduce((sum, [, calls]) => sum + calls, 0);
  const runs: { kind: GapKind; from: number; to: number; calls: number; failed: number }[] = [];
  for (const { hour, logged, measured } of hours) {
    const failed = failures.get(hour) ?? 0;
    const kind = kindOf(logged, measured, failed, hour < first || hour > last);
    if (!kind) continue;
    const calls = Math.abs(measured - logged);
    const run = runs.at(-1);
    if (run?.kind === kind && run.to === hour) {
      run.to = hour + HOUR_MS;
      run.calls += calls;
      run.failed += failed;
    } else runs.push({ kind, from: hour, to: hour + HOUR_MS, calls, failed });
  }
  // What models without any record explain is said once, by their names.
  const missing = runs.reduce((sum, { kind, calls }) => (kind === 'missing' ? sum + calls : sum), 0);
  const explained = elsewhere > 0 && missing === elsewhere;
  return runs
    .filter(({ kind }) => kind !== 'missing' || !explained)
    .map(({ failed, ...gap }) => ({ ...gap, text: textOf(gap, failed) }));
}

function kindOf(logged: number, measured: number, failed: number, outside: boolean): GapKind | undefined {
  if (logged === measured) return undefined;
  if (logged > measured) return 'more logged';
  if (failed > 0) return 'not delivered';
  if (logged > 0) return 'missing';
  return outside ? 'not loaded' : 'not logged';
}

function textOf({ kind, from, to, calls }: Omit<Gap, 'text'>, failed: number): string {
  const when = span(from, to);
  const n = count(calls);
  switch (kind) {
    case 'not delivered':
      return `${when}: ${n} without a record, and Bedrock could not deliver ${failed.toLocaleString('en')}: check the bucket or log group, its policy and its key.`;
    case 'not logged':
      return `${when}: ${n} and no record at all: logging was off, or went elsewhere.`;
    case 'not loaded':
      return `${when}: ${n} before the first or after the last record that is loaded: load these hours too, or see whether logging was off.`;
    case 'missing':
      return `${when}: ${n} without a record: not all logs are loaded, some kinds of data are not logged, or other callers use an endpoint that does not log.`;
    default:
      return `${when}: ${n} more in the log than in the metrics: the log has other regions or accounts, is loaded twice, or the metrics are not complete yet.`;
  }
}

function modelGaps(hours: readonly ComparedHour[], { byLog, byMetrics }: Known): Gap[] {
  const first = hours[0];
  const last = hours.at(-1);
  // With no record of any model, the hours have said it.
  if (!first || !last || byLog.total === 0) return [];
  const from = first.hour;
  const to = last.hour + HOUR_MS;
  return [...byMetrics.models]
    .filter(([model, calls]) => calls > 0 && !byLog.models.has(model))
    .map(([model, calls]) => ({
      kind: 'model not logged',
      from,
      to,
      calls,
      model,
      text: `${count(calls)} of ${model} and no record of it: its callers are not logged here, or its logs are not loaded.`,
    }));
}

function lineOf(logged: number, measured: number, gaps: readonly Gap[]): string {
  if (logged === 0 && measured === 0) return 'Neither the log nor the metrics have a call in these hours.';
  const both = `The log has ${logged.toLocaleString('en')} answered calls, the metrics ${measured.toLocaleString('en')}`;
  const [worst] = [...gaps].sort((a, b) => b.calls - a.calls);
  if (!worst) return `${both}: they agree.`;
  const share = measured > 0 && measured !== logged ? ` (${percent(Math.abs(measured - logged) / measured)})` : '';
  return `${both}${share}. ${worst.text}`;
}

function span(from: number, to: number): string {
  const [day, start] = parts(from);
  const [lastDay, end] = parts(to);
  return day === lastDay ? `${day} ${start} to ${end} UTC` : `${day} ${start} to ${lastDay} ${end} UTC`;
}

function parts(time: number): [day: string, clock: string] {
  const text = new Date(time).toISOString();
  return [text.slice(0, 10), text.slice(11, 16)];
}

const count = (calls: number): string => (calls === 1 ? '1 call' : `${calls.toLocaleString('en')} calls`);
const percent = (part: number): string => (part < 0.001 ? 'under 0.1 %' : `${(100 * part).toFixed(1)} %`);
