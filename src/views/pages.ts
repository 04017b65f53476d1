/** The open inspector pages and which of them a palette command means. */
import * as vscode from 'vscode';
import type { PageEvent } from '../session/protocol/protocol.ts';
import { setContext } from './context-keys.ts';
import type { InspectorPage } from './inspector-page.ts';

/** What a panel and a custom editor have in common. */
type Host = vscode.WebviewPanel;

export class Pages implements vscode.Disposable {
  private readonly open = new Map<InspectorPage, Host>();
  /** In the order of their last use, the latest last. */
  private used: InspectorPage[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires when another page may be the one that was used last. */
  readonly onDidChange = this.changed.event;

  /** From here on the page lives as long as its host. */
  add(page: InspectorPage, host: Host): void {
    this.open.set(page, host);
    this.used.push(page);
    const owned = [page.onDidSelect(() => this.update()), host.onDidChangeViewState(() => this.take(page, host))];
    host.onDidDispose(() => {
      for (const listener of owned) listener.dispose();
      this.open.delete(page);
      this.used = this.used.filter((other) => other !== page);
      page.dispose();
      this.update();
    });
    this.take(page, host);
  }

  /** The page in front, or the one last used that is still in sight. */
  current(): InspectorPage | undefined {
    return this.used.findLast((page) => this.open.get(page)?.visible);
  }

  /** The page last used, in sight or not. */
  latest(): InspectorPage | undefined {
    return this.used.at(-1);
  }

  /** Brings a page to the front and lets it show something. */
  reveal(page: InspectorPage, event: PageEvent): void {
    const host = this.open.get(page);
    // A page that is out of sight was thrown away; it comes up anew.
    page.show(event, host?.visible ?? false);
    host?.reveal();
  }

  find(fits: (page: InspectorPage) => boolean): Host | undefined {
    for (const [page, host] of this.open) if (fits(page)) return host;
    return undefined;
  }

  dispose(): void {
    for (const page of this.open.keys()) page.dispose();
    this.open.clear();
    this.changed.dispose();
  }

  private take(page: InspectorPage, host: Host): void {
    if (host.active) this.used = [...this.used.filter((other) => other !== page), page];
    this.update();
  }

  private update(): void {
    this.changed.fire();
    const page = this.current();
    setContext('bedrockLogs.page', page !== undefined);
    setContext('bedrockLogs.record', (page?.selection?.ids.length ?? 0) > 0);
  }
}
