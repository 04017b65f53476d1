/** Findings in files of the workspace, in the Problems panel; and rule files that cannot be used. */
import * as vscode from 'vscode';
import type { RuleOutcome, RuleSeverity } from '../../session/protocol/checks.ts';
import type { RecordId } from '../../session/protocol/protocol.ts';
import { subjectOf } from '../../session/protocol/rule-groups.ts';
import type { LoadedLogs } from '../loaded-logs.ts';
import type { Services } from '../services.ts';
import { firedOf } from './log-checks.ts';

/** Records of one finding that are listed, and of all. */
const MAX_OF_FINDING = 20;
const MAX_LISTED = 500;

const SOURCE = 'Bedrock Logs';
const SEVERITIES: { readonly [severity in RuleSeverity]: vscode.DiagnosticSeverity } = {
  critical: vscode.DiagnosticSeverity.Error,
  high: vscode.DiagnosticSeverity.Error,
  medium: vscode.DiagnosticSeverity.Warning,
  low: vscode.DiagnosticSeverity.Information,
};

export function registerFindingProblems({ openLogs }: Services): vscode.Disposable {
  const shown = new Map<LoadedLogs, LogProblems>();
  const changed = openLogs.onDidChange((logs) => {
    const isOpen = openLogs.all.includes(logs);
    if (isOpen && !shown.has(logs)) shown.set(logs, new LogProblems(logs));
    if (isOpen) return;
    shown.get(logs)?.dispose();
    shown.delete(logs);
  });
  // A file that is written anew holds other records on its lines.
  const files = vscode.workspace.createFileSystemWatcher('**/*.{gz,json,jsonl,ndjson,log,txt}', true);
  const forget = (uri: vscode.Uri): void => {
    for (const problems of shown.values()) problems.forget(uri);
  };
  return vscode.Disposable.from(changed, files, files.onDidChange(forget), files.onDidDelete(forget), {
    dispose: () => {
      for (const problems of shown.values()) problems.dispose();
    },
  });
}

/** What one set of logs puts into the panel. */
class LogProblems implements vscode.Disposable {
  private readonly findings = vscode.languages.createDiagnosticCollection('bedrock-detections');
  private readonly rules = vscode.languages.createDiagnosticCollection('bedrock-rules');
  private readonly following: vscode.Disposable;
  private readonly logs: LoadedLogs;
  private asked = 0;

  constructor(logs: LoadedLogs) {
    this.logs = logs;
    this.following = logs.checks.onDidChange(() => void this.show());
  }

  forget(uri: vscode.Uri): void {
    this.findings.delete(uri);
  }

  dispose(): void {
    this.asked++;
    this.following.dispose();
    this.findings.dispose();
    this.rules.dispose();
  }

  private async show(): Promise<void> {
    const { state } = this.logs.checks;
    this.rules.clear();
    this.rules.set(byFile(state.problems.map(({ path, line, ...problem }) => [path, fileProblem(line, problem)])));
    const asked = ++this.asked;
    // What is being checked anew, or rests on other records, is not told of lines.
    if (state.phase === 'running' || state.stale) return this.findings.clear();
    const listed = firedOf(state).flatMap(listedOf).slice(0, MAX_LISTED);
    const places = await this.placesOf(listed.map(({ record }) => record));
    if (asked !== this.asked) return;
    this.findings.clear();
    this.findings.set(
      byFile(
        listed.flatMap(({ outcome, said }, i) => {
          const place = places[i];
          return place && isInWorkspace(place.path) ? [[place.path, findingProblem(place.line, outcome, said)]] : [];
        }),
      ),
    );
  }

  private async placesOf(
    ids: readonly RecordId[],
  ): Promise<readonly { readonly path: string; readonly line: number }[]> {
    if (ids.length === 0) return [];
    // Closed logs have no places.
    const lines = await this.logs.ask('lines', { ids, fields: [], prompts: false }).catch(() => undefined);
    return lines?.places ?? [];
  }
}

interface Listed {
  readonly outcome: RuleOutcome;
  readonly record: RecordId;
  readonly said: string;
}

function listedOf(outcome: RuleOutcome): Listed[] {
  return outcome.findings.flatMap((finding) => {
    const [reached] = finding.reached;
    const parts = [
      reached ? vscode.l10n.t('{0} {1}, {2} needed', reached.column, reached.value, reached.needed) : '',
      subjectOf(finding),
    ];
    const said = parts.filter((part) => part !== '').join('; ');
    return finding.records.slice(0, MAX_OF_FINDING).map((record) => ({ outcome, record, said }));
  });
}

function byFile(
  problems: readonly (readonly [path: string, problem: vscode.Diagnostic])[],
): [vscode.Uri, vscode.Diagnostic[]][] {
  const files = new Map<string, vscode.Diagnostic[]>();
  for (const [path, problem] of problems) {
    const own = files.get(path);
    if (own) own.push(problem);
    else if (path !== '') files.set(path, [problem]);
  }
  return [...files].map(([path, own]) => [vscode.Uri.file(path), own]);
}

function findingProblem(line: number, { rule }: RuleOutcome, said: string): vscode.Diagnostic {
  const text = said === '' ? rule.name : `${rule.name}: ${said}`;
  const problem = new vscode.Diagnostic(lineRange(line), text, SEVERITIES[rule.severity]);
  problem.source = SOURCE;
  problem.code = rule.id;
  return problem;
}

function fileProblem(
  line: number,
  { severity, message }: { readonly severity: 'error' | 'warning'; readonly message: string },
): vscode.Diagnostic {
  const severities = { error: vscode.DiagnosticSeverity.Error, warning: vscode.DiagnosticSeverity.Warning };
  const problem = new vscode.Diagnostic(lineRange(line), message, severities[severity]);
  problem.source = SOURCE;
  return problem;
}

function lineRange(line: number): vscode.Range {
  const at = Math.max(0, line - 1);
  return new vscode.Range(at, 0, at, Number.MAX_SAFE_INTEGER);
}

function isInWorkspace(path: string): boolean {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path)) !== undefined;
}
