/** What a page asks about queries: answers from its logs, and the language service, which the page does not hold itself. */
import { editorGuards, sessionGuards } from '../session/protocol/guards.ts';
import type { PageRequests } from '../session/protocol/protocol.ts';
import type { Handlers } from '../session/protocol/rpc.ts';
import type { LoadedLogs } from './loaded-logs.ts';
import type { QueryHistory } from './query-history.ts';

const service = () => import('./esql-service.ts');

type Answered = 'query' | 'queryHistory' | 'completeQuery' | 'hoverQuery' | 'diagnoseQuery' | 'formatQuery';

export function queryHandlers(logs: LoadedLogs, history: QueryHistory): Handlers<Pick<PageRequests, Answered>> {
  return {
    query: {
      accepts: sessionGuards.query,
      run: async (params, { signal, progress }) => {
        const answer = await logs.ask('query', params, { signal, onProgress: progress });
        await history.add(params.text);
        return answer;
      },
    },
    queryHistory: { accepts: editorGuards.queryHistory, run: () => history.queries },
    completeQuery: {
      accepts: editorGuards.completeQuery,
      run: async ({ text, offset }) => (await service()).completionsAt(text, offset, logs),
    },
    hoverQuery: {
      accepts: editorGuards.hoverQuery,
      run: async ({ text, offset }) => {
        const found = (await service()).hoverAt(text, offset);
        if (!found) return null;
        const { start, end, code, plain, markdown } = found;
        const said = [code, plain, markdown?.replace(/^```.*$/gm, '')].filter((one) => one !== undefined);
        return { start, end, text: said.join('\n').trim() };
      },
    },
    diagnoseQuery: {
      accepts: editorGuards.diagnoseQuery,
      run: async ({ text }) => (await service()).mistakesIn(text),
    },
    formatQuery: {
      accepts: editorGuards.formatQuery,
      run: async ({ text }) => (await service()).laidOut(text) ?? null,
    },
  };
}
