/** What a page that comes up is told of the logs that it shows. */
import { expect, test, vi } from 'vitest';
import type { LogsInUse } from '../../../src/views/loaded-logs.ts';
import type { Services } from '../../../src/views/services.ts';

const nothing = { dispose: () => undefined };

vi.mock('vscode', () => ({
  EventEmitter: class {
    readonly event = () => nothing;
    fire() {}
    dispose() {}
  },
  Uri: { joinPath: () => ({ toString: () => 'file' }) },
  l10n: { t: (text: string) => text },
  env: { language: 'en' },
  workspace: {
    isTrusted: true,
    getConfiguration: () => ({ get: (_: string, otherwise: unknown) => otherwise }),
    onDidChangeConfiguration: () => nothing,
  },
}));

const { InspectorPage } = await import('../../../src/views/inspector-page.ts');

test('how far reading is when it is told, not when it was asked: reading may end in between', async () => {
  const answers: { readonly ok?: { readonly state: unknown } }[] = [];
  let hear: (message: unknown) => void = () => undefined;
  let columnsCome: ((columns: unknown) => void) | undefined;
  const heard = () => nothing;
  const logs = {
    title: 'logs',
    sources: [],
    state: { phase: 'loading' },
    ask: () => new Promise((resolve) => (columnsCome = resolve)),
    onDidChangeState: heard,
    checks: { state: {}, onDidChange: heard, onDidProgress: heard },
  };
  const webview = {
    options: {},
    html: '',
    cspSource: '',
    asWebviewUri: (uri: unknown) => uri,
    onDidReceiveMessage: (listener: typeof hear) => {
      hear = listener;
      return nothing;
    },
    postMessage: async (message: (typeof answers)[number]) => answers.push(message),
  };
  const services = {
    prices: { read: async () => undefined, onDidChange: heard },
    log: { warn: () => undefined },
    actions: {},
  };
  const page = new InspectorPage(
    webview as never,
    { logs, dispose: () => undefined } as unknown as LogsInUse,
    services as unknown as Services,
  );
  hear({ ask: 1, name: 'ready', params: {} });
  await vi.waitFor(() => expect(columnsCome).toBeDefined());
  logs.state = { phase: 'done' };
  columnsCome?.([]);
  await vi.waitFor(() => expect(answers.find((answer) => answer.ok)?.ok?.state).toEqual({ phase: 'done' }));
  page.dispose();
});
