/** What a page asks about queries: answers from its logs, and the language service, which the page does not hold itself. */
import type { Completion } from '../esql/language/completion.ts';
import { editorGuards, sessionGuards } from '../session/protocol/guards.ts';
import type { PageRequests, Query, QueryOffers } from '../session/protocol/protocol.ts';
import { type Handlers, RequestError } from '../session/protocol/rpc.ts';
import { compareQuery } from './elasticsearch/query-comparison.ts';
import type { RemoteQueries } from './elasticsearch/remote-queries.ts';
import type { LoadedLogs } from './loaded-logs.ts';
import type { QueryHistory } from './query-history.ts';

type Offer = QueryOffers['offers'][number];

const service = () => import('./esql-service.ts');

/** Queries that are answered elsewhere than here. */
type Elsewhere = Pick<RemoteQueries, 'query' | 'choose'>;

type Answered =
  | 'query'
  | 'compareQuery'
  | 'chooseTarget'
  | 'queryHistory'
  | 'rememberQuery'
  | 'completeQuery'
  | 'hoverQuery'
  | 'diagnoseQuery'
  | 'formatQuery';

/** `elsewhere` answers queries of clusters; without it there are none to choose. */
export function queryHandlers(
  logs: LoadedLogs,
  history: QueryHistory,
  elsewhere?: Elsewhere,
): Handlers<Pick<PageRequests, Answered>> {
  return {
    query: {
      accepts: sessionGuards.query,
      run: (params, { signal, progress }) =>
        params.target !== undefined && elsewhere
          ? elsewhere.query(params, signal as AbortSignal)
          : logs.ask('query', params, { signal, onProgress: progress }),
    },
    compareQuery: {
      accepts: editorGuards.compareQuery,
      run: (params, { signal }) => {
        if (!elsewhere) throw new RequestError('failed', 'There is no connection to a cluster.');
        const here = (query: Query) => logs.ask('query', query, { signal });
        const there = (query: Query) => elsewhere.query(query, signal as AbortSignal);
        return compareQuery({ here, there, range: logs.state.range }, params);
      },
    },
    chooseTarget: {
      accepts: editorGuards.chooseTarget,
      run: async ({ current }) => elsewhere?.choose(current) ?? null,
    },
    queryHistory: { accepts: editorGuards.queryHistory, run: () => history.queries },
    rememberQuery: {
      accepts: editorGuards.rememberQuery,
      run: async (run) => {
        await history.add(run, Date.now());
        return null;
      },
    },
    completeQuery: {
      accepts: editorGuards.completeQuery,
      run: async ({ text, offset }) => {
        const { start, end, offers } = await (await service()).completionsAt(text, offset, logs);
        return { start, end, offers: offers.map(shownOffer) };
      },
    },
    hoverQuery: {
      accepts: editorGuards.hoverQuery,
      run: async ({ text, offset }) => {
        const found = (await service()).hoverAt(text, offset);
        if (!found) return null;
        const { start, end, code, plain, markdown } = found;
        const said = [code, plain, plainText(markdown)].filter((one) => one !== undefined);
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

function shownOffer({ label, kind, insert, snippet, detail, markdown, plain }: Completion): Offer {
  const about = plain ?? plainText(markdown);
  return {
    label,
    kind,
    insert,
    ...(snippet !== undefined && { snippet }),
    ...(detail !== undefined && { detail }),
    ...(about !== undefined && { about }),
  };
}

/** The service's own Markdown has code blocks, code and bold words only. */
const plainText = (markdown: string | undefined): string | undefined =>
  markdown
    ?.replace(/^```.*$/gm, '')
    .replace(/\*\*|`/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
