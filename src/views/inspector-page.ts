/** One inspector page, in a panel or a custom editor: what it asks goes to the worker or is done by the editor. */
import * as vscode from 'vscode';
import type { MappingReport } from '../session/protocol/clusters.ts';
import { editorGuards, isPageNotice, sessionGuards } from '../session/protocol/guards.ts';
import type {
  EditorRequests,
  FindingsFormat,
  PageEvent,
  PageRequests,
  PageStart,
  RecordId,
  Selection,
  SessionRequests,
} from '../session/protocol/protocol.ts';
import { Answerer, type Handler, type Handlers } from '../session/protocol/rpc.ts';
import { attempt } from './asking.ts';
import { checkHandlers } from './detections/page-checks.ts';
import { ShownChecks } from './detections/shown-checks.ts';
import { ClusterChecks } from './elasticsearch/cluster-checks.ts';
import type { LoadedLogs, LogsInUse } from './loaded-logs.ts';
import { pageHtml } from './page-html.ts';
import { queryHandlers } from './page-queries.ts';
import { readingHandlers } from './page-reading.ts';
import { keepQuery, savedQueries } from './saved-queries.ts';
import type { Services } from './services.ts';
import { onDidChangeSettings, settings } from './settings.ts';

type Acted =
  | 'show'
  | 'copy'
  | 'exportDocuments'
  | 'openFiles'
  | 'showProblem'
  | 'showSource'
  | 'openLink'
  | 'openQuery'
  | 'saveQuery'
  | 'editPrices'
  | 'editRule'
  | 'suppressRule'
  | 'saveFindings'
  | 'push'
  | 'dryRun'
  | 'compareMapping'
  | 'mappingJson'
  | 'mappingPair';

/** What the editor does for a page; the commands supply it, so that pages need not know them. */
export type EditorActions = {
  readonly [K in Acted]: (page: InspectorPage, params: EditorRequests[K]['params']) => Promise<void>;
};

/** What is marked in the table, and what the table shows. */
export interface PageSelection {
  readonly ids: readonly RecordId[];
  readonly selection: Selection;
}

/** Actions that wait for the user. */
const DIALOGUES: readonly (keyof EditorActions)[] = [
  'exportDocuments',
  'openFiles',
  'openLink',
  'saveQuery',
  'editPrices',
  'editRule',
  'suppressRule',
  'saveFindings',
  'push',
  'dryRun',
  'compareMapping',
  'mappingPair',
];

type Relayed = Exclude<
  keyof SessionRequests,
  | 'load'
  | 'settle'
  | 'export'
  | 'query'
  | 'thread'
  | 'adopt'
  | 'metricParcel'
  | 'rules'
  | 'ruleText'
  | 'check'
  | 'findings'
>;

export class InspectorPage implements vscode.Disposable {
  readonly logs: LoadedLogs;
  private readonly inUse: LogsInUse;
  private readonly webview: vscode.Webview;
  private readonly services: Services;
  private readonly first: 'overview' | undefined;
  private readonly owned: vscode.Disposable[];
  private readonly selected = new vscode.EventEmitter<void>();
  readonly onDidSelect = this.selected.event;
  selection: PageSelection | undefined;
  /** What the last comparison of mappings on these records found. */
  mapping: MappingReport | undefined;
  /** What is to be told once the page is up. */
  private waiting: PageEvent | undefined;
  private up = false;
  private answerer: Answerer<PageRequests>;
  private readonly clusterChecks: ClusterChecks;
  readonly checks: ShownChecks;

