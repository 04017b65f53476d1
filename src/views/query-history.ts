/** The queries that were run in this workspace, the latest first. */
import type * as vscode from 'vscode';

const KEY = 'bedrockLogs.queries';
const MOST = 50;
/** Longer queries are not remembered. UTF-16 units. */
const MAX_REMEMBERED = 20_000;

export class QueryHistory {
  private readonly state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.state = state;
  }

  get queries(): readonly string[] {
    const stored = this.state.get<unknown>(KEY);
    return Array.isArray(stored) ? stored.filter((one): one is string => typeof one === 'string') : [];
  }

  async add(text: string): Promise<void> {
    const query = text.trim();
    if (query === '' || query.length > MAX_REMEMBERED) return;
    await this.state.update(KEY, [query, ...this.queries.filter((one) => one !== query)].slice(0, MOST));
  }
}
