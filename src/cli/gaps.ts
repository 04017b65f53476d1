/** Says where the log has fewer calls, or more, than the metrics of the same hours. */
import { compareLoaded } from '../session/compare-loaded.ts';
import type { Comparison } from '../session/comparison.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { loadSources } from './loaded.ts';
import { Output } from './output.ts';
import { plain } from './status.ts';

/** 0: they agree; 1: they do not. */
export async function gaps(args: Arguments): Promise<number> {
  if (!args.positionals.some((source) => /^metrics:/i.test(source)))
    throw new UsageError('gaps compares logs with metrics: name metrics:REGION beside the logs.');
  const loaded = await loadSources('gaps', args);
  try {
    const { metrics, table } = loaded.records;
    const comparison = compareLoaded(table, metrics);
    if (!comparison) throw new UsageError('There are no metrics of models in this region and time.');
    const json = args.text.get('format') === 'json';
    const text = json ? `${JSON.stringify(comparison, null, 2)}\n` : gapsText(comparison);
    Output.to(undefined).write(Buffer.from(text));
    return Math.max(loaded.conclude(args.flags.has('quiet')), comparison.gaps.length > 0 ? 1 : 0);
  } finally {
    await loaded.close();
  }
}

function gapsText({ gaps: found, hours, line }: Comparison): string {
  const differing = hours.filter(({ logged, measured }) => logged !== measured);
  const rows = differing.map(({ hour, logged, measured }) => {
    const at = new Date(hour).toISOString().slice(0, 16).replace('T', ' ');
    return `  ${at} UTC  ${String(logged).padStart(10)}  ${String(measured).padStart(10)}`;
  });
  const head = rows.length > 0 ? ['', `  ${'hour'.padEnd(20)}  ${'log'.padStart(10)}  ${'metrics'.padStart(10)}`] : [];
  const named = found.map(({ text }) => `- ${plain(text)}`);
  return `${[plain(line), ...head, ...rows, ...(named.length > 0 ? ['', ...named] : [])].join('\n')}\n`;
}
