/** What logs hold, in numbers, from the columns alone. */
import type { Table } from '../session/columns/table.ts';
import type { Arguments } from './arguments.ts';
import { type Indexed, indexFiles } from './index-pass.ts';
import { Output } from './output.ts';
import { chosenSources } from './source-options.ts';
import { countListing, sayPassedOver, sourceFiles } from './sources.ts';
import { conclude, ProgressLine, plain } from './status.ts';

export interface ModelSummary {
  readonly model: string;
  readonly calls: number;
  readonly errors: number;
  /** Tokens: all input, what of it came from a cache, output. */
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  /** 95th percentile in ms, of the calls that tell. */
  readonly slow: number | undefined;
}

/** A value and how many records have it. */
export type Count = readonly [value: string, records: number];

export interface Summary {
  readonly invocations: number;
  /** Epoch ms. */
  readonly range: readonly [oldest: number, newest: number] | undefined;
  readonly models: readonly ModelSummary[];
  readonly operations: readonly Count[];
  readonly callers: readonly Count[];
  readonly places: readonly Count[];
  readonly errors: readonly Count[];
  /** Records in which a guardrail intervened, and what it found there, as `code action`. */
  readonly intervened: number;
  readonly findings: readonly Count[];
}

/** Rows of a list that are shown; the rest is put together. */
const SHOWN = 12;

export function summarise(table: Table): Summary {
  const number = (field: string, row: number): number => {
    const cell = table.column(field)?.cell(row);
    return typeof cell === 'number' ? cell : 0;
  };
  const texts = (field: string, row: number): readonly string[] => {
    const cell = table.column(field)?.cell(row);
    return cell === null || cell === undefined ? [] : Array.isArray(cell) ? cell.map(String) : [String(cell)];
  };
  const operations = new Map<string, number>();
  const callers = new Map<string, number>();
  const places = new Map<string, number>();
  const errors = new Map<string, number>();
  const findings = new Map<string, number>();
  const models = new Map<
    string,
    { calls: number; errors: number; input: number; cached: number; output: number; times: number[] }
  >();
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  let intervened = 0;
  const add = (counts: Map<string, number>, value: string): void =>
    void counts.set(value, (counts.get(value) ?? 0) + 1);
  for (let row = 0; row < table.rows; row++) {
    const time = number('@timestamp', row);
    oldest = Math.min(oldest, time);
    newest = Math.max(newest, time);
    for (const value of texts('event.action', row)) add(operations, value);
    for (const value of texts('bedrock_logs.caller', row)) add(callers, value);
    add(places, [...texts('cloud.account.id', row), ...texts('cloud.region', row)].join(' '));
    const failed = texts('gen_ai.response.error_code', row);
    for (const value of failed) add(errors, value);
    const found = texts('bedrock_logs.finding', row).map((finding) => finding.split('|'));
    const acted = new Set(
      found.flatMap(([, , code, , action]) =>
        action === 'NONE' || !action ? [] : [`${code} ${action.toLowerCase()}`],
      ),
    );
    for (const value of acted) add(findings, value);
    if (acted.size) intervened++;
    const name = texts('bedrock_logs.model.name', row)[0] ?? texts('gen_ai.request.model.id', row)[0] ?? 'unknown';
    const model = models.get(name) ?? { calls: 0, errors: 0, input: 0, cached: 0, output: 0, times: [] };
    models.set(name, model);
    model.calls++;
    if (failed.length) model.errors++;
    model.input += number('bedrock_logs.usage.total_input_tokens', row);
    model.cached += number('bedrock_logs.usage.cache_read_tokens', row);
    model.output += number('bedrock_logs.usage.output_tokens', row);
    const latency = number('bedrock_logs.latency', row);
    if (latency > 0) model.times.push(latency);
  }
  return {
    invocations: table.rows,
    range: table.rows ? [oldest, newest] : undefined,
    models: [...models]
      .map(([model, { times, ...sums }]) => ({ model, ...sums, slow: percentile(times, 0.95) }))
      .sort((a, b) => b.calls - a.calls || (a.model < b.model ? -1 : 1)),
    operations: ranked(operations),
    callers: ranked(callers),
    places: ranked(places),
    errors: ranked(errors),
    intervened,
    findings: ranked(findings),
  };
}

