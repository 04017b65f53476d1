/** What the page asks about queries besides their answers: the extension's own language service, a history, kept queries. */
import { editorGuards } from '../../../src/session/protocol/guards.ts';
import type { PageRequests, SavedQuery } from '../../../src/session/protocol/protocol.ts';
import type { Handlers } from '../../../src/session/protocol/rpc.ts';
import type { LoadedLogs } from '../../../src/views/loaded-logs.ts';
import { queryHandlers } from '../../../src/views/page-queries.ts';
import { QueryHistory } from '../../../src/views/query-history.ts';

export type LanguageRequests = Pick<
  PageRequests,
  | 'queryHistory'
  | 'rememberQuery'
  | 'completeQuery'
  | 'hoverQuery'
  | 'diagnoseQuery'
  | 'formatQuery'
  | 'savedQueries'
  | 'keepQuery'
  | 'openQuery'
  | 'saveQuery'
>;

/** `values` are those of a field, the most frequent first. */
export function languageHandlers(values: (field: string) => Promise<readonly string[]>): Handlers<LanguageRequests> {
  const stored = new Map<string, unknown>();
  const history = new QueryHistory({
    keys: () => [...stored.keys()],
    get: <T>(key: string) => stored.get(key) as T | undefined,
    update: async (key: string, value: unknown) => {
      stored.set(key, value);
    },
  });
  const logs = {
    state: { counts: { read: 1 } },
    ask: (_: 'values', { field }: { readonly field: string }) => values(field),
  };
  const {
    query: _,
    chooseTarget: __,
    compareQuery: ___,
    ...service
  } = queryHandlers(logs as unknown as LoadedLogs, history);
  const kept: SavedQuery[] = [];
  const done = () => null;
  return {
    ...service,
    savedQueries: { accepts: editorGuards.savedQueries, run: () => kept },
    keepQuery: {
      accepts: editorGuards.keepQuery,
      run: ({ text }) => {
        const saved = { name: `Query ${kept.length + 1}`, text };
        kept.push(saved);
        return saved;
      },
    },
    openQuery: { accepts: editorGuards.openQuery, run: done },
    saveQuery: { accepts: editorGuards.saveQuery, run: done },
  };
}
