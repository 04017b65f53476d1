/** The page's end of the line to the extension host. */
import type { Abort, Ask, PageEvent, PageNotice, PageRequests } from '../src/session/protocol/protocol.ts';
import { Asker, isObject, RequestError } from '../src/session/protocol/rpc.ts';

/** What VS Code gives a webview. */
export interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

export class Host {
  private readonly api: WebviewApi;
  private readonly asker: Asker<PageRequests>;

  constructor(api: WebviewApi, onEvent: (event: PageEvent) => void) {
    this.api = api;
    this.asker = new Asker<PageRequests>((message: Ask<PageRequests> | Abort) => api.postMessage(message));
    window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (!this.asker.receive(data) && isPageEvent(data)) onEvent(data);
    });
  }

  /** Rejects with a `RequestError`; an aborted request with one of the kind `aborted`. */
  ask<K extends keyof PageRequests>(
    name: K,
    params: PageRequests[K]['params'],
    signal?: AbortSignal,
    onProgress?: (progress: PageRequests[K]['progress']) => void,
  ): Promise<PageRequests[K]['result']> {
    return this.asker.ask(name, params, { ...(signal && { signal }), ...(onProgress && { onProgress }) });
  }

  notify(notice: PageNotice): void {
    this.api.postMessage(notice);
  }

  get state(): unknown {
    return this.api.getState();
  }

  set state(state: unknown) {
    this.api.setState(state);
  }
}

const EVENTS: readonly PageEvent['event'][] = [
  'state',
  'settings',
  'prices',
  'query',
  'command',
  'checks',
  'checking',
  'rule',
  'mapping',
];

// Only the host can post here, and it is typed; the guard keeps out what other scripts of the frame say.
function isPageEvent(value: unknown): value is PageEvent {
  return isObject(value) && (EVENTS as readonly unknown[]).includes(value.event);
}

/** What is told of a failed request. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function isAborted(error: unknown): boolean {
  return error instanceof RequestError && error.kind === 'aborted';
}
