/** What the page asks for reading records together: the worker answers. */
import { sessionGuards } from '../session/protocol/guards.ts';
import type { ReadingRequests } from '../session/protocol/reading.ts';
import type { Handlers } from '../session/protocol/rpc.ts';
import type { LoadedLogs } from './loaded-logs.ts';
import { settings } from './settings.ts';

export function readingHandlers(logs: LoadedLogs): Handlers<ReadingRequests> {
  return {
    thread: {
      accepts: sessionGuards.thread,
      run: (params, { signal, progress }) => logs.ask('thread', params, { signal, onProgress: progress }),
    },
    compare: {
      accepts: sessionGuards.compare,
      run: (params, { signal }) => logs.ask('compare', { ...params, tags: settings().tags }, { signal }),
    },
    picture: {
      accepts: sessionGuards.picture,
      run: (params, { signal }) => logs.ask('picture', params, { signal }),
    },
  };
}
