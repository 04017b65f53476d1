/** ES|QL in the editor: errors as one types, completion, hover, signatures, folding, layout, and where it can be run. */
import * as vscode from 'vscode';
import type { Completion } from '../esql/language/completion.ts';
import {
  ESQL,
  mayHoldQueries,
  QUERY_DOCUMENTS,
  type QueryPlaceInDocument,
  queryAt,
  queryRegions,
} from './query-regions.ts';
import type { Services } from './services.ts';

const service = () => import('./esql-service.ts');

/** Milliseconds after the last key before errors are looked for. */
const QUIET = 200;

export function registerEsqlLanguage(services: Services): vscode.Disposable {
  const { languages } = vscode;
  return vscode.Disposable.from(
    new Mistakes(),
    languages.registerCompletionItemProvider(
      QUERY_DOCUMENTS,
      { provideCompletionItems: (document, position) => completions(services, document, position) },
      '.',
      ' ',
      '|',
      '"',
      '(',
      '@',
    ),
    languages.registerHoverProvider(QUERY_DOCUMENTS, { provideHover }),
    languages.registerSignatureHelpProvider(QUERY_DOCUMENTS, { provideSignatureHelp }, '(', ','),
    languages.registerFoldingRangeProvider({ language: ESQL }, { provideFoldingRanges }),
    languages.registerDocumentFormattingEditProvider({ language: ESQL }, { provideDocumentFormattingEdits }),
    languages.registerCodeLensProvider(QUERY_DOCUMENTS, { provideCodeLenses }),
  );
}

const SEVERITIES = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** Looks for errors a moment after a document was opened or changed, never while keys are coming in. */
class Mistakes implements vscode.Disposable {
  private readonly shown = vscode.languages.createDiagnosticCollection(ESQL);
  private readonly waiting = new Map<vscode.TextDocument, NodeJS.Timeout>();
  private readonly owned = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument((document) => this.later(document, 0)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => this.later(document, QUIET)),
    vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
  );

  constructor() {
    for (const document of vscode.workspace.textDocuments) this.later(document, 0);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.owned.dispose();
    this.shown.dispose();
  }

  private later(document: vscode.TextDocument, delay: number): void {
    if (!mayHoldQueries(document)) return;
    clearTimeout(this.waiting.get(document));
    this.waiting.set(
      document,
      setTimeout(() => void this.look(document), delay),
    );
  }

  private async look(document: vscode.TextDocument): Promise<void> {
    this.waiting.delete(document);
    const regions = document.isClosed ? [] : queryRegions(document);
    if (regions.length === 0) {
      this.shown.delete(document.uri);
      return;
    }
    const { mistakesIn } = await service();
    // The first look waits for the service, and a long query is looked at elsewhere; by then the document may be another.
    const changed = () => document.isClosed || this.waiting.has(document);
    if (changed()) return;
    const { version } = document;
    const mistakes: vscode.Diagnostic[] = [];
    for (const region of queryRegions(document)) {
      for (const { start, end, message, severity, code } of await mistakesIn(region.text)) {
        // A rule may be about other data, which are not known here.
        if (region.inRule && code === 'unknown-index') continue;
        const mistake = new vscode.Diagnostic(region.rangeOf(start, end), message, SEVERITIES[severity]);
        mistake.source = 'ES|QL';
        mistake.code = code;
        mistakes.push(mistake);
      }
      if (changed() || document.version !== version) return;
    }
    this.shown.set(document.uri, mistakes);
  }

  private forget(document: vscode.TextDocument): void {
    clearTimeout(this.waiting.get(document));
    this.waiting.delete(document);
    this.shown.delete(document.uri);
  }
}

const KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  command: vscode.CompletionItemKind.Keyword,
  function: vscode.CompletionItemKind.Function,
  aggregate: vscode.CompletionItemKind.Method,
  field: vscode.CompletionItemKind.Field,
  index: vscode.CompletionItemKind.Module,
  keyword: vscode.CompletionItemKind.Keyword,
  operator: vscode.CompletionItemKind.Operator,
  value: vscode.CompletionItemKind.Value,
  unit: vscode.CompletionItemKind.Unit,
  type: vscode.CompletionItemKind.TypeParameter,
};

