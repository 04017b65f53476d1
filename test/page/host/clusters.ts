/** What the page asks about clusters: one connection, whose documents are the invented records. */
import { editorGuards } from '../../../src/session/protocol/guards.ts';
import type { PageRequests } from '../../../src/session/protocol/protocol.ts';
import { type Handlers, RequestError } from '../../../src/session/protocol/rpc.ts';

export type ClusterAnswers = Pick<PageRequests, 'chooseTarget' | 'checksOn' | 'findingRecords'>;

/** Documents behind every finding. */
const BEHIND = 60;

export function clusterHandlers(total: number, broken: readonly string[]): Handlers<ClusterAnswers> {
  return {
    // One press leads there, the next one back.
    chooseTarget: {
      accepts: editorGuards.chooseTarget,
      run: ({ current }) => (current === undefined ? 'prod' : null),
    },
    checksOn: { accepts: editorGuards.checksOn, run: () => null },
    findingRecords: {
      accepts: editorGuards.findingRecords,
      run: ({ rule, most }) => {
        if (broken.includes('findingRecords'))
          throw new RequestError('failed', 'Elasticsearch does not permit that: read is missing');
        // The answer of this rule does not tell its documents.
        if (rule === 'keys') return { records: [], total: 0, more: false };
        const records = Array.from({ length: Math.min(most, BEHIND) }, (_, i) => total - 1 - i * 2);
        return { records, total: BEHIND, more: false };
      },
    },
  };
}
