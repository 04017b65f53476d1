/** What a page asks about checks: it hears what comes of them by events, as the sidebar does. */
import { editorGuards } from '../../session/protocol/guards.ts';
import type { PageRequests } from '../../session/protocol/protocol.ts';
import type { Handlers } from '../../session/protocol/rpc.ts';
import type { LogChecks } from './log-checks.ts';

export function checkHandlers(checks: LogChecks): Handlers<Pick<PageRequests, 'runChecks' | 'cancelChecks'>> {
  return {
    runChecks: {
      accepts: editorGuards.runChecks,
      run: ({ rules, window }) => {
        void checks.run(rules, window);
        return null;
      },
    },
    cancelChecks: {
      accepts: editorGuards.cancelChecks,
      run: () => {
        checks.cancel();
        return null;
      },
    },
  };
}