async function completions(
  { pages }: Services,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionItem[]> {
  const at = queryAt(document, position);
  if (!at) return [];
  const { region, offset } = at;
  const { completionsAt } = await service();
  const { start, end, offers } = await completionsAt(region.text, offset, pages.latest()?.logs);
  const range = region.rangeOf(start, end);
  // The editor takes no offer that reaches over lines.
  const replaced = range.isSingleLine ? range : new vscode.Range(position, position);
  return offers.map((offer, i) => completionOf(offer, replaced, i, region.text[start] === '"'));
}

function completionOf(offer: Completion, range: vscode.Range, rank: number, inQuotes: boolean): vscode.CompletionItem {
  const made = new vscode.CompletionItem(offer.label, KINDS[offer.kind]);
  made.insertText = offer.snippet ? new vscode.SnippetString(offer.insert) : offer.insert;
  made.range = range;
  made.sortText = String(rank).padStart(4, '0');
  // What is typed is compared with what stands in the document, quotes and backticks included. Before a quote is typed
  // the offers fit no quote: those that are asked for then know of the quote behind the cursor.
  if (offer.insert.startsWith('`') || (offer.kind === 'value' && inQuotes)) made.filterText = offer.insert;
  if (offer.detail !== undefined) made.detail = offer.detail;
  if (offer.markdown !== undefined) made.documentation = new vscode.MarkdownString(offer.markdown);
  else if (offer.plain !== undefined) made.documentation = offer.plain;
  if (offer.kind === 'command') made.command = { command: 'editor.action.triggerSuggest', title: '' };
  return made;
}

async function provideHover(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const at = queryAt(document, position);
  const found = at && (await service()).hoverAt(at.region.text, at.offset);
  if (!found) return undefined;
  const said = new vscode.MarkdownString();
  if (found.code !== undefined) said.appendCodeblock(found.code, ESQL);
  if (found.plain !== undefined) said.appendText(found.plain);
  if (found.markdown !== undefined) said.appendMarkdown(found.markdown);
  return new vscode.Hover(said, at.region.rangeOf(found.start, found.end));
}

async function provideSignatureHelp(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.SignatureHelp | undefined> {
  const at = queryAt(document, position);
  const found = at && (await service()).signatureAt(at.region.text, at.offset);
  if (!found) return undefined;
  const shown = new vscode.SignatureInformation(found.label, found.summary);
  shown.parameters = found.parameters.map(
    ({ start, end, text }) => new vscode.ParameterInformation([start, end], text),
  );
  const help = new vscode.SignatureHelp();
  help.signatures = [shown];
  help.activeSignature = 0;
  help.activeParameter = found.active;
  return help;
}

async function provideFoldingRanges(document: vscode.TextDocument): Promise<vscode.FoldingRange[]> {
  const { foldsOf } = await service();
  return foldsOf(document.getText()).map(
    ({ from, to, kind }) =>
      new vscode.FoldingRange(from, to, kind === 'comment' ? vscode.FoldingRangeKind.Comment : undefined),
  );
}

async function provideDocumentFormattingEdits(document: vscode.TextDocument): Promise<vscode.TextEdit[]> {
  const text = document.getText();
  const made = (await service()).laidOut(text);
  if (made === undefined || made === text) return [];
  return [vscode.TextEdit.replace(new vscode.Range(document.positionAt(0), document.positionAt(text.length)), made)];
}

function provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
  return queryRegions(document).flatMap(({ range, text, inRule }, region) => {
    if (text.trim() === '') return [];
    // The text is read when it is run: a lens may be older than what stands below it.
    const place: QueryPlaceInDocument = { uri: document.uri.toString(), region };
    const run = { command: 'bedrockLogs.runQuery', arguments: [place] };
    const check = { command: 'bedrockLogs.checkFile', arguments: [document.uri.toString()] };
    const lens = (command: vscode.Command) => new vscode.CodeLens(range.with(undefined, range.start), command);
    if (!inRule) return lens({ ...run, title: vscode.l10n.t('Run on loaded records') });
    return [
      lens({ ...check, title: vscode.l10n.t('Run on loaded records') }),
      lens({ ...run, title: vscode.l10n.t('Show what the query answers') }),
    ];
  });
}
