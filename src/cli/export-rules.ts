/** Writes detection rules for Kibana's import. */
import { kibanaExport } from '../detections/kibana.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { Output } from './output.ts';
import { BUILTIN, readRules } from './rule-files.ts';
import { plain, say } from './status.ts';

/** Gives the exit status: 1 if a rule could not be read or has no schedule. */
export async function exportRules(args: Arguments): Promise<number> {
  if (args.positionals.length > 0) throw new UsageError('rules takes no source; name rule files with --rules PATH.');
  const { rules, problems } = readRules(args.lists.get('rules') ?? [BUILTIN]);
  const output = Output.to(args.text.get('output'));
  output.write(Buffer.from(kibanaExport(rules)));
  output.finish();
  const left = rules.filter(({ from }) => from === undefined);
  if (args.flags.has('quiet')) return problems.length > 0 ? 1 : 0;
  for (const { path, line, message } of problems) say(`${plain(path)}:${line}: ${plain(message)}`);
  for (const { name } of left) say(`left out, for it has no schedule: ${plain(name)}`);
  say(`${(rules.length - left.length).toLocaleString('en')} rules`);
  return problems.some(({ severity }) => severity === 'error') || left.length > 0 ? 1 : 0;
}