/** The value that this share of the list does not exceed. */
function percentile(values: number[], share: number): number | undefined {
  values.sort((a, b) => a - b);
  return values[Math.ceil(values.length * share) - 1];
}

const ranked = (counts: ReadonlyMap<string, number>): Count[] =>
  [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));

const whole = (value: number): string => Math.round(value).toLocaleString('en');

/** 1,234 as it is, 45.6 k, 7.8 M. */
function rough(value: number): string {
  if (value < 10_000) return whole(value);
  return value < 1e6 ? `${(value / 1e3).toFixed(1)} k` : `${(value / 1e6).toFixed(1)} M`;
}

const utc = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

export function summaryText(summary: Summary): string {
  const { invocations, range, models } = summary;
  const lines = [`${whole(invocations)} invocations${range ? `, ${utc(range[0])} to ${utc(range[1])} UTC` : ''}`];
  if (models.length) {
    const rows = models
      .slice(0, SHOWN)
      .map((m) => [
        plain(m.model),
        whole(m.calls),
        m.errors ? whole(m.errors) : '-',
        rough(m.input),
        m.cached ? rough(m.cached) : '-',
        rough(m.output),
        m.slow === undefined ? '-' : (m.slow / 1000).toFixed(1),
      ]);
    lines.push('', ...columns([['Model', 'Calls', 'Errors', 'Tokens in', 'of cache', 'out', 'p95 s'], ...rows]));
    if (models.length > SHOWN) lines.push(`and ${models.length - SHOWN} more models`);
  }
  const lists: readonly (readonly [string, readonly Count[]])[] = [
    ['Operations', summary.operations],
    ['Accounts', summary.places],
    ['Callers', summary.callers],
    ['Errors', summary.errors],
    [`Guardrails acted in ${whole(summary.intervened)}`, summary.findings],
  ];
  for (const [title, counts] of lists) {
    if (counts.length === 0) continue;
    const shown = counts.slice(0, SHOWN).map(([value, n]) => `${plain(value)} ${whole(n)}`);
    if (counts.length > SHOWN) shown.push(`and ${counts.length - SHOWN} more`);
    lines.push('', ...wrapped(title, shown));
  }
  return `${lines.join('\n')}\n`;
}

/** Texts in columns, the first to the left and numbers to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

const LINE = 100;

function wrapped(title: string, parts: readonly string[]): string[] {
  const lines = [`${title}:`];
  for (const part of parts) {
    const last = lines.length - 1;
    if ((lines[last] as string).length + part.length + 2 > LINE) lines.push(`  ${part}`);
    else lines[last] += `${lines[last]?.endsWith(':') ? ' ' : ', '}${part}`;
  }
  return lines;
}

export async function summary(args: Arguments): Promise<number> {
  const { paths, remote } = chosenSources(args, true);
  if (args.flags.has('estimate')) return (await import('./remote.ts')).estimate(remote, args);
  if (remote.length > 0) return summaryOfLoaded(args);
  const listing = await sourceFiles('summary', paths);
  const quiet = args.flags.has('quiet');
  const total = listing.files.reduce((sum, file) => sum + file.size, 0);
  const progress = new ProgressLine(quiet);
  let indexed: Indexed;
  try {
    indexed = await indexFiles(listing.files, (stored, records) => progress.update(stored, total, records));
  } finally {
    progress.clear();
  }
  countListing(listing, indexed.tally);
  Output.to(undefined).write(Buffer.from(summaryText(summarise(indexed.table))));
  if (!quiet) sayPassedOver(listing);
  return conclude(indexed.tally, indexed.problems, indexed.problemsTotal, quiet);
}

/** What is fetched goes the way of the editor, which knows how to. */
async function summaryOfLoaded(args: Arguments): Promise<number> {
  const { loadSources } = await import('./loaded.ts');
  const loaded = await loadSources('summary', args);
  try {
    Output.to(undefined).write(Buffer.from(summaryText(summarise(loaded.records.table))));
    return loaded.conclude(args.flags.has('quiet'));
  } finally {
    await loaded.close();
  }
}