  /** Owns `inUse` from here on. `first`: what the page shows when it has nothing to come back to; the table unless given. */
  constructor(webview: vscode.Webview, inUse: LogsInUse, services: Services, first?: 'overview') {
    this.first = first;
    this.webview = webview;
    this.inUse = inUse;
    this.logs = inUse.logs;
    this.services = services;
    this.clusterChecks = new ClusterChecks({
      on: (target, work) => services.remoteQueries.on(target, work),
      rules: () => this.logs.checks.rules,
      suppressions: async () => (await services.rules.source()).suppressions,
      adopt: (documents) => this.logs.ask('adopt', { documents }),
      tell: (event) => {
        this.tell(event);
        this.checks.note(event);
      },
      now: () => Date.now(),
    });
    this.checks = new ShownChecks(this.logs.checks, this.clusterChecks);
    this.answerer = this.newAnswerer();
    webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(services.extension, 'dist')] };
    this.owned = [
      webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      this.logs.onDidChangeState((state) => this.tell({ event: 'state', state })),
      this.logs.checks.onDidChange((state) => this.tell({ event: 'checks', state })),
      this.logs.checks.onDidProgress((step) => this.tell({ event: 'checking', ...step })),
      onDidChangeSettings(() => {
        const { profile, timeZone } = settings();
        this.tell({ event: 'settings', profile, timeZone });
      }),
      services.prices.onDidChange(() => void this.tellPrices()),
      this.selected,
    ];
    webview.html = pageHtml(webview, services.extension, this.logs.title);
  }

  /** The findings of the last checks in one place as a file; `root`: the folder from which paths are told. */
  findings(format: FindingsFormat, target: string | undefined, root: string): Promise<string> {
    const { version } = this.services;
    if (target === undefined) return this.logs.ask('findings', { format, root, version });
    return this.clusterChecks.report(target, format, version, new AbortController().signal);
  }

  private async tellPrices(): Promise<void> {
    this.tell({ event: 'prices', prices: (await this.services.prices.read()) ?? null });
  }

  tell(event: PageEvent): void {
    void this.webview.postMessage(event);
  }

  /** Tells what the page is to show: at once, or when it has come up; `visible` tells whether it may be up. */
  show(event: PageEvent, visible: boolean): void {
    if (this.up && visible) this.tell(event);
    else this.waiting = event;
  }

  dispose(): void {
    this.answerer.close();
    this.clusterChecks.dispose();
    this.checks.dispose();
    for (const owned of this.owned) owned.dispose();
    this.inUse.dispose();
  }

  private receive(message: unknown): void {
    if (isPageNotice(message)) {
      this.selection = { ids: message.ids, selection: message.selection };
      this.selected.fire();
      return;
    }
    // A page that was thrown away and made anew counts its requests from the start again; those of the old one have no reader.
    if (isReady(message)) {
      this.up = false;
      this.answerer.close();
      this.answerer = this.newAnswerer();
    }
    this.answerer.receive(message);
  }

  private newAnswerer(): Answerer<PageRequests> {
    const onMalformed = (reason: string) => this.services.log.warn(`The page sent ${reason}.`);
    return new Answerer<PageRequests>((message) => void this.webview.postMessage(message), this.handlers(), {
      onMalformed,
    });
  }

  private handlers(): Handlers<PageRequests> {
    return {
      state: { accepts: sessionGuards.state, run: () => this.logs.state },
      columns: this.relay('columns'),
      rows: this.relay('rows'),
      position: this.relay('position'),
      record: this.relayTagged('record'),
      text: this.relayTagged('text'),
      ...readingHandlers(this.logs),
      ...queryHandlers(this.logs, this.services.history, this.services.remoteQueries),
      values: this.relay('values'),
      savedQueries: { accepts: editorGuards.savedQueries, run: () => savedQueries() },
      keepQuery: { accepts: editorGuards.keepQuery, run: async ({ text }) => (await keepQuery(text)) ?? null },
      ready: { accepts: editorGuards.ready, run: () => this.begin() },
      cancelLoad: { accepts: editorGuards.cancelLoad, run: () => this.cancel() },
      goOn: { accepts: editorGuards.goOn, run: () => this.goOn() },
      show: this.act('show'),
      copy: this.act('copy'),
      exportDocuments: this.act('exportDocuments'),
      openFiles: this.act('openFiles'),
      showProblem: this.act('showProblem'),
      showSource: this.act('showSource'),
      openLink: this.act('openLink'),
      openQuery: this.act('openQuery'),
      saveQuery: this.act('saveQuery'),
      lines: this.relay('lines'),
      ...checkHandlers(this.logs.checks, this.clusterChecks),
      editPrices: this.act('editPrices'),
      editRule: this.act('editRule'),
      suppressRule: this.act('suppressRule'),
      saveFindings: this.act('saveFindings'),
      push: this.act('push'),
      dryRun: this.act('dryRun'),
      compareMapping: this.act('compareMapping'),
      mapping: { accepts: editorGuards.mapping, run: () => this.mapping ?? null },
      mappingJson: this.act('mappingJson'),
      mappingPair: this.act('mappingPair'),
    };
  }

  private relay<K extends Relayed>(
    name: K,
  ): Handler<SessionRequests[K]['params'], SessionRequests[K]['result'], SessionRequests[K]['progress']> {
    return {
      accepts: sessionGuards[name],
      run: (params, { signal, progress }) => this.logs.ask(name, params, { signal, onProgress: progress }),
    };
  }

  /** Documents have the tags of the settings wherever they are shown. */
  private relayTagged<K extends 'record' | 'text'>(
    name: K,
  ): Handler<SessionRequests[K]['params'], SessionRequests[K]['result'], never> {
    return {
      accepts: sessionGuards[name],
      run: (params, { signal }) => this.logs.ask(name, { ...params, tags: settings().tags }, { signal }),
    };
  }

  private act<K extends keyof EditorActions>(name: K): Handler<EditorRequests[K]['params'], null, never> {
    const action: EditorActions[K] = this.services.actions[name];
    return {
      accepts: editorGuards[name],
      run: async (params) => {
        const done = attempt(this.services.log, () => action(this, params));
        // A dialogue may stay open for minutes: the page hears only that it was asked for.
        if (!DIALOGUES.includes(name)) await done;
        return null;
      },
    };
  }

  private goOn(): null {
    void this.logs.goOn();
    return null;
  }

  private cancel(): null {
    this.logs.cancel();
    return null;
  }

  private async begin(): Promise<PageStart> {
    const start = await this.start();
    // Behind the answer, or the page would hear of it before it knows what it shows.
    setImmediate(() => {
      this.up = true;
      if (this.waiting) this.tell(this.waiting);
      this.waiting = undefined;
    });
    return start;
  }

  private async start(): Promise<PageStart> {
    const prices = await this.services.prices.read();
    const columns = await this.logs.ask('columns', {});
    // What changes is looked at last: the page hears of a change meanwhile before it has this answer, which then counts.
    const { profile, timeZone } = settings();
    return {
      title: this.logs.title,
      state: this.logs.state,
      columns,
      profile,
      timeZone,
      texts: vscode.l10n.bundle ?? {},
      restore: JSON.stringify(this.logs.sources),
      checks: this.logs.checks.state,
      ...(prices && { prices }),
      ...(this.first && { first: this.first }),
    };
  }
}

function isReady(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && 'ask' in message && 'name' in message && message.name === 'ready'
  );
}
