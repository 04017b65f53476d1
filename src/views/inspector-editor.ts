/** The read-only custom editor of one log file. */
import * as vscode from 'vscode';
import { InspectorPage } from './inspector-page.ts';
import type { Services } from './services.ts';
import { sourceAt } from './source-refs.ts';

/** Opens by itself for names of Bedrock's form; the other is offered for everything that may hold records. */
export const FILE_EDITOR = 'bedrockLogs.file';
export const OTHER_FILE_EDITOR = 'bedrockLogs.otherFile';

export function registerInspectorEditors(services: Services): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    async resolveCustomEditor(document, panel) {
      const inUse = services.openLogs.use([await sourceAt(document.uri)]);
      services.pages.add(new InspectorPage(panel.webview, inUse, services), panel);
    },
  };
  const options = { supportsMultipleEditorsPerDocument: true };
  return vscode.Disposable.from(
    vscode.window.registerCustomEditorProvider(FILE_EDITOR, provider, options),
    vscode.window.registerCustomEditorProvider(OTHER_FILE_EDITOR, provider, options),
  );
}
