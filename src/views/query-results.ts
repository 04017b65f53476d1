/** Answers of queries as read-only documents beside the query: one a query document, made anew by each run. */
import * as vscode from 'vscode';
import { setContext } from './pages.ts';

const SCHEME = 'bedrock-logs-result';

export interface ShownResult {
  readonly text: string;
  /** Asks for a file and writes the whole answer. */
  readonly save: () => Promise<void>;
}

export class QueryResults implements vscode.Disposable {
  private readonly results = new Map<string, ShownResult>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly owned = vscode.Disposable.from(
    this.changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: this.changed.event,
      provideTextDocumentContent: (uri) =>
        this.results.get(uri.toString())?.text ?? vscode.l10n.t('Run the query again to see its results.'),
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      this.results.delete(uri.toString());
      setContext('bedrockLogs.results', this.results.size > 0);
    }),
  );

  async show(name: string, result: ShownResult): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${vscode.l10n.t('Results of {0}', name)}` });
    this.results.set(uri.toString(), result);
    setContext('bedrockLogs.results', true);
    this.changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const viewColumn = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
    await vscode.window.showTextDocument(document, {
      viewColumn: viewColumn ?? vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: false,
    });
  }

  /** The result in front, or the one that is in sight. */
  current(): ShownResult | undefined {
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    for (const editor of [activeTextEditor, ...visibleTextEditors]) {
      const result = editor && this.results.get(editor.document.uri.toString());
      if (result) return result;
    }
    return undefined;
  }

  dispose(): void {
    this.owned.dispose();
    this.results.clear();
  }
}
