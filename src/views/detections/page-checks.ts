/** What a page asks about checks: it hears what comes of them by events, as the sidebar does. */
import { editorGuards } from '../../session/protocol/guards.ts';
import type { PageRequests } from '../../session/protocol/protocol.ts';
import type { Handlers } from '../../session/protocol/rpc.ts';
import type { ClusterChecks } from '../elasticsearch/cluster-checks.ts';
import type { LogChecks } from './log-checks.ts';

type Asked = 'runChecks' | 'cancelChecks' | 'checksOn' | 'findingRecords';

export function checkHandlers(
  checks: Pick<LogChecks, 'run' | 'cancel'>,
  elsewhere: Pick<ClusterChecks, 'run' | 'cancel' | 'state' | 'records'>,
): Handlers<Pick<PageRequests, Asked>> {
  return {
    runChecks: {
      accepts: editorGuards.runChecks,
      run: ({ rules, window, target }) => {
        void (target === undefined ? checks.run(rules, window) : elsewhere.run(target, rules, window));
        return null;
      },
    },
    cancelChecks: {
      accepts: editorGuards.cancelChecks,
      run: ({ target }) => {
        if (target === undefined) checks.cancel();
        else elsewhere.cancel(target);
        return null;
      },
    },
    checksOn: { accepts: editorGuards.checksOn, run: ({ target }) => elsewhere.state(target) ?? null },
    findingRecords: {
      accepts: editorGuards.findingRecords,
      run: (params, { signal }) => elsewhere.records(params, signal as AbortSignal),
    },
  };
}
