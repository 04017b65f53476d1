/** Writes the detection rules that are checked here, built-in and own, as a file that Kibana imports. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { builtinRules } from '../../detections/builtin.ts';
import { kibanaExport } from '../../detections/kibana.ts';
import { RuleSet } from '../../detections/rule-set.ts';
import type { Services } from '../../views/services.ts';

export async function exportRules({ rules }: Services): Promise<void> {
  const { builtin, files } = await rules.source();
  const set = new RuleSet();
  // An own rule stands for the built-in one with the same id.
  for (const { path, text } of files) set.add(path, text, { others: true });
  if (builtin) set.addBuiltin(builtinRules());
  const scheduled = set.rules.filter(({ from }) => from !== undefined);
  if (scheduled.length === 0) throw new Error(vscode.l10n.t('There are no detection rules with a schedule.'));
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Rules for Kibana'),
    filters: { NDJSON: ['ndjson'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, 'bedrock-rules.ndjson') }),
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(kibanaExport(scheduled)));
  const said = vscode.l10n.t(
    'Exported {0} rules, none of them enabled. Written to: {1}',
    scheduled.length,
    basename(target.path),
  );
  void vscode.window.showInformationMessage(said);
}
