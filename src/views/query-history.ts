/** The queries that were run in this workspace, the latest first. */
import type * as vscode from 'vscode';
import type { PastQuery } from '../session/protocol/protocol.ts';

const KEY = 'bedrockLogs.queries';
const MOST = 50;
/** Longer queries are not remembered. UTF-16 units. */
const MAX_REMEMBERED = 20_000;

export class QueryHistory {
  private readonly state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.state = state;
  }

  get queries(): readonly PastQuery[] {
    const stored = this.state.get<unknown>(KEY);
    return Array.isArray(stored) ? stored.flatMap(pastQuery) : [];
  }

  /** The same text counts once. `at`: epoch ms. */
  async add(run: Omit<PastQuery, 'at'>, at: number): Promise<void> {
    const text = run.text.trim();
    if (text === '' || text.length > MAX_REMEMBERED) return;
    const others = this.queries.filter((one) => one.text !== text);
    await this.state.update(KEY, [{ ...run, text, at }, ...others].slice(0, MOST));
  }
}

/** What was stored, as far as it can be used: earlier versions kept the text alone. */
function pastQuery(stored: unknown): readonly PastQuery[] {
  if (typeof stored === 'string') return [{ text: stored, at: 0 }];
  if (typeof stored !== 'object' || stored === null || !('text' in stored)) return [];
  const { text, at, rows, failed } = stored as { readonly [K in keyof PastQuery]?: unknown };
  if (typeof text !== 'string') return [];
  return [
    {
      text,
      at: typeof at === 'number' ? at : 0,
      ...(typeof rows === 'number' && { rows }),
      ...(typeof failed === 'string' && { failed }),
    },
  ];
}
